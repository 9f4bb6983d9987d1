"""What stands in the JSON members of a package, typed: form 1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from earnest.engines.assurance.facts import (
    AttestationFact,
    ControlFact,
    ExceptionFact,
    InspectedRecordFact,
    RequirementFact,
    SourceFact,
)

FORM = 1
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:earnest:package:v1"
Scalar = str | int | float | bool | None


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part that has these fields and no others."""


class WithheldColumn(Part, frozen=True):
    """A column that is not shown. `root` is the Merkle root over the salted commitments of its cells, row by row."""

    name: str
    root: str


class Withheld(Part, frozen=True):
    """What is not shown of a table. `rows` are the numbers of the rows left out, counting from 0, rising.

    `cells_root` is the Merkle root over the commitments of the cells of those rows in `cells_columns`, row by row.
    """

    columns: tuple[WithheldColumn, ...]
    rows: tuple[int, ...]
    cells_columns: tuple[str, ...]
    cells_root: str


class TableFile(Part, frozen=True):
    """A canonical table of a snapshot. `sha256` is that of the whole Parquet file as the record keeps it."""

    table: str
    version: int
    rows: int
    sha256: str
    withheld: Withheld | None


class SnapshotFile(Part, frozen=True):
    """A snapshot that tests read. `record` is how the ledger names it; `part` what part of the source it shows."""

    record: str
    source: str
    part: str
    name: str
    sha256: str
    size: int
    format: str
    observed_at: datetime
    observed_basis: str
    collected_at: datetime | None
    uploaded_at: datetime
    rejected: int
    tables: tuple[TableFile, ...]
    raw: bool


class BoundTest(Part, frozen=True):
    """A control test bound to a control, with the parameters that a person set; the others have their defaults.

    `record` is how the ledger names it, empty where no entry does.
    """

    control: str
    test: str
    record: str
    given: dict[str, Scalar]
    sampled: bool


class Decided(Part, frozen=True):
    """How the ledger names what a person decided: that a control is planned, in use or retired (`kind` control, `id`
    its key), or that a requirement does not apply (`kind` exclusion, `id` its framework, a slash and its own)."""

    kind: str
    id: str
    record: str


class Step(Part, frozen=True):
    """An earlier root of the ledger, and the proof that this tree begins with it."""

    size: int
    root: str
    proof: tuple[str, ...]


class LedgerTree(Part, frozen=True):
    """The Merkle tree of RFC 6962 over the hashes of the ledger's first `size` entries."""

    size: int
    root: str
    earlier: Step | None


class LedgerContent(Part, frozen=True):
    """What an entry of the ledger says. Its hash is SHA-256 over these fields and `number` in canonical JSON
    (RFC 8785)."""

    number: int
    at: str
    actor: str
    role: str
    user: int | None
    operation: str
    reason: str
    changes: list[dict[str, Any]]
    facts: dict[str, Any]
    previous: str


class LedgerEntry(Part, frozen=True):
    """An entry with the proof that the tree holds it. `content` None: it is withheld, only its place is proven."""

    number: int
    hash: str
    proof: tuple[str, ...]
    content: LedgerContent | None


class Digest(Part, frozen=True):
    sha256: str


class Subject(Part, frozen=True):
    name: str
    digest: Digest


class LeftOut(Part, frozen=True):
    """Something that the package could hold and does not, and why."""

    part: str
    id: str
    why: str


class Predicate(Part, frozen=True):
    """What the package claims of itself. `whole`: it has every control in the record, not those of some frameworks."""

    form: int
    program: str
    organisation: str
    made_at: datetime
    as_of: datetime
    frameworks: tuple[str, ...]
    whole: bool
    key: str
    assessment: str
    ledger_size: int
    ledger_root: str
    left_out: tuple[LeftOut, ...]


class Statement(Part, frozen=True, rename={"type_": "_type", "predicate_type": "predicateType"}):
    """The manifest: an in-toto Statement v1."""

    type_: str
    subject: tuple[Subject, ...]
    predicate_type: str
    predicate: Predicate


FACTS: Mapping[str, Any] = {
    "facts/sources.json": tuple[SourceFact, ...],
    "facts/controls.json": tuple[ControlFact, ...],
    "facts/parameters.json": tuple[BoundTest, ...],
    "facts/exceptions.json": tuple[ExceptionFact, ...],
    "facts/inspected.json": tuple[InspectedRecordFact, ...],
    "facts/attestations.json": tuple[AttestationFact, ...],
    "facts/requirements.json": tuple[RequirementFact, ...],
    "facts/decided.json": tuple[Decided, ...],
}
"""Members of facts and what they hold."""
