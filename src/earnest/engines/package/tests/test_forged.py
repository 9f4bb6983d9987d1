"""Packages that their own signer forged: what can be seen is a difference, what cannot be seen is said."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from earnest.engines.documents import html
from earnest.engines.documents.model import Document, Paragraph, Section, Sentence
from earnest.engines.documents.parts import Figure, Name, Part, StatusRef
from earnest.engines.documents.plain import to_plain
from earnest.engines.documents.proof import Claim, ControlStep, Proof
from earnest.engines.package import Verdict, build, dsse, keys, layout, verify
from earnest.engines.package.building import Contents, write_whole
from earnest.engines.package.canonical import decode, encode
from earnest.engines.package.ledger import Chosen, content_hash, packaged
from earnest.engines.package.parts import LedgerContent, Statement
from earnest.engines.package.tests.making import AS_OF, KEY, MADE_AT, Small, entries, members, resigned

TRUSTED = keys.PublicKey.of(KEY.public_key())
Change = Callable[[dict[str, Any]], None]


def _json(name: str, change: Callable[[Any], Any]) -> Change:
    def applied(held: dict[str, Any]) -> None:
        value = json.loads(held[name])
        found = change(value)
        held[name] = encode(value if found is None else found)

    return applied


def _verdict(package: Small, folder: Path, change: Change) -> Verdict:
    return verify(resigned(package.path, folder / "forged.earnest", change), trusted_keys=[TRUSTED])


def _said(verdict: Verdict) -> set[tuple[str, str]]:
    return {(one.part, one.id) for one in verdict.unchecked}


def _document(claim_id: str, said: tuple[Part | str, ...], *more: Figure | StatusRef) -> Change:
    claim = Claim(claim_id, said, Proof((ControlStep("access", "Accounts are owned", "Ada"),)), more)
    sections = (Section("Controls", (Paragraph((Sentence((*said, *more)),)),)),)
    made = Document("What we do", "Birch & Co", "auditor", AS_OF, "ab" * 32, sections=sections, claims=(claim,))

    def applied(held: dict[str, Any]) -> None:
        held["narratives/auditor-iso.json"] = encode(to_plain(made))
        held["narratives/auditor-iso.html"] = html.render(made).encode()

    return applied


def _counts(first: int, second: int) -> Change:
    one = "test:access/accounts-human"
    said = (Figure(first, "count", one), " of ", Figure(second, "count", one), " accounts belong to nobody.")
    return _document(one, said)


ACCESS = (Name("Accounts are owned", "record"), " is ", StatusRef("partly-effective", "control:access", True), ".")
TURNED = (StatusRef("effective", "posture", True), ": ", Figure(50, "count", "posture"), ".")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_counts(0, 7), id="the count of another thing"),
        pytest.param(_counts(7, 1), id="counts in another order"),
        pytest.param(_document("control:access", ACCESS, Figure(999, "count", "control:access")), id="a further count"),
        pytest.param(
            _document("control:access", ACCESS, StatusRef("effective", "control:access")), id="a further status"
        ),
        pytest.param(_document("posture", TURNED), id="a posture turned round"),
    ],
)
def test_a_claim_states_only_what_was_concluded_where_it_was(package: Small, tmp_path: Path, change: Change) -> None:
    assert _verdict(package, tmp_path, change).parts == ("narrative",)


def test_a_claim_in_the_order_of_its_test_is_taken(package: Small, tmp_path: Path) -> None:
    verdict = _verdict(package, tmp_path, _counts(1, 7))
    assert verdict.good
    assert ("narrative", "sentences") in _said(verdict)


def test_a_bound_test_that_names_another_record_is_not_as_the_ledger_has_it(package: Small, tmp_path: Path) -> None:
    def names(record: str) -> Verdict:
        return _verdict(package, tmp_path, _json(layout.PARAMETERS, lambda held: held[0].update(record=record)))

    assert names("evidence.attestation:9").parts == ("ledger",)
    verdict = names("")
    assert any("names no entry" in one.why for one in verdict.unchecked)


def test_entries_can_be_withheld_only_where_something_is(package: Small, tmp_path: Path) -> None:
    change = _json(layout.ENTRIES, lambda held: [{**one, "content": None} for one in held])
    verdict = _verdict(package, tmp_path, change)
    assert {one.code for one in verdict.differences} == {"not-in-ledger"}


def _rewritten(package: Small, folder: Path, change: Callable[[list[LedgerContent]], None]) -> Verdict:
    """The package over another ledger, each entry after its own change."""
    chain = entries(package.contents.facts, package.contents.snapshots[0])
    change(chain)
    part = packaged([content_hash(one) for one in chain], [Chosen(n, chain[n - 1]) for n in (2, 4, 6, 8, 10, 11)])
    held: Contents = replace(package.contents, ledger=part)
    build(held, KEY, folder / "ledger.earnest", MADE_AT)
    return verify(folder / "ledger.earnest", trusted_keys=[TRUSTED])


def _also(record: str, after: dict[str, Any] | None) -> Callable[[list[LedgerContent]], None]:
    def applied(chain: list[LedgerContent]) -> None:
        change = {"record": record, "label": "it", "before": None, "after": after}
        chain[-1] = msgspec.structs.replace(chain[-1], changes=[change])

    return applied


@pytest.mark.parametrize(
    ("record", "after"),
    [
        ("controls.controlexception:3", {"revoked_on": "2026-03-01"}),
        ("controls.controlexception:3", {"decided_on": "2026-03-30"}),
        ("controls.controlexception:3", None),
        ("evidence.snapshot:5", {"rejected_count": 4}),
        ("evidence.snapshottable:8", {"snapshot": 5, "table": "accounts", "sha256": "ab" * 32}),
    ],
)
def test_what_the_ledger_says_of_a_record_is_held_against_the_package(
    package: Small, tmp_path: Path, record: str, after: dict[str, Any] | None
) -> None:
    assert _rewritten(package, tmp_path, _also(record, after)).parts == ("ledger",)


def test_a_table_that_the_ledger_has_is_counted_and_one_that_it_has_not_is_said(package: Small, tmp_path: Path) -> None:
    table = package.contents.snapshots[0].tables[0]
    kept = {"snapshot": 5, "table": "accounts", "sha256": table.sha256}
    verdict = _rewritten(package, tmp_path, _also("evidence.snapshottable:8", kept))
    assert (verdict.good, verdict.checked["tables as the ledger has them"]) == (True, 1)
    assert ("ledger", "1 tables") in _said(verify(package.path))


def test_a_ledger_that_shrank_or_is_another_does_not_follow(package: Small) -> None:
    size = package.contents.ledger.tree.size
    for earlier in ((size + 50, "ab" * 32), (size, "ab" * 32)):
        verdict = verify(package.path, earlier=earlier)
        assert [(one.code, one.part) for one in verdict.differences] == [("proof", "ledger")]


@pytest.mark.parametrize(
    "withheld",
    [
        {"columns": [], "rows": []},
        {"columns": [{"name": "nothing", "root": "ab"}], "rows": []},
        {"columns": [], "rows": [3, 3]},
        {"columns": [], "rows": [7]},
        {"columns": [], "rows": [-1]},
    ],
)
def test_what_cannot_be_withheld_is_no_reason_to_show_another_table(
    package: Small, tmp_path: Path, withheld: dict[str, Any]
) -> None:
    def change(held: dict[str, Any]) -> None:
        sha256 = package.contents.snapshots[0].tables[0].sha256
        held[layout.table_member(sha256, redacted=True)] = held.pop(layout.table_member(sha256))
        cells = {"cells_columns": [], "cells_root": "ab"}
        _json(layout.SNAPSHOTS, lambda one: one[0]["tables"][0].update(withheld={**withheld, **cells}))(held)

    assert "evidence" in _verdict(package, tmp_path, change).parts


def test_frameworks_that_are_named_and_not_there_are_said(package: Small, tmp_path: Path) -> None:
    def named(*frameworks: str) -> Verdict:
        build(replace(package.contents, frameworks=frameworks), KEY, tmp_path / "named.earnest", MADE_AT)
        return verify(tmp_path / "named.earnest")

    assert ("status", "framework soc2") in _said(named("iso", "soc2"))
    assert named("soc2").parts == ("fact",)


def test_what_no_package_shows_is_said_whatever_its_maker_left_out(package: Small) -> None:
    said = _said(verify(package.path))
    assert {
        ("fact", "requirements, controls and sources"),
        ("evidence", "raw files"),
        ("ledger", "entries that are not in the package"),
    } <= said


def test_a_source_that_is_fresher_than_its_evidence_is_said(package: Small, tmp_path: Path) -> None:
    later = _json("facts/sources.json", lambda held: held[0].update(last_observed_at="2026-03-31T20:00:00Z"))
    assert ("fact", "source okta") in _said(_verdict(package, tmp_path, later))


def test_a_control_test_that_the_reader_does_not_know_is_said(package: Small) -> None:
    test = package.contents.tests["accounts-human"]
    assert ("query", test.id) not in _said(verify(package.path, known={test.id: test.digest}))
    for known in ({}, {test.id: "ab" * 32}):
        assert ("query", test.id) in _said(verify(package.path, known=known))


@pytest.mark.parametrize(
    "change",
    [
        _json("facts/sources.json", lambda held: held[0].update(freshness_days=10**18)),
        _json("facts/sources.json", lambda held: held[0].update(last_observed_at="2026-03-31T08:00:00")),
        _json("results/access/accounts-human.json", lambda held: held.update(violations=[{"a": 1}], population=-5)),
    ],
)
def test_values_that_cannot_be_end_in_a_verdict(package: Small, tmp_path: Path, change: Change) -> None:
    assert "fact" in _verdict(package, tmp_path, change).parts


def test_a_day_without_a_zone_ends_in_a_verdict(package: Small, tmp_path: Path) -> None:
    held: dict[str, Any] = members(package.path)
    told = decode(held[layout.MANIFEST], Statement, layout.MANIFEST)
    told = msgspec.structs.replace(
        told, predicate=msgspec.structs.replace(told.predicate, as_of=AS_OF.replace(tzinfo=None))
    )
    held[layout.MANIFEST] = encode(told)
    held[layout.SIGNATURE] = dsse.sign(held[layout.MANIFEST], KEY)
    write_whole(held, tmp_path / "naive.earnest")
    assert not verify(tmp_path / "naive.earnest").good


def test_a_package_is_written_for_its_owner_alone(package: Small) -> None:
    assert stat.S_IMODE(package.path.stat().st_mode) == 0o600
