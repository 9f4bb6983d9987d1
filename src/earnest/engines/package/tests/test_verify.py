"""A package says what follows from it, and every change of it is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.package import PackageError, Verdict, build, keys, layout, verify
from earnest.engines.package.container import Container
from earnest.engines.package.tests.making import KEY, MADE_AT, OTHER, Small, resigned

TRUSTED = keys.PublicKey.of(KEY.public_key())


def test_what_was_packaged_is_recomputed(package: Small) -> None:
    verdict = verify(package.path, trusted_keys=[TRUSTED])
    assert verdict.differences == ()
    assert verdict.trust == "known"
    checked = verdict.checked
    assert checked["results recomputed"] == 1
    assert (checked["statuses of controls"], checked["statuses of requirements"]) == (2, 2)
    assert (checked["documents drawn anew"], checked["claims"]) == (1, 1)
    assert (checked["inclusion proofs"], checked["ledger entries"], checked["records as the ledger has them"]) == (
        5,
        5,
        5,
    )


def test_the_same_contents_give_the_same_bytes(package: Small, tmp_path: Path) -> None:
    again = build(package.contents, KEY, tmp_path / "again.earnest", MADE_AT)
    assert (tmp_path / "again.earnest").read_bytes() == package.path.read_bytes()
    assert again.sha256 == package.made.sha256


def test_a_key_that_the_reader_does_not_know_is_said(package: Small) -> None:
    verdict = verify(package.path)
    assert (verdict.good, verdict.trust) == (True, "unknown")
    assert any(one.part == "signature" and "not known to you" in one.why for one in verdict.unchecked)


def test_a_package_by_another_key_is_refused(package: Small) -> None:
    verdict = verify(package.path, trusted_keys=[keys.PublicKey.of(OTHER.public_key())])
    assert [(one.code, one.part) for one in verdict.differences] == [("other-key", "signature")]


def _members(part: str, package: Small) -> list[str]:
    with Container(package.path) as container:
        return [name for name in container.members if layout.part_of(name) == part]


def _flipped(package: Small, name: str, bit: int, out: Path) -> Path:
    with Container(package.path) as container:
        member = container.members[name]
    content = bytearray(package.path.read_bytes())
    bit %= member.size * 8
    content[member.offset + bit // 8] ^= 1 << bit % 8
    out.write_bytes(content)
    return out


PARTS = [part for part in layout.PART_NAMES if part != "timestamp"]


@pytest.mark.parametrize("part", PARTS)
@settings(max_examples=15)
@given(data=st.data())
def test_one_flipped_bit_is_refused_and_its_part_named(package: Small, part: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(_members(part, package)))
    out = package.path.with_name("flipped.earnest")
    verdict = verify(_flipped(package, name, data.draw(st.integers(0, 1 << 24)), out))
    assert part in verdict.parts
    assert any(one.id == name for one in verdict.differences)


@settings(max_examples=60)
@given(bit=st.integers(0))
def test_no_bit_of_the_file_can_be_flipped_unseen(package: Small, bit: int) -> None:
    content = bytearray(package.path.read_bytes())
    bit %= len(content) * 8
    content[bit // 8] ^= 1 << bit % 8
    out = package.path.with_name("anywhere.earnest")
    out.write_bytes(content)
    try:
        good = verify(out).good
    except PackageError:
        good = False
    assert not good


def _json(name: str, change: Callable[[Any], None]) -> Callable[[dict[str, Any]], None]:
    def applied(held: dict[str, Any]) -> None:
        value = json.loads(held[name])
        change(value)
        held[name] = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    return applied


def _set(*path: str | int, to: object) -> Callable[[Any], None]:
    def applied(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = to

    return applied


def _query(held: dict[str, Any]) -> None:
    name = "tests/accounts-human.sql"
    held[name] = held[name].replace(b"kind <> 'person'", b"kind <> 'service'")


RESULT = "results/access/accounts-human.json"
FORGED: list[tuple[str, Callable[[dict[str, Any]], None], str]] = [
    ("a looser parameter", _json(layout.PARAMETERS, _set(0, "given", to={"max_share": 0.25})), "result"),
    ("a parameter out of range", _json(layout.PARAMETERS, _set(0, "given", to={"max_share": 0.9})), "parameter"),
    ("another query", _query, "result"),
    ("a result without violations", _json(RESULT, _set("violation_count", to=0)), "result"),
    ("a result of another population", _json(RESULT, _set("population", to=700)), "result"),
    ("a better status", _json(layout.STATUSES, _set("requirements", 1, "status", to="not applicable")), "status"),
    ("an exception prolonged", _json("facts/exceptions.json", _set(0, "ends_on", to="2027-06-30")), "ledger"),
    ("an exception for all tests", _json("facts/exceptions.json", _set(0, "test_id", to=None)), "result"),
    ("an older inspection", _json("facts/inspected.json", _set(0, "valid_until", to="2027-12-31")), "ledger"),
    ("another observed time", _json(layout.SNAPSHOTS, _set(0, "observed_at", to="2026-03-30T08:59:59Z")), "result"),
    ("a status in a document", lambda held: _document(held, "failing"), "narrative"),
    ("another page", lambda held: held.update({"narratives/auditor-iso.html": b"<p>All is well.</p>"}), "narrative"),
    ("a reason in the ledger", _json(layout.ENTRIES, _set(0, "content", "reason", to="because")), "ledger"),
    ("another root", _json(layout.TREE, _set("root", to="ab" * 32)), "ledger"),
    ("a proof cut short", _json(layout.ENTRIES, _set(0, "proof", to=[])), "ledger"),
    ("an entry at another place", _json(layout.ENTRIES, _set(0, "number", to=3)), "ledger"),
    ("a result left out", lambda held: held.pop(RESULT), "result"),
    ("a test left out", lambda held: held.pop("tests/accounts-human.sql"), "query"),
    ("an argument for a source", _json("facts/sources.json", _set(0, "last_observed_at", to=None)), "fact"),
]


def _document(held: dict[str, Any], status: str) -> None:
    from earnest.engines.documents import html
    from earnest.engines.documents.plain import to_plain
    from earnest.engines.package.canonical import encode
    from earnest.engines.package.tests.making import document

    made = document(status)
    held["narratives/auditor-iso.json"] = encode(to_plain(made))
    held["narratives/auditor-iso.html"] = html.render(made).encode()


@pytest.mark.parametrize(("change", "part"), [pytest.param(*one[1:], id=one[0]) for one in FORGED])
def test_a_forger_who_signs_anew_is_found_by_recomputing(
    package: Small, tmp_path: Path, change: Callable[[dict[str, Any]], None], part: str
) -> None:
    verdict = _forged(package, tmp_path, change)
    assert part in verdict.parts
    assert all(one.expected != one.found and one.meaning for one in verdict.differences)


def _forged(package: Small, tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Verdict:
    return verify(resigned(package.path, tmp_path / "forged.earnest", change), trusted_keys=[TRUSTED])


def test_a_member_that_nobody_signed_is_refused(package: Small, tmp_path: Path) -> None:
    from earnest.engines.package.building import write_whole
    from earnest.engines.package.tests.making import members

    held = members(package.path)
    write_whole({**held, "tests/extra.sql": b"select 1"}, tmp_path / "more.earnest")
    write_whole({n: c for n, c in held.items() if n != RESULT}, tmp_path / "less.earnest")
    assert [(d.code, d.id) for d in verify(tmp_path / "more.earnest").differences] == [("added", "tests/extra.sql")]
    assert [(d.code, d.id) for d in verify(tmp_path / "less.earnest").differences] == [("missing", RESULT)]
