"""A catalog, or what a profile makes of it, as a framework that can be assessed at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import msgspec

from earnest.engines.oscal.catalog import Catalog
from earnest.engines.oscal.elements import Metadata
from earnest.engines.oscal.errors import OscalError
from earnest.engines.oscal.listing import Asked, requirements
from earnest.engines.oscal.profile import Profile
from earnest.engines.oscal.reading import read as read_document
from earnest.engines.oscal.resolving import Opened, resolve
from earnest.library import frameworks as library

_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
_LICENCE = re.compile(r"licen[cs]e|rights|copyright", re.IGNORECASE)


@dataclass(frozen=True)
class Content:
    """A framework that was read, with what the ledger is to keep of its files."""

    framework: library.Framework
    facts: dict[str, str]


@dataclass(frozen=True)
class Taken:
    """A framework that was taken into use."""

    key: str
    title: str
    requirements: int
    assessable: int


def read(file: Path, profile: Path | None, *, key: str, title: str = "", licence: str = "") -> Content:
    """The framework in a catalog, or in a profile with the files beside it. Nothing is fetched.

    `file` may itself be a profile, whose imports stand in its folder. With `profile`, `file` is the catalog that it is
    applied to, whatever name it imports. OscalError says what cannot be used; nothing is kept.
    """
    if not _KEY.fullmatch(key):
        raise OscalError(f"key {key!r}", "It is no key.", "Use up to 60 small letters, digits, dots and hyphens.")
    document = read_document(file)
    facts = {"catalog file": file.name, "catalog sha256": _sha256(file)}
    if profile is not None:
        chosen = read_document(profile)
        if isinstance(chosen, Catalog) or isinstance(document, Profile):
            raise OscalError(profile.name, "A catalog and a profile are needed.", "Name the catalog, then --profile.")
        facts |= {"profile file": profile.name, "profile sha256": _sha256(profile)}
        catalog = resolve(_of(chosen, file), profile.name, _beside(profile, {file.name: document}))
    elif isinstance(document, Profile):
        catalog = resolve(document, file.name, _beside(file))
    else:
        catalog = document
    return Content(_framework(catalog, file, key=key, title=title, licence=licence, facts=facts), facts)


def _of(profile: Profile, catalog: Path) -> Profile:
    """A profile with one import means the catalog that was named with it, wherever its publisher keeps it."""
    if len(profile.imports) != 1:
        return profile
    (only,) = profile.imports
    return msgspec.structs.replace(profile, imports=(msgspec.structs.replace(only, href=quote(catalog.name)),))


def _beside(file: Path, known: Mapping[str, Catalog | Profile] = MappingProxyType({})) -> Opened:
    """Opens files of the folder that a file stands in; those that are `known` are read already."""
    folder = file.resolve().parent

    def opened(name: str) -> Catalog | Profile:
        if name in known:
            return known[name]
        path = (folder / name).resolve()
        if path.parent != folder or not path.is_file():
            raise OscalError(file.name, f"It imports {name!r}, which is not in its folder.", "Put the file beside it.")
        return read_document(path)

    return opened


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _framework(
    catalog: Catalog, file: Path, *, key: str, title: str, licence: str, facts: dict[str, str]
) -> library.Framework:
    metadata = catalog.metadata
    asked = requirements(catalog)
    if not any(one.assessable for one in asked):
        raise OscalError(file.name, "It holds no control that is in force.", "Give a catalog with controls.")
    if lost := next((one for one in asked if len(one.id) > 60), None):
        raise OscalError(file.name, f"The group {lost.id[:60]!r}… has a longer id.", "An id has 1 to 60 characters.")
    name = (title or metadata.title).strip() or key
    hashes = ", ".join(f"{what} {value}" for what, value in facts.items())
    changed = f", changed {metadata.last_modified}" if metadata.last_modified else ""
    return library.Framework(
        id=key,
        title=_cut(name, 200),
        version=_cut(metadata.version, 100),
        as_of=_day(metadata.last_modified),
        source=f"OSCAL {metadata.oscal_version}: {metadata.title}, version {metadata.version}{changed}. {hashes}.",
        confidence="Imported as it is from the file named under source; nobody has compared it with the original.",
        licence_caution=licence.strip() or _licence(metadata),
        enabled_by_default=True,
        counts=library.Counts(total=len(asked), assessable=sum(one.assessable for one in asked)),
        requirements=tuple(_requirement(one, metadata) for one in _once(asked, file)),
    )


def _once(asked: tuple[Asked, ...], file: Path) -> tuple[Asked, ...]:
    seen: set[str] = set()
    for one in asked:
        if one.id in seen:
            raise OscalError(file.name, f"The id {one.id!r} names a group and a control.", "Each id must be unique.")
        seen.add(one.id)
    return asked


def _requirement(one: Asked, metadata: Metadata) -> library.Requirement:
    """The label stands before the title where it says more than the id, such as AC-2(1) for ac-2.1."""
    title = one.title if one.label.casefold() in {"", one.id.casefold()} else f"{one.label} {one.title}"
    show = f"{one.withdrawn}\n{one.text}".strip().replace("\x00", " ")
    return library.Requirement(
        id=one.id,
        title=_cut(title or one.id, 300),
        assessable=one.assessable,
        source=_cut(f"{one.label or one.id}, {metadata.title} {metadata.version}".strip(), 300),
        parent=one.parent or None,
        show=show or None,
    )


def _licence(metadata: Metadata) -> str:
    said = [one.value for one in metadata.props if _LICENCE.search(one.name)]
    if said:
        return " ".join(said)
    return "The file states no licence. Its text was imported whole: check what the licence allows before you share it."


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC).date()


def _cut(text: str, most: int) -> str:
    """Text that a field can hold, without characters that a database cannot."""
    plain = " ".join(text.replace("\x00", " ").split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
