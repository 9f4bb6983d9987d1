"""The catalog: controls in groups, with parameters and prose."""

from __future__ import annotations

import msgspec

from earnest.engines.oscal.elements import BackMatter, Link, Metadata, Part, Property


class Select(Part, frozen=True, kw_only=True):
    how_many: str = ""
    choice: tuple[str, ...] = ()


class Guideline(Part, frozen=True, kw_only=True):
    prose: str


class Parameter(Part, frozen=True, kw_only=True):
    id: str
    class_: str = msgspec.field(default="", name="class")
    depends_on: str = ""
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    label: str = ""
    usage: str = ""
    guidelines: tuple[Guideline, ...] = ()
    values: tuple[str, ...] = ()
    select: Select | None = None
    remarks: str = ""


class Prose(Part, frozen=True, kw_only=True):
    """A part of a control: statement, item, guidance, objective. OSCAL calls it "part"."""

    name: str
    id: str = ""
    ns: str = ""
    class_: str = msgspec.field(default="", name="class")
    title: str = ""
    props: tuple[Property, ...] = ()
    prose: str = ""
    parts: tuple[Prose, ...] = ()
    links: tuple[Link, ...] = ()


class Control(Part, frozen=True, kw_only=True):
    id: str
    title: str
    class_: str = msgspec.field(default="", name="class")
    params: tuple[Parameter, ...] = ()
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    parts: tuple[Prose, ...] = ()
    controls: tuple[Control, ...] = ()


class Group(Part, frozen=True, kw_only=True):
    title: str
    id: str = ""
    class_: str = msgspec.field(default="", name="class")
    params: tuple[Parameter, ...] = ()
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    parts: tuple[Prose, ...] = ()
    groups: tuple[Group, ...] = ()
    controls: tuple[Control, ...] = ()


class Catalog(Part, frozen=True, kw_only=True):
    uuid: str
    metadata: Metadata
    params: tuple[Parameter, ...] = ()
    controls: tuple[Control, ...] = ()
    groups: tuple[Group, ...] = ()
    back_matter: BackMatter | None = None
