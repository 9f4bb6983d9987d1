"""Starts Django for commands that need the workspace."""

from __future__ import annotations

import os

from earnest.interfaces.cli.output import fail


def start(*, must_exist: bool = True) -> None:
    """Load the settings of the workspace; stop with advice where there is none."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
    django.setup()
    if must_exist and not is_ready():
        from django.conf import settings

        fail(f"There is no workspace in {settings.WORKSPACE}. Make one with “earnest init”, or try “earnest demo”.")


def is_ready() -> bool:
    """Whether the workspace has a database with today's tables."""
    from django.db import OperationalError, ProgrammingError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (OperationalError, ProgrammingError):
        return False


def migrate() -> None:
    """Bring the workspace's database to this version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
