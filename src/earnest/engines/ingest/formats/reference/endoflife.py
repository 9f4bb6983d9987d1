"""endoflife.date: release cycles of products, of the API v1 or of the older API.

Follows the OpenAPI description of the API v1 (schema 1.2): `GET /api/v1/products/full` (an array `result` of products)
and `GET /api/v1/products/{product}` (one product as `result`), where a cycle has eoasFrom, eolFrom, eoesFrom and their
flags isEoas, isEol, isEoes. Of the older API (`GET /api/{product}.json`: an array of cycles with eol, support and
extendedSupport, each a day or true or false) many products can be one file: an object of product → its array. One array
alone does not name its product; then it is the file's name without `.json`.

One row of `support_cycles` per cycle. `security_ends_on` is eolFrom: the day on which free security updates end. A day
that the list does not give stays null; `ended` is what the list says without one: true or false, else null. The list
is from generated_at where it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from earnest.engines.ingest.coerce import FieldError, day, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record, emit
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink


class Latest(Record):
    name: str | None = None


class Release(Record):
    name: str
    release_date: str | None = None
    eoas_from: str | None = None
    is_eol: bool | None = None
    eol_from: str | None = None
    eoes_from: str | None = None
    latest: Latest | None = None


class Product(Record):
    name: str
    releases: list[Release]
    label: str | None = None


class Cycle(Record):
    cycle: str | int | float
    release_date: str | None = None
    support: str | bool | None = None
    eol: str | bool | None = None
    extended_support: str | bool | None = None
    latest: str | int | float | None = None


_PRODUCT = Element(Product)
_CYCLE = Element(Cycle)
_TEXT = Element(str)


def _release(product: Product, release: Release) -> Iterator[Entry]:
    yield (
        "support_cycles",
        {
            "product": needed(product.name, "name").lower(),
            "cycle": needed(release.name, "releases.name"),
            "title": text(product.label),
            "released_on": day(release.release_date, "releaseDate"),
            "active_support_ends_on": day(release.eoas_from, "eoasFrom"),
            "security_ends_on": day(release.eol_from, "eolFrom"),
            "extended_ends_on": day(release.eoes_from, "eoesFrom"),
            "ended": release.is_eol if release.eol_from is None else None,
            "latest": text(release.latest.name) if release.latest else None,
        },
    )


def _cycle(product: str, cycle: Cycle) -> Iterator[Entry]:
    yield (
        "support_cycles",
        {
            "product": needed(product, "product").lower(),
            "cycle": needed(cycle.cycle, "cycle"),
            "released_on": day(cycle.release_date, "releaseDate"),
            "active_support_ends_on": _day(cycle.support, "support"),
            "security_ends_on": _day(cycle.eol, "eol"),
            "extended_ends_on": _day(cycle.extended_support, "extendedSupport"),
            "ended": cycle.eol if isinstance(cycle.eol, bool) else None,
            "latest": text(cycle.latest),
        },
    )


def _day(value: str | bool | None, field: str) -> date | None:
    return None if isinstance(value, bool) else day(value, field)


def _read(document: Document, sink: Sink) -> None:
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        if stream.peek() == b"[":
            name = document.name.removesuffix(".json")
            sink.part = name.lower()
            _cycles(stream, name, sink)
            return
        for key in stream.fields():
            if key == "result":
                _products(stream, sink)
            elif key == "generated_at":
                made: str | FieldError = stream.record(_TEXT)
                sink.observed(_time(made))
            elif stream.peek() == b"[":
                _cycles(stream, key, sink)
            else:
                stream.skip()
        if stream.peek():
            raise UnreadableFile("Something stands after the end of the list", f"byte {stream.offset}", "export again.")


def _time(written: str | FieldError) -> datetime | None:
    """When the list was made; a time that cannot be read is not told."""
    try:
        return None if isinstance(written, FieldError) else instant(written, "generated_at")
    except FieldError:
        return None


def _products(stream: JsonStream, sink: Sink) -> None:
    if stream.peek() != b"[":
        product: Product | FieldError = stream.record(_PRODUCT)
        _product("/result", product, sink)
        sink.part = "" if isinstance(product, FieldError) else product.name.strip().lower()
        return
    number = 0
    for batch in stream.batches(_PRODUCT):
        for product in batch or ():
            _product(f"/result/{number}", product, sink)
            number += 1


def _product(place: str, product: Product | FieldError, sink: Sink) -> None:
    if isinstance(product, FieldError):
        sink.reject(place, product)
        return
    for index, release in enumerate(product.releases):
        emit(sink, f"{place}/releases/{index}", partial(_release, product), release)


def _cycles(stream: JsonStream, product: str, sink: Sink) -> None:
    number = 0
    for batch in stream.batches(_CYCLE):
        for cycle in batch or ():
            place = f"/{product}/{number}"
            number += 1
            if isinstance(cycle, FieldError):
                sink.reject(place, cycle)
            else:
                emit(sink, place, partial(_cycle, product), cycle)


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    if any(outline.has_paths(f"{way}releases", f"{way}releases.[].isEol") for way in ("result.", "result.[].")):
        return True
    return any(
        path.endswith("[].cycle") and path.count(".") <= 2 and outline.has_paths(f"{path.removesuffix('cycle')}eol")
        for path in outline.paths
    )


FORMAT = Format(
    id="endoflife",
    title="endoflife.date release cycles, JSON",
    tables=("support_cycles",),
    matches=_matches,
    read=_read,
)
