"""The quick ways in give what the slow ones give: rows by columns, XML of which only some elements are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.ingest.document import open_document
from earnest.engines.ingest.writer import Sink
from earnest.engines.ingest.xml_stream import XmlHandler, parse_xml

GOOD: dict[str, Any] = {"finding_id": "f", "tool": "t", "asset_id": "a", "severity": "high"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {"severity": st.sampled_from(["high", "huge", None]), "port": st.sampled_from([1, None, True])}
    )
)


@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_rows_by_columns_are_stored_or_rejected_as_rows_one_by_one_are(
    rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = [{**GOOD, **row} for row in rows]
    places = [f"row {number}" for number in range(len(rows))]
    single, many = (Sink(tmp_path_factory.mktemp(name), ["vulnerabilities"]) for name in ("single", "many"))
    for place, row in zip(places, whole, strict=True):
        single.add(place, [("vulnerabilities", row)])
    many.add_columns("vulnerabilities", places, {name: [row[name] for row in whole] for name in (*GOOD, "port")})
    one, other = (sink.close()["vulnerabilities"] for sink in (single, many))
    assert pq.read_table(one.path).equals(pq.read_table(other.path))
    assert (one.rows, single.rejected) == (other.rows, many.rejected)


def test_a_column_that_no_table_has_is_a_mistake_of_the_format(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    with pytest.raises(KeyError, match="colour"):
        sink.add_columns("vulnerabilities", ["row 1"], {"colour": ["red"]})
    sink.abandon()


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> str:
    tag = draw(st.sampled_from("abcd"))
    parts = [draw(st.sampled_from(["", "x", "yz"]))]
    for _ in range(draw(st.integers(0, 3)) if depth < 4 else 0):
        parts += [draw(trees(depth + 1)), draw(st.sampled_from(["", "t", "uv"]))]
    return f"<{tag}>{''.join(parts)}</{tag}>"


@settings(max_examples=15, deadline=None)
@given(tree=trees())
def test_elements_that_nobody_asks_for_change_nothing_of_the_others(
    tree: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("xml") / "x.xml"
    path.write_text(f"<root>{tree}</root>")
    told: list[list[tuple[str, str]]] = []
    for tags in (None, frozenset("ab")):
        heard: list[tuple[str, str]] = []
        told.append(heard)

        def start(tag: str, _: dict[str, str], heard: list[tuple[str, str]] = heard) -> None:
            heard.append(("start", tag))

        def end(tag: str, text: str, heard: list[tuple[str, str]] = heard) -> None:
            heard.append((tag, text))

        parse_xml(open_document(path), XmlHandler(start, end, frozenset("a").__contains__, tags))
    every, some = told
    assert some == [(kind, word) for kind, word in every if {kind, word} & {"root", "a", "b"}]
