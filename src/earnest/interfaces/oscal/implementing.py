"""What meets the requirements: controls as components, and the system that they belong to."""

from __future__ import annotations

from earnest.core.assets.models import Asset, DataKind
from earnest.core.organization.models import Person
from earnest.engines.oscal.elements import BackMatter, Link, Property, Resource, own
from earnest.engines.oscal.implementation import (
    ByComponent,
    ComponentDefinition,
    ControlImplementation,
    DefinedComponent,
    Described,
    ImplementedRequirement,
    ImportLink,
    InformationType,
    InventoryItem,
    State,
    SystemCharacteristics,
    SystemComponent,
    SystemControls,
    SystemId,
    SystemImplementation,
    SystemInformation,
    SystemRequirement,
    SystemSecurityPlan,
    SystemStatement,
    User,
)
from earnest.engines.oscal.text import line, prose, prose_line
from earnest.foundation.record import visible_to
from earnest.interfaces.oscal.evidence import snapshot_resources, snapshot_uuid
from earnest.interfaces.oscal.record import ACCOUNTABLE, File, Told, reasons
from earnest.narrative.basis import ControlEntry, RequirementEntry

STATES = {
    "effective": "implemented",
    "partly effective": "partial",
    "failing": "partial",
    "unproven": "partial",
    "planned": "planned",
}
"""What OSCAL calls a control of each derived status. Only evidence makes one implemented."""


def component_definition(told: Told, profile_file: File) -> ComponentDefinition:
    """Each control as a component, with the requirements that it helps to meet."""
    source = told.uuid("resource", "profile")
    components = tuple(_defined(told, key, entry, source) for key, entry in told.controls.items())
    resources = (profile_file.resource(source), *snapshot_resources(told))
    return ComponentDefinition(
        uuid="",
        metadata=told.metadata(f"Controls of {told.owner} for {told.framework.title}", people=True),
        components=components,
        back_matter=BackMatter(resources=resources),
    )


def _defined(told: Told, key: str, entry: ControlEntry, source: str) -> DefinedComponent:
    links = evidence_links(told, entry)
    requirements = tuple(
        ImplementedRequirement(
            uuid=told.uuid("component-requirement", key, one),
            control_id=told.ids[one],
            description=prose(entry.control.statement),
            props=status_props(entry),
            links=links,
        )
        for one in told.requirements_of[key]
    )
    return DefinedComponent(
        uuid=component(told, key),
        type="process-procedure",
        title=prose_line(entry.control.name),
        description=prose(entry.control.statement),
        props=(own("domain", line(entry.control.domain)), *status_props(entry)),
        responsible_roles=told.accountable(entry.control.accountable),
        control_implementations=(
            ControlImplementation(
                uuid=told.uuid("control-implementation", key),
                source=f"#{source}",
                description=prose(
                    "The control supports these requirements: it helps to meet them and may cover only a part."
                ),
                implemented_requirements=requirements,
            ),
        ),
    )


def component(told: Told, key: str) -> str:
    """UUID of a control as a component."""
    return told.uuid("control", key)


def status_props(entry: ControlEntry) -> tuple[Property, ...]:
    grade = entry.concluded["grade"]
    return (
        own("derived-status", entry.status),
        *((own("evidence-grade", str(grade)),) if grade else ()),
        own("conclusion-digest", str(entry.concluded["digest"])),
    )


def evidence_links(told: Told, entry: ControlEntry) -> tuple[Link, ...]:
    wanted = {
        f"{item.snapshot} {item.source}"
        for test in entry.tests
        if (result := told.result(test))
        for item in result.inputs
    }
    return tuple(
        Link(href=f"#{snapshot_uuid(told.snapshots[key])}", rel="evidence")
        for key in sorted(wanted & set(told.snapshots))
    )


def security_plan(told: Told, profile_file: File) -> SystemSecurityPlan:
    """The organisation as one system: its boundary, its controls, and how far each requirement is implemented."""
    profile = told.uuid("resource", "profile")
    requirements = tuple(_requirement(told, key, entry) for key, entry in told.concluded.items())
    resources: tuple[Resource, ...] = (profile_file.resource(profile), *snapshot_resources(told))
    return SystemSecurityPlan(
        uuid="",
        metadata=told.metadata(f"System security plan of {told.owner}: {told.framework.title}", people=True),
        import_profile=ImportLink(href=f"#{profile}"),
        system_characteristics=_characteristics(told),
        system_implementation=_implementation(told),
        control_implementation=SystemControls(
            description=prose(
                "Every status is derived from evidence as of the day of this plan. What no evidence proves is "
                "partial at most, with the reason in its remarks."
            ),
            implemented_requirements=requirements,
        ),
        back_matter=BackMatter(resources=resources),
    )


def system_id(told: Told) -> SystemId:
    return SystemId(identifier_type="http://ietf.org/rfc/rfc4122", id=told.uuid("system"))


