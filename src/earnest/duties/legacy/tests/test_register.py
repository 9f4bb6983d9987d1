from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from earnest.duties.legacy.rules.register import Bought, Owner, Row, Sighting, rows_of
from earnest.duties.legacy.rules.support import Fact, Support
from earnest.library.product_names import name_product

DAY = date(2026, 11, 22)
WHEN = datetime(2026, 11, 20, 8, tzinfo=UTC)


def fact(product: str, line: str, ends: str, paid: str = "") -> Fact:
    return Fact(
        product=product,
        line=line,
        title="",
        security_end=date.fromisoformat(ends),
        paid_end=date.fromisoformat(paid) if paid else None,
        teller="library",
        told_by="a list",
        as_of=date(2026, 8, 22),
    )


FACTS = {
    "windows-server": [fact("windows-server", "2012-r2", "2023-10-10", "2027-10-13")],
    "postgresql": [fact("postgresql", "11", "2023-11-09"), fact("postgresql", "16", "2028-11-09")],
    "ubuntu": [fact("ubuntu", "20.04", "2025-05-31", "2030-04-01"), fact("ubuntu", "24.04", "2029-05-31")],
    "windows": [fact("windows", "10-22h2", "2025-10-14")],
}


def seen(name: str, version: str = "", *, software: bool = False, **more: Any) -> Sighting:
    made = Sighting(
        machine="settle-1", kind="server", what="system", name=name, version=version, source="scan", snapshot=1,
        table="scan_targets", place="row 2", observed_at=WHEN,
    )  # fmt: skip
    return replace(made, what="software" if software else "system", **more)


def register(*sightings: Sighting, **more: Any) -> tuple[Row, ...]:
    return rows_of(sightings, FACTS, DAY, naming=name_product, **more)


def test_what_ended_comes_first_and_each_row_has_its_proof() -> None:
    rows = register(
        seen("Ubuntu", "24.04", machine="web-1"),
        seen("Microsoft Windows Server 2012 R2 Standard"),
        seen("Some Appliance 3"),
    )
    assert [row.support for row in rows] == [Support.ENDED, Support.SUPPORTED, Support.UNKNOWN]
    first = rows[0]
    assert (first.title, first.ends_on) == ("Windows Server 2012-r2", date(2023, 10, 10))
    assert (first.proofs[0].snapshot, first.proofs[0].place) == (1, "row 2")
    assert first.says is not None
    assert first.says.told_by == "a list"


def test_of_two_looks_at_one_system_the_newest_counts_and_the_older_stays_visible() -> None:
    (row,) = register(
        seen("Ubuntu", "20.04", observed_at=datetime(2026, 1, 1, tzinfo=UTC)), seen("Ubuntu 24.04.1 LTS", snapshot=2)
    )
    assert (row.line, row.support, row.also) == ("24.04", Support.SUPPORTED, ("Ubuntu 20.04",))


def test_two_tools_that_agree_make_one_row_with_two_proofs() -> None:
    (row,) = register(seen("Ubuntu", "24.04"), seen("Ubuntu 24.04 LTS", source="agent", snapshot=2))
    assert len(row.proofs) == 2


def test_two_release_lines_of_software_on_one_machine_are_two_rows() -> None:
    rows = register(seen("PostgreSQL", "11.22", software=True), seen("PostgreSQL", "16.4", software=True))
    assert [(row.line, row.support) for row in rows] == [("11", Support.ENDED), ("16", Support.SUPPORTED)]


def test_a_source_that_stopped_proves_no_support_but_an_end_stays_an_end() -> None:
    rows = register(seen("Ubuntu", "24.04", stale=True), seen("PostgreSQL", "11.22", stale=True, software=True))
    assert [(row.product, row.support, row.stale) for row in rows] == [
        ("postgresql", Support.ENDED, True),
        ("ubuntu", Support.UNKNOWN, True),
    ]
    assert "has stopped" in rows[1].because


def test_paid_support_counts_for_the_asset_it_was_bought_for() -> None:
    windows, other = seen("Windows Server 2012 R2"), seen("Windows Server 2012 R2", machine="old-2")
    owners = {"settle-1": Owner(7, "Settle-1"), "old-2": Owner(8, "Old")}
    bought = (Bought("windows-server", "2012-r2", date(2027, 10, 13), asset=7),)
    rows = {row.machine: row for row in register(windows, other, bought=bought, owners=owners)}
    assert rows["settle-1"].support is Support.PAID
    assert rows["settle-1"].asset_name == "Settle-1"
    assert rows["settle-1"].months == 12
    assert rows["old-2"].support is Support.ENDED


def test_an_edition_that_is_not_said_is_ended_only_if_the_best_of_them_is() -> None:
    (row,) = register(seen("Windows", "10.0.19045.4651"))
    assert row.support is Support.ENDED
    (later,) = rows_of([seen("Windows", "10.0.19045.4651")], FACTS, date(2025, 1, 1), naming=name_product)
    assert later.support is Support.UNKNOWN


def test_a_list_of_software_that_tells_the_end_of_a_system_tells_of_the_system() -> None:
    told = seen("Windows Server 2012 R2", told_end=date(2023, 10, 10), software=True)
    assert [row.what for row in register(seen("Windows Server 2012 R2"), told)] == ["system"]
    (tool,) = register(seen("Windows Server 2012 R2 Tools", software=True))
    assert (tool.product, tool.support) == ("", Support.UNKNOWN)


def test_what_an_export_says_of_itself_is_used_where_no_pattern_fits() -> None:
    told = seen("Ledger Suite", "9", told_end=date(2026, 1, 1), software=True)
    (row,) = register(told)
    assert (row.support, row.title) == (Support.ENDED, "Ledger Suite 9")
    assert row.says is not None
    assert row.says.teller == "export"
