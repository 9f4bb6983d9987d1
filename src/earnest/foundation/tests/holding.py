"""Rows that many tests start from, made once: each test works in a savepoint of its own and takes back what it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def held(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a module or a package: what it writes stays while it lasts, and is rolled back at its end.

    On SQLite in memory only: elsewhere Django closes the connection between two tests.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
