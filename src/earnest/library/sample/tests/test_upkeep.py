"""The upkeep of the estate in the raw exports: what the world publishes, half a year of flaws, and old corners."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from earnest.library.sample.model import Sample
from earnest.library.sample.tests.raw import Exports, csv_rows


def test_the_catalogue_lists_the_flaw_of_the_vpn_and_says_how_many_entries_it_has(
    exports: Exports, today: date
) -> None:
    told = exports.json("known-exploited")
    assert told["count"] == len(told["vulnerabilities"]) > 200
    entry = next(one for one in told["vulnerabilities"] if one["cveID"] in exports.expected("exploited-from-outside"))
    assert (entry["dateAdded"], entry["dueDate"]) == (str(today - timedelta(days=25)), str(today - timedelta(days=11)))
    assert len({one["cveID"] for one in told["vulnerabilities"]}) == told["count"]


def test_every_flaw_that_tools_name_has_a_prediction(exports: Exports) -> None:
    lines = exports.newest("exploit-predictions").path.read_text().splitlines()
    assert lines[0].startswith("#model_version:")
    scores = dict(line.split(",")[:2] for line in lines[2:])
    assert all(0 < float(score) < 1 for score in scores.values())
    named = {row["CveId"] for row in exports.rows("defender")}
    named |= {row["CVE"] for row in exports.rows("perimeter")} - {"-"}
    named |= {
        flaw["VulnerabilityID"]
        for resource in exports.json("trivy")["Resources"]
        for result in resource["Results"]
        for flaw in result.get("Vulnerabilities", [])
    }
    assert len(named) > 30
    assert named <= scores.keys()


def test_a_fresh_look_from_outside_sees_the_exploited_flaw(exports: Exports) -> None:
    rows = [row for row in exports.rows("perimeter") if row["CVE"] in exports.expected("exploited-from-outside")]
    assert [(row["Asset Name"], row["Severity"], row["Status"]) for row in rows] == [("vpn-gw-1", "5", "Active")]


def test_half_a_year_of_laptops_shows_who_is_slow(exports: Exports, sample: Sample) -> None:
    history = exports.history("defender")
    assert len(history) == 26
    team = {person.email: person.team for person in (*sample.people, *sample.leavers)}
    holder = {row["Computer Name"].lower(): row["Email Address"] for row in exports.rows("jamf")}
    holder |= {row["Device name"].lower(): row["Primary user UPN"] for row in exports.rows("intune")}
    weeks: defaultdict[tuple[str, str], int] = defaultdict(int)
    for file in history:
        for row in csv_rows(file):
            weeks[row["DeviceName"], row["CveId"]] += 1
    by_team: defaultdict[str, list[int]] = defaultdict(list)
    for (device, _), seen in weeks.items():
        by_team[team[holder[device]]].append(seen)
    assert median(by_team["Security"]) >= 3 * median(by_team["Finance"])


def test_six_flaws_come_back_and_three_never_go(exports: Exports) -> None:
    days: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, file in enumerate(exports.history("defender")):
        for row in csv_rows(file):
            days[row["DeviceName"], row["CveId"], row["SoftwareName"]].append(number)
    gaps = [key for key, seen in days.items() if any(later > earlier + 1 for earlier, later in pairwise(seen))]
    assert len(gaps) == int(exports.fact("flaws-returned", "returned"))
    always = [key for key, seen in days.items() if len(seen) == 26]
    assert Counter(software for _, _, software in always)["jre"] == int(exports.fact("flaws-never-end", "laptops"))


def test_one_statement_gives_a_reason_and_one_does_not(exports: Exports) -> None:
    with_reason, without = exports.json("vex")["statements"]
    assert {with_reason["status"], without["status"]} == {"not_affected"}
    assert "justification" in with_reason
    assert not {"justification", "impact_statement"} & without.keys()
    found = Counter(
        (flaw["VulnerabilityID"], flaw["PkgIdentifier"]["PURL"])
        for resource in exports.json("trivy")["Resources"]
        for result in resource["Results"]
        for flaw in result.get("Vulnerabilities", [])
    )
    for statement, truth in ((with_reason, "vex-with-reason"), (without, "vex-without-reason")):
        key = (statement["vulnerability"]["name"], statement["products"][0]["@id"])
        assert found[key] == int(exports.fact(truth, "findings"))


def test_each_benchmarked_server_has_rules_that_a_person_has_to_read(exports: Exports) -> None:
    space = "{http://checklists.nist.gov/xccdf/1.2}"
    results = list(exports.xml("openscap").iter(f"{space}TestResult"))
    assert len(results) == 20
    for result in results:
        words = Counter(one.text for one in result.iter(f"{space}result"))
        assert words["informational"] == 2
        assert words["pass"] > words["fail"]


def test_the_jump_host_still_reaches_settle_1(exports: Exports) -> None:
    host = next(
        one
        for one in exports.xml("jump-2").iter("host")
        if one.find("hostnames/hostname[@name='settle-1']") is not None
    )
    assert {port.get("portid") for port in host.iter("port")} == {"445", "3389"}


def test_whoever_answers_for_the_upkeep_works_here(sample: Sample) -> None:
    told, people = sample.upkeep, {person.email for person in sample.people}
    named = {told.policy.adopted_by} | {one.owner for one in told.expectations} | {one.owner for one in told.collectors}
    named |= {one.owner for one in told.old_systems} | {one.owner for one in told.steps}
    named |= {one.owner for one in told.claims} | {one.agreed_by for one in told.claims}
    named |= {option.proposed_by for one in told.old_systems for option in one.options}
    assert named <= people
    assets = {one.asset for one in told.old_systems} | {one.asset for one in told.claims}
    assert assets <= {asset.slug for asset in sample.assets}
    assert {one.source for one in told.collectors} <= {source.slug for source in sample.sources}


def test_names_that_tools_use_lead_to_one_asset_each(sample: Sample) -> None:
    names = Counter(name for asset in sample.assets for name in asset.known_as)
    assert max(names.values()) == 1
