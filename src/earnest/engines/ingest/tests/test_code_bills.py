"""What bills of materials say: CycloneDX in JSON and XML, SPDX."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from earnest.engines.ingest import UnreadableFile, json_stream
from earnest.engines.ingest.tests.examples.code import bills as made
from earnest.engines.ingest.tests.examples.code.packages import written
from earnest.engines.ingest.tests.exports import read_bytes, rows_of

IMAGE = "registry.larkfield.example/shop:4.2"


def test_components_in_components_are_software_and_ancestors_are_not(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.CYCLONEDX))
    rows = rows_of(reading, "software")
    assert [row["name"] for row in rows] == ["@larkfield/pad", "inner", "leaf", "quiet"]
    assert (rows[0]["licence"], rows[0]["path"]) == ("MIT; House licence", "/app/package-lock.json")
    assert (rows[0]["package_type"], rows[3]["licence"]) == ("npm", "MIT OR Apache-2.0")
    assert {(row["device_id"], row["system"]) for row in rows} == {(IMAGE, "syft")}
    assert (reading.part, reading.ignored) == ("registry.larkfield.example/shop", {"services": 1})


def test_a_part_of_what_the_bill_is_about_is_rejected_alone(tmp_path: Path) -> None:
    about = {"type": "application", "name": "shop", "components": [{"type": "library", "name": ""}]}
    bill = made.cyclonedx(metadata={"component": about}, components=[{"type": "library", "name": "quiet"}])
    reading = read_bytes(tmp_path, written(bill))
    assert [error.place for error in reading.rejected] == ["/metadata/component"]
    assert [row["name"] for row in rows_of(reading, "software")] == ["quiet"]


def test_flaws_of_a_bill_name_the_component_and_follow_the_analysis(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, written(made.CYCLONEDX)), "vulnerabilities")
    assert [(row["vulnerability_id"][-1], row["package_name"], row["status"]) for row in rows] == [
        ("1", "@larkfield/pad", "open"),
        ("1", "inner", "not_affected"),
        ("2", "@larkfield/pad", "open"),
        ("3", IMAGE, "accepted"),
    ]
    assert (rows[0]["severity"], rows[0]["cvss_score"], rows[0]["cvss_vector"]) == ("medium", 5.5, "CVSS:3.1/AV:L")
    assert (rows[0]["title"], rows[0]["published_on"]) == ("First line.", date(2026, 1, 2))
    assert (rows[2]["severity"], rows[2]["cvss_score"]) == ("critical", 9.1)


def test_an_inventory_is_no_scan(tmp_path: Path) -> None:
    assert set(read_bytes(tmp_path, written(made.CYCLONEDX_INVENTORY)).tables) == {"software"}
    looked = read_bytes(tmp_path, written(made.cyclonedx(components=[{"name": "a"}], vulnerabilities=[])))
    assert {name: file.rows for name, file in looked.tables.items()} == {
        "software": 1,
        "vulnerabilities": 0,
        "scan_targets": 1,
    }


def test_a_vex_document_gives_statements_and_no_findings(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.CYCLONEDX_VEX))
    assert set(reading.tables) == {"vex_statements"}
    first, second = rows_of(reading, "vex_statements")
    assert (first["product"], first["status"]) == ("pkg:npm/@larkfield/pad@1.3.0", "not_affected")
    assert (first["justification"], first["detail"]) == ("code_not_reachable", "Never called.; will_not_fix")
    assert (first["author"], first["version"]) == ("Larkfield", "2")
    assert first["stated_at"] == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert (second["product"], second["status"]) == (IMAGE, "affected")


def test_a_state_that_nobody_knows_is_rejected_not_passed(tmp_path: Path) -> None:
    odd = made.cyclonedx(components=[{"name": "a"}], vulnerabilities=[{"id": "CVE-1", "analysis": {"state": "fine"}}])
    reading = read_bytes(tmp_path, written(odd))
    assert [(error.place, error.field) for error in reading.rejected] == [("/vulnerabilities/0", "analysis.state")]


def test_the_xml_form_says_the_same(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, made.CYCLONEDX_XML)
    inner, core, quiet = rows_of(reading, "software")
    assert (inner["name"], core["name"], quiet["name"]) == ("inner", "org.example:core", "quiet")
    assert (core["licence"], core["vendor"], core["path"]) == ("Apache-2.0", "Example", "/srv/core.jar")
    assert (quiet["licence"], quiet["path"]) == ("MIT OR BSD-3-Clause", "/srv/quiet")
    first, second = rows_of(reading, "vulnerabilities")
    assert (first["package_name"], second["package_name"]) == ("org.example:core", "inner")
    assert (first["severity"], first["cvss_score"], first["status"]) == ("medium", 5.5, "under_investigation")
    assert (first["asset_id"], first["tool"], reading.part) == ("shop", "syft", "shop")
    assert reading.ignored == {"services": 1}


def test_the_extension_of_older_versions_is_read_too(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, made.CYCLONEDX_OLD)
    (flaw,) = rows_of(reading, "vulnerabilities")
    assert (flaw["vulnerability_id"], flaw["package_name"], flaw["package_version"]) == (
        "CVE-2026-0097",
        "apt",
        "1.8.2",
    )
    assert (flaw["cvss_score"], flaw["severity"], flaw["tool"], flaw["asset_id"]) == (4.3, "low", "grype", "shop:4.2")


def test_a_vex_document_in_xml_and_a_score_that_is_no_number(tmp_path: Path) -> None:
    start, _, rest = made.CYCLONEDX_XML.partition(b' <components>\n  <component type="library" bom-ref')
    vex = start + rest[rest.index(b"<vulnerabilities>") :]
    (first, second) = rows_of(read_bytes(tmp_path, vex), "vex_statements")
    assert (first["product"], second["product"], first["author"]) == ("core", "in", "Ada")
    reading = read_bytes(tmp_path, vex.replace(b"<score>5.5<", b"<score>five<"))
    assert [(error.place, error.field) for error in reading.rejected] == [("vulnerability 1", "ratings.score")]


def test_a_large_bill_gives_the_same_rows_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[Any] = [{"name": f"c{n}", "bom-ref": f"r{n}", "version": "1"} for n in range(200)]
    flaws = [{"id": f"CVE-2026-{n:04}", "affects": [{"ref": f"r{n}"}]} for n in range(0, 200, 7)]
    content = written({"vulnerabilities": flaws, **made.cyclonedx(components=listed)})
    whole = {table: rows_of(read_bytes(tmp_path, content), table) for table in ("software", "vulnerabilities")}
    assert [row["package_name"] for row in whole["vulnerabilities"]] == [f"c{n}" for n in range(0, 200, 7)]
    monkeypatch.setattr(json_stream, "CHUNK", 256)
    assert {table: rows_of(read_bytes(tmp_path, content), table) for table in whole} == whole


def test_spdx_keeps_packages_licences_and_names(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.SPDX))
    musl, shop = rows_of(reading, "software")
    assert (musl["purl"], musl["package_type"], musl["licence"]) == ("pkg:apk/alpine/musl@1.2.5-r0", "apk", "MIT")
    assert (musl["vendor"], musl["system"], musl["device_id"]) == ("Ada Hart", "syft", IMAGE)
    assert (shop["vendor"], shop["licence"], shop["package_type"]) == (None, "Apache-2.0", "container")
    assert reading.ignored == {"security references": 1, "files": 1}
    assert reading.part == "registry.larkfield.example/shop"


@pytest.mark.parametrize(("content", "words"), [(written(made.SPDX_3), "SPDX 3"), (made.SPDX_TAG_VALUE, "tag-value")])
def test_spdx_that_is_not_read_is_refused_with_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=f"{words}.*SPDX 2.3 in JSON"):
        read_bytes(tmp_path, content)


@pytest.mark.parametrize(
    ("analysis", "finding"),
    [
        ({"state": "not_affected", "justification": "code_not_reachable"}, "not_affected"),
        ({"state": "not_affected", "detail": "Never called."}, "not_affected"),
        ({"state": "not_affected"}, "accepted"),
        ({"state": "false_positive", "detail": "Another package of that name."}, "accepted"),
    ],
)
def test_a_bill_ends_nothing_without_a_reason(tmp_path: Path, analysis: dict[str, str], finding: str) -> None:
    flaw = {"id": "CVE-2026-0096", "analysis": analysis, "affects": [{"ref": "pad"}]}
    bill = made.cyclonedx(components=[{"type": "library", "name": "pad", "bom-ref": "pad"}], vulnerabilities=[flaw])
    (row,) = rows_of(read_bytes(tmp_path, written(bill)), "vulnerabilities")
    assert row["status"] == finding


def test_a_false_positive_of_a_vex_document_has_only_the_reason_that_it_tells(tmp_path: Path) -> None:
    flaw = {"id": "CVE-2026-0097", "analysis": {"state": "false_positive"}, "affects": [{"ref": "pad"}]}
    (row,) = rows_of(read_bytes(tmp_path, written(made.cyclonedx(vulnerabilities=[flaw]))), "vex_statements")
    assert (row["status"], row["justification"], row["detail"]) == ("not_affected", None, None)
