"""Whether values that were disclosed later fit the commitments of the package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from earnest.engines.package import disclosure, layout
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.errors import Malformed


def disclosures(opened: Opened, files: Iterable[tuple[str, bytes]]) -> None:
    """`files` are names and contents of disclosures."""
    manifest = hashlib.sha256(opened.container.read(layout.MANIFEST)).hexdigest()
    tables = {table.sha256: table for one in opened.snapshots for table in one.tables}
    for name, content in files:
        try:
            found = disclosure.read(content, name)
        except Malformed as error:
            _no(opened, name, "a disclosure", error.what)
            continue
        if found.manifest != manifest:
            _no(opened, name, f"a disclosure for the manifest {manifest}", f"one for {found.manifest}")
            continue
        for value in found.values:
            id_ = f"{name}: row {value.row}, {value.column}"
            table = tables.get(value.table)
            why = disclosure.check(value, table) if table else "the package has no such table."
            if why:
                _no(opened, id_, "a value that fits its commitment", f"{value.text}: {why}")
            else:
                opened.found.count("disclosures")


def _no(opened: Opened, id_: str, expected: str, found: str) -> None:
    opened.found.differs(
        "disclosure", "disclosure", id_, expected=expected, found=found,
        meaning="The value that was disclosed is not the one that was withheld.",
    )  # fmt: skip