def _characteristics(told: Told) -> SystemCharacteristics:
    organization, scope = told.basis.organization, told.framework.scope
    description = (organization.description or organization.sector) if organization else ""
    boundary = (
        f"{scope.statement}\n\n{scope.excluded}" if scope else "The whole organisation: no narrower scope is set."
    )
    return SystemCharacteristics(
        system_ids=(system_id(told),),
        system_name=line(told.owner),
        description=prose(description) or "The record does not describe it.",
        system_information=SystemInformation(information_types=_information(told)),
        status=State(state="operational"),
        authorization_boundary=Described(description=prose(boundary)),
    )


def _information(told: Told) -> tuple[InformationType, ...]:
    kinds = visible_to(told.actor, DataKind).order_by("name")
    made = tuple(
        InformationType(
            uuid=told.uuid("information", kind.name),
            title=prose_line(kind.name),
            description=prose(kind.note) or _about(kind),
        )
        for kind in kinds
    )
    unknown = InformationType(
        uuid=told.uuid("information", "unknown"),
        title="Not recorded",
        description="The record names no kinds of data.",
    )
    return made or (unknown,)


def _about(kind: DataKind) -> str:
    if kind.special:
        return "Special category, health or card data."
    return "Data about people." if kind.personal else "Data that is not about people."


def _implementation(told: Told) -> SystemImplementation:
    whole = SystemComponent(
        uuid=told.uuid("this-system"),
        type="this-system",
        title=prose_line(told.owner),
        description="The organisation as a whole: stands where no single control does.",
        status=State(state="operational"),
    )
    controls = tuple(
        SystemComponent(
            uuid=component(told, key),
            type="process-procedure",
            title=prose_line(entry.control.name),
            description=prose(entry.control.statement),
            props=status_props(entry),
            status=State(state="under-development" if entry.status == "planned" else "operational"),
            responsible_roles=told.accountable(entry.control.accountable),
        )
        for key, entry in told.controls.items()
    )
    people = visible_to(told.actor, Person).filter(left_on=None).count()
    user = User(
        uuid=told.uuid("users", "workforce"),
        title="Workforce",
        description=f"People who work for the organisation: {people} in the record.",
        role_ids=(ACCOUNTABLE,),
    )
    return SystemImplementation(users=(user,), components=(whole, *controls), inventory_items=_inventory(told))


def _inventory(told: Told) -> tuple[InventoryItem, ...]:
    rows = visible_to(told.actor, Asset).exclude(life_cycle=Asset.LifeCycle.RETIRED).order_by("key")
    return tuple(
        InventoryItem(
            uuid=told.uuid("asset", asset.key),
            description=prose(f"{asset.name}. {asset.description}"),
            props=(
                own("asset-id", line(asset.key)),
                own("kind", asset.kind),
                own("tier", str(asset.tier)),
            ),
        )
        for asset in rows
    )


def statement_uuid(told: Told, key: str) -> str:
    """UUID of what the plan says of the statement of a requirement; findings refer to it."""
    return told.uuid("statement", key)


def _requirement(told: Told, key: str, entry: RequirementEntry) -> SystemRequirement:
    concluded = entry.concluded or {"reasons": ()}
    parts = tuple(_by_control(told, key, one, entry) for one in entry.controls if one in told.controls)
    return SystemRequirement(
        uuid=told.uuid("requirement", key),
        control_id=told.ids[key],
        props=(own("derived-status", entry.status),),
        statements=(
            SystemStatement(
                statement_id=told.statement(key),
                uuid=statement_uuid(told, key),
                by_components=parts or (_by_system(told, key, entry),),
                remarks=prose(reasons(concluded, "")),
            ),
        ),
    )


def _by_control(told: Told, key: str, control: str, entry: RequirementEntry) -> ByComponent:
    one = told.controls[control]
    state = "alternative" if entry.status == "met by another approach" else STATES[one.status]
    return ByComponent(
        component_uuid=component(told, control),
        uuid=told.uuid("by-component", key, control),
        description=prose(one.control.statement),
        props=status_props(one),
        implementation_status=State(state=state, remarks=prose(f"{one.status}: {reasons(one.concluded, '')}")),
        responsible_roles=told.accountable(one.control.accountable),
    )


_NO_WORD = " OSCAL has no word for what is not implemented: this does not say that anybody plans it."


def _by_system(told: Told, key: str, entry: RequirementEntry) -> ByComponent:
    """What the plan says where no control stands: it does not apply, or nothing is there to speak for it."""
    out, concluded = entry.status == "not applicable", entry.concluded or {"reasons": ()}
    return ByComponent(
        component_uuid=told.uuid("this-system"),
        uuid=told.uuid("by-component", key),
        description="It does not apply." if out else "No control in use supports this requirement.",
        implementation_status=State(
            state="not-applicable" if out else "planned",
            remarks=prose(f"{entry.status}: {reasons(concluded, '')}{'' if out else _NO_WORD}"),
        ),
    )
