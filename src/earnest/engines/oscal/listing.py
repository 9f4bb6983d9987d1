"""What a catalog asks for, as a plain list: each control with its number, title and statement in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from earnest.engines.oscal.catalog import Catalog, Control, Group, Parameter, Prose
from earnest.engines.oscal.elements import Property

_INSERT = re.compile(r"\{\{\s*(?:insert:\s*param\s*,\s*|param:\s*)?([^\s{}]+)\s*\}\}")
_MOST_ROUNDS = 5
_LONGEST = 20_000
"""Characters kept of one statement: parameters that name parameters cannot make it grow without end."""


@dataclass(frozen=True)
class Asked:
    """A group or a control. `assessable`: a control that is in force and so gets a status.

    `label` is what its publisher calls it, such as AC-2(1); `text` the statement with parameters filled in; `withdrawn`
    says where a withdrawn control went.
    """

    id: str
    title: str
    parent: str
    label: str
    text: str
    assessable: bool
    withdrawn: str = ""


def requirements(catalog: Catalog) -> tuple[Asked, ...]:
    """Groups and controls in the order of the catalog, a parent before what is below it."""
    return tuple(_Lister(parameters(catalog)).catalog(catalog))


def parameters(catalog: Catalog) -> dict[str, Parameter]:
    """Every parameter of a catalog by its id."""
    found = {one.id: one for one in catalog.params}

    def of_control(control: Control) -> None:
        found.update({one.id: one for one in control.params})
        for inner in control.controls:
            of_control(inner)

    def of_group(group: Group) -> None:
        found.update({one.id: one for one in group.params})
        for inner in group.groups:
            of_group(inner)
        for control in group.controls:
            of_control(control)

    for group in catalog.groups:
        of_group(group)
    for control in catalog.controls:
        of_control(control)
    return found


def filled(text: str, known: Mapping[str, Parameter]) -> str:
    """Prose with parameters in words: the value that is set, else what is left to choose, in square brackets."""
    for _ in range(_MOST_ROUNDS):
        replaced = _INSERT.sub(lambda found: _shown(found.group(1), known), text)
        if replaced == text:
            break
        text = replaced[:_LONGEST]
    return _INSERT.sub(lambda found: f"[{found.group(1)}]", text)


def _shown(name: str, known: Mapping[str, Parameter]) -> str:
    parameter = known.get(name)
    if parameter is None:
        return f"[{name}]"
    if parameter.values:
        return ", ".join(parameter.values)
    if parameter.select is not None:
        choices = "; ".join(parameter.select.choice)
        many = "one or more" if parameter.select.how_many == "one-or-more" else "one"
        return f"[choose {many}: {choices}]"
    return f"[{parameter.label or parameter.usage or name}]"


@dataclass(frozen=True)
class _Lister:
    known: Mapping[str, Parameter]

    def catalog(self, catalog: Catalog) -> Iterator[Asked]:
        for number, group in enumerate(catalog.groups):
            yield from self.group(group, "", f"group-{number + 1}")
        for control in catalog.controls:
            yield from self.control(control, "")

    def group(self, group: Group, parent: str, name: str) -> Iterator[Asked]:
        name = group.id or name
        yield Asked(name, _plain(group.title), parent, _label(group.props), self.text(group.parts), assessable=False)
        for number, inner in enumerate(group.groups):
            yield from self.group(inner, name, f"{name}-{number + 1}")
        for control in group.controls:
            yield from self.control(control, name)

    def control(self, control: Control, parent: str) -> Iterator[Asked]:
        gone = _withdrawn(control)
        heading = control.class_ == "heading"
        text = self.text(control.parts)
        title = _plain(filled(control.title, self.known))
        yield Asked(control.id, title, parent, _label(control.props), text, not gone and not heading, gone)
        for inner in control.controls:
            yield from self.control(inner, control.id)

    def text(self, parts: tuple[Prose, ...]) -> str:
        """The statement, one line for each item, with its label."""
        said = [one for one in parts if one.name in {"statement", "overview", "item"}]
        return "\n".join(self._lines(said, 0))[:_LONGEST].strip()

    def _lines(self, parts: list[Prose], depth: int) -> Iterator[str]:
        for part in parts:
            label = _label(part.props)
            words = filled(part.prose, self.known).strip()
            line = " ".join(word for word in (label, words) if word)
            if line:
                yield "  " * depth + line
            below = [one for one in part.parts if one.name in {"item", "statement"}]
            yield from self._lines(below, depth + (1 if line else 0))


def _label(props: tuple[Property, ...]) -> str:
    """The label that people use: NIST also gives one of class sp800-53a, for the assessment objectives."""
    labels = [one for one in props if one.name == "label" and one.value.strip()]
    plain = next((one for one in labels if one.class_ not in {"sp800-53a", "zero-padded"}), None)
    return plain.value.strip() if plain else ""


def _withdrawn(control: Control) -> str:
    if not any(one.name == "status" and one.value.lower() == "withdrawn" for one in control.props):
        return ""
    went = [one.href.removeprefix("#") for one in control.links if one.rel in {"incorporated-into", "moved-to"}]
    return f"Withdrawn; now in {', '.join(went)}." if went else "Withdrawn."


def _plain(title: str) -> str:
    return " ".join(title.split())
