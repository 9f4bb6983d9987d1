"""Scores as words: the qualitative scale of CVSS 3 and 4 (FIRST, "Qualitative Severity Rating Scale")."""

from __future__ import annotations


def rated(score: float | None) -> str:
    """The canonical severity of a score from 0 to 10; `unknown` without one."""
    if score is None or not 0 <= score <= 10:
        return "unknown"
    if score >= 9:
        return "critical"
    if score >= 7:
        return "high"
    if score >= 4:
        return "medium"
    return "low" if score > 0 else "none"
