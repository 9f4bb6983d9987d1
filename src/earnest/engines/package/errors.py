"""What can be wrong with a package, by name.

PackageError            it cannot be read, made or changed; `code` is one of CODES
└── Malformed           one member does not hold what it should; the rest may be read
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "not-a-package": "The file is no package: it is not a ZIP archive, or not one that Earnest wrote.",
    "too-large": "Something is larger than a package may hold.",
    "too-many": "There are more members than a package may have.",
    "compressed": "A member is compressed. Members of a package are stored as they are, so that none can unfold.",
    "encrypted": "A member is encrypted.",
    "not-a-file": "A member is a folder, a link or a device, not a file.",
    "bad-name": "The name of a member leads out of the package, or holds characters that names may not.",
    "unknown-member": "A member has a name that packages of this form do not have.",
    "duplicate": "Two members have the same name.",
    "disorder": "Members do not stand in the order of their names.",
    "hidden-bytes": "There are bytes in the file that belong to no member.",
    "header": "A header of the archive was changed.",
    "missing": "A member is missing.",
    "added": "A member is not named by the manifest.",
    "changed": "A member is not what the manifest says.",
    "not-json": "A member that should be JSON is not.",
    "not-canonical": "A JSON member is not in the one form that the same values have.",
    "unknown-field": "A JSON member has a field that this form does not have, or lacks one.",
    "wrong-form": "The package has a form that this version does not know.",
    "algorithm": "The envelope, the key or a digest uses another algorithm than Ed25519 and SHA-256.",
    "signature": "The signature does not fit the manifest.",
    "other-key": "The package is signed by another key than the one that was named.",
    "bad-key": "The file holds no Ed25519 key.",
    "no-key": "There is no signing key.",
    "bad-query": "A control test cannot be read, or its query may not run.",
    "bad-parameter": "A parameter has a value that its test does not take.",
    "bad-facts": "The facts contradict one another.",
    "bad-table": "A table is not a canonical Parquet file, or has other rows than the package says.",
    "result": "A control test gives another result than the package states.",
    "status": "A status does not follow from the results and the facts.",
    "narrative": "A document states something that was not concluded.",
    "proof": "A Merkle proof does not lead to the root.",
    "entry": "An entry of the ledger does not have its hash.",
    "not-in-ledger": "The ledger's entries do not say what the package says.",
    "bad-choice": "What is to be withheld or disclosed is not there.",
    "disclosure": "A disclosed value does not fit its commitment.",
    "timestamp": "The timestamp is not one of this signature.",
}
"""Every code with its meaning. Codes are stable: programs select by them."""


class PackageError(Exception):
    """A package that cannot be read, made or changed. `part` is what it concerns, `code` one of CODES."""

    def __init__(self, code: str, part: str, what: str) -> None:
        super().__init__(f"{part}: {what}" if part else what)
        if code not in CODES:
            raise ValueError(f"code {code!r} is not documented in CODES")
        self.code = code
        self.part = part
        self.what = what


class Malformed(PackageError):
    """A member that does not hold what it should."""
