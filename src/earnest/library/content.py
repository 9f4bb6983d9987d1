"""Reads the YAML files of the library into frozen dataclasses."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

ROOT = Path(__file__).parent
"""The folder that the library's files stand in."""

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Shape = TypeVar("Shape")


class LibraryError(ValueError):
    """A file of the library does not have the shape that its reader promises. `place`: the file, below the library."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"library file {place}: {what}. Mend the file, or install Earnest again.")
        self.place = place


class NotInLibraryError(LookupError):
    """An id that the library does not hold. `known` are the ids that it holds."""

    def __init__(self, kind: str, wanted: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no {kind} {wanted!r} in the library; there are: {', '.join(known)}")
        self.known = known


def read(place: str, shape: type[Shape]) -> Shape:
    """The file at `place` (below the library's root) as a value of `shape`.

    Raises LibraryError where the file is missing, is not YAML or does not have that shape.
    """
    try:
        raw = yaml.load((ROOT / place).read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader, the quick one
        return msgspec.convert(raw, type=shape)
    except OSError as error:
        raise LibraryError(place, f"cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise LibraryError(place, f"is not YAML ({error})") from error
    except msgspec.ValidationError as error:
        raise LibraryError(place, str(error)) from error


def ids_in(folder: str) -> tuple[str, ...]:
    """Names, without their ending, of the YAML files in a folder of the library, in alphabetical order."""
    return tuple(sorted(path.stem for path in (ROOT / folder).glob("*.yaml")))
