"""The source tree, read once for the tests of its shape."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "earnest"


@dataclass(frozen=True)
class Module:
    """One file of the program. `place` is its path below `src/earnest`."""

    place: str
    text: str
    tree: ast.Module

    def calls(self) -> Iterator[tuple[int, str, ast.Call]]:
        """Each call of a method: line, the method's name, the call."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr, node


@cache
def modules() -> tuple[Module, ...]:
    """The program's own files: no tests, no migrations."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if "/tests/" in place or "/migrations/" in place:
            continue
        text = path.read_text(encoding="utf-8")
        found.append(Module(place, text, ast.parse(text)))
    return tuple(found)


def kept_files(*endings: str) -> Iterator[Path]:
    """Files of the repository with one of the endings, all where none is given; nothing that is made or ignored."""
    skipped = {".git", ".venv", "__pycache__", "site", "build", "dist", "earnest-data", ".hypothesis", ".pytest_cache"}
    for folder in ("src", "tests", "docs", "benchmarks", ".ci"):
        for path in sorted((ROOT / folder).rglob("*")):
            parts = set(path.relative_to(ROOT).parts)
            caches = any(part.endswith("_cache") for part in parts)
            if path.is_file() and not parts & skipped and not caches and (not endings or path.suffix in endings):
                yield path
    yield from (path for path in sorted(ROOT.glob("*")) if path.is_file() and (not endings or path.suffix in endings))
