"""The Python in the documentation runs, and prints what the page says that it prints."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from tests.documentation.conftest import DOCS

BLOCK = re.compile(r"^```(python|text)\n(.*?)^```", flags=re.S | re.M)
PAGES = [path for path in sorted((DOCS / "how-to").glob("*.md")) if "```python\n" in path.read_text(encoding="utf-8")]


def blocks(page: Path) -> list[tuple[str, str, str]]:
    """Each block of Python of a page with the text that stands below it and the place, for an error to name."""
    text = page.read_text(encoding="utf-8")
    found: list[tuple[str, str, str]] = []
    for hit in BLOCK.finditer(text):
        if hit[1] == "python":
            found.append((hit[2], "", f"{page.name}:{text[: hit.start()].count(chr(10)) + 1}"))
        elif found:
            found[-1] = (found[-1][0], hit[2], found[-1][2])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_shown_runs_and_prints_what_stands_below_it(page: Path) -> None:
    names: dict[str, Any] = {}
    for code, printed, place in blocks(page):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, place, "exec"), names)
        assert said.getvalue() == printed, place


def test_the_risk_engine_is_shown() -> None:
    assert "risk-engine" in [page.stem for page in PAGES]
