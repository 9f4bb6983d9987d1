"""What the fields of reports on packages and images mean: Grype, OSV-Scanner, Dependency-Check and -Track, Snyk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from earnest.engines.ingest import UnreadableFile
from earnest.engines.ingest.formats.code import trivy
from earnest.engines.ingest.formats.code.names import purl_name, repository_of, without_tag
from earnest.engines.ingest.formats.code.scores import rated
from earnest.engines.ingest.tests.examples.code import packages as made
from earnest.engines.ingest.tests.examples.code.packages import written
from earnest.engines.ingest.tests.exports import read_bytes, rows_of

IMAGE = "registry.larkfield.example/shop:4.2"


def test_grype_keeps_what_it_ignored_and_why(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.GRYPE))
    rows = rows_of(reading, "vulnerabilities")
    assert [row["status"] for row in rows] == ["open", "will_not_fix", "accepted", "not_affected"]
    assert {(row["asset_id"], row["asset_kind"]) for row in rows} == {(IMAGE, "image")}
    assert reading.part == "registry.larkfield.example/shop"


def test_grype_names_the_cve_that_a_match_is_related_to_and_takes_its_score(tmp_path: Path) -> None:
    first, second, *_ = rows_of(read_bytes(tmp_path, written(made.GRYPE)), "vulnerabilities")
    assert (first["cvss_score"], first["cvss_vector"], first["fixed_version"]) == (7.5, "CVSS:3.1/AV:N", "1.1, 2.0")
    assert (first["title"], first["package_type"]) == ("Reads past the end.", "deb")
    assert first["finding_id"] == "CVE-2026-0001 libexample 1.0 deb /var/lib/dpkg/status"
    assert (second["vulnerability_id"], second["severity"]) == ("CVE-2026-0002", "critical")
    assert (second["cvss_score"], second["title"]) == (9.1, "Of the other name.")
    assert second["finding_id"].startswith("GHSA-aaaa-bbbb-cccc ")


def test_a_clean_grype_report_says_that_it_looked(tmp_path: Path) -> None:
    (target,) = rows_of(read_bytes(tmp_path, written(made.GRYPE_CLEAN)), "scan_targets")
    assert (target["os_name"], target["scanned_at"]) == ("debian 12", made.MORNING)


def test_an_empty_list_that_is_written_as_null_is_a_clean_report(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written({**made.GRYPE, "matches": None, "ignoredMatches": None}))
    assert {name: file.rows for name, file in reading.tables.items()} == {"vulnerabilities": 0, "scan_targets": 1}
    assert read_bytes(tmp_path, b'{"results": null}', as_format="osv-scanner").rejected_count == 0


def test_osv_scanner_rates_by_word_then_by_score(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.OSV))
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["vulnerability_id"], first["severity"], first["cvss_score"]) == ("CVE-2026-0011", "critical", 9.8)
    assert (first["fixed_version"], first["status"]) == ("1.3.1, 2.0.4", "open")
    assert (second["severity"], second["status"]) == ("medium", "open")
    assert [row["asset_id"] for row in rows_of(reading, "scan_targets")] == [
        "/src/shop/package-lock.json",
        "/src/shop/go.mod",
    ]
    assert reading.ignored == {"licence violations": 1}


def test_dependency_check_keeps_suppressed_flaws_and_clean_dependencies(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, made.DEPENDENCY_CHECK_XML)
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["cvss_score"], first["severity"], first["exploited"]) == (7.5, "high", True)
    assert first["cvss_vector"] == "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
    assert (first["package_name"], first["package_version"]) == ("org.example:example-core", "2.13.2")
    assert (second["vulnerability_id"], second["status"]) == ("CVE-2026-0022", "accepted")
    jar, clean = rows_of(reading, "software")
    assert (jar["purl"], jar["licence"]) == ("pkg:maven/org.example/example-core@2.13.2", "Apache-2.0")
    assert (clean["name"], clean["purl"]) == ("clean.jar", None)
    assert (reading.part, reading.ignored) == ("Larkfield shop", {"related dependencies": 1})


def test_dependency_check_says_the_same_in_json(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.DEPENDENCY_CHECK_JSON))
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["cvss_score"], first["cvss_vector"], first["severity"]) == (9.3, "CVSS:4.0/AV:N", "critical")
    assert (second["status"], reading.ignored) == ("accepted", {"related dependencies": 1})
    xml = rows_of(read_bytes(tmp_path, made.DEPENDENCY_CHECK_XML), "vulnerabilities")
    assert [row["finding_id"] for row in xml] == [row["finding_id"] for row in (first, second)]


def test_a_dismissal_in_dependency_track_is_accepted_and_no_observation(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.DEPENDENCY_TRACK))
    rows = rows_of(reading, "vulnerabilities")
    wanted = ["open", "accepted", "accepted", "under_investigation", "fixed"]
    assert [row["status"] for row in rows] == wanted
    assert {row["vulnerability_id"] for row in rows} == {"CVE-2026-0031"}
    assert rows[0]["first_seen_at"] == datetime(2026, 11, 1, 15, 19, 45, 978000, UTC)
    assert (rows[0]["asset_id"], reading.part) == ("shop", "shop")


def test_snyk_keeps_every_path_and_cve_and_what_its_policy_filtered(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.SNYK))
    rows = rows_of(reading, "vulnerabilities")
    assert [row["vulnerability_id"] for row in rows] == [
        "CVE-2026-0041",
        "CVE-2026-0041",
        "CVE-2026-0042",
        "CVE-2026-0043",
        "CVE-2026-0044",
        "SNYK-JS-EXAMPLE-5",
    ]
    assert len({row["finding_id"] for row in rows}) == 6
    assert [row["fixed_version"] for row in rows[:2]] == ["1.0.7", "1.0.5, 2.0.0"]
    assert [row["status"] for row in rows[3:]] == ["open", "accepted", "fixed"]
    assert (rows[2]["severity"], rows[0]["published_on"]) == ("critical", date(2026, 3, 4))
    assert reading.ignored == {"licence issues": 1}


def test_a_filtered_flaw_of_snyk_that_has_no_id_is_rejected_alone(tmp_path: Path) -> None:
    filtered = {"ignore": [{**made.snyk_flaw(4), "id": ""}], "patch": [made.snyk_flaw(5)]}
    reading = read_bytes(tmp_path, written({**made.SNYK, "filtered": filtered}))
    assert [(error.place, error.field) for error in reading.rejected] == [("/filtered/accepted/0", "id")]
    assert rows_of(reading, "vulnerabilities")[-1]["status"] == "fixed"


def test_snyk_puts_applications_of_an_image_on_the_image(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.SNYK_IMAGE))
    system, application = rows_of(reading, "vulnerabilities")
    assert (system["asset_id"], system["asset_kind"], system["package_type"]) == (IMAGE, "image", "deb")
    assert (application["asset_id"], application["path"]) == (IMAGE, "/app/package.json")
    assert reading.part == "registry.larkfield.example/shop"


def test_a_project_that_snyk_could_not_test_is_no_clean_project(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.SNYK_SEVERAL))
    assert [row["asset_id"] for row in rows_of(reading, "scan_targets")] == ["shop"]
    assert reading.ignored["projects that could not be tested"] == 1


def test_keys_may_stand_in_any_order(tmp_path: Path) -> None:
    for content in (made.GRYPE, made.OSV, made.DEPENDENCY_TRACK, made.SNYK, made.DEPENDENCY_CHECK_JSON):
        turned = written(dict(reversed(list(content.items()))))
        straight = rows_of(read_bytes(tmp_path, written(content)), "vulnerabilities")
        assert rows_of(read_bytes(tmp_path, turned), "vulnerabilities") == straight


def test_one_match_of_a_wrong_type_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    broken = {**made.GRYPE, "matches": [made.grype_match(1), {**made.grype_match(2), "artifact": 7}, 3]}
    reading = read_bytes(tmp_path, written(broken))
    assert [(error.place, error.field) for error in reading.rejected] == [
        ("/matches/1", "artifact"),
        ("/matches/2", ""),
    ]
    assert reading.tables["vulnerabilities"].rows == 3


def test_a_file_that_is_not_what_it_is_called_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no 'matches' and no 'source'"):
        read_bytes(tmp_path, b'{"results": []}', as_format="grype")
    with pytest.raises(UnreadableFile, match="root element is bom"):
        read_bytes(tmp_path, b"<bom/>", as_format="dependency-check")


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("shop:4.2", "shop"),
        ("shop", "shop"),
        ("registry.example:5000/shop", "registry.example:5000/shop"),
        ("registry.example:5000/shop:4@sha256:12", "registry.example:5000/shop"),
        ("sha256:12ab", "sha256:12ab"),
    ],
)
def test_the_part_of_an_image_has_no_tag(image: str, name: str) -> None:
    assert without_tag(image) == trivy._without_tag(image) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/larkfield/shop.git", "larkfield/shop"),
        ("git@github.com:larkfield/shop.git", "larkfield/shop"),
        ("https://gitlab.example/group/sub/shop", "group/sub/shop"),
        ("https://api.github.com/repos/larkfield/shop/", "larkfield/shop"),
        ("shop", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_a_repository_is_named_as_forges_name_it(url: str | None, name: str | None) -> None:
    assert repository_of(url) == name


@pytest.mark.parametrize(
    ("purl", "wanted"),
    [
        ("pkg:npm/%40larkfield/pad@1.3.0", ("@larkfield/pad", "1.3.0")),
        ("pkg:maven/org.example/core@2.0?type=jar", ("org.example:core", "2.0")),
        ("pkg:deb/debian/apt@1%3A2.6?arch=amd64", ("apt", "1:2.6")),
        ("pkg:golang/example.com/a/b#sub", ("example.com/a/b", None)),
        ("cpe:2.3:a:b", (None, None)),
        (None, (None, None)),
    ],
)
def test_a_package_url_gives_the_name_that_its_ecosystem_uses(
    purl: str | None, wanted: tuple[str | None, str | None]
) -> None:
    assert purl_name(purl) == wanted


@pytest.mark.parametrize(
    ("score", "word"),
    [(10, "critical"), (9, "critical"), (8.9, "high"), (6.9, "medium"), (0.1, "low"), (0, "none"), (None, "unknown")],
)
def test_scores_are_rated_on_the_published_scale(score: float | None, word: str) -> None:
    assert rated(score) == word
