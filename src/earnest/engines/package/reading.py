"""Small facts from a package that was not verified: what it says of itself."""

from __future__ import annotations

from pathlib import Path

from earnest.engines.package import layout
from earnest.engines.package.canonical import decode
from earnest.engines.package.container import Container
from earnest.engines.package.parts import Statement


def statement_of(path: Path) -> Statement:
    """The manifest. PackageError where the file is no package, OSError where it cannot be opened."""
    with Container(path) as container:
        return decode(container.read(layout.MANIFEST), Statement, layout.MANIFEST)


def ledger_of(path: Path) -> tuple[int, str]:
    """Size and root of the ledger that a package speaks of."""
    told = statement_of(path).predicate
    return told.ledger_size, told.ledger_root
