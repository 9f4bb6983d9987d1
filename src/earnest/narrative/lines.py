"""Lines put together from parts."""

from __future__ import annotations

from collections.abc import Mapping

from earnest.engines.documents.model import Sentence, Sentences
from earnest.engines.documents.parts import Inline, Part, compose, parts_of


def line(*inlines: Inline) -> tuple[Part, ...]:
    """Pieces one after the other as one line."""
    return tuple(part for inline in inlines for part in parts_of(inline))


def joined(sentences: Sentences) -> tuple[Part, ...]:
    """Sentences as one line, for a cell."""
    pieces = [piece for sentence in sentences for piece in (" ", sentence.parts)]
    return line(*pieces[1:])


def say(template: str, holes: Mapping[str, Inline], *claims: str) -> Sentence:
    """A sentence with its `{holes}` filled; `claims` support it besides those that its parts refer to."""
    return Sentence(compose(template, holes), claims)
