"""A package that is being verified: its container, its manifest, and a folder for files that programs must read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.results import TestResult
from earnest.engines.package import layout
from earnest.engines.package.canonical import MAX_JSON, decode
from earnest.engines.package.concluding import Facts, Key
from earnest.engines.package.container import Container
from earnest.engines.package.errors import Malformed
from earnest.engines.package.parts import SnapshotFile, Statement
from earnest.engines.package.verdict import Findings

T = TypeVar("T")


@dataclass
class Opened:
    """What is known of the package so far. Each check adds what the ones after it need."""

    container: Container
    folder: Path
    found: Findings = field(default_factory=Findings)
    statement: Statement | None = None
    facts: Facts | None = None
    snapshots: tuple[SnapshotFile, ...] = ()
    tests: dict[str, ControlTest] = field(default_factory=dict)
    stated: dict[Key, TestResult] = field(default_factory=dict)
    withheld: dict[Key, str] = field(default_factory=dict)
    """Bound tests that cannot run here, and why."""
    stamped_at: datetime | None = None
    paths: dict[str, Path] = field(default_factory=dict)
    """Files of tables, by member."""
    assessment: dict[str, Any] | None = None
    """What was concluded here, as JSON values."""

    def value(self, name: str, kind: type[T]) -> T | None:
        """What a JSON member holds; None where it cannot be read, which is then a difference."""
        try:
            return decode(self.container.read(name, MAX_JSON), kind, name)
        except Malformed as error:
            self.malformed(name, error)
            return None

    def malformed(self, name: str, error: Malformed) -> None:
        self.found.differs(
            error.code,
            layout.part_of(name) or "container",
            name,
            expected="a part of the documented form",
            found=error.what,
            meaning="The part cannot be read, so nothing that rests on it was checked.",
        )
