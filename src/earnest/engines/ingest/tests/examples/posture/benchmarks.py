# ruff: noqa: E501 - rows of exports are long
"""Examples of XCCDF, ARF, STIG checklists, InSpec and kube-bench."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from earnest.engines.ingest.tests.examples import Example

EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)
RULE = "xccdf_org.larkfield.content_rule_"

_RESULTS = """\
<TestResult id="xccdf_org.open-scap_testresult_level1" start-time="2026-11-20T08:55:00+01:00" end-time="2026-11-20T09:00:00+01:00" version="2.1" test-system="cpe:/a:redhat:openscap:1.3.7">
<benchmark href="#x" id="xccdf_org.larkfield.content_benchmark_LINUX"/><title>Scan</title>
<identity authenticated="false" privileged="false">root</identity><profile idref="xccdf_org.larkfield.content_profile_level1"/>
<target>pay-1.larkfield.example</target><target-address>127.0.0.1</target-address><target-address>10.0.0.5</target-address>
<target-facts><fact name="urn:xccdf:fact:scanner:name" type="string">OpenSCAP</fact></target-facts>
<rule-result idref="{rule}sshd_root" role="full" time="2026-11-20T09:00:00+01:00" severity="high" weight="1.0"><result>fail</result><ident system="https://ncp.nist.gov/cce">CCE-1</ident><message severity="info">PermitRootLogin yes</message><check system="http://oval.mitre.org/XMLSchema/oval-definitions-5"><check-content-ref href="#oval" name="oval:1"/></check></rule-result>
<rule-result idref="{rule}aide" severity="medium"><result>pass</result></rule-result>
<rule-result idref="{rule}usb" severity="low"><result>notselected</result></rule-result>
<rule-result idref="{rule}fips"><result>notchecked</result></rule-result>
<rule-result idref="{rule}ipv6"><result>notapplicable</result></rule-result>
<rule-result idref="{rule}banner"><result>informational</result></rule-result>
<rule-result idref="{rule}swap"><result>error</result></rule-result>
<rule-result idref="{rule}patches"><result>fixed</result><ident system="http://cve.mitre.org">CVE-2026-0301</ident><ident system="http://cve.mitre.org">CVE-2026-0302</ident></rule-result>
<rule-result idref="{rule}line"><result>pass</result><override time="2026-11-20T10:00:00+01:00" authority="Ada"><old-result>fail</old-result><new-result>pass</new-result><remark>seen by hand</remark></override><instance context="line">console</instance></rule-result>
<score system="urn:xccdf:scoring:default" maximum="100">61.5</score>
</TestResult>
""".replace("{rule}", RULE)
_RULES = """\
<status>accepted</status><title>Larkfield Linux Benchmark</title><version>2.1</version>
<Profile id="xccdf_org.larkfield.content_profile_level1"><title>Level 1 Server</title></Profile>
<Group id="g1"><title>Services</title><Group id="g2"><title>SSH</title>
<Rule id="{rule}sshd_root" severity="high" selected="true"><title>Root cannot sign in by <sub idref="v"/>SSH</title><version>SSH-1</version><check system="x"/></Rule>
</Group><Rule id="{rule}fips" severity="medium"><title>FIPS mode is on</title></Rule></Group>
""".replace("{rule}", RULE)
_BENCHMARK = '<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_org.larkfield.content_benchmark_LINUX">'
XCCDF = f'<?xml version="1.0"?>\n{_BENCHMARK}{_RULES}{_RESULTS}</Benchmark>'
_ARF = '<arf:asset-report-collection xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.1" xmlns:ds="x">'
_CONTENT = f'<arf:report-requests><arf:report-request id="c"><arf:content><ds:component>{_BENCHMARK}{_RULES}</Benchmark></ds:component></arf:content></arf:report-request></arf:report-requests>'
_REPORTS = f'<arf:reports><arf:report id="xccdf1"><arf:content>{_RESULTS}</arf:content></arf:report><arf:report id="oval0"><arf:content><oval_results><results><system><definitions><definition result="false"/></definitions></system><title>not ours</title></results></oval_results></arf:content></arf:report></arf:reports>'
ARF = f"{_ARF}{_CONTENT}{_REPORTS}</arf:asset-report-collection>"
ARF_RULES_LAST = f"{_ARF}{_REPORTS}{_CONTENT}</arf:asset-report-collection>"
XCCDF_1_1 = """\
<?xml version="1.0"?>
<cdf:Benchmark id="routers" xmlns:cdf="http://checklists.nist.gov/xccdf/1.1"><cdf:title>Routers</cdf:title><cdf:version>0.9</cdf:version>
<cdf:TestResult id="t1" end-time="2026-11-19T08:00:00"><cdf:benchmark href="r.xml"/><cdf:target>Edge-1</cdf:target>
<cdf:rule-result idref="no-finger"><cdf:result>pass</cdf:result></cdf:rule-result></cdf:TestResult>
<cdf:TestResult id="t2" start-time="2026-11-20T08:00:00Z"><cdf:target>Edge-2</cdf:target><cdf:target-address>10.0.0.2</cdf:target-address>
<cdf:rule-result idref="no-finger"><cdf:result>unknown</cdf:result></cdf:rule-result></cdf:TestResult>
<cdf:Group id="g"><cdf:Rule id="no-finger" severity="low"><cdf:title>No finger service</cdf:title></cdf:Rule></cdf:Group></cdf:Benchmark>
"""


def _vuln(number: int, status: str, override: str = "") -> str:
    pairs = {
        "Vuln_Num": f"V-{number}",
        "Severity": "medium",
        "Rule_ID": f"SV-{number}r1_rule",
        "Rule_Ver": f"LARK-{number}",
        "Rule_Title": f"Rule {number} &amp; more",
        "STIGRef": "Larkfield STIG",
    }
    data = "".join(
        f"<STIG_DATA><VULN_ATTRIBUTE>{k}</VULN_ATTRIBUTE><ATTRIBUTE_DATA>{v}</ATTRIBUTE_DATA></STIG_DATA>"
        for k, v in pairs.items()
    )
    rest = f"<STATUS>{status}</STATUS><FINDING_DETAILS>seen</FINDING_DETAILS><COMMENTS></COMMENTS>"
    return f"<VULN>{data}{rest}<SEVERITY_OVERRIDE>{override}</SEVERITY_OVERRIDE><SEVERITY_JUSTIFICATION/></VULN>"


def _info(**pairs: str) -> str:
    data = "".join(f"<SI_DATA><SID_NAME>{k}</SID_NAME><SID_DATA>{v}</SID_DATA></SI_DATA>" for k, v in pairs.items())
    return f"<STIG_INFO>{data}<SI_DATA><SID_NAME>filename</SID_NAME></SI_DATA></STIG_INFO>"


CKL = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!--DISA STIG Viewer :: 2.18-->\n<CHECKLIST><ASSET><ROLE>None</ROLE>'
    "<ASSET_TYPE>Computing</ASSET_TYPE><HOST_NAME>db-1</HOST_NAME><HOST_IP>10.0.0.9</HOST_IP><HOST_FQDN></HOST_FQDN>"
    "<WEB_OR_DATABASE>true</WEB_OR_DATABASE><WEB_DB_SITE></WEB_DB_SITE><WEB_DB_INSTANCE>orders</WEB_DB_INSTANCE></ASSET>"
    f"<STIGS><iSTIG>{_info(version='2', stigid='LARK_DB', releaseinfo='Release: 3', title='Larkfield DB STIG')}"
    + _vuln(1, "Open", "high")
    + _vuln(2, "NotAFinding")
    + _vuln(3, "Not_Applicable")
    + _vuln(4, "Not_Reviewed")
    + f"</iSTIG><iSTIG>{_info(stigid='LARK_OS', title='Larkfield OS STIG')}{_vuln(5, 'Open')}</iSTIG></STIGS></CHECKLIST>"
)


def _rule(number: int, status: str, **more: Any) -> dict[str, Any]:
    return {
        "group_id": f"V-{number}",
        "rule_id": f"SV-{number}r1",
        "rule_version": f"LARK-{number}",
        "rule_title": f"Rule {number}",
        "severity": "medium",
        "status": status,
        "finding_details": "seen",
        "comments": "",
        "overrides": {},
        **more,
    }


CKLB = {
    "title": "db-1",
    "cklb_version": "1.0",
    "stigs": [
        {
            "stig_name": "Larkfield OS STIG",
            "stig_id": "LARK_OS",
            "release_info": "Release: 3 Benchmark Date: 01 Oct 2026",
            "rules": [
                _rule(1, "open", overrides={"severity": {"severity": "low", "reason": "behind a wall"}}),
                _rule(2, "not_a_finding"),
                _rule(3, "not_applicable"),
                _rule(4, "not_reviewed"),
            ],
        }
    ],
    "target_data": {"target_type": "Computing", "host_name": "db-1", "ip_address": "10.0.0.9", "fqdn": ""},
}


def outcome(status: str, **more: Any) -> dict[str, Any]:
    return {
        "status": status,
        "code_desc": f"it {status}",
        "run_time": 0.1,
        "start_time": "2026-11-20T09:00:00+01:00",
        **more,
    }


def control(name: str, impact: Any, *results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": f"Control {name}", "impact": impact, "tags": {}, "results": list(results), **more}


CONTROLS = [
    control("c-1", 1.0, outcome("passed"), outcome("passed")),
    control("c-2", 0.7, outcome("passed"), outcome("failed", message="expected 0600, got 0644")),
    control("c-3", 0.5, outcome("passed"), outcome("skipped", skip_message="no such file")),
    control("c-4", 0.0, outcome("skipped", skip_message="not here")),
    control("c-5", "low", outcome("failed"), waiver_data={"justification": "Until January", "run": True}),
    control(
        "c-6",
        0.3,
        outcome("failed"),
        waiver_data={"justification": "Old", "message": "Waiver expired on 2026-01-01, evaluating control normally"},
    ),
    control(
        "c-7",
        0.3,
        outcome("skipped", skip_message="waived"),
        waiver_data={"justification": "Never", "run": False, "skipped_due_to_waiver": True},
    ),
    control("c-8", 0.5, outcome("error")),
    control("c-9", 0.5),
]
PLATFORM = {"name": "redhat", "release": "9.4", "target_id": "pay-1"}
INSPEC: dict[str, Any] = {
    "platform": PLATFORM,
    "profiles": [
        {"name": "base", "version": "1.2.0", "sha256": "ab", "title": "Base line", "controls": CONTROLS, "groups": []},
        {"name": "over", "version": "0.1.0", "depends": [{"name": "base"}], "controls": [control("c-1", 1.0)]},
    ],
    "statistics": {"duration": 3.2},
    "version": "5.22",
}
INSPEC_SHORT = {
    "controls": [
        {"id": "c-1", "profile_id": "base", "profile_sha256": "ab", "status": "passed", "code_desc": "one"},
        {"id": "c-1", "profile_id": "base", "profile_sha256": "ab", "status": "failed", "code_desc": "two"},
        {"id": "c-2", "profile_id": "base", "profile_sha256": "ab", "status": "skipped", "code_desc": "three"},
    ],
    "statistics": {"duration": 3.2},
    "version": "5.22",
}
INSPEC_LOG = [
    {
        "status": "passed",
        **item,
        "platform": PLATFORM,
        "profile": {"name": "base", "title": "Base line", "version": "1"},
    }
    for item in CONTROLS[:2]
]


def tested(number: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "test_number": number,
        "test_desc": f"Test {number}",
        "audit": "ps",
        "type": "",
        "scored": True,
        "status": status,
        **more,
    }


KUBE_BENCH = {
    "Controls": [
        {
            "id": "4",
            "version": "cis-1.9",
            "text": "Worker Node",
            "node_type": "node",
            "tests": [
                {
                    "section": "4.1",
                    "desc": "Files",
                    "results": [
                        tested("4.1.1", "PASS", actual_value="permissions=600"),
                        tested("4.1.2", "FAIL", expected_result="'root:root' is present", actual_value="bob:bob"),
                        tested("4.1.3", "WARN", type="manual", scored=False, reason="Test marked as a manual test"),
                        tested("4.1.4", "INFO"),
                    ],
                },
                {"section": "4.2", "desc": "Empty", "results": None},
            ],
            "total_pass": 1,
        }
    ],
    "Totals": {"total_pass": 1, "total_fail": 1, "total_warn": 1, "total_info": 1},
}

EXAMPLES: tuple[Example, ...] = (
    Example("xccdf", "1.2", XCCDF.encode(), {"config_checks": 9, "scan_targets": 1}, observed_at=EIGHT),
    Example("xccdf", "arf", ARF.encode(), {"config_checks": 9, "scan_targets": 1}, observed_at=EIGHT),
    Example("xccdf", "rules last", ARF_RULES_LAST.encode(), {"config_checks": 9, "scan_targets": 1}, observed_at=EIGHT),
    Example("xccdf", "1.1", XCCDF_1_1.encode(), {"config_checks": 2, "scan_targets": 2}, observed_at=EIGHT),
    Example("ckl", "database", CKL.encode(), {"config_checks": 5, "scan_targets": 1}),
    Example("cklb", "host", json.dumps(CKLB).encode(), {"config_checks": 4, "scan_targets": 1}),
    Example("inspec", "json", json.dumps(INSPEC).encode(), {"config_checks": 9, "scan_targets": 1}, observed_at=EIGHT),
    Example("inspec", "json-min", json.dumps(INSPEC_SHORT).encode(), {"config_checks": 2, "scan_targets": 1}),
    Example(
        "inspec",
        "log",
        "\n".join(map(json.dumps, INSPEC_LOG)).encode(),
        {"config_checks": 2, "scan_targets": 1},
        observed_at=EIGHT,
    ),
    Example("kube-bench", "report", json.dumps(KUBE_BENCH, indent=2).encode(), {"config_checks": 4}),
    Example("kube-bench", "bare", json.dumps(KUBE_BENCH["Controls"]).encode(), {"config_checks": 4}),
)
