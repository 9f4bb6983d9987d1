"""Reports of tools that read source code and configuration: Semgrep, SARIF, Checkov, GitLab."""

from __future__ import annotations

from typing import Any

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.code.packages import MORNING, written


def semgrep_result(line: int, severity: str = "ERROR", **extra: Any) -> dict[str, Any]:
    return {
        "check_id": "python.lang.security.example",
        "path": "shop/pay.py",
        "start": {"line": line, "col": 5, "offset": 9},
        "end": {"line": line, "col": 20, "offset": 24},
        "extra": {"message": "Do not do that.\nSee the manual.", "metadata": {}, "severity": severity, **extra},
    }


_CHAIN = {
    "reachable": False,
    "dependency_match": {"found_dependency": {"package": "left-pad", "version": "1.3.0", "ecosystem": "npm"}},
}
SEMGREP = {
    "version": "1.130.0",
    "results": [
        semgrep_result(3),
        semgrep_result(4, "WARNING", is_ignored=True),
        semgrep_result(
            5, "INFO", sca_info=_CHAIN, metadata={"sca-vuln-database-identifier": "CVE-2026-0051", "cwe": ["CWE-1"]}
        ),
    ],
    "errors": [{"code": 3, "level": "warn", "type": "Syntax error"}],
    "paths": {"scanned": ["shop/pay.py"], "skipped": [{"path": "shop/big.js", "reason": "too_big"}]},
    "skipped_rules": [],
}


def sarif_result(rule: str, line: int, **more: Any) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "message": {"text": f"{rule} at line {line}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": "src/pay%20me.py"}, "region": {"startLine": line}}}
        ],
        **more,
    }


SARIF: dict[str, Any] = {
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [
        {
            "results": [
                sarif_result("py/rated", 1),
                sarif_result("py/plain", 2, level="note"),
                sarif_result("py/plain", 3, suppressions=[{"kind": "inSource"}]),
                sarif_result("py/plain", 4, suppressions=[{"kind": "external", "status": "underReview"}]),
                sarif_result("py/plain", 5, baselineState="absent"),
                sarif_result("py/plain", 6, kind="review"),
                sarif_result("py/plain", 7, kind="informational", level="none"),
                sarif_result("py/plain", 8, kind="pass", level="none"),
                sarif_result("py/rated", 9, kind="notApplicable", level="none"),
                {
                    "ruleIndex": 1,
                    "message": {"id": "default"},
                    "partialFingerprints": {"primaryLocationLineHash": "39fa2ee980eb94b0:1"},
                    "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}],
                },
                sarif_result("CVE-2026-0061-libexample", 11, level="error"),
            ],
            "artifacts": [{"location": {"uri": "src/named.py"}}],
            "tool": {
                "driver": {
                    "name": "CodeQL",
                    "rules": [
                        {
                            "id": "py/rated",
                            "shortDescription": {"text": "A rated rule"},
                            "defaultConfiguration": {"level": "note"},
                            "properties": {"security-severity": "9.3", "tags": ["security"]},
                        },
                        {
                            "id": "py/plain",
                            "defaultConfiguration": {"level": "error"},
                            "messageStrings": {"default": {"text": "As the rule words it"}},
                        },
                    ],
                }
            },
            "invocations": [
                {
                    "executionSuccessful": True,
                    "endTimeUtc": "2026-11-20T08:00:00Z",
                    "toolExecutionNotifications": [{"message": {"text": "slow"}}],
                }
            ],
            "versionControlProvenance": [{"repositoryUri": "https://github.com/larkfield/shop.git"}],
        }
    ],
}


def checkov_check(name: str, resource: str, **more: Any) -> dict[str, Any]:
    return {
        "check_id": name,
        "check_name": f"Ensure {name}",
        "check_result": {"result": "X"},
        "file_path": "/infra/db.tf",
        "file_line_range": [1, 9],
        "resource": resource,
        "severity": None,
        **more,
    }


