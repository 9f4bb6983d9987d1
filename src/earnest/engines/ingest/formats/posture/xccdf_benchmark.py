"""What an XCCDF benchmark says of its rules and profiles, gathered while its file is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

_TITLED = frozenset({"Benchmark", "Profile", "Rule"})


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """The name of an element without the prefix of its namespace."""
    return tag.rpartition(":")[2]


@dataclass
class Rule:
    severity: str
    title: str = ""


@dataclass
class Contents:
    """Rules and profiles by their ids, benchmarks as title and version; `current` is the benchmark that is open."""

    current: str = ""
    rules: dict[str, Rule] = field(default_factory=dict)
    profiles: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        return name in ("title", "version")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        found = attributes.get("id", "") if name in _TITLED else ""
        self._open.append((name, found))
        if name == "Benchmark":
            self.current = found
        elif name == "Rule":
            self.rules[found] = Rule(attributes.get("severity", ""))

    def end(self, name: str, written: str) -> None:
        if self._open:
            self._open.pop()
        if not self._open or name not in ("title", "version"):
            return
        owner, found = self._open[-1]
        said = " ".join(written.split())
        if name == "version":
            if owner == "Benchmark":
                self.versions.setdefault(found, said)
        elif owner == "Rule":
            self.rules[found].title = self.rules[found].title or said
        elif owner == "Profile":
            self.profiles.setdefault(found, said)
        elif owner == "Benchmark":
            self.titles.setdefault(found, said)

    def benchmark(self, benchmark: str, profile: str, version: str | None) -> str | None:
        """The profile and the benchmark with its version, as people call them: `Level 1, CIS Linux 2.0.0`."""
        named = " ".join(
            part for part in (self.titles.get(benchmark) or benchmark, version or self.versions.get(benchmark)) if part
        )
        return ", ".join(part for part in (self.profiles.get(profile) or profile, named) if part) or None
