"""Every format against harmed files: a reading or an explanation, never another exception, nothing left behind."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.ingest.tests.examples import Example, every_example
from earnest.engines.ingest.tests.law import read_or_explain
from earnest.engines.ingest.tests.mutations import MUTATIONS, Mutation

EXAMPLES = every_example()


def named(example: Example) -> str:
    return f"{example.format}-{example.name}"


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
@settings(max_examples=6, deadline=None)
@given(mutation=st.sampled_from(MUTATIONS), seed=st.integers(0, 2**32))
def test_a_harmed_file_gives_a_reading_or_an_explanation(example: Example, mutation: Mutation, seed: int) -> None:
    content = mutation(example.content, random.Random(seed))
    with tempfile.TemporaryDirectory() as folder:
        read_or_explain(Path(folder), content, example.format)


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_a_file_of_another_kind_that_is_named_so_is_explained_or_empty(example: Example, tmp_path: Path) -> None:
    for number, content in enumerate((b"{}", b"[]", b"[{}]", b'{"a":[1]}', b"<a/>", b"a,b\n1,2\n", b"\xff" * 9)):
        folder = tmp_path / str(number)
        folder.mkdir()
        reading = read_or_explain(folder, content, example.format)
        assert reading is None or not any(file.rows for file in reading.tables.values())
