# ruff: noqa: E501 - rows of exports are long
"""Examples of Defender, Secure Score and Azure Policy."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from earnest.engines.ingest.tests.examples import Example

EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)
TENANT = "8d1f0c5e-0000-4000-8000-00000000000a"

DEFENDER_CSV = """\
DeviceId,DeviceName,OSPlatform,OSVersion,SoftwareVendor,SoftwareName,SoftwareVersion,CveId,VulnerabilitySeverityLevel,RecommendedSecurityUpdate,RecommendedSecurityUpdateId
d1,lt-17.larkfield.example,Windows11,10.0,microsoft,edge,120.1,CVE-2026-0201,Critical,November 2026 Security Updates,5001234
d1,lt-17.larkfield.example,Windows11,10.0,contoso,reader,9.1,CVE-2026-0202,Medium,,
d2,,Windows10,10.0,contoso,reader,9.1,CVE-2026-0202,Medium,,
"""


def device(name: str, software: str, cve: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{name}-_-{cve}",
        "deviceId": f"id-{name}",
        "deviceName": name,
        "osPlatform": "Windows11",
        "softwareVendor": "contoso",
        "softwareName": software,
        "softwareVersion": "1.0",
        "cveId": cve,
        "vulnerabilitySeverityLevel": "High" if cve else None,
        "cvssScore": 7.5 if cve else None,
        "exploitabilityLevel": "ExploitIsInKit" if cve else None,
        "diskPaths": ["c:\\reader"],
        "securityUpdateAvailable": True,
        "firstSeenTimestamp": "2026-11-01 09:00:00",
        "lastSeenTimestamp": "2026-11-20 08:00:00",
        **more,
    }


DEFENDER = [
    device("lt-17", "reader", "CVE-2026-0202"),
    device("lt-17", "notes", None),
    device("lt-18", "notes", None, lastSeenTimestamp="2026-11-20 07:00:00"),
]
BY_MACHINE = [
    {
        "id": "m1-_-CVE-2026-0203",
        "cveId": "CVE-2026-0203",
        "machineId": "m1",
        "fixingKbId": "5001234",
        "productName": "reader",
        "productVendor": "contoso",
        "productVersion": "9.1",
        "severity": "High",
    }
]

RECOMMENDATIONS = """\
exportedTimestamp,subscriptionId,subscriptionName,resourceGroup,resourceType,resourceName,resourceId,recommendationId,recommendationName,recommendationDisplayName,severity,state,notApplicableReason,firstEvaluationDate,statusChangeDate,controls
2026-11-20T08:00:00.000Z,s1,Prod,rg,virtualnetworks,net,/subscriptions/s1/net,/a/1,f67f,Networks have a firewall,Low,Unhealthy,,2026-10-01T00:00:00.3988407Z,2026-10-02T00:00:00.3988407Z,"{""Restrict access"":""x"",""Segment"":""y""}"
2026-11-20T08:00:00.000Z,s1,Prod,rg,virtualnetworks,net,/subscriptions/s1/net,/a/2,f1f2,Watcher is on,High,Healthy,,,,
2026-11-20T08:00:00.000Z,s1,Prod,rg,storage,box,/subscriptions/s1/box,/a/3,f1f3,Box is closed,High,NotApplicable,Exempt,,,plain words
"""


def score(day: str, points: float, controls: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"{TENANT}_{day[:10]}",
        "azureTenantId": TENANT,
        "createdDateTime": day,
        "currentScore": points,
        "maxScore": 120.0,
        "licensedUserCount": 41,
        "controlScores": controls,
    }


CONTROLS = [
    {"controlName": "AdminMFA", "controlCategory": "Identity", "score": 10.0, "scoreInPercentage": 100.0},
    {"controlName": "BlockLegacy", "score": 4.0, "scoreInPercentage": 50.0, "implementationStatus": "20 of 40 users"},
    {"controlName": "SelfService", "score": 1.0, "on": "true", "description": "Reset by oneself"},
    {"controlName": "Guests", "score": 0.0, "IsApplicable": "false"},
    {"controlName": "Consent", "score": 0.0},
]
SECURE_SCORE = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#security/secureScores",
    "value": [
        score("2026-11-19T00:00:00Z", 60.0, CONTROLS[:1]),
        score("2026-11-20T00:00:00Z", 66.5, CONTROLS),
    ],
}


def state(word: str, number: int) -> dict[str, Any]:
    return {
        "timestamp": "2026-11-20T08:00:00.123Z",
        "resourceId": f"/subscriptions/s1/resourcegroups/rg/providers/x/box{number}",
        "policyAssignmentName": "baseline",
        "policyAssignmentId": "/providers/baseline",
        "policyDefinitionName": "404c3081",
        "policyDefinitionId": "/providers/404c3081",
        "policyDefinitionReferenceId": "boxesAreClosed",
        "policySetDefinitionName": "1f3afdf9",
        "policyDefinitionAction": "audit",
        "subscriptionId": "s1",
        "resourceType": "Microsoft.Storage/storageAccounts",
        "resourceLocation": "westeurope",
        "isCompliant": word == "Compliant",
        "complianceState": word,
    }


POLICY = [
    state(word, number) for number, word in enumerate(("Compliant", "NonCompliant", "Exempt", "Conflict", "Unknown"))
]
POLICY_CSV = """\
resourceId,resourceType,resourceLocation,subscriptionId,policyAssignmentName,policyDefinitionName,complianceState,timestamp
/subscriptions/s1/box1,storage,westeurope,s1,baseline,404c3081,NonCompliant,2026-11-20T08:00:00Z
/subscriptions/s1/box2,storage,westeurope,s1,baseline,404c3081,Compliant,2026-11-20T07:00:00Z
"""

EXAMPLES: tuple[Example, ...] = (
    Example("defender-csv", "hunting", DEFENDER_CSV.encode(), {"vulnerabilities": 3}),
    Example(
        "defender",
        "devices",
        json.dumps({"@odata.context": "x", "value": DEFENDER}).encode(),
        {"vulnerabilities": 1, "scan_targets": 2},
        observed_at=EIGHT,
    ),
    Example("defender", "machines", json.dumps({"value": BY_MACHINE}).encode(), {"vulnerabilities": 1}),
    Example(
        "defender",
        "files",
        json.dumps({key[:1].upper() + key[1:]: value for key, value in DEFENDER[0].items()}).encode(),
        {"vulnerabilities": 1},
    ),
    Example("azure-recommendations", "all", RECOMMENDATIONS.encode(), {"config_checks": 3}, observed_at=EIGHT),
    Example(
        "secure-score",
        "days",
        json.dumps(SECURE_SCORE).encode(),
        {"posture_scores": 6, "config_checks": 5},
        observed_at=datetime(2026, 11, 20, tzinfo=UTC),
    ),
    Example("azure-policy", "command line", json.dumps(POLICY, indent=2).encode(), {"config_checks": 5}),
    Example("azure-policy", "page", json.dumps({"value": POLICY[:2]}).encode(), {"config_checks": 2}),
    Example("azure-policy", "sheet", POLICY_CSV.encode(), {"config_checks": 2}, observed_at=EIGHT),
)
