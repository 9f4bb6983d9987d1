"""What suppliers say of flaws: CSAF and OpenVEX."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from pathlib import Path

from earnest.engines.ingest.tests.examples.code import statements as made
from earnest.engines.ingest.tests.examples.code.packages import MORNING, written
from earnest.engines.ingest.tests.exports import read_bytes, rows_of

SHOP = "cpe:2.3:a:larkfield:shop:4.2"
PAD = "pkg:npm/pad@1.3.0"


def test_csaf_resolves_products_and_components(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.CSAF))
    told = [(row["status"], row["product"], row["component"]) for row in rows_of(reading, "vex_statements")]
    assert told == [
        ("not_affected", SHOP, PAD),
        ("not_affected", SHOP, PAD),
        ("fixed", SHOP, None),
        ("affected", "Shop 4.1", None),
        ("under_investigation", SHOP, None),
    ]
    assert reading.ignored == {"recommended versions": 1, "scores": 1}
    assert reading.part == "Larkfield LF-2026-1"


def test_csaf_says_why_and_what_to_do(tmp_path: Path) -> None:
    first, deeper, fixed, affected, other = rows_of(read_bytes(tmp_path, written(made.CSAF)), "vex_statements")
    assert (first["justification"], first["detail"]) == ("vulnerable_code_not_in_execute_path", "Never called.")
    assert first["stated_at"] == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert (deeper["justification"], deeper["detail"]) == (None, None)
    assert (fixed["detail"], affected["detail"], affected["stated_at"]) == (
        "Upgrade to 4.2.",
        "Upgrade to 4.2.",
        MORNING,
    )
    assert (other["vulnerability_id"], other["statement_id"], other["version"]) == ("LF-7", "LF-2026-1", "3")


def test_a_product_that_the_tree_does_not_have_is_rejected_alone(tmp_path: Path) -> None:
    changed = copy.deepcopy(made.CSAF)
    changed["vulnerabilities"][0]["product_status"]["fixed"].append("NOBODY")
    reading = read_bytes(tmp_path, written(changed))
    assert [error.place for error in reading.rejected] == ["/vulnerabilities/0/product_status/NOBODY"]
    assert reading.tables["vex_statements"].rows == 5


def test_openvex_gives_a_row_for_each_product_and_subcomponent(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, written(made.OPENVEX)), "vex_statements")
    assert [(row["product"], row["component"], row["status"]) for row in rows] == [
        ("pkg:oci/shop@sha256%3A1", PAD, "not_affected"),
        ("pkg:oci/shop@sha256%3A1", "pkg:npm/pod@1.0.0", "not_affected"),
        ("pkg:oci/site", None, "not_affected"),
        ("pkg:oci/shop", None, "affected"),
    ]
    assert (rows[0]["vulnerability_id"], rows[0]["statement_id"]) == (
        "CVE-2026-0111",
        "https://larkfield.example/vex/1",
    )
    assert (rows[0]["justification"], rows[0]["detail"]) == ("vulnerable_code_not_present", "It was removed.")
    assert rows[0]["stated_at"] == datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert (rows[3]["statement_id"], rows[3]["stated_at"]) == ("https://larkfield.example/vex/1#2", MORNING)


def test_an_openvex_statement_without_product_or_with_an_odd_status_is_rejected(tmp_path: Path) -> None:
    odd = [
        {"vulnerability": "CVE-1", "status": "fixed"},
        {"vulnerability": "CVE-1", "status": "fine", "products": ["a"]},
    ]
    reading = read_bytes(tmp_path, written({**made.OPENVEX, "statements": odd}))
    assert [error.field for error in reading.rejected] == ["products", "status"]
    assert reading.tables["vex_statements"].rows == 0
