"""A profile and what it imports as one catalog. Only files of one folder are opened: nothing is fetched."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import msgspec

from earnest.engines.oscal.altering import modified
from earnest.engines.oscal.catalog import Catalog, Control, Group
from earnest.engines.oscal.elements import BackMatter
from earnest.engines.oscal.errors import OscalError
from earnest.engines.oscal.profile import Import, Profile, SelectControls
from earnest.engines.oscal.reading import MOST_CONTROLS, every_control

MOST_IMPORTS = 50
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|\\\\")

Opened = Callable[[str], Catalog | Profile]
"""Opens a file of the folder by its name, or refuses with OscalError."""


@dataclass
class _Resolver:
    open: Opened
    opened: int = 0

    def resolve(self, profile: Profile, place: str, above: tuple[str, ...]) -> Catalog:
        sources = [self._chosen(one, profile, place, above) for one in profile.imports]
        merged = _merged(profile, sources, place)
        if profile.modify is not None:
            merged = modified(merged, profile.modify, place)
        return merged

    def _chosen(self, wanted: Import, profile: Profile, place: str, above: tuple[str, ...]) -> Catalog:
        name = file_of(wanted.href, profile.back_matter, place)
        if name in above:
            circle = " → ".join((*above[above.index(name) :], name))
            raise OscalError(place, f"Profiles import one another in a circle: {circle}.", "Break the circle.")
        self.opened += 1
        if self.opened > MOST_IMPORTS:
            raise OscalError(place, f"More than {MOST_IMPORTS} files are imported.", "Use fewer profiles.")
        document = self.open(name)
        source = self.resolve(document, name, (*above, name)) if isinstance(document, Profile) else document
        return _selected(source, wanted, place)


def resolve(profile: Profile, place: str, opened: Opened) -> Catalog:
    """The catalog that a profile stands for: imports, choices, merge, set parameters and alterations applied.

    `place` is the name of the profile's file. Raises OscalError: for an import by the network or outside the folder,
    a circle, a control or parameter that is nowhere, and too much of anything.
    """
    return _Resolver(opened).resolve(profile, place, (place,))


def file_of(href: str, back_matter: BackMatter | None, place: str) -> str:
    """The plain name of the file that an import means, through the back matter where it says so."""
    if href.startswith("#"):
        return _through(href[1:], back_matter, place)
    if _SCHEME.match(href):
        raise OscalError(
            place,
            f"It imports {href[:200]!r}.",
            "Nothing is fetched: put the file next to the profile and name it there.",
        )
    name = unquote(href.partition("#")[0].partition("?")[0]).removeprefix("./")
    if not name or len(name) > 255 or "/" in name or "\\" in name or name.startswith(".") or "\x00" in name:
        raise OscalError(
            place, f"It imports {href[:200]!r}, which is not a file of its folder.", "Put the file next to the profile."
        )
    return name


def _through(uuid: str, back_matter: BackMatter | None, place: str) -> str:
    for resource in back_matter.resources if back_matter else ():
        if resource.uuid == uuid:
            links = sorted(resource.rlinks, key=lambda one: "json" not in f"{one.media_type}{one.href}".lower())
            near = [one.href for one in links if not _SCHEME.match(one.href)]
            for href in near or [one.href for one in links]:
                return file_of(href, None, place)
    raise OscalError(place, f"It imports #{uuid[:80]}, which its back matter does not hold.", "Add the resource.")


def _selected(catalog: Catalog, wanted: Import, place: str) -> Catalog:
    """The part of a catalog that an import names."""
    below = {one.id: frozenset(inner.id for inner in one.controls) for one in every_control(catalog)}
    everything = wanted.include_all is not None or not wanted.include_controls
    chosen = set(below) if everything else _matching(wanted.include_controls, below, place)
    chosen -= _matching(wanted.exclude_controls, below, place)
    return kept(catalog, chosen)


def _matching(choices: Iterable[SelectControls], below: Mapping[str, frozenset[str]], place: str) -> set[str]:
    found: set[str] = set()
    for choice in choices:
        unknown = [one for one in choice.with_ids if one not in below]
        if unknown:
            raise OscalError(
                place,
                f"It names the control {unknown[0][:80]!r}, which the catalog does not have.",
                "Check which catalog the profile is for.",
            )
        ids = set(choice.with_ids)
        for pattern in choice.matching:
            ids.update(one for one in below if fnmatch.fnmatchcase(one, pattern.pattern))
        if choice.with_child_controls == "yes":
            ids = _with_children(ids, below)
        found |= ids
    return found


def _with_children(ids: set[str], below: Mapping[str, frozenset[str]]) -> set[str]:
    found, waiting = set(ids), list(ids)
    while waiting:
        more = below[waiting.pop()] - found
        found |= more
        waiting.extend(more)
    return found


def kept(catalog: Catalog, chosen: set[str]) -> Catalog:
    """A catalog with the chosen controls alone; a chosen control whose parent is not chosen takes the parent's place,
    and groups that hold nothing are left out."""
    groups = tuple(one for group in catalog.groups if (one := _kept_group(group, chosen)) is not None)
    controls = tuple(one for control in catalog.controls for one in _kept_controls(control, chosen))
    return msgspec.structs.replace(catalog, groups=groups, controls=controls)


def _kept_group(group: Group, chosen: set[str]) -> Group | None:
    groups = tuple(one for inner in group.groups if (one := _kept_group(inner, chosen)) is not None)
    controls = tuple(one for control in group.controls for one in _kept_controls(control, chosen))
    if not groups and not controls:
        return None
    return msgspec.structs.replace(group, groups=groups, controls=controls)


def _kept_controls(control: Control, chosen: set[str]) -> tuple[Control, ...]:
    inner = tuple(one for below in control.controls for one in _kept_controls(below, chosen))
    if control.id not in chosen:
        return inner
    return (msgspec.structs.replace(control, controls=inner),)


def _merged(profile: Profile, sources: list[Catalog], place: str) -> Catalog:
    """One catalog from all imports; a control that several bring is kept once, as the first brings it."""
    seen: set[str] = set()
    groups: list[Group] = []
    controls: list[Control] = []
    for source in sources:
        new = {one.id for one in every_control(source)} - seen
        part = kept(source, new)
        seen |= new
        if len(seen) > MOST_CONTROLS:
            raise OscalError(place, f"It has more than {MOST_CONTROLS:,} controls.", "Import fewer.")
        groups.extend(part.groups)
        controls.extend(part.controls)
    structured = profile.merge is not None and (profile.merge.as_is or profile.merge.custom is not None)
    result = Catalog(
        uuid=profile.uuid,
        metadata=profile.metadata,
        params=tuple({one.id: one for source in sources for one in source.params}.values()),
        groups=_joined(groups),
        controls=tuple(controls),
        back_matter=profile.back_matter,
    )
    if profile.merge is not None and profile.merge.flat is not None and not structured:
        flat = tuple(msgspec.structs.replace(one, controls=()) for one in every_control(result))
        return msgspec.structs.replace(result, groups=(), controls=flat)
    return result


def _joined(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Groups of one id become one."""
    found: dict[str, Group] = {}
    for number, group in enumerate(groups):
        key = group.id or f"\x00{number}"
        there = found.get(key)
        if there is None:
            found[key] = group
        else:
            found[key] = msgspec.structs.replace(
                there,
                groups=_joined((*there.groups, *group.groups)),
                controls=(*there.controls, *group.controls),
                params=tuple({one.id: one for one in (*there.params, *group.params)}.values()),
            )
    return tuple(found.values())
