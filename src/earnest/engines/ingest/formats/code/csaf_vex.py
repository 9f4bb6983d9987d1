"""CSAF: advisories and VEX documents of suppliers.

Follows the "Common Security Advisory Framework Version 2.0" (OASIS Standard, 2022), any profile; of 2.1 what is the
same.
- `vex_statements`: one row per vulnerability, group of its `product_status` and product in it. known_affected,
  first_affected and last_affected are `affected`; fixed and first_fixed are `fixed`; known_not_affected is
  `not_affected`; under_investigation (and unknown of 2.1) is that. Product ids are resolved through the product tree,
  and relationships to the product and the component in it, each by package URL, else CPE, else name. The
  justification is the label of the product's flag; the detail is its threats of category impact and its remediations,
  in words.
Recommended versions and scores are counted as ignored.

The author is the publisher, the statement is named by `tracking.id` and its version, and was said at
`current_release_date`, or when the product was flagged. The product tree is held in memory (64 MiB at most).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.code.csaf_products import Products, Tree
from earnest.engines.ingest.formats.code.names import joined
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink


class Publisher(msgspec.Struct, gc=False):
    name: str | None = None


class Tracking(msgspec.Struct, gc=False):
    id: str | None = None
    version: str | None = None
    current_release_date: str | None = None


class Header(msgspec.Struct, gc=False):
    publisher: Publisher | None = None
    tracking: Tracking | None = None


class Named(msgspec.Struct, gc=False):
    text: str | None = None


class Said(msgspec.Struct, gc=False):
    """A flag, threat or remediation, and the products that it is about; about all if it names none."""

    category: str | None = None
    label: str | None = None
    details: str | None = None
    date: str | None = None
    product_ids: list[str] | None = None
    group_ids: list[str] | None = None


class Status(msgspec.Struct, gc=False):
    known_not_affected: list[str] | None = None
    fixed: list[str] | None = None
    first_fixed: list[str] | None = None
    known_affected: list[str] | None = None
    first_affected: list[str] | None = None
    last_affected: list[str] | None = None
    under_investigation: list[str] | None = None
    unknown: list[str] | None = None
    recommended: list[str] | None = None

    def said(self) -> Iterator[tuple[str, str]]:
        """Canonical status and product id, each pair once."""
        told = (
            ("not_affected", (self.known_not_affected,)),
            ("fixed", (self.fixed, self.first_fixed)),
            ("affected", (self.known_affected, self.first_affected, self.last_affected)),
            ("under_investigation", (self.under_investigation, self.unknown)),
        )
        for status, groups in told:
            for product_id in dict.fromkeys(one for group in groups for one in group or ()):
                yield status, product_id


class Vulnerability(msgspec.Struct, gc=False):
    cve: str | None = None
    ids: list[Named] | None = None
    title: str | None = None
    product_status: Status | None = None
    flags: list[Said] | None = None
    threats: list[Said] | None = None
    remediations: list[Said] | None = None
    scores: list[msgspec.Raw] | None = None


class _About:
    """What flags, threats and remediations of one vulnerability say of each product."""

    def __init__(self, products: Products, said: list[Said] | None) -> None:
        self._all: list[Said] = []
        self._of: dict[str, list[Said]] = {}
        for one in said or ():
            members = list(products.members(one.product_ids, one.group_ids))
            if not members:
                self._all.append(one)
            for product_id in dict.fromkeys(members):
                self._of.setdefault(product_id, []).append(one)

    def of(self, product_id: str) -> list[Said]:
        return [*self._of.get(product_id, ()), *self._all]


class _Advisory:
    def __init__(self, sink: Sink, report: Report) -> None:
        report.require("a CSAF document", "document")
        self._sink = sink
        self._report = report
        header = report.value("document", Header) or Header()
        tracking = header.tracking or Tracking()
        self._author = text(header.publisher.name) if header.publisher else None
        self._id = text(tracking.id)
        self._version = text(tracking.version)
        self._stated: datetime | None = None
        try:
            self._stated = instant(tracking.current_release_date, "current_release_date")
        except FieldError as error:
            sink.reject("/document", error)
        sink.observed(self._stated)
        sink.part = joined(self._author, self._id)
        self._products = Products(report.value("product_tree", Tree) or Tree())

    def read(self) -> None:
        for place, flaw in self._report.elements("vulnerabilities", Vulnerability):
            if isinstance(flaw, FieldError):
                self._sink.reject(place, flaw)
            else:
                self._flaw(place, flaw)

    def _flaw(self, place: str, flaw: Vulnerability) -> None:
        """Rows of one vulnerability; a product that cannot be resolved does not take the others with it."""
        status = flaw.product_status or Status()
        self._sink.ignore("recommended versions", len(status.recommended or ()))
        self._sink.ignore("scores", len(flaw.scores or ()))
        flags, threats, remedies = (
            _About(self._products, said) for said in (flaw.flags, flaw.threats, flaw.remediations)
        )
        for state, product_id in status.said():
            labels = [one for one in flags.of(product_id) if text(one.label)]
            words = [
                *(one.details for one in threats.of(product_id) if one.category == "impact"),
                *(one.details for one in remedies.of(product_id)),
            ]
            try:
                row = self._row(flaw, state, product_id, labels[0] if labels else Said(), words)
            except FieldError as error:
                self._sink.reject(f"{place}/product_status/{product_id}", error)
            else:
                self._sink.add(place, [row])

    def _row(self, flaw: Vulnerability, state: str, product_id: str, flag: Said, words: list[str | None]) -> Entry:
        named = self._products.named(product_id)
        told = next((text(one.text) for one in flaw.ids or () if text(one.text)), None)
        return (
            "vex_statements",
            {
                "statement_id": needed(self._id, "document.tracking.id"),
                "author": needed(self._author, "document.publisher.name"),
                "vulnerability_id": needed(text(flaw.cve) or told or text(flaw.title), "cve"),
                "product": named.product,
                "component": named.component,
                "status": state,
                "justification": text(flag.label) if state == "not_affected" else None,
                "detail": "; ".join(dict.fromkeys(one.strip() for one in words if one and one.strip())) or None,
                "version": self._version,
                "stated_at": instant(flag.date, "flags.date") or self._stated,
            },
        )


def _read(document: Document, sink: Sink) -> None:
    for report in reports(document, sink, shape(("document", "product_tree"), ("vulnerabilities",))):
        _Advisory(sink, report).read()


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("document.csaf_version") or outline.has_paths("document.tracking", "document.publisher")
    )


FORMAT = Format(
    id="csaf-vex",
    title="CSAF 2.0 advisory or VEX, JSON",
    tables=("vex_statements",),
    matches=_matches,
    read=_read,
)
