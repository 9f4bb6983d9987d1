"""Which format a file is in: by what it looks like, or by what the person says."""

from __future__ import annotations

from collections.abc import Sequence

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile

_REMEDY = "name its format with --as, or write an adapter for it; known formats:"


def pick(outline: Outline, formats: Sequence[Format], adapters: Sequence[Format], as_format: str | None) -> Format:
    """The format of a file. What the person names goes before what is recognised, their adapters before built-ins.

    UnreadableFile if the named format is unknown, or if none or several formats fit; the error lists those considered.
    """
    known = [*adapters, *formats]
    if as_format is not None:
        for candidate in known:
            if candidate.id == as_format:
                return candidate
        raise UnreadableFile(f"There is no format {as_format!r}", "", f"known formats: {_listed(known)}.")
    for group in (adapters, formats):
        fitting = [candidate for candidate in group if candidate.matches(outline)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            what = f"The file fits more than one format: {_listed(fitting)}"
            raise UnreadableFile(what, "", "say which it is with --as.")
    raise UnreadableFile(
        f"The file is not in a known format; it is {outline.shown}", "", f"{_REMEDY} {_listed(known)}."
    )


def _listed(formats: Sequence[Format]) -> str:
    return ", ".join(candidate.id for candidate in formats)
