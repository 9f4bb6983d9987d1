"""An SVG taken apart and written again with nothing in it but drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from xml.etree import ElementTree as ET

from earnest.engines.documents.charts.pictures import ChartError

_NAMESPACE = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"svg", "g", "path", "text", "line", "rect", "circle", "defs", "clipPath"})
_DROPPED = frozenset({"class", "role", "version", "stroke-miterlimit"})
_KEPT = frozenset({
    "d", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "stroke-opacity", "opacity",
    "x", "y", "x1", "y1", "x2", "y2", "width", "height", "rx", "ry", "r", "cx", "cy", "viewBox",
    "text-anchor", "font-family", "font-size", "font-weight", "clip-path", "id",
})  # fmt: skip
_PAINT = re.compile(r"none|transparent|#[0-9a-f]{6}|var\(--[a-z0-9-]+\)")
_LONG = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_CLIP = re.compile(r"url\(#(clip\d+)\)")


def clean(svg: str) -> str:
    """The same drawing: numbers with one decimal, clips numbered from one, only elements and attributes that draw.

    ChartError where it holds anything else.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own renderer wrote it, from text that it escaped
    clips: dict[str, str] = {}
    return _Writer(clips).element(root, top=True)


class _Writer:
    def __init__(self, clips: dict[str, str]) -> None:
        self.clips = clips

    def element(self, node: ET.Element, *, top: bool = False) -> str:
        name = _local(node.tag)
        if name not in _ELEMENTS:
            raise ChartError(f"the renderer drew an element {name!r}, which a page may not hold")
        if node.get("display") == "none" or (name == "path" and _unseen(node)):
            return ""
        attributes = self.attributes(node)
        inner = escape(node.text) if name == "text" and node.text else ""
        inner += "".join(self.element(child) for child in node)
        if name in {"g", "defs"} and not inner:
            return ""
        if name == "g" and not attributes:
            return inner
        opening = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        if top:
            opening = f' xmlns="{_NAMESPACE}"{opening}'
        return f"<{name}{opening}>{inner}</{name}>"

    def attributes(self, node: ET.Element) -> Mapping[str, str]:
        kept: dict[str, str] = {}
        for key, value in node.attrib.items():
            if key in _DROPPED or key.startswith("aria-") or (key == "transform" and value == "translate(0,0)"):
                continue
            if key not in _KEPT:
                raise ChartError(f"the renderer wrote an attribute {key!r}, which a page may not hold")
            if key in {"fill", "stroke"} and not _PAINT.fullmatch(value):
                raise ChartError(f"the renderer wrote {key}={value!r}: colours are hexadecimal or custom properties")
            kept[key] = self.value(key, value)
        return kept

    def value(self, key: str, value: str) -> str:
        if key == "id":
            return self.clip(value)
        if key == "clip-path":
            found = _CLIP.fullmatch(value)
            if found is None:
                raise ChartError(f"the renderer wrote clip-path={value!r}, which leads out of the chart")
            return f"url(#{self.clip(found[1])})"
        if key in {"d", "transform"} or value[:1].isdigit() or value[:1] == "-":
            return _LONG.sub(lambda number: _short(number[0]), value)
        return value

    def clip(self, name: str) -> str:
        return self.clips.setdefault(name, f"clip{len(self.clips) + 1}")


def _unseen(node: ET.Element) -> bool:
    """Whether a path paints nothing: frames of the renderer that have neither fill nor stroke."""
    return not node.get("d") or (node.get("fill") in {None, "none"} and node.get("stroke") in {None, "none"})


def _local(tag: str) -> str:
    return tag.removeprefix(f"{{{_NAMESPACE}}}")


def _short(number: str) -> str:
    rounded = f"{float(number):.1f}".rstrip("0").rstrip(".")
    return "0" if rounded in {"-0", ""} else rounded
