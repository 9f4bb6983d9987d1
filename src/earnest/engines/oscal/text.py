"""Text as OSCAL's Markdown takes it."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"([\\`*<]|\{(?=\{)|!(?=\[)|\[(?=[^\]]*\]\())")


def line(text: str) -> str:
    """Text for one line of plain characters, such as the value of a property: no line ends, no blanks around it."""
    return _SPACE.sub(" ", _CONTROL.sub(" ", text)).strip()


def prose(text: str) -> str:
    """Text that stays text where a reader takes Markdown: nothing in it becomes markup, a link or a parameter."""
    return _MARKUP.sub(r"\\\1", _CONTROL.sub(" ", text)).strip()


def prose_line(text: str) -> str:
    """The same on one line, such as a title."""
    return prose(line(text))
