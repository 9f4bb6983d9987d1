"""The table of rules in the guide to honesty is the one of the program."""

from __future__ import annotations

from earnest.narrative.honesty import RULES
from tests.documentation.conftest import DOCS

PAGE = (DOCS / "guide/honesty.md").read_text(encoding="utf-8")


def test_every_rule_stands_in_the_guide_as_it_is() -> None:
    shown = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert shown == [f"| `{one.id}` | {one.severity.value} | {one.title} | {one.way_out} |" for one in RULES]
