"""The control tests that the library ships, parsed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from earnest.engines.control_tests import ControlTest, parse
from earnest.library import content
from earnest.library.content import LibraryError, NotInLibraryError


@cache
def control_tests() -> Mapping[str, ControlTest]:
    """The shipped control tests by id, in alphabetical order of their domain and file.

    Raises LibraryError where two files carry the same id, and what `parse` raises for a file that is no control test.
    """
    found: dict[str, ControlTest] = {}
    folder = content.ROOT / "control_tests"
    for path in sorted(folder.glob("*/*.sql")):
        place = path.relative_to(folder).as_posix()
        test = parse(path.read_text(encoding="utf-8"), place=place)
        if test.id in found:
            raise LibraryError(f"control_tests/{place}", f"the id {test.id!r} is taken by another control test")
        found[test.id] = test
    return MappingProxyType(found)


def control_test(test_id: str) -> ControlTest:
    """The shipped control test of that id. Raises NotInLibraryError."""
    if test_id not in control_tests():
        raise NotInLibraryError("control test", test_id, tuple(control_tests()))
    return control_tests()[test_id]
