"""Tagged PDF (PDF/UA-1) from the document model, set by Typst from a fixed template.

Content reaches the template as data, never as markup; the template reads no file and loads no package. The same
document gives the same bytes.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from earnest.engines.documents.charts.canvas import tall
from earnest.engines.documents.charts.drawing import spec
from earnest.engines.documents.charts.frames import PAPER
from earnest.engines.documents.charts.pictures import parted
from earnest.engines.documents.charts.render import svg
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import LaidChart, LaidDocument, LaidSection
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document, DocumentError
from earnest.engines.documents.visible import show_number

_TEMPLATES = Path(__file__).parent / "templates"
_BREAK = "\u200b"
"""Where a long word may break. `visible` lets none through from content; the template makes it a gap of no width."""

_ROWS = 16
"""Rows of a drawing on one page; a longer chart goes on below with the same axis."""

_LONG_WORD = re.compile(r"[^\s\u200b]{19,}")
_JOINTS = re.compile(r"(?<=[/\\:._@=&?,;|+\-])(?=[^\s/\\:._@=&?,;|+\-])")
_DIGEST = re.compile(r"[0-9a-f]{64}")
"""A line of a proof holds one whole, so it needs no places to break: there are thousands."""

_RARE = re.compile(r"[^\x20-\x7e\u00a0-\u017f\u2010-\u201e\u2022\u2026\u20ac\u2212\u200b\t\n]")
_NOT_SHOWN = re.compile(r'the text `"((?:[^"\\`]|\\.)*)"` could not be displayed')


def render(document: Document, *, locale: Locale = ENGLISH, fonts: Sequence[Path] = ()) -> bytes:
    """The document as PDF 1.7, tagged, A4.

    `fonts` are folders with further fonts, tried where the built-in ones (Libertinus Serif, DejaVu Sans Mono) lack a
    character; a character that none has is shown by its Unicode number. DocumentError where Typst refuses the document.
    """
    laid = lay_out(document, locale)
    data = asdict(laid)
    for made, section in zip(data["sections"], laid.sections, strict=True):
        _draw(made, section, locale)
    missing = _missing(_rare(data), tuple(fonts))
    data["missing"] = bool(missing)
    data["fonts"] = list(_families(tuple(fonts)))
    prepared = _prepare(data, missing)
    return _compile(json.dumps(prepared, ensure_ascii=False), tuple(fonts), int(document.as_of.timestamp()), laid)


def _draw(made: dict[str, Any], section: LaidSection, locale: Locale) -> None:
    """Put a drawing in the place of each picture."""
    for data, block in zip(made["blocks"], section.blocks, strict=True):
        if isinstance(block, LaidChart):
            del data["picture"]
            drawn = [spec(part, PAPER, locale) for part in parted(block.picture, _ROWS)]
            data["drawings"] = [{"svg": svg(one), "ratio": tall(one) / PAPER.width} for one in drawn]
    for data, part in zip(made["sections"], section.sections, strict=True):
        _draw(data, part, locale)


def _compile(data: str, fonts: tuple[Path, ...], timestamp: int, laid: LaidDocument) -> bytes:
    try:
        return typst.compile(
            _TEMPLATES / "document.typ",
            root=_TEMPLATES,
            font_paths=_fonts(fonts),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"document": data},
            pdf_standards=["ua-1"],
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise DocumentError(f"{laid.plain_title}: the PDF cannot be set: {error.message}") from error


@functools.lru_cache(maxsize=8)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder) for folder in folders]
    )


@functools.lru_cache(maxsize=8)
def _families(folders: tuple[Path, ...]) -> tuple[str, ...]:
    """Families that the given folders add to the built-in ones."""
    if not folders:
        return ()
    return tuple(sorted(set(_fonts(folders).families()) - set(_fonts(()).families())))


def _missing(rare: frozenset[str], fonts: tuple[Path, ...]) -> frozenset[str]:
    """The characters that no font has: Typst names them when it is asked to set each one on its own."""
    if not rare:
        return frozenset()
    listed = json.dumps({"characters": sorted(rare), "fonts": list(_families(fonts))}, ensure_ascii=False)
    try:
        typst.compile(
            _TEMPLATES / "probe.typ",
            root=_TEMPLATES,
            font_paths=_fonts(fonts),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"probe": listed},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        said = f"{error.message}\n{error.diagnostic}"
        named = "".join(_unescape(text) for text in _NOT_SHOWN.findall(said))
        return frozenset(named) & rare
    return frozenset()


def _unescape(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)


def _rare(value: Any) -> frozenset[str]:
    return frozenset(char for text in _strings(value) for char in _RARE.findall(text))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)


def _prepare(value: Any, missing: frozenset[str]) -> Any:
    """Show missing characters by number and let long words break."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda match: _breakable(match[0]), _shown(value, missing))
    if isinstance(value, dict):
        return {
            key: _shown(part, missing) if key in {"code", "svg"} else _prepare(part, missing)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        if len(value) == 3 and value[2] is True and _DIGEST.fullmatch(value[1]):
            return [_prepare(value[0], missing), value[1], True]
        return [_prepare(part, missing) for part in value]
    return value


def _shown(text: str, missing: frozenset[str]) -> str:
    return "".join(show_number(char) if char in missing else char for char in text) if missing else text


def _breakable(word: str) -> str:
    """A long word with places to break: after its joints, and every four characters of what is still long."""
    pieces: list[str] = []
    for piece in _JOINTS.split(word):
        pieces.extend(piece[start : start + 4] for start in range(0, len(piece), 4))
    return _BREAK.join(pieces)
