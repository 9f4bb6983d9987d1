"""Azure Policy: the compliance states of resources, as JSON and as CSV.

Follows the type PolicyState of the Policy Insights API, version 2019-10-01 to 2024-10-01: the array of
`az policy state list`, the page `{"value": […]}` of the REST API, and the CSV export of the table PolicyResources with
the same names. One row of `config_checks` per resource, assignment and definition. The states are those of "Azure
Policy compliance states" (2024; Compliant, NonCompliant, Conflict and Exempt are written so in Microsoft's own
queries): Exempt is `muted`, Conflict and Error are errors, Protected (denied by the policy before it can happen)
passes, Unknown and Not started are not assessed. When it was looked is the newest timestamp.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from earnest.engines.ingest.coerce import Scalar, choice, instant, needed, text
from earnest.engines.ingest.format import Record, json_format
from earnest.engines.ingest.formats.posture.csv_look import csv_look_format
from earnest.engines.ingest.formats.posture.one_of import one_of
from earnest.engines.ingest.writer import Entry, Sink

_STATUS = {
    "compliant": "pass",
    "noncompliant": "fail",
    "non-compliant": "fail",
    "exempt": "muted",
    "exempted": "muted",
    "protected": "pass",
    "conflict": "error",
    "conflicting": "error",
    "error": "error",
    "unknown": "not_assessed",
    "notstarted": "not_assessed",
    "not started": "not_assessed",
    "notregistered": "not_assessed",
}
_COLUMNS = {
    "state": "complianceState",
    "resource": "resourceId",
    "type": "resourceType",
    "location": "resourceLocation",
    "subscription": "subscriptionId",
    "assignment": "policyAssignmentName",
    "definition": "policyDefinitionName",
    "reference": "policyDefinitionReferenceId",
    "set": "policySetDefinitionName",
    "action": "policyDefinitionAction",
    "when": "timestamp",
}


class State(Record):
    compliance_state: str
    resource_id: str
    policy_assignment_name: str | None = None
    policy_definition_name: str | None = None
    policy_definition_reference_id: str | None = None
    policy_set_definition_name: str | None = None
    policy_definition_action: str | None = None
    resource_type: str | None = None
    resource_location: str | None = None
    subscription_id: str | None = None
    timestamp: str | None = None


def _row(told: Mapping[str, Scalar]) -> Entry:
    definition = needed(told["definition"], "policyDefinitionName")
    reference = text(told["reference"])
    assignment = text(told["assignment"])
    resource = needed(told["resource"], "resourceId")
    state = needed(told["state"], "complianceState")
    status = choice(state, "complianceState", _STATUS)
    action = text(told["action"])
    return (
        "config_checks",
        {
            "check_id": "/".join(part for part in (assignment, reference or definition) if part),
            "tool": "azure-policy",
            "resource_id": resource,
            "status": status,
            "title": reference or definition,
            "resource_type": text(told["type"]),
            "resource_name": resource.rstrip("/").rpartition("/")[2] or None,
            "provider": "azure",
            "account": text(told["subscription"]),
            "region": text(told["location"]),
            "benchmark": text(told["set"]) or assignment,
            "detail": f"{state} ({action})" if action else state,
        },
    )


def _rows(state: State) -> Iterator[Entry]:
    yield _row(
        {
            "state": state.compliance_state,
            "resource": state.resource_id,
            "type": state.resource_type,
            "location": state.resource_location,
            "subscription": state.subscription_id,
            "assignment": state.policy_assignment_name,
            "definition": state.policy_definition_name,
            "reference": state.policy_definition_reference_id,
            "set": state.policy_set_definition_name,
            "action": state.policy_definition_action,
        }
    )


class _Look:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def rows(self, cells: Mapping[str, str | None]) -> Iterator[Entry]:
        when = instant(cells["when"], "timestamp")
        yield _row(cells)
        self._sink.observed(when)

    def close(self) -> None:
        return


_JSON = json_format(
    id="azure-policy",
    title="Azure Policy states",
    tables=("config_checks",),
    matches=lambda outline: any(
        outline.has_paths(f"{way}complianceState", f"{way}policyDefinitionName", f"{way}resourceId")
        for way in ("value.[].", "[].", "")
    ),
    record=State,
    rows=_rows,
    wrappers=("value",),
    observed=lambda state, sink: sink.observed(instant(state.timestamp, "timestamp")),
)

_CSV = csv_look_format(
    id="azure-policy",
    title="Azure Policy states",
    tables=("config_checks",),
    columns=_COLUMNS,
    needs=("state", "resource", "definition"),
    marks=("assignment",),
    look=_Look,
)

FORMAT = one_of(_JSON, _CSV)
