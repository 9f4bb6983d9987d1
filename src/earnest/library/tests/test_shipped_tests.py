from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from earnest.library import content
from earnest.library.catalogue import catalogue
from earnest.library.content import LibraryError, NotInLibraryError
from earnest.library.shipped_tests import control_test, control_tests


@pytest.fixture
def fresh() -> Iterator[None]:
    control_tests.cache_clear()
    yield
    control_tests.cache_clear()


def test_every_shipped_control_test_is_read_once_by_its_id() -> None:
    files = list((content.ROOT / "control_tests").glob("*/*.sql"))
    assert len(control_tests()) == len(files) > 0
    assert all(test_id == test.id for test_id, test in control_tests().items())
    assert control_tests() is control_tests()


def test_every_shipped_control_test_checks_a_control_of_the_catalogue() -> None:
    assert {test.control for test in control_tests().values()} <= set(catalogue())


@pytest.mark.usefixtures("fresh")
def test_two_files_with_one_id_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = next((content.ROOT / "control_tests").glob("*/*.sql")).read_text(encoding="utf-8")
    for domain in ("a", "b"):
        (tmp_path / "control_tests" / domain).mkdir(parents=True)
        (tmp_path / "control_tests" / domain / "same.sql").write_text(source, encoding="utf-8")
    monkeypatch.setattr(content, "ROOT", tmp_path)
    with pytest.raises(LibraryError, match=r"control_tests/b/same\.sql: the id .* is taken"):
        control_tests()


def test_an_unknown_control_test_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotInLibraryError, match="no control test 'nothing'"):
        control_test("nothing")
