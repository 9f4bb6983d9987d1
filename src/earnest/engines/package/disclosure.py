"""Disclosing withheld cells later: the value, its salt and its path to the root that the package was signed with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyarrow import parquet

from earnest.engines.package import layout, redaction
from earnest.engines.package.canonical import decode, encode
from earnest.engines.package.container import Container
from earnest.engines.package.errors import Malformed, PackageError
from earnest.engines.package.merkle import Tree, root_by_inclusion
from earnest.engines.package.parts import FORM, Part, SnapshotFile, TableFile, Withheld


class Value(Part, frozen=True):
    """One cell. `table` is the SHA-256 of the whole table, `text` is `redaction.cell_text` of the value."""

    table: str
    column: str
    row: int
    text: str
    salt: str
    proof: tuple[str, ...]


class Disclosure(Part, frozen=True):
    """Cells of one package, which `manifest` names by SHA-256."""

    form: int
    manifest: str
    values: tuple[Value, ...]


def withheld_tables(package: Path) -> tuple[tuple[SnapshotFile, TableFile], ...]:
    """The tables of a package of which something is withheld."""
    with Container(package) as container:
        snapshots = decode(container.read(layout.SNAPSHOTS), tuple[SnapshotFile, ...], layout.SNAPSHOTS)
    return tuple((one, table) for one in snapshots for table in one.tables if table.withheld is not None)


def disclose(
    package: Path, table: TableFile, whole: Path, columns: Iterable[str], rows: Iterable[int], secret: bytes
) -> bytes:
    """A disclosure of the cells in these columns of these rows. `whole` is the file of the whole table.

    PackageError where one of them is not withheld, or the secret is not the one that the package was made with.
    """
    with Container(package) as container:
        manifest = hashlib.sha256(container.read(layout.MANIFEST)).hexdigest()
    numbers = sorted(set(rows))
    found = [value for column in sorted(set(columns)) for value in _values(table, whole, column, numbers, secret)]
    if not found:
        raise PackageError("disclosure", table.table, "nothing was named. Give at least one column and one row.")
    return encode(Disclosure(FORM, manifest, tuple(found)))


def _values(table: TableFile, whole: Path, column: str, rows: list[int], secret: bytes) -> Iterator[Value]:
    withheld = _withheld(table)
    names = withheld.cells_columns
    if column in {one.name for one in withheld.columns}:
        with parquet.ParquetFile(whole) as file:
            tree = Tree(redaction.column_leaves(file, table, column, secret))
        stream = redaction.salts(secret, table.sha256, column, table.rows)
    elif column in names:
        hidden = redaction.read_rows(whole, names, withheld.rows)
        tree = Tree(redaction.row_leaves(hidden, names, table, secret))
        stream = redaction.salts(secret, table.sha256, "", len(hidden) * len(names))
    else:
        raise PackageError("disclosure", f"{table.table}.{column}", "the package does not withhold it.")
    places = {row: _place(table, withheld, column, row) for row in rows}
    for cells in zip(rows, redaction.read_rows(whole, [column], rows), strict=True):
        row, text = cells[0], redaction.cell_text(cells[1][column])
        place, root = places[row][0], places[row][2]
        if tree.root().hex() != root:
            what = "the key or the table is not the one that the package was made with."
            raise PackageError("disclosure", f"{table.table}.{column}", what)
        start = place * redaction.SALT
        salt = stream[start : start + redaction.SALT]
        yield Value(table.sha256, column, row, text, salt.hex(), tuple(one.hex() for one in tree.inclusion(place)))


def read(content: bytes, place: str) -> Disclosure:
    """The disclosure in a file. Malformed where it is none of this form."""
    found = decode(content, Disclosure, place)
    if found.form != FORM:
        raise Malformed("wrong-form", place, f"it has form {found.form}; this version knows {FORM}.")
    return found


def check(value: Value, table: TableFile) -> str:
    """Why a disclosed cell does not fit the commitment of its table; empty where it does."""
    try:
        place, size, root = _place(table, _withheld(table), value.column, value.row)
        salt, path = bytes.fromhex(value.salt), [bytes.fromhex(one) for one in value.proof]
    except PackageError as error:
        return error.what
    except ValueError:
        return "its salt or its path is not hexadecimal."
    if len(salt) != redaction.SALT or any(len(one) != 32 for one in path):
        return "its salt or its path has another length."
    found = root_by_inclusion(redaction.commitment(salt, value.text), place, size, path)
    return "" if found is not None and found.hex() == root else "value, salt and path do not lead to the signed root."


def _withheld(table: TableFile) -> Withheld:
    if table.withheld is None:
        raise PackageError("disclosure", table.table, "nothing of it is withheld.")
    return table.withheld


def _place(table: TableFile, withheld: Withheld, column: str, row: int) -> tuple[int, int, str]:
    """Place of a cell's leaf, size and root of its tree."""
    for one in withheld.columns:
        if one.name == column and 0 <= row < table.rows:
            return row, table.rows, one.root
    if column in withheld.cells_columns and row in withheld.rows:
        width = len(withheld.cells_columns)
        place = withheld.rows.index(row) * width + withheld.cells_columns.index(column)
        return place, width * len(withheld.rows), withheld.cells_root
    raise PackageError("disclosure", f"{table.table}.{column}", f"row {row} of it is not withheld.")
