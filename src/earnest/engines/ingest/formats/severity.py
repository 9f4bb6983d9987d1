"""Severity words of all tools, in the canonical ones."""

from __future__ import annotations

_WORDS = {
    "critical": "critical",
    "fatal": "critical",
    "high": "high",
    "medium": "medium",
    "moderate": "medium",
    "important": "high",
    "low": "low",
    "informational": "none",
    "info": "none",
    "none": "none",
    "negligible": "none",
}


def severity(word: str | None) -> str:
    """The canonical severity; a word that no tool was known to use, and none, are `unknown`."""
    return _WORDS.get((word or "").strip().lower(), "unknown")
