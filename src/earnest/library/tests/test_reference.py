from __future__ import annotations

from pathlib import Path

import pytest

from earnest.library.catalogue import CROSSWALK_NOTE
from earnest.library.content import NotInLibraryError
from earnest.library.frameworks import framework, framework_ids, frameworks
from earnest.library.reference import render_crosswalk, render_frameworks


def test_the_page_shows_source_confidence_and_licence_caution_of_each_framework() -> None:
    page = render_frameworks()
    assert CROSSWALK_NOTE in page
    for entry in frameworks().values():
        section = page.split(f"\n## {entry.title}\n")[1].split("\n## ")[0]
        for text in (entry.source, entry.confidence, entry.licence_caution, str(entry.counts.total)):
            assert text in section
        assert ("Off by default" in section) is not entry.enabled_by_default


@pytest.mark.parametrize("framework_id", framework_ids())
def test_a_crosswalk_page_has_one_row_for_each_assessable_requirement(framework_id: str) -> None:
    page = render_crosswalk(framework_id)
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + framework(framework_id).counts.assessable
    assert all(row.replace("\\|", "").count("|") == 4 for row in rows)
    assert "supports" in page
    assert not any(row.endswith("|  |") for row in rows)


def test_a_part_stands_behind_its_core_control() -> None:
    assert "`" in render_crosswalk("gdpr")
    page = render_crosswalk("cyber-insurance-typical")
    assert "(`" in page


def test_the_same_library_gives_the_same_page() -> None:
    assert render_frameworks() == render_frameworks()


def test_an_unknown_framework_has_no_page() -> None:
    with pytest.raises(NotInLibraryError):
        render_crosswalk("iso")


def test_the_page_in_the_documentation_is_the_one_that_the_library_gives() -> None:
    page = Path(__file__).parents[4] / "docs" / "reference" / "frameworks.md"
    remedy = "write earnest.library.reference.render_frameworks() to docs/reference/frameworks.md"
    assert page.read_text(encoding="utf-8") == render_frameworks(), remedy
