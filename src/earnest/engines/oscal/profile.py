"""The profile: which controls of which catalogs, with which parameters and alterations."""

from __future__ import annotations

from typing import Any

import msgspec

from earnest.engines.oscal.catalog import Guideline, Parameter, Prose, Select
from earnest.engines.oscal.elements import BackMatter, Link, Metadata, Part, Property


class Matching(Part, frozen=True, kw_only=True):
    pattern: str = ""


class SelectControls(Part, frozen=True, kw_only=True):
    with_child_controls: str = ""
    with_ids: tuple[str, ...] = ()
    matching: tuple[Matching, ...] = ()


class Import(Part, frozen=True, kw_only=True):
    href: str
    include_all: dict[str, Any] | None = None
    include_controls: tuple[SelectControls, ...] = ()
    exclude_controls: tuple[SelectControls, ...] = ()


class Combine(Part, frozen=True, kw_only=True):
    method: str = ""


class Merge(Part, frozen=True, kw_only=True):
    combine: Combine | None = None
    flat: dict[str, Any] | None = None
    as_is: bool | None = None
    custom: dict[str, Any] | None = None


class SetParameter(Part, frozen=True, kw_only=True):
    """What a profile says of a parameter; each member that is there replaces the catalog's."""

    param_id: str
    class_: str = msgspec.field(default="", name="class")
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    label: str = ""
    usage: str = ""
    guidelines: tuple[Guideline, ...] = ()
    values: tuple[str, ...] = ()
    select: Select | None = None


class Remove(Part, frozen=True, kw_only=True):
    by_name: str = ""
    by_class: str = ""
    by_id: str = ""
    by_item_name: str = ""
    by_ns: str = ""


class Add(Part, frozen=True, kw_only=True):
    position: str = "ending"
    by_id: str = ""
    title: str = ""
    params: tuple[Parameter, ...] = ()
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    parts: tuple[Prose, ...] = ()


class Alter(Part, frozen=True, kw_only=True):
    control_id: str
    removes: tuple[Remove, ...] = ()
    adds: tuple[Add, ...] = ()


class Modify(Part, frozen=True, kw_only=True):
    set_parameters: tuple[SetParameter, ...] = ()
    alters: tuple[Alter, ...] = ()


class Profile(Part, frozen=True, kw_only=True):
    uuid: str
    metadata: Metadata
    imports: tuple[Import, ...]
    merge: Merge | None = None
    modify: Modify | None = None
    back_matter: BackMatter | None = None
