"""What Prowler (OCSF) and AWS Security Hub (ASFF) say of the cloud."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from earnest.library.sample.cloud import STORES, Check, Resource, failing
from earnest.library.sample.formats import csv_bytes, json_bytes, zulu
from earnest.library.sample.timeline import Draft, Timeline

Estate = tuple[tuple[Resource, tuple[Check, ...]], ...]
_SEVERITIES = {"low": (2, "Low"), "medium": (3, "Medium"), "high": (4, "High"), "critical": (5, "Critical")}


def cloud_files(estate: Estate, timeline: Timeline) -> Iterator[Draft]:
    """Prowler over all accounts each month; Security Hub each quarter."""
    for day in timeline.monthly():
        when = timeline.instant(day, 19, 30)
        found = [
            _ocsf(check, resource, failing(check, resource, day, timeline), when)
            for resource, checks in estate
            for check in checks
        ]
        yield Draft(
            "prowler", "prowler-ocsf", f"prowler-output-larkfield-{day:%Y%m%d}193000.ocsf.json", when, json_bytes(found)
        )
    for day in timeline.monthly(3):
        when = timeline.instant(day, 19)
        hub = [
            _asff(check, resource, failing(check, resource, day, timeline), when, timeline)
            for resource, checks in estate
            for check in checks
            if check.hub
        ]
        yield Draft("security-hub", "aws-asff", f"securityhub-findings-{day}.json", when, json_bytes({"Findings": hub}))


def _ocsf(check: Check, resource: Resource, fails: bool, when: datetime) -> dict[str, object]:
    number, severity = _SEVERITIES[check.severity]
    said = (
        f"{resource.kind.removeprefix('Aws')} {resource.name} {'does not pass' if fails else 'passes'}: {check.title}."
    )
    stamp = int(when.timestamp())
    text = f"{when:%Y-%m-%dT%H:%M:%S}.000000"
    return {
        "message": said,
        "metadata": {
            "event_code": check.id,
            "product": {"name": "Prowler", "uid": "prowler", "vendor_name": "Prowler", "version": "5.13.0"},
            "profiles": ["cloud", "datetime"],
            "tenant_uid": "",
            "version": "1.5.0",
        },
        "severity_id": number,
        "severity": severity,
        "status": "New",
        "status_code": "FAIL" if fails else "PASS",
        "status_detail": said,
        "status_id": 1,
        "unmapped": {"categories": [], "compliance": {"CIS-3.0": [], "PCI-4.0": []}, "notes": ""},
        "activity_name": "Create",
        "activity_id": 1,
        "finding_info": {
            "created_time": stamp,
            "created_time_dt": text,
            "desc": check.title,
            "product_uid": "prowler",
            "title": check.title,
            "types": [],
            "uid": f"prowler-aws-{check.id}-{resource.account.number}-{resource.region}-{resource.name}",
        },
        "resources": [
            {
                "cloud_partition": "aws",
                "region": resource.region,
                "data": {"details": "", "metadata": {"arn": resource.arn, "name": resource.name}},
                "group": {"name": check.service},
                "labels": [f"owner:{resource.owner}"] if resource.owner else [],
                "name": resource.name,
                "type": resource.kind,
                "uid": resource.arn,
            }
        ],
        "category_name": "Findings",
        "category_uid": 2,
        "class_name": "Detection Finding",
        "class_uid": 2004,
        "cloud": {
            "account": {
                "name": resource.account.slug,
                "type": "AWS Account",
                "type_id": 10,
                "uid": resource.account.number,
                "labels": [],
            },
            "org": {"name": "larkfield", "uid": "o-9lk2pay7x1"},
            "provider": "aws",
            "region": resource.region,
        },
        "remediation": {"desc": f"See the guide of the check {check.id}.", "references": []},
        "risk_details": "",
        "time": stamp,
        "time_dt": text,
        "type_uid": 200401,
        "type_name": "Detection Finding: Create",
    }


def _asff(check: Check, resource: Resource, fails: bool, when: datetime, timeline: Timeline) -> dict[str, object]:
    uid = sha256(f"{check.hub}:{resource.arn}".encode()).hexdigest()
    first = timeline.at(timeline.random("hub", resource.arn).randrange(366, 700), 6)
    base = f"arn:aws:securityhub:{resource.region}"
    finding: dict[str, object] = {
        "SchemaVersion": "2018-10-08",
        "Id": f"{base}:{resource.account.number}:security-control/{check.hub}/finding/{UUID(uid[:32])}",
        "ProductArn": f"{base}::product/aws/securityhub",
        "ProductName": "Security Hub",
        "CompanyName": "AWS",
        "Region": resource.region,
        "GeneratorId": f"security-control/{check.hub}",
        "AwsAccountId": resource.account.number,
        "AwsAccountName": resource.account.slug,
        "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
        "FirstObservedAt": zulu(first),
        "LastObservedAt": zulu(when),
        "CreatedAt": zulu(first),
        "UpdatedAt": zulu(when),
        "Severity": {
            "Label": check.severity.upper() if fails else "INFORMATIONAL",
            "Original": check.severity.upper() if fails else "INFORMATIONAL",
        },
        "Title": check.title,
        "Description": f"{check.title}.",
        "Resources": [{"Type": resource.kind, "Id": resource.arn, "Partition": "aws", "Region": resource.region}],
        "Compliance": {
            "Status": "FAILED" if fails else "PASSED",
            "SecurityControlId": check.hub,
            "AssociatedStandards": [{"StandardsId": "standards/aws-foundational-security-best-practices/v/1.0.0"}],
        },
        "WorkflowState": "NEW",
        "Workflow": {"Status": "NEW" if fails else "RESOLVED"},
        "RecordState": "ACTIVE",
    }
    return finding


INVENTORY_HEADER = (
    "arn",
    "resourceType",
    "resourceName",
    "awsRegion",
    "accountId",
    "tag:owner",
    "public",
    "encryptedAtRest",
    "exportedAt",
)


def inventory_files(estate: Estate, timeline: Timeline) -> Iterator[Draft]:
    """The resource list of AWS Config over the four accounts, exported three times a year."""
    for day in timeline.monthly(4):
        when = timeline.instant(day, 18, 40)
        rows = []
        for resource, checks in estate:
            bare = any(
                check.id == "rds_instance_storage_encrypted" and failing(check, resource, day, timeline)
                for check in checks
            )
            encrypted = ("false" if bare else "true") if resource.kind in STORES else ""
            rows.append(
                (
                    resource.arn,
                    resource.kind,
                    resource.name,
                    resource.region,
                    resource.account.number,
                    resource.owner or "",
                    str(resource.public).lower(),
                    encrypted,
                    f"{when:%Y-%m-%dT%H:%M:%SZ}",
                )
            )
        yield Draft(
            "cloud-resources",
            "larkfield-cloud-resources",
            f"aws-resources-{day}.csv",
            when,
            csv_bytes(INVENTORY_HEADER, rows),
        )
