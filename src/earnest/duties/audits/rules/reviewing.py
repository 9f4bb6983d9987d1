"""The inputs of a management review, as ISO/IEC 27001:2022 9.3.2 lists them. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

PARTS: Mapping[str, str] = {
    "a": "Actions of earlier reviews",
    "b": "Changes outside and inside",
    "c": "Changes in what interested parties need",
    "d1": "Nonconformities and corrective actions",
    "d2": "Monitoring and measurement",
    "d3": "Audit results",
    "d4": "Objectives",
    "e": "Feedback from interested parties",
    "f": "Risk assessment and treatment",
    "g": "Opportunities to improve",
}
"""The points of the clause in its order, in own words."""


@dataclass(frozen=True)
class Line:
    """One sentence with what it rests on: references such as `actions.action:7`, `control:edr`. `missing` where the
    record cannot say."""

    text: str
    refs: tuple[str, ...] = ()
    missing: bool = False


@dataclass(frozen=True)
class Part:
    """One point of the clause."""

    point: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ReviewInputs:
    """What is laid before a review on `day`; changes are told since `since`, the day of the review before."""

    day: date
    since: date
    parts: tuple[Part, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "day": self.day.isoformat(),
            "since": self.since.isoformat(),
            "parts": [
                {
                    "point": part.point,
                    "title": part.title,
                    "lines": [
                        {"text": line.text, "refs": list(line.refs), "missing": line.missing} for line in part.lines
                    ],
                }
                for part in self.parts
            ],
        }

    @property
    def digest(self) -> str:
        """SHA-256 over the JSON with sorted keys and no blanks."""
        told = json.dumps(self.plain(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def parts(told: Mapping[str, tuple[Line, ...]]) -> tuple[Part, ...]:
    """Every point of the clause, in order; one of which nothing is known says so."""
    nothing = (Line("The record holds nothing on this point.", missing=True),)
    return tuple(Part(point, title, told.get(point) or nothing) for point, title in PARTS.items())


def kept_inputs(raw: Mapping[str, Any]) -> ReviewInputs | None:
    """What was laid before a review that was held; None where nothing was kept."""
    if not raw:
        return None
    return ReviewInputs(
        day=date.fromisoformat(raw["day"]),
        since=date.fromisoformat(raw["since"]),
        parts=tuple(
            Part(
                part["point"],
                part["title"],
                tuple(Line(line["text"], tuple(line["refs"]), line["missing"]) for line in part["lines"]),
            )
            for part in raw["parts"]
        ),
    )
