from __future__ import annotations

import io
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.ingest import json_stream
from earnest.engines.ingest.coerce import FieldError
from earnest.engines.ingest.json_stream import Element, JsonStream

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(alphabet='ab"\\{}[],: é😀\n', max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab"\\}', max_size=4), inner, max_size=4),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(st.sampled_from(["id", "x", "[]", '"}']), VALUES, max_size=3), max_size=12)


def all_elements(text: str, kind: Any = Any) -> list[Any]:
    stream = JsonStream(io.BytesIO(text.encode()))
    return [item for batch in stream.batches(Element(kind)) for item in batch or ()]


@pytest.fixture(autouse=True, params=[7, 64, json_stream.CHUNK])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(json_stream, "CHUNK", request.param)
    return int(request.param)


@settings(max_examples=20, deadline=None)
@given(records=RECORDS, indent=st.sampled_from([None, 0, 3]), ascii_only=st.booleans())
def test_an_array_in_parts_is_what_the_standard_library_reads_whole(
    records: list[dict[str, Any]], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(records, indent=indent, ensure_ascii=ascii_only)
    assert all_elements(text) == json.loads(text)


@settings(max_examples=20, deadline=None)
@given(record=st.dictionaries(st.text(max_size=5), VALUES, max_size=6), skipped=st.integers(0, 5))
def test_fields_can_be_taken_or_skipped(record: dict[str, Any], skipped: int) -> None:
    text = json.dumps(record, ensure_ascii=False)
    stream = JsonStream(io.BytesIO(text.encode()))
    found = {}
    for number, key in enumerate(stream.fields()):
        if number == skipped:
            stream.skip()
        else:
            found[key] = json.loads(stream.value())
    wanted = {key: value for number, (key, value) in enumerate(json.loads(text).items()) if number != skipped}
    assert found == wanted
    assert stream.peek() == b""


@settings(max_examples=15, deadline=None)
@given(
    records=st.lists(st.dictionaries(st.text(max_size=3), VALUES), max_size=8),
    end=st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_lines_are_read_one_by_one(records: list[dict[str, Any]], end: str) -> None:
    text = end.join(json.dumps(record) for record in records)
    stream = JsonStream(io.BytesIO(text.encode()))
    found: list[Any] = [item for batch in stream.lines(Element(Any)) for item in batch]
    assert found == records


def test_only_the_element_that_does_not_fit_is_an_error() -> None:
    class Thing(msgspec.Struct):
        id: int

    things = all_elements(json.dumps([{"id": 1}, {"id": "2"}, {"id": 3}]), Thing)
    assert [getattr(thing, "id", None) for thing in things] == [1, None, 3]
    assert isinstance(things[1], FieldError)
    assert things[1].field == "id"
