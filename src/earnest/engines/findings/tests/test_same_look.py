"""A look that shows what the one before showed is folded the short way, to the same rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.findings import Folded, Look, StateTable, folding
from earnest.engines.findings.folding import fold
from earnest.engines.findings.tests.test_fold import Scan, folded, histories, spells, written


def both(folder: Path, state: Folded, before: Look, look: Look, table: StateTable) -> tuple[Folded, Folded]:
    """Folded the short way, if it holds, and the long way."""
    for name in ("short", "long"):
        (folder / name).mkdir()
    short = fold(state.path, look, table, folder / "short", before=before)
    return short, fold(state.path, look, table, folder / "long")


@pytest.mark.parametrize("table", ["vulnerabilities", "config_checks"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_short_way_gives_the_rows_and_counts_of_the_long_way(
    table: StateTable, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("same")
    scans = data.draw(histories(table))
    state = folded(folder, scans, table)
    before = written(folder, scans[-1], table)
    for days in (0, 3):
        into = folder / str(days)
        into.mkdir()
        again = replace(before, snapshot=f"{days:064}", observed_at=before.observed_at + timedelta(days=days))
        short, long = both(into, state, before, again, table)
        assert replace(short, path=long.path) == long
        assert spells(short.path) == spells(long.path)


def test_a_look_with_other_targets_is_folded_the_long_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("a", "x", "open"), ("b", "y", "open"))
    first = Scan(0, rows, (("a", True), ("b", True)))
    state = folded(tmp_path, [first], "vulnerabilities")
    before = written(tmp_path, first, "vulnerabilities")
    other = written(tmp_path / "other", replace(first, targets=(("a", True), ("b", False))), "vulnerabilities")
    targets = {**before.tables, "scan_targets": other.tables["scan_targets"]}
    looks = {
        "same": replace(before, tables=dict(before.tables)),
        "signed in elsewhere": replace(before, tables=targets),
        "no targets": replace(before, tables={"vulnerabilities": before.tables["vulnerabilities"]}),
        "other rows": replace(before, tables={**before.tables, "vulnerabilities": other.tables["vulnerabilities"]}),
        "other part": replace(before, part="p"),
    }
    short: list[Look] = []
    way = folding._seen_again

    def noted(*given: Any) -> Folded:
        short.append(given[2])
        return way(*given)

    monkeypatch.setattr(folding, "_seen_again", noted)
    for name, look in looks.items():
        short.clear()
        fold(state.path, look, "vulnerabilities", tmp_path, before=before)
        assert bool(short) == (name == "same"), name
    short.clear()
    fold(
        state.path,
        before,
        "vulnerabilities",
        tmp_path,
        before=replace(before, observed_at=before.observed_at - timedelta(1)),
    )
    assert not short