_PACKAGE = {
    "id": "CVE-2026-0071",
    "severity": "high",
    "package_name": "django",
    "package_version": "1.2",
    "lowest_fixed_version": "1.2.1",
    "cvss": 7.5,
    "vector": "CVSS:3.1/AV:N",
    "published_date": "2026-01-02T03:04:05Z",
}
CHECKOV = [
    {
        "check_type": "terraform",
        "results": {
            "passed_checks": [checkov_check("CKV_AWS_1", "aws_db_instance.main")],
            "failed_checks": [
                checkov_check("CKV_AWS_2", "aws_db_instance.main", severity="HIGH"),
                checkov_check("CKV_AWS_2", "module.web.aws_instance.web"),
            ],
            "skipped_checks": [
                checkov_check("CKV_AWS_3", "aws_db_instance.main", check_result={"suppress_comment": "agreed by Ada"})
            ],
            "unknown_checks": [checkov_check("CKV_AWS_4", "aws_db_instance.main")],
            "parsing_errors": ["/infra/broken.tf"],
        },
        "summary": {"passed": 1, "failed": 2, "checkov_version": "3.2.0"},
    },
    {
        "check_type": "sca_package",
        "results": {
            "failed_checks": [
                checkov_check(
                    "CKV_CVE_2026_0071",
                    "requirements.txt.django",
                    file_path="/requirements.txt",
                    vulnerability_details=_PACKAGE,
                )
            ]
        },
    },
]


def gitlab_report(kind: str, scanner: str, *flaws: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "version": "15.2.1",
        "scan": {
            "analyzer": {"id": "analyzer", "name": "Analyzer", "version": "1", "vendor": {"name": "GitLab"}},
            "scanner": {"id": scanner, "name": scanner, "version": "1", "vendor": {"name": "GitLab"}},
            "type": kind,
            "start_time": "2026-11-20T07:59:00",
            "end_time": "2026-11-20T08:00:00",
            "status": "success",
        },
        "vulnerabilities": list(flaws),
        **more,
    }


def gitlab_flaw(number: int, location: dict[str, Any], *names: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": f"00000000-0000-0000-0000-00000000000{number}",
        "name": f"Flaw {number}",
        "severity": "Medium",
        "identifiers": [{"type": kind, "name": value, "value": value} for kind, value in names],
        "location": location,
        "raw_source_code_extract": "password = 'kept out of every row'",
    }


_CONTENT = {"dependency": {"package": {"name": "openssl"}, "version": "3.0.1"}, "operating_system": "debian:12"}
GITLAB_IMAGE = gitlab_report(
    "container_scanning",
    "trivy",
    gitlab_flaw(1, {**_CONTENT, "image": "registry.larkfield.example/shop:4.2"}, ("cve", "CVE-2026-0081")),
    remediations=[{"fixes": [], "summary": "Upgrade", "diff": ""}],
)
GITLAB_PACKAGES = gitlab_report(
    "dependency_scanning",
    "gemnasium",
    gitlab_flaw(
        2, {"file": "yarn.lock", **_CONTENT}, ("gemnasium", "2b9a"), ("cve", "CVE-2026-0082"), ("cwe", "CWE-79")
    ),
    dependency_files=[
        {
            "path": "yarn.lock",
            "package_manager": "yarn",
            "dependencies": [{"package": {"name": "a"}, "version": "1"}, {"package": {"name": "b"}, "version": "2"}],
        }
    ],
)
GITLAB_CODE = gitlab_report(
    "sast", "semgrep", gitlab_flaw(3, {"file": "shop/pay.py", "start_line": 7}, ("semgrep_id", "python.example"))
)

EXAMPLES = (
    Example("semgrep", "scan", written(SEMGREP), {"vulnerabilities": 3, "scan_targets": 1}),
    Example("semgrep", "clean", written({**SEMGREP, "results": []}), {"vulnerabilities": 0, "scan_targets": 1}),
    Example(
        "sarif",
        "kinds",
        written(SARIF),
        {"vulnerabilities": 9, "config_checks": 2, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example("checkov", "several", written(CHECKOV), {"config_checks": 5, "vulnerabilities": 1}),
    Example("checkov", "one", written(CHECKOV[0]), {"config_checks": 5}),
    Example(
        "checkov", "nothing", written({"passed": 0, "failed": 0, "checkov_version": "3.2.0"}), {"config_checks": 0}
    ),
    Example(
        "gitlab-vulnerability-report",
        "image",
        written(GITLAB_IMAGE),
        {"vulnerabilities": 1, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example(
        "gitlab-vulnerability-report",
        "packages",
        written(GITLAB_PACKAGES),
        {"vulnerabilities": 1, "software": 2, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example(
        "gitlab-vulnerability-report",
        "code",
        written(GITLAB_CODE),
        {"vulnerabilities": 1, "scan_targets": 1},
        observed_at=MORNING,
    ),
)
