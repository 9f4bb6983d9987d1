"""The control tests that the library ships, parsed. A file is named by the id of its test: `<domain>/<id>.sql`.

`control_tests/index.json` holds what the gate found out about their queries, so that unchanged ones are not parsed
again;
a query that is not in it goes through the gate. It is written by `python -m earnest.library.index_control_tests`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from earnest.engines.control_tests import admission
from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.parsing import parse
from earnest.library import content
from earnest.library.content import LibraryError, NotInLibraryError


@cache
def _files() -> Mapping[str, Path]:
    """The file of each control test, in alphabetical order of domain and id."""
    found: dict[str, Path] = {}
    for path in sorted((content.ROOT / "control_tests").glob("*/*.sql")):
        if path.stem in found:
            raise LibraryError(_place(path), f"the id {path.stem!r} is taken by {_place(found[path.stem])}")
        found[path.stem] = path
    return found


@cache
def _use_index() -> None:
    path = content.ROOT / "control_tests" / "index.json"
    if path.is_file():
        admission.remember(path.read_text(encoding="utf-8"))


def _place(path: Path) -> str:
    return path.relative_to(content.ROOT).as_posix()


def control_test_ids() -> tuple[str, ...]:
    """Ids of the shipped control tests, domain after domain, without reading them."""
    return tuple(_files())


@cache
def control_test(test_id: str) -> ControlTest:
    """The shipped control test of that id; reads its file once, and reads no other.

    Raises NotInLibraryError, LibraryError where the file holds another id, and BadTest for a file that is no test.
    """
    if test_id not in _files():
        raise NotInLibraryError("control test", test_id, control_test_ids())
    path = _files()[test_id]
    _use_index()
    test = parse(path.read_text(encoding="utf-8"), place=_place(path))
    if test.id != test_id:
        raise LibraryError(_place(path), f"holds the control test {test.id!r}; name the file after its id")
    return test


@cache
def control_tests() -> Mapping[str, ControlTest]:
    """All shipped control tests by id."""
    return MappingProxyType({test_id: control_test(test_id) for test_id in control_test_ids()})


def domain_of(test_id: str) -> str:
    """The folder that the shipped control test stands in. Raises NotInLibraryError."""
    if test_id not in _files():
        raise NotInLibraryError("control test", test_id, control_test_ids())
    return _files()[test_id].parent.name
