"""OpenVEX: what a supplier, or we, say about a flaw in products.

Follows the OpenVEX specification 0.2.0 (openvex.dev); of 0.0.x also names of flaws and products as plain text.
- `vex_statements`: one row per statement, product, and subcomponent of that product; one per product without
  subcomponents. The product is its package URL, else CPE, else identifier. The name of the flaw is the CVE among its
  name and aliases. The detail is the impact statement, action statement and notes. What a statement does not say of
  version, time, author or identifier is taken from the document.

When it was said is the statement's last update, else its time, else that of the document; the newest is when the file
was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import FieldError, choice, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.code.names import joined, public_name
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_STATUS = {name: name for name in ("not_affected", "affected", "fixed", "under_investigation")}
_NAMES = ("purl", "cpe23", "cpe22")


class Thing(msgspec.Struct, gc=False):
    """A product, or a component inside one."""

    id: str | None = msgspec.field(name="@id", default=None)
    identifiers: dict[str, str] | None = None
    subcomponents: list[Thing | str] | None = None


class Flaw(msgspec.Struct, gc=False):
    id: str | None = msgspec.field(name="@id", default=None)
    name: str | None = None
    aliases: list[str] | None = None


class Statement(msgspec.Struct, gc=False):
    vulnerability: Flaw | str
    status: str
    id: str | None = msgspec.field(name="@id", default=None)
    products: list[Thing | str] | None = None
    version: int | str | None = None
    timestamp: str | None = None
    last_updated: str | None = None
    supplier: str | None = None
    justification: str | None = None
    impact_statement: str | None = None
    action_statement: str | None = None
    status_notes: str | None = None


def _label(thing: Thing | str) -> str:
    if isinstance(thing, str):
        return needed(thing, "products")
    told = thing.identifiers or {}
    named = next((told[key] for key in _NAMES if text(told.get(key))), None)
    return needed(named or thing.id, "products.@id")


def _flaw(flaw: Flaw | str) -> str:
    if isinstance(flaw, str):
        return needed(flaw, "vulnerability")
    own = text(flaw.name) or text(flaw.id)
    return needed(public_name(own, flaw.aliases or ()), "vulnerability.name")


class _Statements:
    def __init__(self, sink: Sink, report: Report) -> None:
        report.require("an OpenVEX document", "statements")
        self._sink = sink
        self._id = report.text("@id")
        self._author = report.text("author")
        self._version = text(report.value("version", int | str))  # type: ignore[arg-type]  # a union is a type to decode
        self._said = report.text("last_updated") or report.text("timestamp")
        sink.part = joined(self._author, self._id)
        try:
            sink.observed(instant(self._said, "timestamp"))
        except FieldError as error:
            sink.reject("/timestamp", error)
            self._said = None

    def rows(self, statement: Statement) -> Iterator[Entry]:
        row = self._row(statement)
        if not statement.products:
            raise FieldError("products", "the statement names no product")
        for product in statement.products:
            inside = product.subcomponents if isinstance(product, Thing) else None
            for part in inside or (None,):
                component = None if part is None else _label(part)
                yield "vex_statements", {**row, "product": _label(product), "component": component}

    def _row(self, statement: Statement) -> Row:
        stated = instant(statement.last_updated or statement.timestamp or self._said, "timestamp")
        self._sink.observed(stated)
        words = (statement.impact_statement, statement.action_statement, statement.status_notes)
        return {
            "statement_id": needed(text(statement.id) or self._id, "@id"),
            "author": needed(self._author or text(statement.supplier), "author"),
            "vulnerability_id": _flaw(statement.vulnerability),
            "status": choice(statement.status, "status", _STATUS),
            "justification": text(statement.justification),
            "detail": "; ".join(one.strip() for one in words if one and one.strip()) or None,
            "version": text(statement.version) or self._version,
            "stated_at": stated,
        }


def _read(document: Document, sink: Sink) -> None:
    header = ("@id", "author", "version", "timestamp", "last_updated")
    for report in reports(document, sink, shape(header, ("statements",))):
        report.emit("statements", Statement, _Statements(sink, report).rows)


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("statements.[].vulnerability", "statements.[].status")
        or outline.has_paths("@context", "statements", "author")
    )


FORMAT = Format(
    id="openvex",
    title="OpenVEX document, JSON",
    tables=("vex_statements",),
    matches=_matches,
    read=_read,
)
