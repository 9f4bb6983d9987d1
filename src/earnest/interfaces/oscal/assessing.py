"""What is looked at, what was found, and what is to be done: plan, results, plan of action and milestones."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from earnest import __version__
from earnest.engines.oscal.assessment import (
    Activity,
    AssessmentAssets,
    AssessmentPlan,
    AssessmentResults,
    AssessmentSubject,
    AssociatedActivity,
    ControlId,
    ControlSelection,
    Finding,
    FindingLink,
    FindingTarget,
    ObjectiveStatus,
    ObservationLink,
    OnDate,
    PlanDefinitions,
    PlanItem,
    PlanOfAction,
    PlanPart,
    Platform,
    Result,
    ResultDefinitions,
    ReviewedControls,
    Risk,
    RiskLink,
    Task,
    Terms,
    Timing,
    UsesComponent,
)
from earnest.engines.oscal.elements import BackMatter, Base64, Link, Property, Resource, own
from earnest.engines.oscal.ids import start_of
from earnest.engines.oscal.implementation import ImportLink, State, SystemComponent
from earnest.engines.oscal.text import prose, prose_line
from earnest.foundation.errors import Invalid
from earnest.interfaces.oscal.evidence import Seen, of_requirement, origin, seen, snapshot_resources, tool, used
from earnest.interfaces.oscal.implementing import statement_uuid, system_id
from earnest.interfaces.oscal.record import SATISFIED, File, Told, reasons, unique
from earnest.interfaces.oscal.risks import behind, risks
from earnest.narrative.basis import RequirementEntry


def plan(told: Told, ssp_file: File) -> AssessmentPlan:
    """Every bound test as an activity, with its query, on the whole population that evidence shows."""
    ssp = told.uuid("resource", "ssp")
    tests = unique(str(test["id"]) for test in told.tests.values())
    known = {one: told.basis.tests[one] for one in tests if one in told.basis.tests}
    everything = AssessmentSubject(type="component", include_all={})
    activities = tuple(
        Activity(
            uuid=told.uuid("activity", one),
            title=prose_line(test.title),
            description=prose(test.rationale),
            props=(Property(name="method", value="TEST"), own("control-test", one), own("digest", test.digest)),
            links=(Link(href=f"#{told.uuid('query', one)}", rel="query"),),
        )
        for one, test in known.items()
    )
    task = Task(
        uuid=told.uuid("task"),
        type="action",
        title="Run the control tests and derive every status",
        timing=Timing(on_date=OnDate(date=start_of(told.basis.day))),
        associated_activities=tuple(
            AssociatedActivity(activity_uuid=one.uuid, subjects=(everything,)) for one in activities
        ),
    )
    assets = AssessmentAssets(
        components=(_tool(told),),
        assessment_platforms=(
            Platform(
                uuid=told.uuid("platform"),
                title=f"Earnest {__version__}",
                uses_components=(UsesComponent(component_uuid=tool(told)),),
            ),
        ),
    )
    return AssessmentPlan(
        uuid="",
        metadata=told.metadata(f"Assessment plan of {told.owner}: {told.framework.title}", people=True),
        import_ssp=ImportLink(href=f"#{ssp}"),
        local_definitions=PlanDefinitions(activities=activities) if activities else None,
        terms_and_conditions=_terms(told),
        reviewed_controls=_reviewed(told),
        assessment_subjects=(everything,),
        assessment_assets=assets,
        tasks=(task,),
        back_matter=BackMatter(resources=(ssp_file.resource(ssp), *_queries(told, known))),
    )


def _terms(told: Told) -> Terms:
    method = (
        "The organisation's own test programme, run by its own tool: not an independent assessment. Each control test "
        "is a query over whole populations of evidence; what evidence cannot tell is unproven, never satisfied."
    )
    scope = told.framework.scope
    parts = [PlanPart(name="methodology", title="Method", prose=method)]
    if scope:
        parts.append(PlanPart(name="included-activities", title="Scope", prose=prose(scope.statement)))
    return Terms(parts=tuple(parts))


def _queries(told: Told, known: Iterable[str]) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            uuid=told.uuid("query", one),
            title=f"Control test {one}",
            base64=Base64(
                value=base64.b64encode(told.basis.tests[one].text.encode()).decode(),
                filename=f"{one}.sql",
                media_type="application/sql",
            ),
        )
        for one in known
    )


def _tool(told: Told) -> SystemComponent:
    return SystemComponent(
        uuid=tool(told),
        type="software",
        title="Earnest",
        description="Runs control tests over evidence and derives statuses from what they find.",
        props=(own("version", __version__),),
        status=State(state="operational"),
    )


def _reviewed(told: Told) -> ReviewedControls:
    controls = tuple(ControlId(control_id=told.ids[key]) for key in told.applying)
    return ReviewedControls(control_selections=(ControlSelection(include_controls=controls),))


def results(told: Told, plan_file: File) -> AssessmentResults:
    """What the tests of the day found, and for each requirement that applies whether it is satisfied."""
    found, plan_uuid = seen(told), told.uuid("resource", "plan")
    made = risks(told, found)
    findings = tuple(_finding(told, key, entry, found, made) for key, entry in told.applying.items())
    observations, items = used(found, found.observations)
    result = Result(
        uuid=told.uuid("result", told.basis.assessment.digest),
        title=f"Assessment as of {told.basis.day.isoformat()}",
        description=prose(
            f"Every control test that speaks for {told.framework.title}, run by the organisation's own tool over the "
            "newest evidence as of the end of the day."
        ),
        start=start_of(told.basis.day),
        end=told.as_of,
        reviewed_controls=_reviewed(told),
        local_definitions=ResultDefinitions(components=(_tool(told),), inventory_items=items),
        observations=observations,
        risks=tuple(risk for rows in made.values() for risk in rows),
        findings=findings,
    )
    return AssessmentResults(
        uuid="",
        metadata=told.metadata(f"Assessment results of {told.owner}: {told.framework.title}", people=True),
        import_ap=ImportLink(href=f"#{plan_uuid}"),
        results=(result,),
        back_matter=BackMatter(resources=(plan_file.resource(plan_uuid), *snapshot_resources(told))),
    )


def objective_status(status: str, because: str) -> ObjectiveStatus:
    """The status of a requirement as OSCAL knows it: satisfied only if it is met; unproven is not satisfied, reason
    other."""
    if status in SATISFIED:
        return ObjectiveStatus(state="satisfied", reason="pass", remarks=because)
    reason = "other" if status == "unproven" else "fail"
    return ObjectiveStatus(state="not-satisfied", reason=reason, remarks=because)


def _finding(told: Told, key: str, entry: RequirementEntry, found: Seen, made: dict[str, tuple[Risk, ...]]) -> Finding:
    concluded = entry.concluded or {"reasons": ()}
    because = prose(f"{entry.status}: {reasons(concluded, '')}")
    grade = concluded.get("grade")
    return Finding(
        uuid=told.uuid("finding", key, told.basis.assessment.digest),
        title=prose_line(f"{key} {entry.requirement.title}"),
        description=because,
        props=(own("derived-status", entry.status), *((own("evidence-grade", str(grade)),) if grade else ())),
        target=FindingTarget(
            type="statement-id", target_id=told.statement(key), status=objective_status(entry.status, because)
        ),
        implementation_statement_uuid=statement_uuid(told, key),
        related_observations=tuple(ObservationLink(observation_uuid=u) for u in of_requirement(found, told, key)),
        related_risks=tuple(RiskLink(risk_uuid=risk.uuid) for risk in behind(made, entry)),
    )


def plan_of_action(told: Told, ssp_file: File) -> PlanOfAction:
    """One item for each requirement that is not satisfied, with the risks, actions and exceptions behind it.

    Invalid where every requirement that applies is satisfied: there is nothing to plan, and OSCAL has no empty plan.
    """
    found, ssp = seen(told), told.uuid("resource", "ssp")
    open_ = {key: entry for key, entry in told.applying.items() if entry.status not in SATISFIED}
    if not open_:
        raise Invalid(
            f"Every requirement of {told.framework.title} that applies is satisfied: nothing is to be planned, and "
            "OSCAL has no empty plan of action.",
            field="kind",
        )
    made = risks(told, found)
    findings = {key: _finding(told, key, entry, found, made) for key, entry in open_.items()}
    wanted = {
        **{link.observation_uuid: None for one in findings.values() for link in one.related_observations},
        **{link.observation_uuid: None for rows in made.values() for r in rows for link in r.related_observations},
    }
    observations, items = used(found, wanted)
    return PlanOfAction(
        uuid="",
        metadata=told.metadata(f"Plan of action and milestones of {told.owner}: {told.framework.title}", people=True),
        import_ssp=ImportLink(href=f"#{ssp}"),
        system_id=system_id(told),
        local_definitions=ResultDefinitions(components=(_tool(told),), inventory_items=items),
        observations=observations,
        risks=tuple(risk for rows in made.values() for risk in rows),
        findings=tuple(findings.values()),
        poam_items=tuple(_item(told, key, entry, findings[key]) for key, entry in open_.items()),
        back_matter=BackMatter(resources=(ssp_file.resource(ssp), *snapshot_resources(told))),
    )


def _item(told: Told, key: str, entry: RequirementEntry, finding: Finding) -> PlanItem:
    return PlanItem(
        uuid=told.uuid("item", key),
        title=finding.title,
        description=finding.description,
        props=(own("derived-status", entry.status),),
        origins=origin(told),
        related_findings=(FindingLink(finding_uuid=finding.uuid),),
        related_observations=finding.related_observations,
        related_risks=finding.related_risks,
    )
