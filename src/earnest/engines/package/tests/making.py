"""A small package, made by hand: two tables, a test that fails but for an exception, paper, a document, a ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyarrow import parquet

from earnest import __version__
from earnest.engines.assurance import ControlState, assess
from earnest.engines.assurance.facts import (
    AttestationFact,
    ControlFact,
    ExceptionFact,
    InspectedRecordFact,
    RequirementFact,
    SourceFact,
)
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests.parsing import parse
from earnest.engines.control_tests.runner import run
from earnest.engines.documents.model import Document, Paragraph, Section, Sentence
from earnest.engines.documents.parts import Name, StatusRef
from earnest.engines.documents.proof import Claim, ControlStep, Proof
from earnest.engines.package import concluding
from earnest.engines.package.building import Contents, Made, Story, build
from earnest.engines.package.canonical import encode
from earnest.engines.package.concluding import Facts
from earnest.engines.package.container import Container, Content
from earnest.engines.package.ledger import Chosen, content_hash, packaged
from earnest.engines.package.parts import BoundTest, LedgerContent, SnapshotFile, TableFile

AS_OF = datetime(2026, 3, 31, 23, 59, 59, 999999, UTC)
MADE_AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
SQL = """\
/*
id: accounts-human
title: Accounts belong to people
version: 1
control: access
severity: high
tables: [accounts]
parameters:
  max_share: {kind: real, default: 0.0, min: 0, max: 0.5, unit: share, doc: Share that is tolerated.}
rationale: An account that nobody owns is used by everybody.
sentence:
  pass: All {population} accounts belong to somebody.
  fail: "{violations} of {population} accounts belong to nobody."
  unproven: We cannot tell for {unknown} of {population} accounts.
*/
-- population
select system || ':' || account_id as subject, username as label from accounts
-- violations
select system || ':' || account_id as subject, username as label, 'nobody owns it' as reason
from accounts where owner_email is null and kind <> 'person'
"""
LEDGER = 11


def rows() -> list[dict[str, Any]]:
    found = [
        {"system": "okta", "account_id": f"00u{n}", "username": f"person.{n}@birch.example", "kind": "person"}
        for n in range(6)
    ]
    found.append({"system": "okta", "account_id": "svc1", "username": "robot.deploy@birch.example", "kind": "service"})
    return found


def accounts(folder: Path) -> tuple[Path, TableFile]:
    """The table of accounts as the record would keep it."""
    schema = arrow_schema(TABLES["accounts"])
    full = [{name: row.get(name) for name in schema.names} | {"place": str(n)} for n, row in enumerate(rows())]
    for row in full:
        for field in schema:
            if not field.nullable and row[field.name] is None:
                row[field.name] = _filled(field.type)
    path = folder / "accounts.parquet"
    parquet.write_table(pa.Table.from_pylist(full, schema=schema), path, compression="zstd")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return path, TableFile("accounts", TABLES["accounts"].version, len(full), sha256, None)


def _filled(kind: pa.DataType) -> object:
    return {"string": "x", "bool": False, "int64": 0}.get(str(kind))


def facts() -> Facts:
    return Facts(
        sources=(SourceFact("okta", "Okta", ("accounts",), 30, 7, True, AS_OF.replace(hour=8, microsecond=0)),),
        controls=(
            ControlFact("access", "Accounts are owned", ControlState("operating"), "ada@birch.example"),
            ControlFact("policy", "There is a policy", ControlState("operating"), "rita@birch.example"),
        ),
        parameters=(BoundTest("access", "accounts-human", "controls.boundtest:1", {"max_share": 0.0}, False),),
        exceptions=(
            ExceptionFact(
                "3", "access", "okta:svc1", "It deploys at night.", "Its key lives an hour.", "ada@birch.example",
                "rita@birch.example", date(2026, 1, 1), date(2026, 6, 30), "accounts-human",
                datetime(2026, 1, 2, tzinfo=UTC),
            ),
        ),
        inspected=(
            InspectedRecordFact(
                "7", "policy", "Policy", "Is it approved?", True, "", "ada@birch.example", date(2026, 3, 1),
                date(2026, 2, 1), date(2026, 12, 31),
            ),
        ),
        attestations=(
            AttestationFact("9", "policy", True, "rita@birch.example", date(2026, 3, 1), date(2026, 12, 31)),
        ),
        requirements=(
            RequirementFact("iso", "A.1", ("access",)),
            RequirementFact("iso", "A.2", ("access", "policy")),
        ),
    )  # fmt: skip


def changes(told: Facts, snapshot: SnapshotFile) -> list[tuple[str, str, dict[str, Any]]]:
    """Operation, record and values of the entries that matter."""
    one, seen, said = told.exceptions[0], told.inspected[0], told.attestations[0]
    return [
        ("evidence.take_in", snapshot.record, {"sha256": snapshot.sha256, "size": snapshot.size, "part": "",
                                               "observed_at": "2026-03-31T08:59:59Z"}),
        ("controls.bind", "controls.boundtest:1", {"test": "accounts-human", "parameters": {"max_share": 0.0}}),
        ("controls.except", "controls.controlexception:3", {
            "subject": one.subject, "reason": one.reason, "compensating_measure": one.compensating_measure,
            "starts_on": "2026-01-01", "ends_on": "2026-06-30", "test": "accounts-human"}),
        ("evidence.inspect", "evidence.inspectedrecord:7", {
            "supports": seen.supports, "question": seen.question, "inspected_on": "2026-03-01",
            "document_date": "2026-02-01", "valid_until": "2026-12-31"}),
        ("evidence.attest", "evidence.attestation:9", {
            "operates": said.operates, "attested_on": "2026-03-01", "valid_until": "2026-12-31"}),
    ]  # fmt: skip


def entries(told: Facts, snapshot: SnapshotFile) -> list[LedgerContent]:
    """A ledger of eleven entries: those that matter among others."""
    matter = changes(told, snapshot)
    found: list[LedgerContent] = []
    for number in range(1, LEDGER + 1):
        operation, record, after = matter[number // 2 - 1] if number % 2 == 0 else ("plain.create", f"x.y:{number}", {})
        change = {"record": record, "label": "it", "before": None, "after": after}
        previous = content_hash(found[-1]) if found else "0" * 64
        found.append(
            LedgerContent(number, f"2026-03-31T09:00:{number:02}.000000+00:00", "Ada", "ciso", 1, operation, "",
                          [change], {}, previous)
        )  # fmt: skip
    return found


def document(status: str = "partly-effective") -> Document:
    """One sentence that states the status of a control."""
    claim_id = "control:access"
    said = (Name("Accounts are owned", "record"), " is ", StatusRef(status, claim_id, True), ".")  # type: ignore[arg-type]
    claim = Claim(claim_id, said, Proof((ControlStep("access", "Accounts are owned", "Ada"),)))
    section = Section("Controls", (Paragraph((Sentence(said),)),))
    return Document("What we do", "Birch & Co", "auditor", AS_OF, "ab" * 32, sections=(section,), claims=(claim,))


def contents(folder: Path, told: Facts | None = None, sql: str = SQL) -> Contents:
    """Everything, its results and proofs computed."""
    told = told or facts()
    path, table = accounts(folder)
    raw = folder / "okta.json"
    raw.write_bytes(b"[]")
    snapshot = SnapshotFile(
        "evidence.snapshot:5", "okta", "", "okta.json", hashlib.sha256(b"[]").hexdigest(), 2, "okta-users",
        AS_OF.replace(hour=8, microsecond=0), "content", None, AS_OF.replace(hour=9, microsecond=0), 0, (table,), True,
    )  # fmt: skip
    test = parse(sql, place="a test")
    bound = concluding.bind(told.parameters[0], test, told.exceptions)
    data = concluding.dataset([snapshot], told.sources, AS_OF, lambda _: path)
    (result,) = run([bound], data, as_of=AS_OF)
    assert result.error is None, result.error
    chain = entries(told, snapshot)
    chosen = [Chosen(n, chain[n - 1]) for n in (2, 4, 6, 8, 10)]
    return Contents(
        organisation="Birch & Co",
        program=f"earnest {__version__}",
        as_of=AS_OF,
        frameworks=("iso",),
        whole=True,
        facts=told,
        tests={test.id: test},
        results={("access", test.id): replace(result, seconds=0.0)},
        snapshots=(snapshot,),
        tables={table.sha256: path},
        raw={snapshot.sha256: raw},
        ledger=packaged([content_hash(one) for one in chain], chosen),
        stories=(Story("auditor-iso", document(), {"pdf": b"%PDF-1.7 not a real one"}),),
    )


@dataclass(frozen=True)
class Small:
    """The small package and what it was made of."""

    path: Path
    contents: Contents
    made: Made


def small(folder: Path) -> Small:
    held = contents(folder)
    path = folder / "small.earnest"
    return Small(path, held, build(held, KEY, path, MADE_AT))


def members(path: Path) -> dict[str, Content]:
    with Container(path) as container:
        return {name: container.read(name) for name in container.members}


def resigned(path: Path, out: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The package as a forger would make it: members changed, then a manifest and a signature that fit them."""
    from earnest.engines.package import dsse, layout
    from earnest.engines.package.building import write_whole
    from earnest.engines.package.canonical import decode
    from earnest.engines.package.parts import Digest, Statement, Subject

    held: dict[str, Any] = members(path)
    change(held)
    statement = decode(held[layout.MANIFEST], Statement, layout.MANIFEST)
    named = sorted(set(held) - layout.UNSIGNED)
    subject = tuple(Subject(name, Digest(hashlib.sha256(held[name]).hexdigest())) for name in named)
    held[layout.MANIFEST] = encode(msgspec.structs.replace(statement, subject=subject))
    held[layout.SIGNATURE] = dsse.sign(held[layout.MANIFEST], KEY)
    write_whole(held, out)
    return out


def conclude(held: Contents) -> dict[str, Any]:
    """What follows from the contents."""
    return assess(concluding.record(held.facts, held.tests, held.results), held.as_of).plain()
