"""Starts Django for commands that need the workspace."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

from earnest.interfaces.cli.output import fail


class Tables(Enum):
    """What the workspace's database holds."""

    ABSENT = "none"
    OLDER = "those of an older version"
    READY = "those of this version"
    NEWER = "those of a newer version"


def start(*, must_exist: bool = True) -> None:
    """Load the settings of the workspace; stop with advice where there is none."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
    django.setup()
    if not must_exist:
        return
    from django.conf import settings

    match tables():
        case Tables.ABSENT:
            fail(f"There is no workspace in {settings.WORKSPACE}. Make one with “earnest init”, or try “earnest demo”.")
        case Tables.OLDER:
            fail(f"The workspace {settings.WORKSPACE} was made by an older version. Copy it, then run: earnest init")
        case Tables.NEWER:
            fail(f"The workspace {settings.WORKSPACE} was made by a newer version of Earnest. Use that version.")


def tables() -> Tables:
    """Which tables the database has. Makes nothing; stops with advice where the database cannot be read."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not (_in_memory(str(name)) or Path(name).is_file()):
        return Tables.ABSENT
    try:
        executor = MigrationExecutor(connection)
        known, applied = executor.loader.disk_migrations or {}, executor.loader.applied_migrations
        if any(key not in known for key in applied if key[0] in executor.loader.migrated_apps):
            return Tables.NEWER
        if not applied:
            return Tables.ABSENT
        return Tables.OLDER if executor.migration_plan(executor.loader.graph.leaf_nodes()) else Tables.READY
    except DatabaseError as error:
        fail(f"The database {name} cannot be read: {str(error).strip()}. Restore a copy, or mend EARNEST_DATABASE_URL.")


def _in_memory(name: str) -> bool:
    return name == ":memory:" or "mode=memory" in name


def migrate() -> None:
    """Bring the workspace's database to this version."""
    from django.core.management import call_command

    match tables():
        case Tables.NEWER:
            fail("This workspace was made by a newer version of Earnest. Use that version.")
        case Tables.ABSENT | Tables.OLDER:
            call_command("migrate", verbosity=0, interactive=False)
