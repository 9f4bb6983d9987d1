"""The tables of the tests: made by the migrations once, and kept as a file until a migration changes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management.commands import flush, migrate
from django.db import connections

KEPT = Path(sys.prefix) / "earnest-tests"
"""Beside the packages that the migrations are run with; gone with them."""


def digest() -> str:
    """What the tables and their first rows depend on: every migration, the models by name, Django and SQLite."""
    found = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for app in apps.get_app_configs():
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            found.update(f"\n{app.label}/{path.name}\n".encode() + path.read_bytes())
    found.update("\n".join(str(model._meta) for model in apps.get_models()).encode())
    return found.hexdigest()[:32]


@contextmanager
def migrated_once() -> Iterator[None]:
    """While this lasts, an empty SQLite database is filled from the kept file instead of by the migrations.

    The file is made where there is none. A database that holds something, and any other server, is migrated.
    Tables that are emptied after a test get no rows of Django's own permissions: the house has its own.
    """
    real, told = migrate.Command.handle, flush.emit_post_migrate_signal

    def handle(command: migrate.Command, *words: Any, **options: Any) -> Any:
        connection = connections[options["database"]]
        if connection.vendor != "sqlite" or connection.introspection.table_names():
            return real(command, *words, **options)
        path = KEPT / f"{digest()}.sqlite3"
        if path.exists():
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as kept:
                kept.backup(connection.connection)
            return None
        done = real(command, *words, **options)
        keep(connection.connection, path)
        return done

    migrate.Command.handle = handle
    flush.emit_post_migrate_signal = lambda *words, **options: None
    try:
        yield
    finally:
        migrate.Command.handle, flush.emit_post_migrate_signal = real, told


def keep(database: sqlite3.Connection, path: Path) -> None:
    """Write a copy under its name, all at once, in place of older ones; where nothing may be written, nothing is."""
    if not os.access(path.parent.parent, os.W_OK):
        return
    path.parent.mkdir(exist_ok=True)
    for old in path.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    making = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(making)) as copy:
        database.backup(copy)
    making.replace(path)
