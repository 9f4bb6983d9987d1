"""The component definition and the system security plan: what meets which control, and how far."""

from __future__ import annotations

from earnest.engines.oscal.elements import BackMatter, Link, Metadata, Part, Property, ResponsibleParty, ResponsibleRole


class Statement(Part, frozen=True, kw_only=True):
    """How a component meets one statement of a control, in a component definition."""

    statement_id: str
    uuid: str
    description: str
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    remarks: str = ""


class ImplementedRequirement(Part, frozen=True, kw_only=True):
    uuid: str
    control_id: str
    description: str
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    responsible_roles: tuple[ResponsibleRole, ...] = ()
    statements: tuple[Statement, ...] = ()
    remarks: str = ""


class ControlImplementation(Part, frozen=True, kw_only=True):
    uuid: str
    source: str
    description: str
    implemented_requirements: tuple[ImplementedRequirement, ...]
    props: tuple[Property, ...] = ()


class DefinedComponent(Part, frozen=True, kw_only=True):
    uuid: str
    type: str
    title: str
    description: str
    purpose: str = ""
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    responsible_roles: tuple[ResponsibleRole, ...] = ()
    control_implementations: tuple[ControlImplementation, ...] = ()
    remarks: str = ""


class ComponentDefinition(Part, frozen=True, kw_only=True):
    uuid: str
    metadata: Metadata
    components: tuple[DefinedComponent, ...] = ()
    back_matter: BackMatter | None = None


class State(Part, frozen=True, kw_only=True):
    """A status with its remarks: of a system, of a component or of an implementation."""

    state: str
    remarks: str = ""


class SystemId(Part, frozen=True, kw_only=True):
    id: str
    identifier_type: str = ""


class InformationType(Part, frozen=True, kw_only=True):
    uuid: str
    title: str
    description: str
    props: tuple[Property, ...] = ()


class SystemInformation(Part, frozen=True, kw_only=True):
    information_types: tuple[InformationType, ...]


class Described(Part, frozen=True, kw_only=True):
    description: str
    remarks: str = ""


class SystemCharacteristics(Part, frozen=True, kw_only=True):
    system_ids: tuple[SystemId, ...]
    system_name: str
    description: str
    system_information: SystemInformation
    status: State
    authorization_boundary: Described
    props: tuple[Property, ...] = ()
    responsible_parties: tuple[ResponsibleParty, ...] = ()
    remarks: str = ""


class SystemComponent(Part, frozen=True, kw_only=True):
    uuid: str
    type: str
    title: str
    description: str
    status: State
    purpose: str = ""
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    responsible_roles: tuple[ResponsibleRole, ...] = ()
    remarks: str = ""


class User(Part, frozen=True, kw_only=True):
    uuid: str
    title: str = ""
    description: str = ""
    props: tuple[Property, ...] = ()
    role_ids: tuple[str, ...] = ()


class InventoryItem(Part, frozen=True, kw_only=True):
    uuid: str
    description: str
    props: tuple[Property, ...] = ()
    responsible_parties: tuple[ResponsibleParty, ...] = ()
    remarks: str = ""


class SystemImplementation(Part, frozen=True, kw_only=True):
    users: tuple[User, ...]
    components: tuple[SystemComponent, ...]
    inventory_items: tuple[InventoryItem, ...] = ()


class ByComponent(Part, frozen=True, kw_only=True):
    component_uuid: str
    uuid: str
    description: str
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    implementation_status: State | None = None
    responsible_roles: tuple[ResponsibleRole, ...] = ()
    remarks: str = ""


class SystemStatement(Part, frozen=True, kw_only=True):
    statement_id: str
    uuid: str
    by_components: tuple[ByComponent, ...] = ()
    remarks: str = ""


class SystemRequirement(Part, frozen=True, kw_only=True):
    uuid: str
    control_id: str
    props: tuple[Property, ...] = ()
    statements: tuple[SystemStatement, ...] = ()
    by_components: tuple[ByComponent, ...] = ()
    remarks: str = ""


class SystemControls(Part, frozen=True, kw_only=True):
    description: str
    implemented_requirements: tuple[SystemRequirement, ...]


class ImportLink(Part, frozen=True, kw_only=True):
    """What a document builds on: profile, plan or system security plan."""

    href: str
    remarks: str = ""


class SystemSecurityPlan(Part, frozen=True, kw_only=True):
    uuid: str
    metadata: Metadata
    import_profile: ImportLink
    system_characteristics: SystemCharacteristics
    system_implementation: SystemImplementation
    control_implementation: SystemControls
    back_matter: BackMatter | None = None
