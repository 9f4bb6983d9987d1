"""A framework as a catalog, and what of it applies as a profile."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from earnest.engines.oscal.catalog import Catalog, Control, Group, Prose
from earnest.engines.oscal.elements import BackMatter, Citation, Property, Resource
from earnest.engines.oscal.profile import Import, Merge, Profile, SelectControls
from earnest.engines.oscal.text import line, prose, prose_line
from earnest.interfaces.oscal.record import File, Told
from earnest.narrative.basis import RequirementEntry


def catalog(told: Told) -> Catalog:
    """Every requirement with number, short name and own words; headings as groups."""
    framework = told.framework
    children: dict[str, list[RequirementEntry]] = defaultdict(list)
    for entry in told.entries.values():
        parent = entry.requirement.parent
        children[parent if parent in told.entries else ""].append(entry)
    groups, controls = _below(told, children, "", inside_control=False)
    metadata = told.metadata(framework.title, version=framework.version or framework.text_as_of.isoformat())
    caution = f"{framework.confidence}\n\n{framework.licence_caution}".strip()
    source = Resource(
        uuid=told.uuid("source"), title="Where the text comes from", citation=Citation(text=prose(framework.source))
    )
    return Catalog(
        uuid="",
        metadata=msgspec.structs.replace(metadata, remarks=prose(caution)),
        groups=groups,
        controls=controls,
        back_matter=BackMatter(resources=(source,)),
    )


def _below(
    told: Told, children: dict[str, list[RequirementEntry]], parent: str, *, inside_control: bool
) -> tuple[tuple[Group, ...], tuple[Control, ...]]:
    """What stands below a heading. OSCAL has groups or controls there, not both: beside a control a heading becomes
    a control of class heading."""
    groups: list[Group] = []
    controls: list[Control] = []
    inside_control = inside_control or (
        parent != "" and any(entry.requirement.assessable for entry in children.get(parent, ()))
    )
    for entry in children.get(parent, ()):
        key = entry.requirement.key
        if entry.requirement.assessable or inside_control:
            _, inner = _below(told, children, key, inside_control=True)
            controls.append(_control(told, entry, inner))
        else:
            inner_groups, inner = _below(told, children, key, inside_control=False)
            groups.append(
                Group(
                    id=told.ids[key],
                    title=prose_line(entry.requirement.title),
                    props=_label(key),
                    groups=inner_groups,
                    controls=inner,
                )
            )
    return tuple(groups), tuple(controls)


def _control(told: Told, entry: RequirementEntry, inner: tuple[Control, ...]) -> Control:
    requirement = entry.requirement
    name = told.ids[requirement.key]
    words = requirement.show or requirement.question or requirement.title
    statement = Prose(id=told.statement(requirement.key), name="statement", prose=prose(words))
    return Control(
        id=name,
        title=prose_line(requirement.title),
        class_="" if requirement.assessable else "heading",
        props=_label(requirement.key),
        parts=(statement,),
        controls=inner,
    )


def _label(key: str) -> tuple[Property, ...]:
    return (Property(name="label", value=line(key)),)


def profile(told: Told, catalog_file: File) -> Profile:
    """The requirements that apply. What does not, with its reason, is named in the remarks."""
    resource = told.uuid("resource", "catalog")
    applying = tuple(told.ids[key] for key in told.applying)
    out = [
        f"{key}: {' '.join(str(reason['text']) for reason in (entry.concluded or {}).get('reasons', ()))}"
        for key, entry in told.concluded.items()
        if entry.status == "not applicable"
    ]
    metadata = told.metadata(f"{told.framework.title}: what applies to {told.owner}", people=True)
    return Profile(
        uuid="",
        metadata=msgspec.structs.replace(metadata, remarks=prose("\n\n".join(out))),
        imports=(
            Import(href=f"#{resource}", include_controls=(SelectControls(with_ids=applying),) if applying else ()),
        ),
        merge=Merge(as_is=True),
        back_matter=BackMatter(resources=(catalog_file.resource(resource),)),
    )
