# ruff: noqa: E501 - rows of exports are long
"""One small, realistic export per format, made here, for tests that hold for every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from earnest.engines.ingest import Adapter, Reading, read_file

OKTA_USERS = [
    {
        "id": "00u1",
        "status": "ACTIVE",
        "created": "2024-03-01T09:00:00.000Z",
        "lastLogin": "2026-11-20T08:01:02.000Z",
        "passwordChanged": "2026-01-10T10:00:00.000Z",
        "profile": {
            "login": "ada@larkfield.example",
            "email": "Ada@Larkfield.example",
            "firstName": "Ada",
            "lastName": "Byrne",
        },
        "credentials": {"password": {}, "provider": {"type": "OKTA", "name": "OKTA"}},
        "roles": [{"type": "SUPER_ADMIN", "label": "Super Administrator", "status": "ACTIVE"}],
    },
    {
        "id": "00u2",
        "status": "DEPROVISIONED",
        "created": "2023-03-01T09:00:00.000Z",
        "lastLogin": None,
        "profile": {"login": "ben@larkfield.example", "email": "ben@larkfield.example"},
        "credentials": {"provider": {"type": "FEDERATION", "name": "FEDERATION"}},
        "roles": [{"type": "READ_ONLY_ADMIN", "label": "Read-only Administrator"}],
    },
    {"id": "00u3", "status": "LOCKED_OUT", "profile": {"login": "cy@larkfield.example"}},
]

OKTA_FACTORS = {
    "00u1": [
        {
            "id": "fwf1",
            "factorType": "webauthn",
            "provider": "FIDO",
            "status": "ACTIVE",
            "created": "2025-01-01T00:00:00.000Z",
        },
        {"id": "sms1", "factorType": "sms", "provider": "OKTA", "status": "PENDING_ACTIVATION"},
        {"id": "fp1", "factorType": "signed_nonce", "provider": "OKTA", "status": "ACTIVE"},
    ],
    "00u2": [],
}

ENTRA_USERS = """\
userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,createdDateTime
Dara@larkfield.example,Dara Quinn,Quinn,dara@larkfield.example,Dara,7cc0c81b,Member,Analyst,Risk,True,IE,8/19/2021 1:25:31 PM
eli_bank.example#EXT#@larkfield.example,Eli,,,Eli,7cc0c81c,Guest,,,False,,2024-02-29T10:00:00Z
"""

ENTRA_METHODS = """\
userPrincipalName,userDisplayName,userType,isAdmin,isMfaRegistered,isMfaCapable,methodsRegistered,lastUpdatedDateTime
Dara@larkfield.example,Dara Quinn,member,True,True,True,microsoftAuthenticatorPush;fido2SecurityKey,2026-11-01T10:00:00Z
fay@larkfield.example,Fay,member,False,False,False,,2026-11-01T10:00:00Z
"""

GOOGLE_USERS = """\
First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Last Sign In [READ ONLY],2sv Enrolled [READ ONLY],2sv Enforced [READ ONLY],Admin Status [READ ONLY]
Gil,Hart,Gil@larkfield.example,Active,2026/11/19 17:30:00,True,True,Super admin
Ina,Jones,ina@larkfield.example,Suspended,Never logged in,False,False,None
"""

AWS_REPORT = """\
user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated
<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,2026-10-01T08:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
deploy,arn:aws:iam::111122223333:user/deploy,2022-05-05T00:00:00+00:00,false,N/A,N/A,N/A,false,true,2023-01-01T00:00:00+00:00,2026-11-20T01:00:00+00:00,eu-west-1,s3,false,2022-05-05T00:00:00+00:00,N/A,N/A,N/A,false,N/A,false,N/A
idle,arn:aws:iam::111122223333:user/idle,2022-05-05T00:00:00+00:00,false,no_information,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
"""

INTUNE = """\
Device ID,Device name,Enrollment date,Last check-in,Azure AD Device ID,OS,OS version,Compliance,Managed by,Encrypted,JailBroken,Serial number,Model,Primary user UPN
d-1,LP-0001,2024-01-02 03:04:05.0000000,2026-11-20 09:00:00.1234567,a-1,Windows,10.0.26100.1,Compliant,Intune,True,Unknown,pf2abc12,ThinkPad,Kim@larkfield.example
d-2,iPhone,2024-01-02 03:04:05.0000000,0001-01-01 00:00:00.0000000,a-2,iOS,18.1,In grace period,MDM,False,True,F17X,iPhone 15,
"""

JAMF = """\
Computer Name,Serial Number,Jamf Pro Computer ID,Last Check-in,Operating System,Operating System Version,FileVault 2 Partition Encryption State,Firewall Enabled,Managed,Email Address,Model
Lena's MacBook Pro,c02xk0aajg5h,17,2026-11-20 07:00:00,macOS,15.1,Encrypted,Yes,Managed,Lena@larkfield.example,MacBook Pro (14-inch)
build-1,C07Z,18,11/19/2026 at 6:30 PM,macOS,14.7,Not Encrypted,No,Unmanaged,,Mac mini
"""

_HOST = {"hostIdentifier": "host-1", "calendarTime": "Fri Nov 20 08:00:00 2026 UTC", "unixTime": 1795161600}
OSQUERY: list[dict[str, Any]] = [
    {
        "name": "pack_inv_system_info",
        **_HOST,
        "action": "snapshot",
        "snapshot": [{"hostname": "Build-7", "hardware_serial": "vm-7", "hardware_model": "VMware7,1"}],
    },
    {
        "name": "pack_inv_os_version",
        **_HOST,
        "action": "added",
        "columns": {"name": "Debian GNU/Linux", "version": "12"},
    },
    {
        "name": "pack_inv_disk_encryption",
        **_HOST,
        "action": "snapshot",
        "snapshot": [{"name": "/dev/sda1", "encrypted": "1"}],
    },
    {
        "name": "pack_inv_deb_packages",
        **_HOST,
        "action": "added",
        "columns": {"name": "openssl", "version": "3.0.14", "maintainer": "Debian"},
    },
    {
        "name": "pack_inv_deb_packages",
        **_HOST,
        "action": "added",
        "columns": {"name": "curl", "version": "7.88.1", "maintainer": "Debian"},
    },
    {
        "name": "pack_inv_deb_packages",
        **_HOST,
        "action": "removed",
        "columns": {"name": "curl", "version": "7.88.1", "maintainer": "Debian"},
    },
    {"name": "pack_inv_listening_ports", **_HOST, "action": "added", "columns": {"port": "22"}},
]

TRIVY: dict[str, Any] = {
    "SchemaVersion": 2,
    "CreatedAt": "2026-11-20T08:58:29.827537449Z",
    "ArtifactName": "registry.larkfield.example/shop:4.2",
    "ArtifactType": "container_image",
    "Metadata": {"OS": {"Family": "debian", "Name": "12.7"}, "ImageID": "sha256:22ae"},
    "Results": [
        {
            "Target": "registry.larkfield.example/shop:4.2 (debian 12.7)",
            "Class": "os-pkgs",
            "Type": "debian",
            "Vulnerabilities": [
                {
                    "VulnerabilityID": "CVE-2026-0001",
                    "PkgName": "libexample",
                    "InstalledVersion": "1.0",
                    "FixedVersion": "1.1",
                    "Status": "fixed",
                    "Severity": "HIGH",
                    "SeveritySource": "debian",
                    "Title": "libexample: overflow",
                    "CVSS": {"nvd": {"V3Vector": "CVSS:3.1/AV:N", "V3Score": 8.8}, "debian": {"V2Score": 5}},
                    "PublishedDate": "2026-01-05T00:15:11.03Z",
                },
                {
                    "VulnerabilityID": "CVE-2026-0002",
                    "PkgName": "libother",
                    "InstalledVersion": "2",
                    "Status": "will_not_fix",
                    "Severity": "UNKNOWN",
                },
            ],
        },
        {
            "Target": "Dockerfile",
            "Class": "config",
            "Type": "dockerfile",
            "MisconfSummary": {"Successes": 21, "Failures": 1},
            "Misconfigurations": [
                {
                    "Type": "Dockerfile Security Check",
                    "ID": "DS002",
                    "Title": "Image user",
                    "Message": "root",
                    "Severity": "HIGH",
                    "Status": "FAIL",
                    "CauseMetadata": {"Provider": "Dockerfile", "Service": "general"},
                }
            ],
        },
        {"Target": "key.pem", "Class": "secret", "Secrets": [{"RuleID": "private-key"}]},
    ],
}

NESSUS = """\
<?xml version="1.0" ?>
<NessusClientData_v2><Policy><policyName>Basic</policyName></Policy><Report name="Weekly">
<ReportHost name="pay-1.larkfield.example"><HostProperties>
<tag name="HOST_END_TIMESTAMP">1795161600</tag><tag name="HOST_END">Fri Nov 20 09:00:00 2026</tag>
<tag name="host-ip">10.0.0.5</tag><tag name="Credentialed_Scan">true</tag><tag name="operating-system">Linux &amp; friends</tag>
</HostProperties>
<ReportItem port="443" svc_name="www" protocol="tcp" severity="3" pluginID="900" pluginName="TLS flaw" pluginFamily="General">
<cve>CVE-2026-0003</cve><cve>CVE-2026-0004</cve><cve>CVE-2026-0003</cve><cvss_base_score>7.0</cvss_base_score>
<cvss3_base_score>8.1</cvss3_base_score><cvss3_vector>CVSS:3.0/AV:N</cvss3_vector><vuln_publication_date>2026/02/03</vuln_publication_date>
</ReportItem>
<ReportItem port="0" svc_name="general" protocol="tcp" severity="0" pluginID="19506" pluginName="Scan information" pluginFamily="Settings"></ReportItem>
<ReportItem port="0" svc_name="general" protocol="tcp" severity="3" pluginID="21157" pluginName="Unix compliance" pluginFamily="Policy Compliance">
<compliance>true</compliance><cm:compliance-check-name xmlns:cm="http://www.nessus.org/cm">1.1 Password length</cm:compliance-check-name>
<cm:compliance-result xmlns:cm="http://www.nessus.org/cm">FAILED</cm:compliance-result></ReportItem>
</ReportHost>
<ReportHost name="pay-2.larkfield.example"><HostProperties><tag name="HOST_END_TIMESTAMP">1795161000</tag></HostProperties></ReportHost>
</Report></NessusClientData_v2>
"""


def prowler_finding(check: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {
        "message": f"{check} says {outcome}",
        "metadata": {"event_code": check, "product": {"name": "Prowler", "uid": "prowler"}, "version": "1.4.0"},
        "severity": "High",
        "status": "New",
        "status_id": 1,
        "status_code": outcome,
        "status_detail": f"{check} says {outcome}",
        "unmapped": {"compliance": {"CIS-3.0": ["1.20"], "PCI-4.0": ["8.4"]}},
        "finding_info": {"title": f"Check {check}", "uid": f"prowler-{check}"},
        "resources": [
            {
                "uid": f"arn:aws:s3:::{check}",
                "name": check,
                "type": "AwsS3Bucket",
                "region": "eu-west-1",
                "group": {"name": "s3"},
            }
        ],
        "cloud": {"account": {"uid": "111122223333", "name": "prod"}, "provider": "aws", "region": "eu-west-1"},
        "time": 1795161600,
        "time_dt": "2026-11-20T09:00:00.5",
        **more,
    }


PROWLER = [
    prowler_finding("s3_public", "FAIL"),
    prowler_finding("s3_tls", "PASS"),
    prowler_finding("s3_mfa_delete", "FAIL", status="Suppressed", status_id=3),
    prowler_finding("org_review", "MANUAL", resources=[]),
]


def asff_finding(number: int, **more: Any) -> dict[str, Any]:
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"finding-{number}",
        "ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/securityhub",
        "GeneratorId": "security-control/IAM.5",
        "AwsAccountId": "111122223333",
        "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
        "CreatedAt": "2026-11-01T00:00:00Z",
        "UpdatedAt": "2026-11-20T06:00:00.500Z",
        "LastObservedAt": "2200-01-01T00:00:00Z",
        "Severity": {"Label": "MEDIUM"},
        "Title": "IAM.5 MFA",
        "Description": "MFA should be on",
        "Resources": [{"Type": "AwsIamUser", "Id": "arn:aws:iam::111122223333:user/deploy", "Region": "eu-west-1"}],
        "RecordState": "ACTIVE",
        "Workflow": {"Status": "NEW"},
        **more,
    }


ASFF = {
    "Findings": [
        asff_finding(1, Compliance={"Status": "PASSED", "SecurityControlId": "IAM.5"}),
        asff_finding(2, Compliance={"Status": "FAILED"}, Workflow={"Status": "SUPPRESSED"}),
        asff_finding(3, Compliance={"Status": "WARNING"}),
        asff_finding(4, Types=["TTPs/Defense Evasion"]),
        asff_finding(5, RecordState="ARCHIVED", Compliance={"Status": "FAILED"}),
        asff_finding(
            6,
            ProductArn="arn:aws:securityhub:eu-west-1::product/aws/inspector",
            Types=["Software and Configuration Checks/Vulnerabilities/CVE"],
            Resources=[{"Type": "AwsEcrContainerImage", "Id": "image-1"}, {"Type": "AwsEc2Instance", "Id": "i-1"}],
            Vulnerabilities=[
                {
                    "Id": "CVE-2026-0005",
                    "VulnerablePackages": [{"Name": "zlib", "Version": "1.2"}, {"Name": "zlib-dev", "Version": "1.2"}],
                    "Cvss": [
                        {"Version": "2.0", "BaseScore": 5, "BaseVector": "AV:N"},
                        {"Version": "3.1", "BaseScore": 9.8, "BaseVector": "CVSS:3.1/AV:N"},
                    ],
                }
            ],
        ),
    ],
    "NextToken": None,
}

GITHUB_REPOSITORIES: list[dict[str, Any]] = [
    {
        "full_name": "larkfield/pay",
        "private": True,
        "archived": False,
        "default_branch": "main",
        "pushed_at": "2026-11-20T10:00:00Z",
        "created_at": "2020-01-01T00:00:00Z",
        "security_and_analysis": {
            "secret_scanning": {"status": "enabled"},
            "dependabot_security_updates": {"status": "enabled"},
        },
        "branch_protection": {
            "required_pull_request_reviews": {"required_approving_review_count": 2},
            "enforce_admins": {"enabled": False},
        },
        "code_scanning_default_setup": {"state": "configured"},
    },
    {
        "full_name": "larkfield/site",
        "private": False,
        "archived": False,
        "default_branch": "main",
        "branch_protection": None,
    },
    {"full_name": "larkfield/old", "private": False, "archived": True, "default_branch": "master"},
]


def pull(number: int, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "state": "closed",
        "title": f"Change {number}",
        "user": {"login": "ada"},
        "base": {"ref": "main", "repo": {"full_name": "larkfield/pay"}},
        "created_at": "2026-11-18T10:00:00Z",
        "merged_at": "2026-11-19T10:00:00Z",
        **more,
    }


def review(login: str, state: str, when: str) -> dict[str, Any]:
    return {"user": {"login": login}, "state": state, "submitted_at": when}


GITHUB_PULLS = [
    pull(
        1,
        merged_by={"login": "ben"},
        reviews=[
            review("ben", "APPROVED", "2026-11-18T11:00:00Z"),
            review("cy", "APPROVED", "2026-11-18T11:00:00Z"),
            review("cy", "CHANGES_REQUESTED", "2026-11-18T12:00:00Z"),
            review("ada", "APPROVED", "2026-11-18T13:00:00Z"),
            review("ben", "COMMENTED", "2026-11-18T14:00:00Z"),
        ],
        check_runs={
            "total_count": 2,
            "check_runs": [
                {"status": "completed", "conclusion": "success"},
                {"status": "completed", "conclusion": "skipped"},
            ],
        },
    ),
    pull(2, reviews=[], check_runs=[{"conclusion": "failure"}], status={"state": "success", "total_count": 1}),
    pull(3, state="open", merged_at=None),
]

GITHUB_MEMBERS: list[dict[str, Any]] = [
    {
        "login": "ada",
        "id": 1,
        "type": "User",
        "site_admin": False,
        "organizations_url": "x",
        "role": "admin",
        "two_factor_disabled": False,
        "email": "Ada@larkfield.example",
    },
    {"login": "bot", "id": 2, "type": "Bot", "site_admin": False, "organizations_url": "x"},
]

EXPORTS: dict[str, bytes] = {
    "okta-users": json.dumps(OKTA_USERS).encode(),
    "okta-factors": json.dumps(OKTA_FACTORS).encode(),
    "entra-users": ENTRA_USERS.encode(),
    "entra-authentication-methods": ENTRA_METHODS.encode(),
    "google-workspace-users": GOOGLE_USERS.encode(),
    "aws-credential-report": AWS_REPORT.encode(),
    "intune-devices": INTUNE.encode(),
    "jamf-computers": JAMF.encode(),
    "osquery": "".join(json.dumps(line) + "\n" for line in OSQUERY).encode(),
    "trivy": json.dumps(TRIVY).encode(),
    "nessus": NESSUS.encode(),
    "prowler-ocsf": json.dumps(PROWLER, indent=1).encode(),
    "aws-asff": json.dumps(ASFF, indent=4).encode(),
    "github-repositories": json.dumps(GITHUB_REPOSITORIES).encode(),
    "github-pull-requests": json.dumps(GITHUB_PULLS).encode(),
    "github-members": json.dumps(GITHUB_MEMBERS).encode(),
}


def read_bytes(
    folder: Path, content: bytes, as_format: str | None = None, adapters: tuple[Adapter, ...] = ()
) -> Reading:
    """Read the content as a file of its own in the folder."""
    path = folder / "export"
    path.write_bytes(content)
    return read_file(path, as_format=as_format, adapters=adapters, into=folder / "into")


def rows_of(reading: Reading, table: str) -> list[dict[str, Any]]:
    """The rows of one table that the reading wrote."""
    rows: list[dict[str, Any]] = pq.read_table(reading.tables[table].path).to_pylist()
    return rows
