"""Trivy: the JSON report of `trivy image|fs|repo|vm|sbom|k8s --format json`.

Schema version 2, and the bare list of version 1. Follows "Reporting" in the Trivy documentation (0.40 to 0.67) and its
Go types report.Report and types.Result.

- `vulnerabilities`: one row per element of Results[].Vulnerabilities. The status `fixed` means that a fix exists: open.
- `config_checks`: one row per element of Results[].Misconfigurations. Passes are there if the scan ran with
  `--include-non-failures`; passes that are only counted in MisconfSummary are counted as ignored.
- `scan_targets`: one row per report, or per resource of a cluster report, whether anything was found or not.
Secrets, licences and package lists have no canonical table: counted as ignored.

A report tells of vulnerabilities, of none of them too, if it has a result of packages (Class os-pkgs or lang-pkgs, or
none, as in old reports) or no result at all. Otherwise, as of misconfigurations or secrets only, nobody looked for
them: it is a part of its own, and does not take the place of a scan of the same name that did.

The asset is ArtifactName, else the first tag, digest or id of the image. In a cluster report it is
`cluster/namespace/kind/name`, its system that of its image, and a resource that could not be scanned (Error, and no
results) is no target. When it was looked is CreatedAt. A result of any size is read in bounded memory.
CreatedAt and ReportID (since 0.67) are new in each report, also where nothing else is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

import msgspec

from earnest.engines.ingest.body import INSTANT, UUID, Volatile
from earnest.engines.ingest.coerce import FieldError, instant, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.code.trivy_columns import Flaws
from earnest.engines.ingest.formats.code.trivy_pieces import SMALLEST, Pieces, Scope, Second, Told, places
from earnest.engines.ingest.formats.code.trivy_report import (
    Asset,
    Metadata,
    Misconfiguration,
    Resource,
    Result,
    Target,
    Vulnerability,
    WholeResult,
    misconfiguration_row,
)
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import NotQuick, UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

_KINDS = {
    "container_image": "image",
    "filesystem": "filesystem",
    "repository": "repository",
    "vm": "host",
    "aws_account": "other",
    "cyclonedx": "application",
    "spdx": "application",
}
_PACKAGES = frozenset({"os-pkgs", "lang-pkgs", "", None})
_CLUSTER_LISTS = frozenset({"Resources", "Findings", "Vulnerabilities", "Misconfigurations"})
_FLAWS: Element[Vulnerability] = Element(Vulnerability)
_CHECKS: Element[Misconfiguration] = Element(Misconfiguration)
_RESULTS: Element[Target] = Element(Result, quick=WholeResult)
_RESOURCES = Element(Resource)
_TEXT = Element(str)
_METADATA = Element(Metadata)
T = TypeVar("T")


class _Report:
    """One report on its way: what its header said, and what is done with each result."""

    def __init__(self, document: Document, sink: Sink) -> None:
        self._document = document
        self._sink = sink
        self._seen: set[str] = set()
        self._texts: dict[str, str | None] = {}
        self._metadata = Metadata()
        self._targets: dict[str, Asset] = {}
        self._systems: dict[str, str] = {}
        self._flaws = Flaws(sink)
        self._second: Second | None = None
        self._quick = document.quick and document.size >= SMALLEST
        self._of_packages = False
        self._of_others = False

    def read(self) -> None:
        """NotQuick if the document may be read the quick way and something is wrong: then the exact way names it."""
        try:
            with Second(self._document.path) as self._second:
                self._read()
        except UnreadableFile:
            if self._quick:
                raise NotQuick from None
            raise

    def _read(self) -> None:
        with self._document.path.open("rb") as file:
            stream = JsonStream(file)
            if stream.peek() == b"[":
                self._results(stream, "")
            else:
                for key in stream.fields():
                    self._key(stream, key)
        self._close()

    def _key(self, stream: JsonStream, key: str) -> None:
        if key == "Results" and stream.peek() == b"[":
            if "ArtifactName" not in self._seen:
                self._look_ahead()
            self._results(stream, "/Results")
        elif key in _CLUSTER_LISTS and stream.peek() == b"[":
            self._resources(stream, f"/{key}")
        elif not self._header(stream, key):
            stream.skip()

    def _header(self, stream: JsonStream, key: str) -> bool:
        """Take the value if it belongs to the report's header."""
        if key in ("ArtifactName", "ArtifactType", "CreatedAt", "ClusterName"):
            found = stream.record(_TEXT)
            self._texts[key] = None if isinstance(found, FieldError) else text(found)
        elif key == "Metadata" and stream.peek() == b"{":
            metadata = stream.record(_METADATA)
            self._metadata = Metadata() if isinstance(metadata, FieldError) else metadata
        else:
            return False
        self._seen.add(key)
        return True

    def _look_ahead(self) -> None:
        """Results came before the header: read the rest of the file for the header alone."""
        with self._document.path.open("rb") as file:
            stream = JsonStream(file)
            for key in stream.fields():
                if not self._header(stream, key):
                    stream.skip()

    def _results(self, stream: JsonStream, at: str) -> None:
        number = 0
        pieces = self._pieces()
        for batch in stream.batches(_RESULTS, descend=True, given=pieces.take if pieces else None):
            number = self._told_results(pieces, at, number, every=batch != [])
            for result in [None] if batch is None else batch:
                self._any_result(stream, result, f"{at}/{number}")
                number += 1
        self._told_results(pieces, at, number, every=True)

    def _any_result(self, stream: JsonStream, result: Target | FieldError | None, place: str) -> None:
        if result is None:
            self._large_result(stream, place)
        else:
            self._whole_result(result, place)

    def _whole_result(self, result: Target | FieldError, place: str) -> None:
        if isinstance(result, FieldError):
            self._sink.reject(place, result)
        else:
            self._result(self._asset(result.target), result, place)

    def _pieces(self, result: Target | None = None) -> Pieces | None:
        if not self._quick or self._second is None:
            return None
        asset = self._asset("")
        scope = Scope(asset.id, asset.kind, (result.target, result.kind, result.type) if result else None)
        return Pieces(self._second, scope)

    def _told_results(self, pieces: Pieces | None, at: str, number: int, *, every: bool) -> int:
        """Take results in pieces; the number of the next one."""
        for piece in pieces.told(every=every) if pieces else ():
            if piece.told is None:
                for result in self._again(_RESULTS, piece.offset, piece.length):
                    self._whole_result(result, f"{at}/{number}")
                    number += 1
            else:
                self._take(piece.told, places(at, number, piece.told.counts))
                number += len(piece.told.counts)
        return number

    def _told_flaws(self, pieces: Pieces | None, result: Target, at: str, number: int, *, every: bool) -> int:
        """Take flaws of one result in pieces; the number of the next one."""
        for piece in pieces.told(every=every) if pieces else ():
            if piece.told is None:
                flaws = self._again(_FLAWS, piece.offset, piece.length)
                self._flaws.add(self._asset(result.target), result, flaws, at, number)
                number += len(flaws)
            else:
                count = piece.told.rows.num_rows
                self._take(piece.told, [f"{at}/{one}" for one in range(number, number + count)])
                number += count
        return number

    def _take(self, told: Told, where: list[str]) -> None:
        self._flaws.settle()
        self._sink.add_batch("vulnerabilities", where, told.rows)
        self._of_packages = self._of_packages or not told.kinds.isdisjoint(_PACKAGES)
        self._of_others = self._of_others or not told.kinds <= _PACKAGES
        for kind, count in told.ignored.items():
            self._sink.ignore(kind, count)

    def _again(self, element: Element[T], offset: int, length: int) -> list[T | FieldError]:
        """The elements of a piece, each by itself. NotQuick if it was not cut off where elements end."""
        with self._document.path.open("rb") as file:
            file.seek(offset)
            data = file.read(length)
        try:
            return element.list_of(b"[%b]" % data)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise NotQuick from None

    def _resources(self, stream: JsonStream, at: str) -> None:
        number = 0
        for batch in stream.batches(_RESOURCES):
            for resource in batch or ():
                place = f"{at}/{number}"
                number += 1
                if isinstance(resource, FieldError):
                    self._sink.reject(place, resource)
                    continue
                names = (self._texts.get("ClusterName"), resource.namespace, resource.kind, resource.name)
                asset = Asset("/".join(name for name in names if name), "cluster")
                if resource.error and not resource.results:
                    self._sink.ignore("resources that could not be scanned")
                    continue
                self._targets.setdefault(asset.id, asset)
                if system := resource.system:
                    self._systems.setdefault(asset.id, system)
                for index, result in enumerate(resource.results or ()):
                    self._result(asset, result, f"{place}/Results/{index}")

    def _result(self, asset: Asset, result: Target, place: str) -> None:
        at = f"{place}/Vulnerabilities"
        self._of(result)
        if isinstance(result, WholeResult):
            self._flaws.add(asset, result, result.vulnerabilities or (), at, 0)
        elif isinstance(result, Result):
            flaws: list[Vulnerability | FieldError] = _listed(_FLAWS, result.vulnerabilities, at)
            self._flaws.add(asset, result, flaws, at, 0)
        passed = self._checks(asset, result, place)
        if result.misconf_summary:
            self._sink.ignore("passed checks that are only counted", max(0, result.misconf_summary.successes - passed))
        for kind, items in (("secrets", result.secrets), ("licences", result.licenses), ("packages", result.packages)):
            self._sink.ignore(kind, len(items or ()))

    def _checks(self, asset: Asset, result: Target, place: str) -> int:
        passed = 0

        def rows(check: Misconfiguration) -> Iterable[Entry]:
            nonlocal passed
            passed += check.status.upper() == "PASS"
            return misconfiguration_row(asset, result, check)

        at = f"{place}/Misconfigurations"
        checks: list[Misconfiguration | FieldError] = _listed(_CHECKS, result.misconfigurations, at)
        for number, check in enumerate(checks):
            self._emit(f"{at}/{number}", check, rows)
        return passed

    def _emit(self, place: str, item: T | FieldError, rows: Callable[[T], Iterable[Entry]]) -> None:
        if isinstance(item, FieldError):
            self._sink.reject(place, item)
        else:
            emit(self._sink, place, rows, item)

    def _large_result(self, stream: JsonStream, place: str) -> None:
        """A result too large to be held: its parts are taken as they come, those before its target on a second way."""
        texts: dict[str, str] = {}
        waiting: list[tuple[str, int]] = []
        for key in stream.fields():
            if key in ("Target", "Class", "Type"):
                found = stream.record(_TEXT)
                if not isinstance(found, FieldError):
                    texts[key] = found
            elif key in ("Vulnerabilities", "Misconfigurations") and stream.peek() == b"[":
                if len(texts) == 3:
                    self._large_list(stream, key, texts, place)
                else:
                    waiting.append((key, stream.offset))
                    stream.skip()
            else:
                stream.skip()
        for key, offset in waiting:
            with self._document.path.open("rb") as file:
                self._large_list(JsonStream(file, offset), key, texts, place)

    def _large_list(self, stream: JsonStream, key: str, texts: dict[str, str], place: str) -> None:
        result = Result(texts.get("Target", ""), texts.get("Class"), texts.get("Type"))
        asset = self._asset(result.target)
        number = 0
        self._of(result)
        if key == "Vulnerabilities":
            self._large_flaws(stream, asset, result, f"{place}/{key}")
            return
        for checks in stream.batches(_CHECKS):
            for check in checks or ():
                self._emit(f"{place}/{key}/{number}", check, lambda item: misconfiguration_row(asset, result, item))
                number += 1

    def _large_flaws(self, stream: JsonStream, asset: Asset, result: Target, at: str) -> None:
        number = 0
        pieces = self._pieces(result)
        for flaws in stream.batches(_FLAWS, given=pieces.take if pieces else None):
            number = self._told_flaws(pieces, result, at, number, every=flaws != [])
            self._flaws.add(asset, result, flaws or (), at, number)
            number += len(flaws or ())
        self._told_flaws(pieces, result, at, number, every=True)

    def _asset(self, target: str) -> Asset:
        known = self._texts.get("ArtifactName") or self._image()
        return Asset(known or target, _KINDS.get(self._texts.get("ArtifactType") or "", "other"))

    def _image(self) -> str | None:
        names = [*(self._metadata.repo_tags or ()), *(self._metadata.repo_digests or ()), self._metadata.image_id]
        return next((name for name in names if name), None)

    def _of(self, result: Target) -> None:
        self._of_packages = self._of_packages or result.kind in _PACKAGES
        self._of_others = self._of_others or result.kind not in _PACKAGES

    def _close(self) -> None:
        self._flaws.settle()
        looked = self._of_packages or not self._of_others
        if looked:
            self._sink.speaks_of("vulnerabilities")
        created = self._scanned_at()
        self._sink.observed(created)
        os_name = self._metadata.system
        asset = self._asset("")
        if asset.id and not self._targets:
            self._targets[asset.id] = asset
        if len(self._targets) == 1:
            name = _without_tag(next(iter(self._targets)))
            self._sink.part = name if looked else f"{name} (checks)"
        for number, target in enumerate(self._targets.values()):
            entry: Entry = (
                "scan_targets",
                {
                    "asset_id": target.id,
                    "tool": "trivy",
                    "asset_kind": target.kind,
                    "os_name": self._systems.get(target.id, os_name),
                    "scanned_at": created,
                },
            )
            self._sink.add(f"target {number}" if number else "/", [entry])

    def _scanned_at(self) -> datetime | None:
        try:
            return instant(self._texts.get("CreatedAt"), "CreatedAt")
        except FieldError as error:
            self._sink.reject("/CreatedAt", error)
            return None


def _listed(element: Element[T], raw: msgspec.Raw, place: str) -> list[T | FieldError]:
    return [] if bytes(raw) in (b"", b"null") else element.nested(raw, place)


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    return (
        outline.has_paths("SchemaVersion", "ArtifactType")
        or (outline.has_paths("ClusterName") and any(f"{name}.[].Kind" in outline.paths for name in _CLUSTER_LISTS))
        or (outline.has_paths("[].Target") and any(f"[].{name}" in outline.paths for name in ("Type", "Class")))
    )


FORMAT = Format(
    id="trivy",
    title="Trivy report, JSON",
    tables=("scan_targets",),
    matches=_matches,
    read=lambda document, sink: _Report(document, sink).read(),
    volatile=Volatile(
        made="CreatedAt",
        columns={"scan_targets": ("scanned_at",)},
        values={"CreatedAt": INSTANT, "ReportID": UUID},
    ),
)


def _without_tag(image: str) -> str:
    """The name of an image without its tag or digest: a scan of a newer build replaces that of an older one.

    An image that is named by its digest alone has no other name.
    """
    name = image.partition("@")[0]
    head, colon, tag = name.rpartition(":")
    return head if colon and "/" not in tag and head != "sha256" else name
