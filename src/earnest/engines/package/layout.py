"""Which members a package of form 1 has, and what part each is of.

README.txt                           what this is, for whoever unpacks it
manifest.json                        in-toto Statement v1: each member with its SHA-256, and what is claimed
signature.json                       DSSE envelope over the manifest, Ed25519
key.pem                              the public key
timestamp.tsr                        RFC 3161 response over the signature; optional, not in the manifest
facts/{sources,controls,…}.json      observations and decisions as assurance takes them
facts/{parameters,exceptions}.json   bound tests with their parameters; deviations that people excepted
evidence/snapshots.json              the snapshots: hashes, three times, tables
evidence/tables/SHA256.parquet       canonical tables as they are kept
evidence/redacted/SHA256.parquet     the same where rows or columns are withheld
evidence/raw/SHA256                  files as they came in; on request
tests/ID.sql                         control tests
results/CONTROL/TEST.json            what each bound test found
statuses.json                        every conclusion
narratives/NAME.{json,html,pdf,…}    documents: the model with its claims, and what was written from it
ledger/{tree,entries}.json           root, consistency proof; entries with inclusion proofs
"""

from __future__ import annotations

import re

README = "README.txt"
MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
KEY = "key.pem"
TIMESTAMP = "timestamp.tsr"
SNAPSHOTS = "evidence/snapshots.json"
STATUSES = "statuses.json"
TREE = "ledger/tree.json"
ENTRIES = "ledger/entries.json"
PARAMETERS = "facts/parameters.json"
UNSIGNED = frozenset({MANIFEST, SIGNATURE, TIMESTAMP})
"""Members that the manifest cannot name."""
DOCUMENT_FORMATS = ("html", "pdf", "docx", "pptx", "xlsx")

_SLUG = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_HASH = r"[0-9a-f]{64}"
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern, re.ASCII))
    for part, pattern in (
        ("manifest", r"manifest\.json"),
        ("signature", r"signature\.json"),
        ("key", r"key\.pem"),
        ("timestamp", r"timestamp\.tsr"),
        ("readme", r"README\.txt"),
        ("parameter", r"facts/parameters\.json"),
        ("exception", r"facts/exceptions\.json"),
        ("fact", r"facts/(?:sources|controls|inspected|attestations|requirements|decided)\.json"),
        ("evidence", r"evidence/snapshots\.json"),
        ("evidence", rf"evidence/(?:tables|redacted)/{_HASH}\.parquet"),
        ("evidence", rf"evidence/raw/{_HASH}"),
        ("query", rf"tests/{_SLUG}\.sql"),
        ("result", rf"results/{_SLUG}/{_SLUG}\.json"),
        ("status", r"statuses\.json"),
        ("narrative", rf"narratives/[a-z0-9]+(?:[._-][a-z0-9]+)*\.(?:json|{'|'.join(DOCUMENT_FORMATS)})"),
        ("ledger", r"ledger/(?:tree|entries)\.json"),
    )
)
PART_NAMES = tuple(dict.fromkeys(part for part, _ in _PARTS))
"""The parts, as differences name them."""


def part_of(name: str) -> str | None:
    """The part that a member belongs to; None where packages of this form have no such member."""
    return next((part for part, pattern in _PARTS if pattern.fullmatch(name)), None)


def table_member(sha256: str, *, redacted: bool = False) -> str:
    """Where the canonical table of that hash is; `redacted`, what is shown of it."""
    return f"evidence/{'redacted' if redacted else 'tables'}/{sha256}.parquet"


def result_member(control: str, test: str) -> str:
    return f"results/{control}/{test}.json"
