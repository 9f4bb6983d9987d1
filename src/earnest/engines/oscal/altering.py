"""What a profile changes: values of parameters, and what it removes from or adds to controls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from earnest.engines.oscal.catalog import Catalog, Control, Group, Parameter, Prose
from earnest.engines.oscal.errors import OscalError
from earnest.engines.oscal.listing import parameters
from earnest.engines.oscal.profile import Add, Alter, Modify, Remove, SetParameter
from earnest.engines.oscal.reading import every_control


def modified(catalog: Catalog, modify: Modify, place: str) -> Catalog:
    """A catalog with parameters set and controls altered. OscalError for one that is nowhere."""
    sets = {one.param_id: one for one in modify.set_parameters}
    alters: dict[str, list[Alter]] = defaultdict(list)
    for alter in modify.alters:
        alters[alter.control_id].append(alter)
    there = {one.id for one in every_control(catalog)}
    if lost := next((one for one in alters if one not in there), None):
        raise OscalError(place, f"It alters the control {lost[:80]!r}, which it does not import.", "Import it.")
    known = parameters(catalog)
    if lost := next((one for one in sets if one not in known), None):
        raise OscalError(place, f"It sets the parameter {lost[:80]!r}, which no control has.", "Check its id.")
    change = _Change(sets, alters)
    return msgspec.structs.replace(
        catalog,
        params=change.params(catalog.params),
        groups=tuple(map(change.group, catalog.groups)),
        controls=tuple(map(change.control, catalog.controls)),
    )


T = TypeVar("T")


class _Change:
    def __init__(self, sets: Mapping[str, SetParameter], alters: Mapping[str, list[Alter]]) -> None:
        self.sets = sets
        self.alters = alters

    def params(self, params: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        return tuple(_set(one, self.sets[one.id]) if one.id in self.sets else one for one in params)

    def group(self, group: Group) -> Group:
        return msgspec.structs.replace(
            group,
            params=self.params(group.params),
            groups=tuple(map(self.group, group.groups)),
            controls=tuple(map(self.control, group.controls)),
        )

    def control(self, control: Control) -> Control:
        for alter in self.alters.get(control.id, ()):
            for remove in alter.removes:
                control = _removed(control, remove)
            for add in alter.adds:
                control = _added(control, add)
        return msgspec.structs.replace(
            control, params=self.params(control.params), controls=tuple(map(self.control, control.controls))
        )


def _set(parameter: Parameter, wanted: SetParameter) -> Parameter:
    """A value that is set stands in place of a choice: OSCAL has either."""
    changes: dict[str, Any] = {
        name: value
        for name in ("class_", "props", "links", "label", "usage", "guidelines")
        if (value := getattr(wanted, name))
    }
    if wanted.values:
        changes |= {"values": wanted.values, "select": None}
    elif wanted.select is not None:
        changes |= {"select": wanted.select, "values": ()}
    return msgspec.structs.replace(parameter, **changes)


def _removed(control: Control, remove: Remove) -> Control:
    return msgspec.structs.replace(
        control,
        params=tuple(one for one in control.params if not _meant(one, remove, "param")),
        props=tuple(one for one in control.props if not _meant(one, remove, "prop")),
        links=tuple(one for one in control.links if not _meant(one, remove, "link")),
        parts=_without(control.parts, remove),
    )


def _without(parts: tuple[Prose, ...], remove: Remove) -> tuple[Prose, ...]:
    return tuple(
        msgspec.structs.replace(
            one,
            props=tuple(prop for prop in one.props if not _meant(prop, remove, "prop")),
            parts=_without(one.parts, remove),
        )
        for one in parts
        if not _meant(one, remove, "part")
    )


def _meant(item: object, remove: Remove, kind: str) -> bool:
    """Whether a removal means an item: all that it says must fit, and it must say something."""
    asked = {
        "name": remove.by_name,
        "class_": remove.by_class,
        "id": remove.by_id,
        "ns": remove.by_ns,
    }
    said = {name: value for name, value in asked.items() if value}
    if remove.by_item_name and remove.by_item_name != kind:
        return False
    return bool(said or remove.by_item_name) and all(getattr(item, name, None) == value for name, value in said.items())


def _added(control: Control, add: Add) -> Control:
    if add.by_id and add.by_id != control.id:
        return msgspec.structs.replace(control, parts=_beside(control.parts, add))
    first = add.position == "starting"
    join = _before if first else _after
    return msgspec.structs.replace(
        control,
        title=add.title or control.title,
        params=join(control.params, add.params),
        props=join(control.props, add.props),
        links=join(control.links, add.links),
        parts=join(control.parts, add.parts),
    )


def _beside(parts: tuple[Prose, ...], add: Add) -> tuple[Prose, ...]:
    """Parts with what is added to, before or after the one of that id."""
    found: list[Prose] = []
    for part in parts:
        if part.id != add.by_id:
            found.append(msgspec.structs.replace(part, parts=_beside(part.parts, add)))
        elif add.position == "before":
            found += [*add.parts, part]
        elif add.position == "after":
            found += [part, *add.parts]
        else:
            join = _before if add.position == "starting" else _after
            found.append(
                msgspec.structs.replace(
                    part,
                    title=add.title or part.title,
                    props=join(part.props, add.props),
                    links=join(part.links, add.links),
                    parts=join(part.parts, add.parts),
                )
            )
    return tuple(found)


def _before(there: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
    return (*new, *there)


def _after(there: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
    return (*there, *new)
