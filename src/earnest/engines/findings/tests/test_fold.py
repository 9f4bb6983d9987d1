"""Folding looks gives, for every day, what a plain reading of all looks up to that day gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.canonical import TABLES
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.findings import Folded, Look, OutOfOrder, StateTable, UnusableState, finding_id, fold

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
KEY = {"vulnerabilities": ("asset_id", "finding_id"), "config_checks": ("resource_id", "check_id")}
Pair = tuple[str, str]


@dataclass(frozen=True)
class Scan:
    """One look in plain words: `rows` are asset, name and status; `targets` assets and whether we could sign in."""

    day: int
    rows: tuple[tuple[str, str, str], ...]
    targets: tuple[tuple[str, bool | None], ...] | None = None
    benchmark: str | None = None


@dataclass
class Life:
    """What the oracle knows of one finding."""

    spans: list[list[Any]]
    signed: bool | None = None
    looked: int = 0


def oracle(scans: list[Scan], table: StateTable) -> dict[Pair, Life]:
    """Spells by reading the looks one after the other, with no cleverness."""
    lives: dict[Pair, Life] = {}
    for scan in scans:
        targets = None if scan.targets is None else merged(scan.targets)
        told = {(asset, name): {s for a, n, s in scan.rows if (a, n) == (asset, name)} for asset, name, _ in scan.rows}
        for pair in sorted(lives.keys() | told.keys()):
            verdict = said(told.get(pair, set()), table)
            life = lives.get(pair)
            there = life is not None and life.spans[-1][1] is None
            if verdict == "there":
                life = lives.setdefault(pair, Life([]))
                if not there:
                    life.spans.append([scan.day, None])
                life.signed = (targets or {}).get(pair[0])
                life.looked = scan.day
            elif life is not None and there:
                gone = verdict == "gone" or (
                    verdict == "absent" and covered(scan, targets, pair[0], life.signed, table)
                )
                if gone:
                    life.spans[-1][1] = life.looked = scan.day
    return lives


def merged(targets: tuple[tuple[str, bool | None], ...]) -> dict[str, bool | None]:
    rank: list[bool | None] = [None, False, True]
    return {asset: rank[max(rank.index(s) for a, s in targets if a == asset)] for asset, _ in targets}


def said(statuses: set[str], table: StateTable) -> str:
    if not statuses:
        return "absent"
    if table == "vulnerabilities":
        return "there" if statuses - {"fixed"} else "gone"
    if "fail" in statuses:
        return "there"
    return "gone" if statuses & {"pass", "not_applicable"} else "untold"


def covered(
    scan: Scan, targets: dict[str, bool | None] | None, asset: str, signed: bool | None, table: StateTable
) -> bool:
    if table == "vulnerabilities" and targets is None:
        return True
    listed = targets or {}
    looked = {a for a, _, s in scan.rows if table == "vulnerabilities" or s in ("pass", "fail", "not_applicable")}
    if asset not in listed and asset not in looked:
        return False
    return signed is not True or listed.get(asset) is True


def written(folder: Path, scan: Scan, table: StateTable, part: str = "") -> Look:
    """The look as canonical Parquet."""
    folder.mkdir(exist_ok=True)
    asset, name = KEY[table]
    rows: list[dict[str, Any]] = [
        {"tool": "t", asset: a, name: n, "status": s, "severity": "high", "place": f"{scan.day}/{i}"}
        for i, (a, n, s) in enumerate(scan.rows)
    ]
    if table == "config_checks":
        rows = [row | {"benchmark": scan.benchmark} for row in rows]
    files: dict[str, list[dict[str, Any]]] = {table: rows}
    if scan.targets is not None:
        files["scan_targets"] = [
            {"tool": "t", "asset_id": a, "authenticated": s, "place": str(i)} for i, (a, s) in enumerate(scan.targets)
        ]
    paths: dict[str, Path] = {}
    for each, content in files.items():
        paths[each] = folder / f"{each}-{scan.day}.parquet"
        pq.write_table(pa.Table.from_pylist(content, schema=arrow_schema(TABLES[each])), paths[each])
    return Look(sha256(repr(scan).encode()).hexdigest(), START + timedelta(days=scan.day), paths, part)


def folded(folder: Path, scans: list[Scan], table: StateTable, part: str = "") -> Folded:
    state: Folded | None = None
    for number, scan in enumerate(scans):
        into = folder / f"state-{number}"
        into.mkdir(exist_ok=True)
        state = fold(state.path if state else None, written(folder, scan, table, part), table, into)
    assert state is not None
    return state


def spells(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def day(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - START).days


ASSETS = st.sampled_from(["a", "b", "c"])
ROWS = {
    "vulnerabilities": st.tuples(ASSETS, st.sampled_from(["x", "y"]), st.sampled_from(["open", "open", "fixed"])),
    "config_checks": st.tuples(
        ASSETS, st.sampled_from(["x", "y"]), st.sampled_from(["fail", "fail", "pass", "muted", "error"])
    ),
}
TARGETS = st.none() | st.lists(st.tuples(ASSETS, st.sampled_from([None, True, False])), max_size=4).map(tuple)


@st.composite
def histories(draw: st.DrawFn, table: str) -> list[Scan]:
    days = sorted(draw(st.lists(st.integers(0, 12), min_size=1, max_size=6, unique=True)))
    return [Scan(day, tuple(draw(st.lists(ROWS[table], max_size=6))), draw(TARGETS)) for day in days]


@pytest.mark.parametrize("table", ["vulnerabilities", "config_checks"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_state_of_every_day_is_that_of_a_plain_reading(
    table: StateTable, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scans = data.draw(histories(table))
    state = folded(tmp_path_factory.mktemp("fold"), scans, table)
    rows = spells(state.path)
    asset, name = KEY[table]
    found = {
        ((row[asset], row[name]), row["spell"], day(row["opened_at"]), day(row["closed_at"]), day(row["looked_at"]))
        for row in rows
    }
    lives = oracle(scans, table)
    expected = {
        (pair, number, opened, closed, life.looked if closed is None else closed)
        for pair, life in lives.items()
        for number, (opened, closed) in enumerate(life.spans, 1)
    }
    assert found == expected
    assert len(rows) == len(found) == state.rows
    for when in range(-1, 14):
        moment = START + timedelta(days=when)
        there = {
            r["finding"] for r in rows if r["opened_at"] <= moment and not (r["closed_at"] and r["closed_at"] <= moment)
        }
        plain = oracle([scan for scan in scans if scan.day <= when], table)
        assert there == {finding_id(table, "t", *pair) for pair, life in plain.items() if life.spans[-1][1] is None}


@pytest.mark.parametrize("table", ["vulnerabilities", "config_checks"])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_counts_add_up_and_the_same_look_again_moves_only_its_times(
    table: StateTable, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fold")
    scans = data.draw(histories(table))
    state = folded(folder, scans, table)
    if len(scans) > 1:
        before = folded(folder, scans[:-1], table)
        state = folded(folder, scans, table)
        assert state.open == before.open + state.opened - state.closed
        assert state.rows == before.rows + state.opened
    last = scans[-1]
    again = folded(folder, [*scans, last], table)
    assert (again.opened, again.closed) == (0, 0)
    assert pq.read_table(again.path).equals(pq.read_table(state.path))
    later = folded(folder, [*scans, replace(last, day=20)], table)
    assert (later.opened, later.closed) == (0, 0)
    moved = ("last_seen_at", "looked_at", "snapshot", "place")
    without = [{k: v for k, v in row.items() if k not in moved} for row in spells(state.path)]
    assert [{k: v for k, v in row.items() if k not in moved} for row in spells(later.path)] == without


def test_the_same_looks_give_the_same_bytes(tmp_path: Path) -> None:
    scans = [Scan(n, tuple((f"h{i}", f"f{(i * n) % 7}", "open") for i in range(40))) for n in range(4)]
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first, second = folded(one, scans, "vulnerabilities"), folded(two, scans, "vulnerabilities")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert [p.name for p in first.path.parent.iterdir()] == ["vulnerabilities.parquet"]


def test_a_look_without_signing_in_closes_nothing_that_needed_it(tmp_path: Path) -> None:
    scans = [
        Scan(0, (("h", "x", "open"),), (("h", True),)),
        Scan(1, (), (("h", False),)),
        Scan(2, (), (("h", None),)),
    ]
    state = folded(tmp_path, scans, "vulnerabilities")
    assert (state.open, state.closed, state.unlooked) == (1, 0, 1)
    assert spells(state.path)[0]["looked_at"] == START
    closed = folded(tmp_path, [*scans, Scan(3, (), (("h", True),))], "vulnerabilities")
    assert (closed.open, closed.closed) == (0, 1)


def test_a_check_that_nobody_made_is_not_fixed(tmp_path: Path) -> None:
    scans = [
        Scan(0, (("bucket", "public", "fail"), ("role", "wide", "fail"))),
        Scan(1, (("bucket", "logged", "pass"), ("role", "wide", "muted"))),
    ]
    rows = {row["resource_id"]: row["closed_at"] for row in spells(folded(tmp_path, scans, "config_checks").path)}
    assert rows == {"bucket": START + timedelta(days=1), "role": None}


@pytest.mark.parametrize(
    ("second", "targets", "closed"),
    [
        ("CIS Linux v2.0.0", None, True),
        ("PCI DSS v4.0; CIS Linux v1.1.0", None, True),
        ("STIG Linux v1.1.0", None, False),
        ("STIG Linux v1.1.0", (("host", True),), False),
        (None, None, False),
    ],
)
def test_a_rule_is_closed_only_by_a_look_of_its_benchmark(
    second: str | None, targets: tuple[tuple[str, bool | None], ...] | None, closed: bool, tmp_path: Path
) -> None:
    scans = [
        Scan(0, (("host", "1.1.1", "fail"), ("host", "1.1.2", "pass")), benchmark="CIS Linux v1.1.0"),
        Scan(1, (("host", "V-22", "pass"),), targets, benchmark=second),
    ]
    state = folded(tmp_path, scans, "config_checks")
    assert (state.closed, state.unlooked) == (int(closed), int(not closed))


def test_a_target_without_a_row_is_closed_by_what_the_tool_looked_for_elsewhere(tmp_path: Path) -> None:
    scans = [
        Scan(0, (("a", "1.1.1", "fail"), ("b", "1.1.1", "fail")), benchmark="CIS Linux"),
        Scan(1, (("b", "1.1.1", "fail"),), (("a", None), ("b", None)), benchmark="CIS Linux"),
        Scan(2, (("b", "V-22", "fail"),), (("a", None), ("b", None)), benchmark="STIG Linux"),
    ]
    state = folded(tmp_path, scans, "config_checks")
    assert {(row["resource_id"], row["check_id"], day(row["closed_at"])) for row in spells(state.path)} == {
        ("a", "1.1.1", 1),
        ("b", "1.1.1", None),
        ("b", "V-22", None),
    }


def test_an_image_keeps_its_findings_under_another_tag(tmp_path: Path) -> None:
    scans = [
        Scan(0, (("r/shop:1", "x", "open"), ("r/shop:1", "y", "open")), (("r/shop:1", None),)),
        Scan(1, (("r/shop:2", "x", "open"),), (("r/shop:2", None),)),
    ]
    state = folded(tmp_path, scans, "vulnerabilities", part="r/shop")
    assert (state.open, state.closed, state.opened) == (1, 1, 0)
    assert {row["finding"] for row in spells(state.path)} == {
        finding_id("vulnerabilities", "t", "r/shop", name) for name in ("x", "y")
    }


def test_a_finding_is_named_by_its_whole_key() -> None:
    parts = b"vulnerabilities 1:t 2:ab 1:c"
    assert finding_id("vulnerabilities", "t", "ab", "c") == sha256(parts).hexdigest()[:32]
    assert finding_id("vulnerabilities", "t", "a", "bc") != finding_id("vulnerabilities", "t", "ab", "c")


def test_each_row_group_says_which_findings_it_cannot_hold(tmp_path: Path) -> None:
    state = folded(tmp_path, [Scan(0, tuple((f"h{n}", "x", "open") for n in range(500)))], "vulnerabilities")
    probe = "select bool_or(not bloom_filter_excludes) from parquet_bloom_probe(?, 'finding', ?)"
    there, absent = finding_id("vulnerabilities", "t", "h7", "x"), "0" * 32
    told = [duckdb.execute(probe, [str(state.path), one]).fetchone() for one in (there, absent)]
    assert told == [(True,), (False,)]


def test_an_older_look_is_refused(tmp_path: Path) -> None:
    state = folded(tmp_path, [Scan(3, (("h", "x", "open"),))], "vulnerabilities")
    before = state.path.read_bytes()
    with pytest.raises(OutOfOrder, match="2026-01-02 06:00 is older than that of 2026-01-04"):
        fold(state.path, written(tmp_path, Scan(1, ()), "vulnerabilities"), "vulnerabilities", state.path.parent)
    assert state.path.read_bytes() == before


def test_a_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    look = written(tmp_path, Scan(1, ()), "vulnerabilities")
    with pytest.raises(UnusableState, match="not a state of vulnerabilities"):
        fold(look.tables["vulnerabilities"], look, "vulnerabilities", tmp_path)
    (tmp_path / "torn").write_bytes(b"PAR1")
    with pytest.raises(UnusableState, match="cannot be read"):
        fold(tmp_path / "torn", look, "vulnerabilities", tmp_path)
