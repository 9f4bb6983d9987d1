"""Whether the package is what was signed: members, digests, envelope, key."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

from earnest.engines.package import dsse, layout
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.errors import Malformed, PackageError
from earnest.engines.package.keys import PublicKey, read_public
from earnest.engines.package.parts import FACTS, FORM, PREDICATE_TYPE, STATEMENT_TYPE, Statement

_SMALL = 1 << 20
_NEEDED = (
    layout.MANIFEST,
    layout.SIGNATURE,
    layout.KEY,
    layout.README,
    layout.SNAPSHOTS,
    layout.STATUSES,
    layout.TREE,
    layout.ENTRIES,
    *FACTS,
)


def members(opened: Opened) -> None:
    """Every member has a name of this form, and none that each package has is missing. PackageError."""
    for name in opened.container.members:
        if layout.part_of(name) is None:
            raise PackageError("unknown-member", name, "packages of this form have no such member.")
    for name in _NEEDED:
        if name not in opened.container:
            opened.found.differs(
                "missing", layout.part_of(name) or "", name,
                expected="a member that every package has", found="nothing",
                meaning="The package was taken apart; what is left of it proves nothing.",
            )  # fmt: skip


def manifest(opened: Opened) -> None:
    """The manifest is a statement of the known form."""
    statement = opened.value(layout.MANIFEST, Statement)
    if statement is None:
        return
    form = (statement.type_, statement.predicate_type, statement.predicate.form)
    wanted = (STATEMENT_TYPE, PREDICATE_TYPE, FORM)
    if form != wanted:
        opened.found.differs(
            "wrong-form", "manifest", layout.MANIFEST, expected=wanted, found=form,
            meaning="This version of the program does not know this form. Use the version that it names.",
        )  # fmt: skip
        return
    opened.statement = statement


def signature(opened: Opened, trusted: Sequence[PublicKey]) -> PublicKey | None:
    """The envelope holds this manifest and is signed by the package's key. None where it is not."""
    content = opened.container.read(layout.MANIFEST)
    try:
        payload, keyid, signed = dsse.read(opened.container.read(layout.SIGNATURE, _SMALL * 64), layout.SIGNATURE)
    except Malformed as error:
        opened.malformed(layout.SIGNATURE, error)
        return None
    try:
        key = read_public(opened.container.read(layout.KEY, _SMALL), layout.KEY)
    except Malformed as error:
        opened.malformed(layout.KEY, error)
        return None
    if key.pem != opened.container.read(layout.KEY, _SMALL) or not _is_named(opened, keyid, key):
        return None
    message = dsse.message(content)
    if payload != content and key.verifies(signed, message):
        _no(opened, "signature", layout.SIGNATURE, "the manifest of this package", "another one",
            "The signature is one of manifest.json, but the envelope holds another text.")  # fmt: skip
    elif payload != content:
        _no(opened, "manifest", layout.MANIFEST, "the text that was signed", "another one",
            "The manifest was changed after it was signed.")  # fmt: skip
    elif not key.verifies(signed, message):
        _no(opened, "signature", layout.SIGNATURE, f"a signature by {key.fingerprint}", "one that does not fit",
            "The package was changed after it was signed, or was never signed with this key.")  # fmt: skip
    elif trusted and key.fingerprint not in {one.fingerprint for one in trusted}:
        names = ", ".join(one.fingerprint for one in trusted)
        opened.found.differs(
            "other-key", "signature", layout.SIGNATURE, expected=f"a signature by {names}",
            found=f"one by {key.fingerprint}",
            meaning="Somebody else made this package, or the key was changed. Ask for the new fingerprint by another "
            "way than the one on which the package came.",
        )  # fmt: skip
    else:
        opened.found.count("signatures")
        return key
    return None


def _is_named(opened: Opened, keyid: str, key: PublicKey) -> bool:
    """Whether envelope and manifest both name the key that is in the package."""
    stated = opened.statement.predicate.key if opened.statement else key.fingerprint
    if keyid == stated == key.fingerprint:
        return True
    part, name = ("key", layout.KEY) if keyid == stated else ("signature", layout.SIGNATURE)
    if keyid == key.fingerprint:
        part, name = "manifest", layout.MANIFEST
    _no(opened, part, name, f"the key {stated}", f"{key.fingerprint}, and {keyid} in the envelope",
        "Key, manifest and envelope must name one key.")  # fmt: skip
    return False


def _no(opened: Opened, part: str, name: str, expected: str, found: str, meaning: str) -> None:
    opened.found.differs("signature", part, name, expected=expected, found=found, meaning=meaning)


def digests(opened: Opened) -> None:
    """Every member is the one that the manifest names, and there is no other."""
    if opened.statement is None:
        return
    named = {one.name: one.digest.sha256 for one in opened.statement.subject}
    names = [one.name for one in opened.statement.subject]
    if names != sorted(named):
        _changed(opened, "manifest", layout.MANIFEST, "names that rise, each once", "other names", "disorder")
    for name in named.keys() - opened.container.members.keys():
        _changed(opened, layout.part_of(name) or "manifest", name, f"SHA-256 {named[name]}", "nothing", "missing")
    for name, member in opened.container.members.items():
        digest, crc = hashlib.sha256(), 0
        for chunk in opened.container.chunks(name):
            digest.update(chunk)
            crc = zlib.crc32(chunk, crc)
        part = layout.part_of(name) or "container"
        if name in named and digest.hexdigest() != named[name]:
            _changed(opened, part, name, f"SHA-256 {named[name]}", f"SHA-256 {digest.hexdigest()}", "changed")
        elif name not in named and name not in layout.UNSIGNED:
            _changed(opened, part, name, "nothing of this name", "a member that nobody signed", "added")
        elif crc != member.crc:
            what = f"the checksum {crc:08x}"
            _changed(
                opened, part if name in layout.UNSIGNED else "container", name, what, f"{member.crc:08x}", "header"
            )
        else:
            opened.found.count("members")


def _changed(opened: Opened, part: str, name: str, expected: str, found: str, code: str) -> None:
    meaning = {
        "changed": "It was changed after the package was signed.",
        "missing": "It was taken out after the package was signed.",
        "added": "It was put in after the package was signed.",
        "header": "The archive around it was damaged.",
        "disorder": "The manifest was not made by this program.",
    }[code]
    opened.found.differs(code, part, name, expected=expected, found=found, meaning=meaning)
