"""From a spec to SVG and PNG. Nothing is fetched, nothing runs in the result, the same spec gives the same bytes."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence

import vl_convert

from earnest.engines.documents.charts.canvas import Spec
from earnest.engines.documents.charts.pictures import ChartError
from earnest.engines.documents.charts.scalable import clean

_VERSION = "6.4"
_ACTIVE = frozenset({"url", "href", "expr", "signal", "params", "transform", "lookup", "tooltip", "usermeta", "format"})
"""Keys by which a spec would fetch, compute or link. None belongs in a chart whose content is all in `data.values`."""


def svg(spec: Spec) -> str:
    """The spec as an SVG whose view box is as wide as the spec says.

    It has no style attribute, script, link or reference to anything outside. ChartError where the spec would fetch or
    compute something.
    """
    return _svg(_canonical(spec))


def png(spec: Spec, scale: float = 2.0) -> bytes:
    """The spec as a PNG with `scale` pixels for each of its own. ChartError as for `svg`."""
    return _png(_canonical(spec), scale)


@functools.lru_cache(maxsize=256)
def _svg(canonical: str) -> str:
    return clean(vl_convert.vegalite_to_svg(canonical, vl_version=_VERSION, allowed_base_urls=[]))


@functools.lru_cache(maxsize=32)
def _png(canonical: str, scale: float) -> bytes:
    made: bytes = vl_convert.vegalite_to_png(canonical, vl_version=_VERSION, scale=scale, allowed_base_urls=[])
    return made


def _canonical(spec: Spec) -> str:
    _inspect(spec, "spec")
    return json.dumps(spec, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _inspect(value: object, place: str) -> None:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in _ACTIVE:
                raise ChartError(f"{place}.{key}: a chart fetches and computes nothing, put its content in data.values")
            if key == "values" and place.endswith(".data"):
                _inspect_rows(part, place)
            else:
                _inspect(part, f"{place}.{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, part in enumerate(value):
            _inspect(part, f"{place}[{number}]")


def _inspect_rows(rows: object, place: str) -> None:
    if not isinstance(rows, list):
        raise ChartError(f"{place}.values: give a list of rows")
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or any(not isinstance(cell, (int, float, str)) for cell in row.values()):
            raise ChartError(f"{place}.values[{number}]: a row holds numbers and text only")
