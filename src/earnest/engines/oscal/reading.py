"""Reading a catalog or a profile: bounded, whole or not at all, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from earnest.engines.oscal.catalog import Catalog, Control, Group
from earnest.engines.oscal.errors import OscalError
from earnest.engines.oscal.profile import Profile

MOST_BYTES = 64 * 1024 * 1024
"""The official catalogs are about 10 MB with every blank they have."""
MOST_CONTROLS = 20_000
_DEEPEST = 100
_VERSION = re.compile(r"1\.[0-2](\.\d+)?([-.+].*)?")
_OTHER = (
    "component-definition",
    "system-security-plan",
    "assessment-plan",
    "assessment-results",
    "plan-of-action-and-milestones",
    "mapping-collection",
)


class _File(msgspec.Struct):
    catalog: Catalog | None = None
    profile: Profile | None = None


def read(path: Path) -> Catalog | Profile:
    """The catalog or profile in a JSON file, of OSCAL 1.0 to 1.2. OscalError says what cannot be used, and where."""
    try:
        if path.stat().st_size > MOST_BYTES:
            size = f"{path.stat().st_size / 1e6:,.0f} MB"
            raise OscalError(path.name, f"It has {size}.", f"At most {MOST_BYTES / 1e6:,.0f} MB are read.")
        content = path.read_bytes()
    except OSError as error:
        raise OscalError(path.name, f"It cannot be read: {error.strerror}.", "Name a file that can be read.") from error
    return parse(content, path.name)


def parse(content: bytes, place: str) -> Catalog | Profile:
    """The same from bytes."""
    if len(content) > MOST_BYTES:
        raise OscalError(place, "It is too big.", f"At most {MOST_BYTES / 1e6:,.0f} MB are read.")
    bare = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare.startswith(b"{"):
        kind = "XML" if bare.startswith(b"<") else "no JSON object"
        raise OscalError(place, f"It is {kind}.", "Give the JSON form of the document: publishers offer both.")
    _not_too_deep(bare, place)
    try:
        file = msgspec.json.decode(bare, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise OscalError(place, f"It is not as OSCAL has it: {error}.", "Check it with an OSCAL validator.") from error
    document = file.catalog or file.profile
    if document is None or (file.catalog is not None and file.profile is not None):
        raise OscalError(place, _holds(bare), "Give a file with one catalog or one profile.")
    _version(document, place)
    if isinstance(document, Catalog):
        _controls(document, place)
    return document


def _not_too_deep(content: bytes, place: str) -> None:
    """Refuses nesting that no document has, before anything recursive looks at it."""
    depth = 0
    for found in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[{\]}]', content, re.DOTALL):
        sign = content[found.start()]
        if sign in b"[{":
            depth += 1
            if depth > _DEEPEST:
                raise OscalError(place, f"It is nested more than {_DEEPEST} deep.", "No OSCAL document needs that.")
        elif sign in b"]}":
            depth -= 1


def _holds(content: bytes) -> str:
    """What the file holds instead, in words."""
    names = [name for name in msgspec.json.decode(content, type=dict[str, msgspec.Raw]) if name in _OTHER]
    return f"It holds a {names[0]}." if names else "It holds no catalog and no profile, or both."


def _version(document: Catalog | Profile, place: str) -> None:
    version = document.metadata.oscal_version
    if not _VERSION.fullmatch(version):
        raise OscalError(place, f"It says that it is OSCAL {version[:40]!r}.", "Versions 1.0 to 1.2 are read.")


def _controls(catalog: Catalog, place: str) -> None:
    seen: set[str] = set()
    for control in every_control(catalog):
        if not control.id.strip() or len(control.id) > 60:
            raise OscalError(place, f"A control has the id {control.id[:80]!r}.", "An id has 1 to 60 characters.")
        if control.id in seen:
            raise OscalError(place, f"The control {control.id} is there twice.", "Each control has an id of its own.")
        seen.add(control.id)
        if len(seen) > MOST_CONTROLS:
            raise OscalError(place, f"It has more than {MOST_CONTROLS:,} controls.", "Split it, or use a profile.")


def every_control(catalog: Catalog) -> Iterator[Control]:
    """Every control of a catalog, in groups and below controls, in its order."""
    for group in catalog.groups:
        yield from _of_group(group)
    for control in catalog.controls:
        yield from _with_below(control)


def _of_group(group: Group) -> Iterator[Control]:
    for inner in group.groups:
        yield from _of_group(inner)
    for control in group.controls:
        yield from _with_below(control)


def _with_below(control: Control) -> Iterator[Control]:
    yield control
    for inner in control.controls:
        yield from _with_below(inner)
