"""The estate: its numbers, its flaws, its old corner, and how its year went."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import mean

from earnest.library.sample.model import Sample
from earnest.library.sample.tests.raw import Exports, csv_rows


def test_there_are_310_resources_in_four_accounts(exports: Exports) -> None:
    rows = exports.rows("cloud-resources")
    assert len({row["arn"] for row in rows}) == 310
    assert len({row["accountId"] for row in rows}) == 4
    assert {finding["resources"][0]["uid"] for finding in exports.json("prowler")} == {row["arn"] for row in rows}


def test_there_are_64_repositories_and_96_servers(exports: Exports) -> None:
    assert len({item["full_name"] for item in exports.json("github-repositories")}) == 64
    hosts = {row["host"] for row in exports.rows("server-inventory")}
    assert len(hosts) == 96
    assert {host.get("name") for host in exports.xml("nessus").iter("ReportHost")} == hosts


def test_one_upgrade_of_the_base_image_closes_312_findings(exports: Exports) -> None:
    closed: Counter[str] = Counter()
    for resource in exports.json("trivy")["Resources"]:
        for result in resource["Results"]:
            if result["Class"] == "os-pkgs" and "(debian 11.6)" in result["Target"]:
                fixed = [flaw for flaw in result.get("Vulnerabilities", []) if flaw.get("FixedVersion")]
                closed[resource["Name"]] = len({(flaw["VulnerabilityID"], flaw["PkgName"]) for flaw in fixed})
    assert (sum(closed.values()), len(closed)) == (312, 12)


def test_an_exploited_flaw_on_the_exposed_vpn_is_11_days_past_its_day(exports: Exports, today: date) -> None:
    found = {
        (
            host.get("name"),
            item.findtext("cve"),
            item.findtext("cisa-known-exploited"),
            item.findtext("vuln_publication_date"),
        )
        for host in exports.xml("nessus").iter("ReportHost")
        for item in host.iter("ReportItem")
        if item.findtext("exploited_by_malware") == "true"
    }
    due, seen = today - timedelta(days=11), today - timedelta(days=25)
    host, cve, said_due, published = found.pop()
    assert not found
    assert (host, said_due, published) == ("vpn-gw-1", f"{due:%Y/%m/%d}", f"{seen:%Y/%m/%d}")
    assert cve in exports.expected("exploited-overdue")
    exposed = {row["host"] for row in exports.rows("exposure") if row["seen_from"] == "internet"}
    assert host in exposed


def test_the_security_team_patches_its_laptops_slower_than_finance(exports: Exports, sample: Sample) -> None:
    teams = {person.email: person.team for person in (*sample.people, *sample.leavers)}
    behind: defaultdict[str, list[int]] = defaultdict(list)
    for source, address, version in (
        ("jamf", "Email Address", "Operating System Version"),
        ("intune", "Primary user UPN", "OS version"),
    ):
        files = [csv_rows(file) for file in exports.history(source)[-13:]]
        known = sorted({numbers(row[version]) for rows in files for row in rows})
        for rows in files:
            newest = max(known.index(numbers(row[version])) for row in rows)
            for row in rows:
                behind[teams[row[address]]].append(newest - known.index(numbers(row[version])))
    assert mean(behind["Security"]) > mean(behind["Finance"]) + 0.5


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_settle_1_is_unsupported_and_a_jump_host_reaches_it(exports: Exports, today: date) -> None:
    software = {row["product"]: row for row in exports.rows("server-software") if row["host"] == "settle-1"}
    assert software["Microsoft SQL Server"]["version"] == "2014 SP3"
    assert software["Windows Server"]["version"] == "2012 R2"
    assert all(date.fromisoformat(row["support_ends"]) < today for row in software.values())
    reached = {
        row["port"] for row in exports.rows("exposure") if row["host"] == "settle-1" and row["seen_from"] == "jump-2"
    }
    assert reached == {"3389", "445"}


def test_17_people_are_late_with_their_course_and_one_is_an_executive(
    exports: Exports, sample: Sample, today: date
) -> None:
    late = {row["Email"] for row in exports.rows("training") if not row["Completed"] and row["Due"] < str(today)}
    executives = {person.email for person in sample.people if person.executive}
    assert len(late) == 17
    assert late & executives == {"declan.moriarty@larkfieldpay.com"}


def test_reports_rise_and_the_clicks_of_one_team_fall(exports: Exports, sample: Sample) -> None:
    teams = {person.email: person.team for person in (*sample.people, *sample.leavers)}
    reported: defaultdict[str, list[bool]] = defaultdict(list)
    clicked: defaultdict[str, list[bool]] = defaultdict(list)
    for row in exports.rows("phishing"):
        reported[row["Campaign"]].append(bool(row["Reported at"]))
        if teams[row["Recipient"]] == "Customer Support Austin":
            clicked[row["Campaign"]].append(bool(row["Clicked at"]))
    campaigns = sorted(reported)
    assert mean(reported[campaigns[-1]]) > mean(reported[campaigns[0]]) + 0.2
    assert mean(clicked[campaigns[-1]]) < mean(clicked[campaigns[0]]) - 0.2


def test_a_check_failed_for_some_weeks_and_was_mended(exports: Exports) -> None:
    failures = []
    for file in exports.history("prowler"):
        failures.append(
            sum(
                finding["status_code"] == "FAIL"
                for finding in exports.load(file)
                if finding["metadata"]["event_code"] == "s3_bucket_level_public_access_block"
                and finding["cloud"]["account"]["name"] == "benefits-production"
            )
        )
    assert max(failures) >= min(failures[-3:]) + 4
    assert failures[-1] <= 2


def test_the_nightly_job_of_the_claims_database_failed_for_three_weeks(exports: Exports, today: date) -> None:
    results = {
        row["Job ID"][:8]: row["Result"]
        for file in exports.history("backups")
        for row in csv_rows(file)
        if row["Object"] == "claims-db-1"
    }
    nights = [f"{today - timedelta(days=age):%Y%m%d}" for age in range(43, 65)]
    assert {results[night] for night in nights if night in results} == {"Failed"}
    assert sum(night in results for night in nights) >= 14
    assert sum(result == "Failed" for result in results.values()) < 30
