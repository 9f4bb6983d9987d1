"""The same body again is recognised, and only the same body."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.ingest import body as bodies
from earnest.engines.ingest import read_file, recognise
from earnest.engines.ingest.body import Body, made_again
from earnest.engines.ingest.formats import FORMATS
from earnest.engines.ingest.tests.examples import every_example

REPORT = {
    "SchemaVersion": 2,
    "ReportID": "017b7d41-e09f-7000-80ea-000000000001",
    "CreatedAt": "2026-11-01T08:00:00.123456789Z",
    "ArtifactName": "shop:1",
    "ArtifactType": "container_image",
    "Results": [{"Target": "shop:1", "Class": "os-pkgs", "Vulnerabilities": [{"VulnerabilityID": "CVE-2026-1"}]}],
}
LATER = {"CreatedAt": "2026-11-02T08:00:00Z", "ReportID": "017b7d41-e09f-7000-80ea-000000000002"}


def body_of(content: bytes, folder: Path, *, block: int = 1 << 20) -> Body | None:
    path = folder / "report.json"
    path.write_bytes(content)
    known = recognise(path)
    if known is None:
        return None
    with known.digest() as digest:
        for start in range(0, len(content), block):
            digest.add(content[start : start + block])
        return digest.close()


def written(**changed: object) -> bytes:
    return json.dumps({**REPORT, **changed}).encode()


def sha(content: bytes, folder: Path) -> str:
    found = body_of(content, folder)
    assert found is not None
    return found.sha256


def test_a_report_made_again_has_the_same_body_and_its_own_time(tmp_path: Path) -> None:
    first, later = body_of(written(), tmp_path), body_of(written(**LATER), tmp_path)
    assert first is not None
    assert later is not None
    assert first.sha256 == later.sha256
    assert (first.observed_at.day, later.observed_at) == (1, datetime(2026, 11, 2, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    "changed",
    [
        {"ArtifactName": "shop:2"},
        {"SchemaVersion": 3},
        {"Results": []},
        {"Results": [{"Target": "x", "Class": "os-pkgs", "CreatedAt": LATER["CreatedAt"]}]},
        {"Metadata": {"CreatedAt": LATER["CreatedAt"]}},
        {"ReportID": "not a UUID, but what somebody wants to hide"},
        {"Comment": LATER["CreatedAt"]},
    ],
)
def test_anything_else_that_differs_is_another_body(changed: dict[str, object], tmp_path: Path) -> None:
    assert sha(written(**changed), tmp_path) != sha(written(), tmp_path)


def test_a_time_deeper_down_stays_in_the_body(tmp_path: Path) -> None:
    one, other = ({"Metadata": {"CreatedAt": when}} for when in (REPORT["CreatedAt"], LATER["CreatedAt"]))
    assert sha(written(**one), tmp_path) != sha(written(**other), tmp_path)


@pytest.mark.parametrize("when", ["yesterday", "2026-11-31T08:00:00Z", "2026-11-01", None, 7, ""])
def test_a_report_that_does_not_say_when_it_was_made_has_no_body(when: object, tmp_path: Path) -> None:
    assert body_of(written(CreatedAt=when), tmp_path) is None


def test_a_time_that_stands_twice_is_no_time(tmp_path: Path) -> None:
    twice = written().replace(b'{"SchemaVersion"', b'{"CreatedAt": "2026-11-02T08:00:00Z", "SchemaVersion"')
    assert body_of(twice, tmp_path) is None


def test_what_is_left_out_keeps_its_place(tmp_path: Path) -> None:
    moved = {key: REPORT[key] for key in sorted(REPORT)}
    assert sha(json.dumps(moved).encode(), tmp_path) != sha(written(), tmp_path)


def test_another_reader_has_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sha(written(), tmp_path)
    monkeypatch.setattr(bodies, "reader", lambda: "another")
    assert sha(written(), tmp_path) != first


def test_the_reader_is_its_source_and_what_it_rests_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = bodies.reader()
    assert known == bodies.reader.__wrapped__()
    for folder in ("ingest", "canonical"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ingest" / "format.py").write_text("a = 1")
    monkeypatch.setattr(bodies, "_PACKAGE", tmp_path / "ingest")
    one = bodies.reader.__wrapped__()
    (tmp_path / "ingest" / "format.py").write_text("a = 2")
    assert len({known, one, bodies.reader.__wrapped__()}) == 3
    monkeypatch.setattr(msgspec, "__version__", "0")
    assert bodies.reader.__wrapped__() not in (known, one)


def test_a_file_that_changes_on_the_way_has_no_body(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(written())
    known = recognise(path)
    assert known is not None
    for other in (written(**LATER), written() + b" ", written()[:-1]):
        with known.digest() as digest:
            digest.add(other)
            assert digest.close() is None


@settings(max_examples=15, deadline=None)
@given(
    name=st.text(max_size=6).map(lambda text: text + "}\"'{[CreatedAt"),
    after=st.text(max_size=40),
    cut=st.integers(1, 9),
)
def test_the_body_is_cut_where_the_value_is(
    name: str, after: str, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("body")
    one, other = (
        json.dumps({name: [1, {"a": after}], **REPORT, "after": after, **when}, ensure_ascii=False).encode(
            errors="replace"
        )
        for when in ({}, LATER)
    )
    head = max(map(len, (one, other)))
    first, again = body_of(one, folder), body_of(other, folder, block=head + cut)
    assert first is not None
    assert again is not None
    assert first.sha256 == again.sha256


VOLATILE = {one.id: one.volatile for one in FORMATS if one.volatile}
MADE = [
    written(),
    *(one.content for one in every_example() if one.format in VOLATILE and b'"CreatedAt"' in one.content),
]


@pytest.mark.parametrize("content", MADE, ids=range(len(MADE)))
def test_tables_made_again_are_what_reading_gives(content: bytes, tmp_path: Path) -> None:
    later = re.sub(rb'"CreatedAt": ?"[^"]*"', b'"CreatedAt": "2026-11-22T08:00:00.5+01:00"', content)
    assert later != content
    _same_tables(content, later, tmp_path)


def _same_tables(first: bytes, later: bytes, folder: Path) -> None:
    paths = [folder / "first.json", folder / "another name.json"]
    for path, content in zip(paths, (first, later), strict=True):
        path.write_bytes(content)
    earlier, whole = (read_file(path, into=folder / path.stem) for path in paths)
    body = body_of(later, folder)
    assert body is not None
    into = folder / "made"
    into.mkdir()
    tables = {name: file.path for name, file in earlier.tables.items()}
    made = made_again(tables, body, into)
    assert made.keys() == {"scan_targets"}
    tables |= {name: file.path for name, file in made.items()}
    assert {name: path.read_bytes() for name, path in tables.items()} == {
        name: file.path.read_bytes() for name, file in whole.tables.items()
    }
    assert whole.observed_at == body.observed_at
    told = [(one.rejected, one.ignored, one.part, one.notes) for one in (earlier, whole)]
    assert told[0] == told[1]


def test_trivy_is_the_only_format_with_volatile_places_and_is_tried_above() -> None:
    assert VOLATILE.keys() == {"trivy"}
    assert len(MADE) > 1
