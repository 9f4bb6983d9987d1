"""What rests on what, read from conclusions. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

Plain = Mapping[str, Any]
"""A conclusion as JSON values; its members are those of `earnest.engines.assurance.conclusions`."""

SEVERITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True)
class Bearing:
    """Which controls rest on a source or a piece of paper, and which requirements rest on those controls.

    `controls` leads from a reference such as `source:nessus`, `record:7` or `attestation:2` to keys of controls;
    `requirements` from the key of a control to (framework, requirement).
    """

    controls: Mapping[str, frozenset[str]]
    requirements: Mapping[str, frozenset[tuple[str, str]]]

    @cached_property
    def supporting(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """From (framework, requirement) to the keys of the controls that support it, in order."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in sorted(self.requirements):
            for one in self.requirements[key]:
                found[one].append(key)
        return {one: tuple(keys) for one, keys in found.items()}

    def of(self, reference: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """The controls and requirements that rest on a reference."""
        controls = self.controls.get(reference, frozenset())
        return controls, self.answered(controls)

    def answered(self, controls: Iterable[str]) -> frozenset[tuple[str, str]]:
        """The requirements that these controls support."""
        return frozenset(one for key in controls for one in self.requirements.get(key, ()))


def bearing(controls: Iterable[Plain], requirements: Iterable[Plain], sources: Mapping[str, str]) -> Bearing:
    """What rests on what, from conclusions; `sources` leads from the SHA-256 of a snapshot to the key of its source."""
    resting: dict[str, set[str]] = defaultdict(set)
    for control in controls:
        for reference in references(control):
            kind, _, name = reference.partition(":")
            if kind == "snapshot" and name in sources:
                resting[f"source:{sources[name]}"].add(control["id"])
            elif kind in {"source", "record", "attestation", "exception"}:
                resting[reference].add(control["id"])
    answered: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for requirement in requirements:
        for key in requirement["controls"]:
            answered[key].add((requirement["framework"], requirement["id"]))
    return Bearing(
        {name: frozenset(keys) for name, keys in resting.items()},
        {key: frozenset(found) for key, found in answered.items()},
    )


def references(control: Plain) -> set[str]:
    """Everything that the conclusion of a control names: what it rests on and what its reasons speak of."""
    found = set(control["rests_on"])
    for told in (control, *control["tests"]):
        found.update(ref for reason in told["reasons"] for ref in reason["refs"])
    return found


def worst_test(control: Plain) -> Plain | None:
    """The failing test of the greatest severity, then of the most violations; None where no test fails."""
    failing = [test for test in control["tests"] if test["status"] == "failing"]
    return min(failing, key=lambda t: (SEVERITIES.index(t["severity"]), -t["violations"], t["id"]), default=None)


FELL = 0.2
"""Share of a population whose loss is told, beyond what is known to have left."""
FEW = 5
"""Members whose loss is never told: small numbers move by chance."""


@dataclass(frozen=True)
class Shrunk:
    """A population that fell: how large it was, when, and how large it is."""

    before: int
    on: date
    now: int


def shrunk(counted: Sequence[tuple[date, int]], left: int) -> Shrunk | None:
    """The fall from the largest earlier count to the last of the counts, which are in order of their days; None where
    `left`, what is known to have gone, explains it, or where it is small. An empty population is unproven anyway."""
    if len(counted) < 2:
        return None
    now = counted[-1][1]
    on, before = max(counted[:-1], key=lambda one: (one[1], one[0]))
    fell = before - now - left
    return Shrunk(before, on, now) if fell > FEW and fell > FELL * before else None
