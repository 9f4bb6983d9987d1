"""Writing OSCAL documents, one kind or all of a framework, each whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from earnest.engines.oscal.checking import problems
from earnest.engines.oscal.writing import Document, sealed, to_json
from earnest.foundation.errors import Broken, EarnestError, Invalid
from earnest.interfaces.oscal import assessing, catalogs, implementing
from earnest.interfaces.oscal.record import File, Told

KINDS = (
    "catalog",
    "profile",
    "component-definition",
    "ssp",
    "assessment-plan",
    "assessment-results",
    "poam",
)


@dataclass(frozen=True)
class Written:
    """A document that was written. `sha256` is that of its bytes."""

    path: Path
    kind: str
    sha256: str


@dataclass(frozen=True)
class Made:
    """The documents of one framework, each made when it is first asked for; they refer to one another by hash."""

    told: Told

    @cached_property
    def _kept(self) -> dict[str, Document]:
        return {}

    def name(self, kind: str) -> str:
        return f"{self.told.framework.key}-{kind}.json"

    def document(self, kind: str) -> Document:
        """Invalid for an unknown kind, and for a plan of action with nothing open."""
        if kind not in KINDS:
            raise Invalid(f"There is no OSCAL document {kind!r}. Kinds: {', '.join(KINDS)}.", field="kind")
        if kind not in self._kept:
            if kind != "catalog" and not self.told.applying:
                raise Invalid(
                    f"No requirement of {self.told.framework.title} applies, so there is only a catalog to write.",
                    field="kind",
                )
            self._kept[kind] = sealed(self._builder(kind)(), self.told.owner, self.told.framework.key, kind)
        return self._kept[kind]

    def content(self, kind: str) -> bytes:
        return to_json(self.document(kind))

    def checked(self, kind: str) -> bytes:
        """The bytes of a document that holds together with those that it builds on; Broken names what does not."""
        belonging = {one: self.document(one) for one in _NEEDS[kind]}
        found = problems({**belonging, kind: self.document(kind)})
        if found:
            raise Broken(f"The OSCAL document {kind} does not hold together: {found[0]}. This is a fault of Earnest.")
        return self.content(kind)

    def _builder(self, kind: str) -> Callable[[], Document]:
        told = self.told
        builders: dict[str, Callable[[], Document]] = {
            "catalog": lambda: catalogs.catalog(told),
            "profile": lambda: catalogs.profile(told, self._file("catalog")),
            "component-definition": lambda: implementing.component_definition(told, self._file("profile")),
            "ssp": lambda: implementing.security_plan(told, self._file("profile")),
            "assessment-plan": lambda: assessing.plan(told, self._file("ssp")),
            "assessment-results": lambda: assessing.results(told, self._file("assessment-plan")),
            "poam": lambda: assessing.plan_of_action(told, self._file("ssp")),
        }
        return builders[kind]

    def _file(self, kind: str) -> File:
        document = self.document(kind)
        sha256 = hashlib.sha256(to_json(document)).hexdigest()
        return File(self.name(kind), document.metadata.title, sha256)


_NEEDS: dict[str, tuple[str, ...]] = {
    "catalog": (),
    "profile": ("catalog",),
    "component-definition": ("catalog", "profile"),
    "ssp": ("catalog", "profile"),
    "assessment-plan": ("catalog", "profile", "ssp"),
    "assessment-results": ("catalog", "profile", "ssp", "assessment-plan"),
    "poam": ("catalog", "profile", "ssp"),
}
"""What each document builds on."""


def write_one(told: Told, kind: str, path: Path) -> Written:
    """Write one document to a file."""
    return _write(path, kind, Made(told).checked(kind))


def write_all(told: Told, folder: Path) -> tuple[tuple[Written, ...], str]:
    """Write every document of a framework to a folder, and what was left out and why, in words."""
    made, written, left = Made(told), [], ""
    contents: dict[str, bytes] = {}
    for kind in KINDS:
        try:
            contents[kind] = made.checked(kind)
        except Invalid as error:
            left = str(error)
    for kind, content in contents.items():
        written.append(_write(folder / made.name(kind), kind, content))
    return tuple(written), left


def _write(path: Path, kind: str, content: bytes) -> Written:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EarnestError(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
    return Written(path, kind, hashlib.sha256(content).hexdigest())
