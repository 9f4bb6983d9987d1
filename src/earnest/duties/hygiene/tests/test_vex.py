"""VEX: which statement speaks of a finding, which one counts, and which stops a clock."""

from __future__ import annotations

import pytest

from earnest.duties.hygiene.queries import finding
from earnest.duties.hygiene.rules.purls import key_of
from earnest.duties.hygiene.tests.conftest import Estate, flaw

PURL = "pkg:npm/%40shop/cart@1.0"


def said(status: str, product: str = PURL, **more: object) -> dict[str, object]:
    told = {
        "statement_id": f"s-{status}",
        "author": "Shop Ltd",
        "vulnerability_id": "CVE-2026-1",
        "product": product,
        "status": status,
        "justification": "vulnerable_code_not_present" if status == "not_affected" else "",
        "stated_at": "2026-06-01T00:00:00Z",
    }
    return {**told, **more}


@pytest.mark.parametrize(
    ("statements", "clock", "status"),
    [
        ([said("not_affected")], "not_applicable", "not_affected"),
        ([said("not_affected", justification="")], "overdue", "not_affected"),
        (
            [said("not_affected", justification="", detail="The code is never called.")],
            "not_applicable",
            "not_affected",
        ),
        ([said("not_affected"), said("affected", stated_at="2026-06-02T00:00:00Z")], "overdue", "affected"),
        ([said("affected"), said("not_affected", stated_at="2026-06-02T00:00:00Z")], "not_applicable", "not_affected"),
        ([said("affected"), said("not_affected")], "overdue", "affected"),
        ([said("fixed")], "not_applicable", "fixed"),
        ([said("under_investigation")], "overdue", "under_investigation"),
        ([said("not_affected", PURL + "?arch=amd64")], "not_applicable", "not_affected"),
        ([said("not_affected", "pkg:npm/%40shop/cart@1.1")], "overdue", None),
        ([said("not_affected", "pkg:npm/cart@1.0")], "overdue", None),
        ([said("not_affected", "WEB-1")], "not_applicable", "not_affected"),
        ([said("not_affected", "web-1", component="cart")], "not_applicable", "not_affected"),
        ([said("not_affected", "web-1", component=PURL)], "not_applicable", "not_affected"),
        ([said("not_affected", "web-1", component="other")], "overdue", None),
        ([said("not_affected", vulnerability_id="CVE-2026-2")], "overdue", None),
    ],
)
def test_a_statement_speaks_of_its_package_or_asset(
    estate: Estate, statements: list[dict[str, object]], clock: str, status: str | None
) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1, package_name="cart", purl=PURL)], days_ago=90)
    estate.look("vex_statements", statements)
    line = estate.line(1)
    assert (line.clock, line.vex_status) == (clock, status)


def test_a_statement_without_a_reason_is_shown_and_stops_nothing(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1, purl=PURL)])
    estate.look("vex_statements", [said("not_affected", justification="")])
    found = finding(estate.board(), estate.line(1).finding)
    assert found is not None
    assert found.vex_note == "Shop Ltd says: not affected. Nothing backs it that still counts, so the clock runs on."
    assert estate.board().vex_unhonoured == 1


def test_package_urls_are_the_same_whatever_their_qualifiers() -> None:
    assert key_of("pkg:deb/Debian/OpenSSL@3.0.1-1%2Bb1?arch=amd64#x") == key_of("PKG:deb/debian/openssl@3.0.1-1+b1")
    assert key_of("pkg:npm/%40a/b@1") != key_of("pkg:npm/b@1")
    assert key_of("pkg:npm/@a/b") != key_of("pkg:npm/@a/b@1")
    assert key_of("cpe:2.3:a:b") == ""
    assert key_of(None) == ""
