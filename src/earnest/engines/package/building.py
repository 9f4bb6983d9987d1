"""Making a package from what was gathered. The same contents, key and time give the same bytes."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from earnest.engines.assurance import assess
from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.results import TestResult
from earnest.engines.documents import html
from earnest.engines.documents.model import Document
from earnest.engines.documents.plain import to_plain
from earnest.engines.package import concluding, container, dsse, layout
from earnest.engines.package.canonical import check_size, encode
from earnest.engines.package.concluding import Facts, Key
from earnest.engines.package.container import Content
from earnest.engines.package.errors import PackageError
from earnest.engines.package.keys import PublicKey
from earnest.engines.package.ledger import LedgerPart
from earnest.engines.package.parts import (
    FACTS,
    FORM,
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Digest,
    LeftOut,
    Predicate,
    SnapshotFile,
    Statement,
    Subject,
)

_README = """\
This is a signed package of Earnest: evidence, control tests, decisions, results and conclusions of one organisation.

Check it, without a network and without trusting who gave it to you:

    earnest verify FILE --key PUBLIC-KEY.pem

Read the documents in narratives/. The form of everything else is described in docs/reference/package.md of Earnest.
"""


@dataclass(frozen=True)
class Story:
    """A document of the package: its model, and what was written from it besides HTML, by format."""

    name: str
    document: Document
    written: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Contents:
    """Everything that goes into a package. `tables` and `raw` lead from SHA-256 to the file with those bytes.

    `shown` leads from the SHA-256 of a table of which something is withheld to what is shown of it.
    """

    organisation: str
    program: str
    as_of: datetime
    frameworks: tuple[str, ...]
    whole: bool
    facts: Facts
    tests: Mapping[str, ControlTest]
    results: Mapping[Key, TestResult | None]
    snapshots: tuple[SnapshotFile, ...]
    tables: Mapping[str, Path]
    raw: Mapping[str, Path]
    ledger: LedgerPart
    stories: tuple[Story, ...] = ()
    shown: Mapping[str, Path] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Made:
    """A package that was written. `sha256` is that of the file, `manifest` that of its manifest."""

    path: Path
    sha256: str
    size: int
    manifest: str
    fingerprint: str
    members: int
    statement: Statement


def build(contents: Contents, key: Ed25519PrivateKey, out: Path, made_at: datetime) -> Made:
    """Write the package, whole or not at all. PackageError, OSError."""
    members, assessment = _members(contents)
    public = PublicKey.of(key.public_key())
    members[layout.KEY] = public.pem
    statement = _statement(contents, members, assessment, public.fingerprint, made_at)
    manifest = encode(statement)
    members[layout.MANIFEST] = manifest
    members[layout.SIGNATURE] = dsse.sign(manifest, key)
    sha256, size = write_whole(members, out)
    digest = hashlib.sha256(manifest).hexdigest()
    return Made(out, sha256, size, digest, public.fingerprint, len(members), statement)


def write_whole(members: Mapping[str, Content], out: Path) -> tuple[str, int]:
    """Write a container that appears whole or not at all, for its owner alone. Returns its SHA-256 and size."""
    partial = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            hashing = _Hashing(file)
            container.write(members, hashing)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return hashing.digest.hexdigest(), hashing.size


class _Hashing:
    """Passes on what is written, and hashes it on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, content: bytes, /) -> int:
        self.digest.update(content)
        self.size += len(content)
        return self.file.write(content)


def _members(contents: Contents) -> tuple[dict[str, Content], str]:
    """Every member but the three that sign, and the digest of the assessment."""
    members: dict[str, Content] = {layout.README: _README.encode()}
    for name in FACTS:
        members[name] = encode(contents.facts.member(name.removeprefix("facts/").removesuffix(".json")))
    members[layout.SNAPSHOTS] = encode(contents.snapshots)
    for snapshot in contents.snapshots:
        for table in snapshot.tables:
            if table.withheld is None:
                members[layout.table_member(table.sha256)] = contents.tables[table.sha256]
            else:
                members[layout.table_member(table.sha256, redacted=True)] = contents.shown[table.sha256]
        if snapshot.raw:
            members[f"evidence/raw/{snapshot.sha256}"] = contents.raw[snapshot.sha256]
    for test in contents.tests.values():
        members[f"tests/{test.id}.sql"] = test.text.encode()
    for (control, name), result in contents.results.items():
        if result is not None:
            members[layout.result_member(control, name)] = encode(result)
    found = assess(concluding.record(contents.facts, contents.tests, contents.results), contents.as_of)
    members[layout.STATUSES] = encode(found.plain())
    members[layout.TREE] = encode(contents.ledger.tree)
    members[layout.ENTRIES] = encode(contents.ledger.entries)
    for story in contents.stories:
        members |= _told(story)
    for name in members:
        content = members[name]
        if name.endswith(".json") and isinstance(content, bytes):
            check_size(content, name)
        if layout.part_of(name) is None:
            raise PackageError("bad-name", name, "a package cannot hold a member of this name. Rename what it is of.")
    return members, found.digest


def _told(story: Story) -> dict[str, Content]:
    base = f"narratives/{story.name}"
    members: dict[str, Content] = {f"{base}.json": encode(to_plain(story.document))}
    members[f"{base}.html"] = html.render(story.document).encode()
    members |= {f"{base}.{kind}": content for kind, content in story.written.items() if kind != "html"}
    return members


def _statement(
    contents: Contents, members: Mapping[str, Content], assessment: str, fingerprint: str, made_at: datetime
) -> Statement:
    return Statement(
        type_=STATEMENT_TYPE,
        subject=tuple(Subject(name, Digest(_sha256(members[name]))) for name in sorted(members)),
        predicate_type=PREDICATE_TYPE,
        predicate=Predicate(
            form=FORM,
            program=contents.program,
            organisation=contents.organisation,
            made_at=made_at.astimezone(UTC),
            as_of=contents.as_of.astimezone(UTC),
            frameworks=contents.frameworks,
            whole=contents.whole,
            key=fingerprint,
            assessment=assessment,
            ledger_size=contents.ledger.tree.size,
            ledger_root=contents.ledger.tree.root,
            left_out=contents.left_out,
        ),
    )


def _sha256(content: Content) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
