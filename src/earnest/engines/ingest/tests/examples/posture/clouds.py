# ruff: noqa: E501 - rows of exports are long
"""Examples of Prowler, OCSF, Security Hub, Inspector, Security Command Center and Prisma Cloud."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.exports import asff_finding

EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)
MILLISECONDS = 1795161600000

PROWLER = """\
AUTH_METHOD;TIMESTAMP;ACCOUNT_UID;ACCOUNT_NAME;FINDING_UID;PROVIDER;CHECK_ID;CHECK_TITLE;STATUS;STATUS_EXTENDED;MUTED;SERVICE_NAME;SEVERITY;RESOURCE_TYPE;RESOURCE_UID;RESOURCE_NAME;REGION;COMPLIANCE;PROWLER_VERSION
profile;2026-11-20 08:00:00.000000;111122223333;prod;f-1;aws;s3_public;Buckets are closed;FAIL;Bucket larder is open;False;s3;high;AwsS3Bucket;arn:aws:s3:::larder;larder;eu-west-1;CIS-3.0: 2.1.4 | PCI-4.0: 1.2.8, 1.3.1;5.4.0
profile;2026-11-20 08:00:00.000000;111122223333;prod;f-2;aws;s3_tls;Buckets demand TLS;PASS;Bucket larder demands it;False;s3;medium;AwsS3Bucket;arn:aws:s3:::larder;larder;eu-west-1;;5.4.0
profile;2026-11-20 08:00:00.000000;111122223333;prod;f-3;aws;s3_mfa_delete;MFA delete;FAIL;Bucket larder has none;True;s3;medium;AwsS3Bucket;arn:aws:s3:::larder;larder;eu-west-1;;5.4.0
profile;2026-11-20 08:00:00.000000;111122223333;prod;f-4;aws;contacts;Contacts are current;MANUAL;Look by hand;False;account;low;Other;;;eu-west-1;;5.4.0
"""
PROWLER_3 = """\
ASSESSMENT_START_TIME;FINDING_UNIQUE_ID;PROVIDER;CHECK_ID;CHECK_TITLE;CHECK_TYPE;STATUS;STATUS_EXTENDED;SERVICE_NAME;SUBSERVICE_NAME;SEVERITY;RESOURCE_TYPE;COMPLIANCE;PROFILE;ACCOUNT_ID;REGION;RESOURCE_ID;RESOURCE_ARN
2026-11-20T08:00:00.5;u-1;aws;iam_root;Root has MFA;;WARNING;Root has none;iam;;critical;Other;CIS-1.5: 1.5;prod;111122223333;us-east-1;root;arn:aws:iam::111122223333:root
2026-11-20T08:00:00.5;u-2;aws;iam_review;Review users;;INFO;Look by hand;iam;;low;Other;;prod;444455556666;us-east-1;444455556666;arn:aws:iam::444455556666:root
"""


def ocsf(class_uid: int, **more: Any) -> dict[str, Any]:
    return {
        "class_uid": class_uid,
        "class_name": {2002: "Vulnerability Finding", 2003: "Compliance Finding"}.get(class_uid, "Other"),
        "category_uid": 2,
        "metadata": {"version": "1.5.0", "product": {"name": "Sentry Box", "vendor_name": "Larkfield"}},
        "severity": "High",
        "severity_id": 4,
        "status": "New",
        "status_id": 1,
        "time": MILLISECONDS,
        "finding_info": {"uid": f"f-{class_uid}", "title": "A finding", "desc": "What was found", "types": ["Recon"]},
        "cloud": {"provider": "AWS", "region": "eu-west-1", "account": {"uid": "111122223333"}},
        "resources": [
            {"uid": "i-1", "type": "AwsEc2Instance", "region": "eu-west-1"},
            {"uid": "image-1", "type": "AwsEcrContainerImage"},
        ],
        **more,
    }


OCSF_FLAW = {
    "cve": {"uid": "CVE-2026-0101", "cvss": [{"version": "3.1", "base_score": 9.8, "vector_string": "CVSS:3.1/AV:N"}]},
    "title": "zlib overflow",
    "severity": "Critical",
    "affected_packages": [
        {"name": "zlib", "version": "1.2", "release": "3", "fixed_in_version": "1.3", "package_manager": "apt"},
        {"name": "zlib-dev", "version": "1.2", "path": "/opt/app"},
    ],
}
OCSF_CODE = {"cwe": {"uid": "CWE-89"}, "affected_code": [{"file": {"path": "app/db.py"}, "start_line": 7}]}
OCSF = [
    ocsf(2002, vulnerabilities=[OCSF_FLAW]),
    ocsf(2002, status="Suppressed", status_id=3, vulnerabilities=[{"cve": {"uid": "CVE-2026-0102"}}]),
    ocsf(2007, vulnerabilities=[OCSF_CODE], resources=[{"name": "larkfield/shop", "type": "Code Repository"}]),
    ocsf(2003, compliance={"control": "S3.1", "status": "Pass", "status_id": 1, "standards": ["CIS 3.0", "PCI 4.0"]}),
    ocsf(2003, status_id=3, compliance={"control": "S3.2", "status_id": 3}, resources=[]),
    ocsf(2003, compliance={"control": "S3.3", "status_id": 2, "status_detail": "no data"}, resources=[]),
    ocsf(
        2001, finding_info=None, finding={"uid": "old", "title": "Old"}, compliance={"control": "X", "status": "FAILED"}
    ),
    ocsf(2004),
    ocsf(2004, status_id=5),
    ocsf(2005, class_name="Incident Finding"),
]

GUARD_DUTY = {
    "Findings": [
        asff_finding(
            1,
            ProductArn="arn:aws:securityhub:eu-west-1::product/aws/guardduty",
            Types=["TTPs/Discovery/Recon:EC2-Portscan"],
            FirstObservedAt="2026-11-19T01:00:00Z",
            LastObservedAt="2026-11-20T05:00:00Z",
            Resources=[{"Type": "AwsEc2Instance", "Id": "i-1"}, {"Type": "AwsEc2Instance", "Id": "i-2"}],
        ),
        asff_finding(
            2,
            ProductArn="arn:aws:securityhub:eu-west-1::product/aws/guardduty",
            Types=["Effects/Data Exfiltration"],
            Workflow={"Status": "RESOLVED"},
        ),
        asff_finding(3, Types=["Sensitive Data Identifications/PII"]),
    ]
}


def inspector(number: int, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "findingArn": f"arn:aws:inspector2:eu-west-1:111122223333:finding/{number}",
        "awsAccountId": "111122223333",
        "type": kind,
        "title": f"Finding {number}",
        "severity": "HIGH",
        "status": "ACTIVE",
        "firstObservedAt": "2026-11-01 09:00:00.5+01:00",
        "updatedAt": "2026-11-20 09:00:00+01:00",
        "resources": [{"type": "AWS_EC2_INSTANCE", "id": "i-1"}, {"type": "AWS_ECR_CONTAINER_IMAGE", "id": "image-1"}],
        **more,
    }


INSPECTOR_PACKAGES = {
    "vulnerabilityId": "CVE-2026-0103",
    "vendorCreatedAt": 1790000000.5,
    "vulnerablePackages": [
        {
            "name": "curl",
            "version": "8.1",
            "release": "2.el9",
            "packageManager": "OS",
            "fixedInVersion": "NotAvailable",
        },
        {"name": "libcurl", "version": "8.1", "packageManager": "OS", "fixedInVersion": "8.2", "filePath": "/usr/lib"},
    ],
    "cvss": [
        {"version": "2.0", "baseScore": 5},
        {"version": "3.1", "baseScore": 8.1, "scoringVector": "CVSS:3.1/AV:N"},
    ],
}


def reach(begin: int, end: int, gateway: str) -> dict[str, Any]:
    step = {"componentId": "igw-1", "componentType": gateway}
    return {"openPortRange": {"begin": begin, "end": end}, "protocol": "TCP", "networkPath": {"steps": [step]}}


_INSTANCE = {"awsEc2Instance": {"ipV4Addresses": ["10.0.0.7", "8.8.4.4"]}}
_REACHED = [{"type": "AWS_EC2_INSTANCE", "id": "i-1", "details": _INSTANCE}]
INSPECTOR = {
    "findings": [
        inspector(1, "PACKAGE_VULNERABILITY", packageVulnerabilityDetails=INSPECTOR_PACKAGES),
        inspector(2, "PACKAGE_VULNERABILITY", status="CLOSED", packageVulnerabilityDetails={"vulnerabilityId": "X-1"}),
        inspector(
            3,
            "CODE_VULNERABILITY",
            resources=[{"type": "CODE_REPOSITORY", "id": "larkfield/shop"}],
            codeVulnerabilityDetails={
                "detectorId": "python/sqli",
                "filePath": {"filePath": "app/db.py", "startLine": 7},
            },
        ),
        inspector(
            4,
            "NETWORK_REACHABILITY",
            resources=_REACHED,
            networkReachabilityDetails=reach(22, 23, "AWS::EC2::InternetGateway"),
        ),
        inspector(
            5,
            "NETWORK_REACHABILITY",
            resources=[{"type": "AWS_EC2_INSTANCE", "id": "i-9"}],
            networkReachabilityDetails=reach(8000, 9000, "AWS::EC2::VPCPeeringConnection"),
        ),
        inspector(
            6,
            "NETWORK_REACHABILITY",
            status="CLOSED",
            networkReachabilityDetails=reach(1, 9, "AWS::EC2::InternetGateway"),
        ),
    ]
}


def scc(number: int, finding_class: str, **more: Any) -> dict[str, Any]:
    return {
        "finding": {
            "name": f"organizations/1/sources/2/findings/{number}",
            "parent": "organizations/1/sources/2",
            "parentDisplayName": "Security Health Analytics",
            "resourceName": "//storage.googleapis.com/larder",
            "state": "ACTIVE",
            "category": "PUBLIC_BUCKET_ACL",
            "eventTime": "2026-11-20T08:00:00Z",
            "createTime": "2026-11-01T08:00:00.5Z",
            "severity": "HIGH",
            "mute": "UNDEFINED",
            "findingClass": finding_class,
            "compliances": [{"standard": "cis", "version": "2.0", "ids": ["5.1"]}],
            **more,
        },
        "resource": {"displayName": "larder", "type": "google.cloud.storage.Bucket", "projectDisplayName": "shop"},
        "stateChange": "UNUSED",
    }


SCC_CVE = {"cve": {"id": "CVE-2026-0104", "cvssv3": {"baseScore": 7.5}, "exploitationActivity": "WIDE"}}
SCC = [
    scc(1, "MISCONFIGURATION"),
    scc(2, "MISCONFIGURATION", mute="MUTED"),
    scc(3, "MISCONFIGURATION", state="INACTIVE"),
    scc(4, "VULNERABILITY", category="OS_VULNERABILITY", vulnerability=SCC_CVE),
    scc(5, "VULNERABILITY", category="XSS", state="INACTIVE"),
    scc(6, "THREAT", category="Malware: Bad Domain"),
    scc(7, "OBSERVATION"),
]

PRISMA_IMAGES = """\
Registry;Repository;Tag;Id;Distro;Hosts;Layer;CVE ID;Compliance ID;Type;Severity;Packages;Source Package;Package Version;CVSS;Fix Status;Risk Factors;Description;Cause;Published;Discovered;Binaries
registry.larkfield.example;shop;4.2;sha256:1;debian-12;3;;CVE-2026-0105;46;OS;high;"libssl3;openssl";openssl;3.0.1;7.50;fixed in 3.0.2, 3.1.1;"Exploit exists - in the wild; Has fix";Overflow;;2026-01-21 23:15:00.000;2026-11-19 07:55:04.733;
registry.larkfield.example;shop;4.2;sha256:1;debian-12;3;;CVE-2026-0106;46;OS;important;zlib;;1.2;;will not fix;;Overflow;;;;/usr/lib/z
registry.larkfield.example;shop;4.2;sha256:1;debian-12;3;;;41;image;high;;;;;;;Image runs as root;No user;;;
registry.larkfield.example;site;1;sha256:2;alpine-3;1;;;;;;;;;;;;;;;;
"""
PRISMA_HOSTS = """\
Hostname,Distro,CVE ID,Compliance ID,Type,Severity,Packages,Source Package,Package Version,CVSS,Fix Status,Scan Time
pay-1,Ubuntu 24.04,CVE-2026-0107,,OS,low,bash,,5.2,3.1,needed,2026-11-20T08:00:00Z
"""
PRISMA_ALERTS = """\
Alert ID,Policy Name,Policy Type,Description,Policy Labels,Policy Severity,Resource Name,Cloud Type,Cloud Account Id,Cloud Account Name,Region,Recommendation,Alert Status,Rating,Alert Time,Event Occurred,Dismissed On,Dismissed By,Dismissal Reason,Resolved On,Resolution Reason,Resource ID,Tags,Account groups
P-1,Buckets are closed,config,Bucket is open,CIS,high,larder,AWS,111122223333,prod,eu-west-1,Close it,open,F,2026-11-20T08:00:00Z,,2026-11-01T09:00:00Z,ada,known,,,arn:aws:s3:::larder,,Default Account Group
P-2,Buckets are closed,config,Bucket is open,CIS,high,attic,AWS,111122223333,prod,eu-west-1,Close it,dismissed,F,2026-11-19T08:00:00Z,,2026-11-19T09:00:00Z,ada,known,,,arn:aws:s3:::attic,,Default Account Group
P-3,Buckets are closed,config,Bucket is open,CIS,high,cellar,AWS,111122223333,prod,eu-west-1,Close it,resolved,F,2026-11-18T08:00:00Z,,,,,2026-11-19T09:00:00Z,gone,arn:aws:s3:::cellar,,Default Account Group
P-4,Port sweep,anomaly,A sweep,,medium,i-1,AWS,111122223333,prod,eu-west-1,Look,open,F,2026-11-18T08:00:00Z,,,,,,,i-1,,Default Account Group
"""

EXAMPLES: tuple[Example, ...] = (
    Example("prowler-csv", "version 5", PROWLER.encode(), {"config_checks": 4}, observed_at=EIGHT),
    Example("prowler-csv", "version 3", PROWLER_3.encode(), {"config_checks": 2}),
    Example(
        "ocsf",
        "array",
        json.dumps(OCSF).encode(),
        {"vulnerabilities": 4 + 2 + 1, "config_checks": 2 + 1 + 1 + 2, "detections": 1},
        observed_at=EIGHT,
    ),
    Example("ocsf", "lines", "\n".join(map(json.dumps, OCSF[:2])).encode(), {"vulnerabilities": 6}),
    Example("aws-asff", "guardduty", json.dumps(GUARD_DUTY).encode(), {"detections": 2, "config_checks": 0}),
    Example(
        "inspector2",
        "findings",
        json.dumps(INSPECTOR).encode(),
        {"vulnerabilities": 4 + 2 + 1, "exposed_services": 2 + 4},
        observed_at=EIGHT,
    ),
    Example(
        "google-scc",
        "command line",
        json.dumps(SCC).encode(),
        {"config_checks": 2, "vulnerabilities": 2, "detections": 1},
        observed_at=EIGHT,
    ),
    Example(
        "google-scc",
        "page",
        json.dumps({"listFindingsResults": SCC[:1], "totalSize": 1}).encode(),
        {"config_checks": 1},
    ),
    Example("google-scc", "bare", json.dumps([SCC[3]["finding"]]).encode(), {"vulnerabilities": 1}),
    Example(
        "prisma-cloud",
        "images",
        PRISMA_IMAGES.encode(),
        {"vulnerabilities": 2, "config_checks": 1, "scan_targets": 2},
    ),
    Example("prisma-cloud", "hosts", PRISMA_HOSTS.encode(), {"vulnerabilities": 1}, observed_at=EIGHT),
    Example("prisma-cloud", "alerts", PRISMA_ALERTS.encode(), {"config_checks": 2, "detections": 1}, observed_at=EIGHT),
)
