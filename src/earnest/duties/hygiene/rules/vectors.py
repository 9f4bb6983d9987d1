"""CVSS vectors of every version: the score that they give, and the SSVC points that can be read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cvss import CVSS2, CVSS3, CVSS4  # type: ignore[import-untyped]  # the library has no types
from cvss.exceptions import CVSSError  # type: ignore[import-untyped]  # the library has no types

BASE_METRICS_4 = frozenset({"AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"})
TOLERATED = 0.05
BANDS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"), (0.0, "none"))


@dataclass(frozen=True)
class Vector:
    """What a vector says. `version` is 2, 3.0, 3.1, 4.0, or empty where there is none that can be read.

    `score` is the base score, 0 to 10. `automatable` is yes or no, `technical_impact` total or partial; both are empty
    where it cannot be told. `note` says what is wrong with the vector, empty where nothing is.
    """

    version: str = ""
    score: float | None = None
    automatable: str = ""
    technical_impact: str = ""
    note: str = ""


def read_vector(text: str | None) -> Vector:
    """The vector in a text, with or without the marks that tools put around it."""
    told = (text or "").strip().strip("()")
    if not told:
        return Vector()
    told = told.removeprefix("CVSS2#").removeprefix("CVSS:2.0/").rstrip("/")
    try:
        if told.startswith("CVSS:4"):
            return _fourth(told)
        if told.startswith("CVSS:3"):
            return _third(told)
        return _second(told)
    except CVSSError as error:
        return Vector(note=f"The CVSS vector {told[:80]!r} cannot be read: {str(error)[:120]}.")


def contradiction(vector: Vector, score: float | None) -> str:
    """In words, that a tool's score is not what its vector gives; empty where they agree or one is missing."""
    if vector.score is None or score is None or abs(vector.score - score) <= TOLERATED:
        return ""
    return f"The tool says CVSS {score:.1f}; its vector gives {vector.score:.1f}."


def band(score: float) -> str:
    """The severity of a base score, as CVSS v3 and v4 name it."""
    return next(name for least, name in BANDS if score >= least)


def _second(told: str) -> Vector:
    found = CVSS2(told)
    metrics: Mapping[str, str] = found.metrics
    return Vector(
        version="2",
        score=float(found.base_score),
        automatable=_if_all(metrics, {"AV": "N", "AC": "L", "Au": "N"}),
        technical_impact="total" if metrics["C"] == "C" and metrics["I"] == "C" else "partial",
    )


def _third(told: str) -> Vector:
    found = CVSS3(told)
    metrics: Mapping[str, str] = found.metrics
    total = (metrics["C"] == "H" and metrics["I"] == "H") or metrics["S"] == "C"
    return Vector(
        version=told[5:8],
        score=float(found.base_score),
        automatable=_if_all(metrics, {"AV": "N", "AC": "L", "PR": "N", "UI": "N"}),
        technical_impact="total" if total else "partial",
    )


def _fourth(told: str) -> Vector:
    """Only the base metrics count: what a tool adds of threat or environment changes no base score."""
    head, *parts = told.split("/")
    found = CVSS4("/".join([head, *(part for part in parts if part.partition(":")[0] in BASE_METRICS_4)]))
    metrics: Mapping[str, str] = found.metrics
    whole = metrics["VC"] == "H" and metrics["VI"] == "H"
    beyond = any(metrics[name] != "N" for name in ("SC", "SI", "SA"))
    return Vector(
        version="4.0",
        score=float(found.base_score),
        automatable=_if_all(metrics, {"AV": "N", "AC": "L", "AT": "N", "PR": "N", "UI": "N"}),
        technical_impact="total" if whole or beyond else "partial",
    )


def _if_all(metrics: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    return "yes" if all(metrics[name] == value for name, value in wanted.items()) else "no"
