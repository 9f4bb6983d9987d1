"""The assessment plan, the assessment results and the plan of action and milestones."""

from __future__ import annotations

from typing import Any

from earnest.engines.oscal.elements import BackMatter, Link, Metadata, Part, Property, ResponsibleRole
from earnest.engines.oscal.implementation import ImportLink, InventoryItem, SystemComponent, SystemId


class ControlId(Part, frozen=True, kw_only=True):
    control_id: str


class ControlSelection(Part, frozen=True, kw_only=True):
    description: str = ""
    include_all: dict[str, Any] | None = None
    include_controls: tuple[ControlId, ...] = ()


class ReviewedControls(Part, frozen=True, kw_only=True):
    control_selections: tuple[ControlSelection, ...]
    description: str = ""


class Actor(Part, frozen=True, kw_only=True):
    type: str
    actor_uuid: str


class Origin(Part, frozen=True, kw_only=True):
    actors: tuple[Actor, ...]


class SubjectReference(Part, frozen=True, kw_only=True):
    subject_uuid: str
    type: str
    title: str = ""
    props: tuple[Property, ...] = ()
    remarks: str = ""


class RelevantEvidence(Part, frozen=True, kw_only=True):
    description: str
    href: str = ""
    props: tuple[Property, ...] = ()
    remarks: str = ""


class Observation(Part, frozen=True, kw_only=True):
    uuid: str
    description: str
    methods: tuple[str, ...]
    collected: str
    title: str = ""
    props: tuple[Property, ...] = ()
    types: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    subjects: tuple[SubjectReference, ...] = ()
    relevant_evidence: tuple[RelevantEvidence, ...] = ()
    expires: str = ""
    remarks: str = ""


class ObjectiveStatus(Part, frozen=True, kw_only=True):
    state: str
    reason: str = ""
    remarks: str = ""


class FindingTarget(Part, frozen=True, kw_only=True):
    type: str
    target_id: str
    status: ObjectiveStatus
    title: str = ""
    props: tuple[Property, ...] = ()


class ObservationLink(Part, frozen=True, kw_only=True):
    observation_uuid: str


class RiskLink(Part, frozen=True, kw_only=True):
    risk_uuid: str


class FindingLink(Part, frozen=True, kw_only=True):
    finding_uuid: str


class Finding(Part, frozen=True, kw_only=True):
    uuid: str
    title: str
    description: str
    target: FindingTarget
    props: tuple[Property, ...] = ()
    implementation_statement_uuid: str = ""
    related_observations: tuple[ObservationLink, ...] = ()
    related_risks: tuple[RiskLink, ...] = ()
    remarks: str = ""


class MitigatingFactor(Part, frozen=True, kw_only=True):
    uuid: str
    description: str
    props: tuple[Property, ...] = ()


class OnDate(Part, frozen=True, kw_only=True):
    date: str


class Timing(Part, frozen=True, kw_only=True):
    on_date: OnDate | None = None


class Task(Part, frozen=True, kw_only=True):
    uuid: str
    type: str
    title: str
    description: str = ""
    timing: Timing | None = None
    props: tuple[Property, ...] = ()
    associated_activities: tuple[AssociatedActivity, ...] = ()
    responsible_roles: tuple[ResponsibleRole, ...] = ()


class Response(Part, frozen=True, kw_only=True):
    uuid: str
    lifecycle: str
    title: str
    description: str
    props: tuple[Property, ...] = ()
    origins: tuple[Origin, ...] = ()
    tasks: tuple[Task, ...] = ()
    remarks: str = ""


class Risk(Part, frozen=True, kw_only=True):
    uuid: str
    title: str
    description: str
    statement: str
    status: str
    props: tuple[Property, ...] = ()
    origins: tuple[Origin, ...] = ()
    mitigating_factors: tuple[MitigatingFactor, ...] = ()
    deadline: str = ""
    remediations: tuple[Response, ...] = ()
    related_observations: tuple[ObservationLink, ...] = ()


class AssessmentSubject(Part, frozen=True, kw_only=True):
    type: str
    description: str = ""
    include_all: dict[str, Any] | None = None


class UsesComponent(Part, frozen=True, kw_only=True):
    component_uuid: str


class Platform(Part, frozen=True, kw_only=True):
    uuid: str
    title: str = ""
    props: tuple[Property, ...] = ()
    uses_components: tuple[UsesComponent, ...] = ()


class AssessmentAssets(Part, frozen=True, kw_only=True):
    assessment_platforms: tuple[Platform, ...]
    components: tuple[SystemComponent, ...] = ()


class Activity(Part, frozen=True, kw_only=True):
    uuid: str
    description: str
    title: str = ""
    props: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    related_controls: ReviewedControls | None = None
    remarks: str = ""


class AssociatedActivity(Part, frozen=True, kw_only=True):
    activity_uuid: str
    subjects: tuple[AssessmentSubject, ...]


class PlanDefinitions(Part, frozen=True, kw_only=True):
    activities: tuple[Activity, ...] = ()


class PlanPart(Part, frozen=True, kw_only=True):
    name: str
    title: str = ""
    prose: str = ""


class Terms(Part, frozen=True, kw_only=True):
    parts: tuple[PlanPart, ...]


class AssessmentPlan(Part, frozen=True, kw_only=True):
    uuid: str
    metadata: Metadata
    import_ssp: ImportLink
    reviewed_controls: ReviewedControls
    local_definitions: PlanDefinitions | None = None
    terms_and_conditions: Terms | None = None
    assessment_subjects: tuple[AssessmentSubject, ...] = ()
    assessment_assets: AssessmentAssets | None = None
    tasks: tuple[Task, ...] = ()
    back_matter: BackMatter | None = None


class ResultDefinitions(Part, frozen=True, kw_only=True):
    """Things named in results or in a plan of action that no earlier document defines."""

    components: tuple[SystemComponent, ...] = ()
    inventory_items: tuple[InventoryItem, ...] = ()


class Result(Part, frozen=True, kw_only=True):
    uuid: str
    title: str
    description: str
    start: str
    reviewed_controls: ReviewedControls
    end: str = ""
    props: tuple[Property, ...] = ()
    local_definitions: ResultDefinitions | None = None
    observations: tuple[Observation, ...] = ()
    risks: tuple[Risk, ...] = ()
    findings: tuple[Finding, ...] = ()
    remarks: str = ""


class AssessmentResults(Part, frozen=True, kw_only=True):
    uuid: str
    metadata: Metadata
    import_ap: ImportLink
    results: tuple[Result, ...]
    back_matter: BackMatter | None = None


class PlanItem(Part, frozen=True, kw_only=True):
    """One weakness. OSCAL calls it "poam-item"."""

    title: str
    description: str
    uuid: str = ""
    props: tuple[Property, ...] = ()
    origins: tuple[Origin, ...] = ()
    related_findings: tuple[FindingLink, ...] = ()
    related_observations: tuple[ObservationLink, ...] = ()
    related_risks: tuple[RiskLink, ...] = ()
    remarks: str = ""


class PlanOfAction(Part, frozen=True, kw_only=True):
    uuid: str
    metadata: Metadata
    poam_items: tuple[PlanItem, ...]
    import_ssp: ImportLink | None = None
    system_id: SystemId | None = None
    local_definitions: ResultDefinitions | None = None
    observations: tuple[Observation, ...] = ()
    risks: tuple[Risk, ...] = ()
    findings: tuple[Finding, ...] = ()
    back_matter: BackMatter | None = None
