"""Withholding columns and rows from a package, and whatever else in it would tell what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import digest
from pathlib import Path

import msgspec
import pyarrow.compute as pc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyarrow import parquet

from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import work
from earnest.engines.control_tests.model import BadParameter, RefusedQuery
from earnest.engines.control_tests.results import Row, TestResult
from earnest.engines.documents.plain import to_plain
from earnest.engines.package import concluding, keys
from earnest.engines.package.building import Contents, Story
from earnest.engines.package.canonical import encode
from earnest.engines.package.concluding import Facts, Key
from earnest.engines.package.errors import PackageError
from earnest.engines.package.ledger import LedgerPart
from earnest.engines.package.needles import Needles
from earnest.engines.package.parts import BoundTest, LeftOut, Withheld
from earnest.engines.package.redaction import Choice, cell_text, redact

PURPOSE = "withheld values"
_HIDDEN = "withheld"


@dataclass(frozen=True)
class Rule:
    """What to withhold of one table: a column, or the rows in which a column has a value."""

    table: str
    column: str
    value: str | None = None


def rules(columns: Iterable[str], rows: Iterable[str]) -> tuple[Rule, ...]:
    """From `accounts.username` and `accounts:username=ada@birch.example`. PackageError for what is not there."""
    found = []
    for text in columns:
        table, _, column = text.partition(".")
        found.append(Rule(table, column))
    for text in rows:
        table, _, rest = text.partition(":")
        column, equals, value = rest.partition("=")
        if not equals:
            raise PackageError("bad-choice", text, "write table:column=value.")
        found.append(Rule(table, column, value))
    for one in found:
        if one.table not in TABLES:
            raise PackageError("bad-choice", one.table, "there is no such table. Write accounts.username.")
        if one.column not in {*TABLES[one.table].names, "place"}:
            there = ", ".join(TABLES[one.table].names)
            raise PackageError("bad-choice", one.table, f"it has no column {one.column!r}. It has: {there}.")
    return tuple(found)


def withhold(
    contents: Contents, chosen: tuple[Rule, ...], key: Ed25519PrivateKey, folder: Path
) -> tuple[Contents, tuple[str, ...]]:
    """The contents with rows and columns withheld: tables, and everything that rests on them or would tell them.

    With it, what still tells a withheld value.

    PackageError where raw files are to go in too: they would tell all.
    """
    if not chosen:
        return contents, ()
    if any(one.raw for one in contents.snapshots):
        raise PackageError("bad-choice", "raw files", "they cannot go into a package that withholds something.")
    secret = keys.derived(key, PURPOSE)
    contents, values = _tables(contents, chosen, secret, folder)
    hidden = frozenset(_reading(contents))
    needles = Needles(values)
    facts = _facts(contents.facts, hidden, needles, secret)
    results = {
        one: _result(result, secret) if one in hidden and result else result for one, result in contents.results.items()
    }
    stories = tuple(one for one in contents.stories if not needles.found_in(_words(one)))
    gone = {one.name for one in contents.stories} - {one.name for one in stories}
    done = replace(
        contents,
        facts=facts,
        results=results,
        stories=stories,
        ledger=_ledger(contents.ledger, _changed(contents.facts, facts), needles),
        left_out=(*contents.left_out, *_told(contents), *(_document(name) for name in sorted(gone))),
    )
    return done, tuple(dict.fromkeys(_still_told(done, values, needles)))


def _tables(
    contents: Contents, chosen: tuple[Rule, ...], secret: bytes, folder: Path
) -> tuple[Contents, frozenset[str]]:
    """The contents with redacted tables, and the texts that are withheld."""
    snapshots, shown, values = [], dict(contents.shown), set()
    for snapshot in contents.snapshots:
        tables = []
        for table in snapshot.tables:
            path, wanted = contents.tables[table.sha256], [one for one in chosen if one.table == table.table]
            choice = _choice(path, wanted)
            if not choice:
                tables.append(table)
                continue
            shown[table.sha256] = folder / f"{table.sha256}.parquet"
            tables.append(redact(path, table, choice, secret, shown[table.sha256]))
            values |= _values(path, choice)
        snapshots.append(msgspec.structs.replace(snapshot, tables=tuple(tables)))
    return replace(contents, snapshots=tuple(snapshots), shown=shown), frozenset(values)


def _choice(path: Path, wanted: Collection[Rule]) -> Choice:
    with parquet.ParquetFile(path) as file:
        there = set(file.schema_arrow.names)
        columns = sorted({one.column for one in wanted if one.value is None and one.column in there})
        wanted_in: dict[str, set[str]] = {}
        for one in wanted:
            if one.value is not None and one.column in there:
                wanted_in.setdefault(one.column, set()).add(one.value)
        rows: set[int] = set()
        for name, values in wanted_in.items():
            cells = file.read(columns=[name]).column(0).to_pylist()
            rows.update(n for n, cell in enumerate(cells) if cell_text(cell).partition(":")[2] in values)
    return Choice(tuple(columns), tuple(sorted(rows)))


def _values(path: Path, choice: Choice) -> set[str]:
    """Texts of withheld columns, and those of withheld rows that no shown row has in the same column."""
    found: set[str] = set()
    with parquet.ParquetFile(path) as file:
        names = [f.name for f in file.schema_arrow if str(f.type) == "string" and f.name != "place"]
        for name in names:
            column = file.read(columns=[name]).column(0)
            if name in choice.columns:
                found.update(one for one in pc.unique(column).to_pylist() if one)
            elif choice.rows:
                cells, hidden = column.to_pylist(), set(choice.rows)
                shown = {cell for n, cell in enumerate(cells) if n not in hidden}
                found.update(cells[n] for n in hidden if cells[n] and cells[n] not in shown)
    return found


def _reading(contents: Contents) -> Iterator[Key]:
    """The bound tests that read what is withheld."""
    withheld = [(t.table, t.withheld) for s in contents.snapshots for t in s.tables if t.withheld is not None]
    for one in contents.facts.parameters:
        if _reads(contents, one, withheld):
            yield one.control, one.test


def _reads(contents: Contents, one: BoundTest, withheld: Iterable[tuple[str, Withheld]]) -> bool:
    test = contents.tests[one.test]
    try:
        columns = work.admit(concluding.bind(one, test, ())).admitted.columns
    except (RefusedQuery, BadParameter):
        return False
    return any(
        table in {*test.tables, *test.optional_tables}
        and (bool(what.rows) or bool({column.name for column in what.columns} & set(columns.get(table, ()))))
        for table, what in withheld
    )


def _pseudonym(subject: str, secret: bytes) -> str:
    return f"{_HIDDEN}:{digest(secret, subject.encode(), sha256).hex()[:32]}"


def _result(result: TestResult, secret: bytes) -> TestResult:
    """The counts and the digest as they are; of the rows only pseudonyms of their subjects."""

    def hidden(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple({"subject": _pseudonym(str(row["subject"]), secret)} for row in rows)

    return replace(
        result,
        violations=hidden(result.violations),
        unknown=hidden(result.unknown),
        excepted=tuple(sorted(_pseudonym(one, secret) for one in result.excepted)),
        error=None if result.error is None else _HIDDEN,
    )


def _facts(facts: Facts, hidden: frozenset[Key], needles: Needles, secret: bytes) -> Facts:
    """Exceptions under pseudonyms where their test reads what is withheld; texts that tell a value, withheld."""
    tests = {test for _, test in hidden}

    def text(value: str) -> str:
        return _HIDDEN if needles.found_in(value) else value

    exceptions = tuple(
        replace(
            one,
            subject=_pseudonym(one.subject, secret) if one.subject and _covers(one.test_id, tests) else one.subject,
            reason=text(one.reason),
            compensating_measure=text(one.compensating_measure),
        )
        for one in facts.exceptions
    )
    inspected = tuple(
        replace(one, title=text(one.title), note=text(one.note), question=text(one.question)) for one in facts.inspected
    )
    return replace(facts, exceptions=exceptions, inspected=inspected)


def _covers(test: str | None, tests: set[str]) -> bool:
    return bool(tests) if test is None else test in tests


def _changed(before: Facts, after: Facts) -> frozenset[str]:
    """The records, as the ledger names them, of which the package now says something else."""
    pairs = zip(before.exceptions, after.exceptions, strict=True)
    records = {f"controls.controlexception:{old.id}" for old, new in pairs if old != new}
    inspections = zip(before.inspected, after.inspected, strict=True)
    return frozenset(records | {f"evidence.inspectedrecord:{old.id}" for old, new in inspections if old != new})


def _ledger(ledger: LedgerPart, changed: frozenset[str], needles: Needles) -> LedgerPart:
    """Entries that would tell what is withheld, with their place in the tree alone."""
    entries = []
    for entry in ledger.entries:
        tells = entry.content is not None and (
            any(change.get("record") in changed for change in entry.content.changes)
            or needles.found_in(encode(entry.content).decode())
        )
        entries.append(msgspec.structs.replace(entry, content=None) if tells else entry)
    return replace(ledger, entries=tuple(entries))


def _words(story: Story) -> str:
    return encode(to_plain(story.document)).decode()


def _told(contents: Contents) -> Iterator[LeftOut]:
    found: dict[str, tuple[int, set[str]]] = {}
    for snapshot in contents.snapshots:
        for table in snapshot.tables:
            if table.withheld is not None:
                rows, columns = found.get(table.table, (0, set()))
                named = columns | {one.name for one in table.withheld.columns}
                found[table.table] = (rows + len(table.withheld.rows), named)
    for name, (rows, columns) in sorted(found.items()):
        why = "withheld; a commitment to each value is signed, and that the values are those of the snapshot is the "
        for column in sorted(columns):
            yield LeftOut("evidence", f"{name}.{column}", f"{why}signer's word until they are disclosed")
        if rows:
            yield LeftOut("evidence", f"{rows:,} rows of {name}", f"{why}signer's word until they are disclosed")


def _document(name: str) -> LeftOut:
    return LeftOut("narrative", name, "left out, because it tells a value that is withheld")


def _still_told(contents: Contents, values: frozenset[str], needles: Needles) -> Iterator[str]:
    """What still tells a withheld value: the person who packages should know, and may want to withhold more."""
    for (control, test), result in sorted(contents.results.items()):
        if result is not None and needles.found_in(encode(result).decode()):
            yield f"the result of {test} of {control}"
    for name in Facts.__dataclass_fields__:
        if needles.found_in(encode(contents.facts.member(name)).decode()):
            yield f"facts: {name}"
    for snapshot in contents.snapshots:
        for table in snapshot.tables:
            path = contents.shown[table.sha256] if table.withheld else contents.tables[table.sha256]
            with parquet.ParquetFile(path) as file:
                for field in file.schema_arrow:
                    if str(field.type) == "string" and not values.isdisjoint(
                        pc.unique(file.read(columns=[field.name]).column(0)).to_pylist()
                    ):
                        yield f"{table.table}.{field.name} of {snapshot.source}"
