"""Semgrep: the JSON output of `semgrep scan --json` and `semgrep ci --json`.

Follows semgrep_output_v1 (Semgrep 0.50 to 1.130) and "JSON output" in the Semgrep documentation.
- `vulnerabilities`: one row per element of `results`, of kind `repository`. The finding is named by check, path, line,
  column and end, so it is a new one when its lines move. One silenced by a comment (`is_ignored`) is `accepted`; one of
  the supply chain whose code the scanner finds unreachable stays `open`, because it does not see every way to reach
  it. ERROR is high, WARNING medium, INFO low.
- `scan_targets`: one row for the whole scan.
Errors of the scan, and rules and files that were skipped, are counted as ignored.

Semgrep does not name the repository: the asset is called after the file, without date and time in its name. The file
does not say when it was looked.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.code.names import headline, joined, named_after, public_name
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_LEVELS = {"error": "high", "warning": "medium", "info": "low"}


class Position(msgspec.Struct, gc=False):
    line: int | None = None
    col: int | None = None


class Dependency(msgspec.Struct, gc=False):
    package: str | None = None
    version: str | None = None
    ecosystem: str | None = None


class Match(msgspec.Struct, gc=False):
    found_dependency: Dependency | None = None


class SupplyChain(msgspec.Struct, gc=False):
    dependency_match: Match | None = None


class Extra(msgspec.Struct, gc=False):
    message: str | None = None
    severity: str | None = None
    is_ignored: bool | None = None
    sca_info: SupplyChain | None = None
    metadata: msgspec.Raw = msgspec.Raw()


class Metadata(msgspec.Struct, gc=False):
    identifier: str | None = msgspec.field(name="sca-vuln-database-identifier", default=None)


class Result(msgspec.Struct, gc=False):
    check_id: str
    path: str
    start: Position | None = None
    end: Position | None = None
    extra: Extra | None = None


class Paths(msgspec.Struct, gc=False):
    skipped: list[msgspec.Raw] | None = None


def _identifier(raw: msgspec.Raw) -> str | None:
    """The public name in the rule's metadata, where rule writers put what they like."""
    if not bytes(raw):
        return None
    try:
        found = msgspec.json.decode(raw, type=Metadata | None)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    return found.identifier if found else None


def _rows(asset: str, result: Result) -> Iterator[Entry]:
    extra = result.extra or Extra()
    chain = extra.sca_info or SupplyChain()
    package = (chain.dependency_match.found_dependency if chain.dependency_match else None) or Dependency()
    word = (extra.severity or "").lower()
    start, end = result.start or Position(), result.end or Position()
    place = ":".join(str(step) for step in (result.path, start.line, start.col, end.line, end.col) if step is not None)
    yield (
        "vulnerabilities",
        {
            "finding_id": joined(needed(result.check_id, "check_id"), place, package.package, package.version),
            "tool": "semgrep",
            "asset_id": asset,
            "asset_kind": "repository",
            "vulnerability_id": public_name(result.check_id, [_identifier(extra.metadata)]),
            "title": headline(extra.message),
            "severity": _LEVELS.get(word) or severity(word),
            "package_name": text(package.package),
            "package_version": text(package.version),
            "package_type": text(package.ecosystem),
            "status": "accepted" if extra.is_ignored else "open",
            "path": text(result.path),
        },
    )


def _report(document: Document, report: Report, sink: Sink) -> None:
    report.require("a Semgrep scan", "results")
    asset = named_after(document, sink)
    sink.add("/", [("scan_targets", {"asset_id": asset, "tool": "semgrep", "asset_kind": "repository"})])
    report.emit("results", Result, lambda result: _rows(asset, result))
    sink.ignore("errors", report.size("errors"))
    sink.ignore("rules that were skipped", len(report.value("skipped_rules", list[msgspec.Raw]) or ()))
    sink.ignore("files that were skipped", len((report.value("paths", Paths) or Paths()).skipped or ()))


def _read(document: Document, sink: Sink) -> None:
    for report in reports(document, sink, shape(("paths", "skipped_rules"), ("results", "errors"))):
        _report(document, report, sink)


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("results.[].check_id", "results.[].path")
        or (outline.has_paths("results", "errors") and outline.has_paths("paths.scanned"))
    )


FORMAT = Format(
    id="semgrep",
    title="Semgrep results, JSON",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
