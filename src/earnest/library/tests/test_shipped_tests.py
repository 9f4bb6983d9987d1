from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from earnest.engines.control_tests import admission, dissection
from earnest.library import content, index_control_tests, shipped_tests
from earnest.library.catalogue import catalogue
from earnest.library.content import LibraryError, NotInLibraryError
from earnest.library.shipped_tests import control_test, control_test_ids, control_tests, domain_of


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty library with two domains of control tests, a and b; nothing read from it outlives the test."""
    for domain in ("a", "b"):
        (tmp_path / "control_tests" / domain).mkdir(parents=True)
    monkeypatch.setattr(content, "ROOT", tmp_path)
    shipped_tests._files.cache_clear()
    control_test.cache_clear()
    yield tmp_path / "control_tests"
    shipped_tests._files.cache_clear()
    control_test.cache_clear()


SOURCE = next((content.ROOT / "control_tests").glob("*/*.sql"))
TEXT = SOURCE.read_text(encoding="utf-8")


def test_every_shipped_control_test_is_read_by_the_name_of_its_file() -> None:
    files = list((content.ROOT / "control_tests").glob("*/*.sql"))
    assert len(control_tests()) == len(files) > 0
    assert all(test_id == test.id for test_id, test in control_tests().items())
    assert control_tests() is control_tests()


def test_every_shipped_control_test_checks_a_control_of_the_catalogue() -> None:
    assert {test.control for test in control_tests().values()} <= set(catalogue())


def test_the_ids_are_known_without_reading_the_files(copies: Path) -> None:
    (copies / "a" / "broken.sql").write_text("nothing", encoding="utf-8")
    assert control_test_ids() == ("broken",)
    assert domain_of("broken") == "a"


def test_two_files_with_one_id_are_refused(copies: Path) -> None:
    for domain in ("a", "b"):
        (copies / domain / "same.sql").write_text(TEXT, encoding="utf-8")
    with pytest.raises(LibraryError, match=r"control_tests/b/same\.sql: the id 'same' is taken by control_tests/a"):
        control_test_ids()


def test_a_file_is_named_after_its_test(copies: Path) -> None:
    (copies / "a" / "other.sql").write_text(TEXT, encoding="utf-8")
    with pytest.raises(LibraryError, match=f"holds the control test '{SOURCE.stem}'"):
        control_test("other")


def test_an_unknown_control_test_is_answered_with_those_there_are() -> None:
    for ask in (control_test, domain_of):
        with pytest.raises(NotInLibraryError, match="no control test 'nothing'"):
            ask("nothing")


def test_the_index_of_the_shipped_control_tests_is_up_to_date() -> None:
    path = content.ROOT / "control_tests" / "index.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    made = {admission.key_of(test): test for test in control_tests().values()}
    advice = f"run: {index_control_tests.COMMAND}"
    assert known.keys() == made.keys(), advice
    for key, test in made.items():
        assert known[key] == json.loads(json.dumps(asdict(dissection.admission(test)))), f"{test.id}; {advice}"


def test_reading_the_shipped_control_tests_needs_no_parser_of_sql() -> None:
    program = (
        "import sys; from earnest.library.shipped_tests import control_tests; control_tests(); "
        "import earnest.engines.control_tests.runner; sys.exit('sqlglot' in sys.modules or 'duckdb' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
