"""Make hostile text safe to show: what would hide, reorder or break a line is shown by its number instead."""

from __future__ import annotations

import re
import unicodedata

_KEPT_FORMATS = "\u00ad\u200c\u200d\u200e\u200f"
"""Soft hyphen, joiners and direction marks: ordinary writing needs them and they reorder nothing by themselves."""

_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")


def show_line(text: str) -> str:
    """One line of text: line breaks become spaces, hidden and reordering characters become `[U+202E]`."""
    return _show(_SPACES.sub(" ", text), keep="")


def show_code(text: str) -> str:
    """Several lines of code: line feeds and tabs stay."""
    return _show(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t")


def show_number(character: str) -> str:
    """The Unicode number of a character, as shown in its place."""
    return f"[U+{ord(character):04X}]"


def _show(text: str, keep: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char in keep or not _hides(char) else show_number(char) for char in text)


def _hides(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cf":
        return char not in _KEPT_FORMATS
    return category in {"Cc", "Cs", "Cn", "Co"}
