"""Structured arguments in the Goal Structuring Notation: form, indented text and diagram. Pure.

Source: GSN Community Standard version 3 (SCSC-141C, 2021), core notation and dialectic extension.
"""

from earnest.engines.arguments.drawing import Labels, svg
from earnest.engines.arguments.form import PERMITTED, RULES, Flaw, flaws, is_sound
from earnest.engines.arguments.layout import Box, Laid, Link, lay_out
from earnest.engines.arguments.model import Case, Challenge, ChallengeState, Kind, Node, next_key
from earnest.engines.arguments.text import Line, indented, lines

__all__ = [
    "PERMITTED",
    "RULES",
    "Box",
    "Case",
    "Challenge",
    "ChallengeState",
    "Flaw",
    "Kind",
    "Labels",
    "Laid",
    "Line",
    "Link",
    "Node",
    "flaws",
    "indented",
    "is_sound",
    "lay_out",
    "lines",
    "next_key",
    "svg",
]
