"""SARIF: the results of any tool that writes it, version 2.1.0.

Follows "Static Analysis Results Interchange Format (SARIF) Version 2.1.0 plus Errata 01" (OASIS, 2023) and, for
`security-severity`, "SARIF support for code scanning" of GitHub.
- `vulnerabilities`: one row per result whose kind is fail (the default), open, review or informational. Open and
  review are `under_investigation`; a suppressed result is `accepted`; one that the baseline had and that is gone
  (absent) is `fixed`. The severity is that of `security-severity`, else the level of the result, else of its rule:
  error is high, warning medium, note low. It is named by rule, file and the tool's fingerprint; without one by rule,
  file and region.
- `config_checks`: one row per result of kind pass or notApplicable, so that no pass is lost.
- `scan_targets`: one row per run.
Notifications of the tool are counted as ignored.

The asset is the repository under version control, else the image that the tool names, else the run's automation id,
else it is called after the file. The tool is the name of the driver, in lower case. When it was looked is the newest
end of an invocation. Rules are held in memory; results are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from earnest.engines.ingest.coerce import FieldError, instant, lower, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.code.names import (
    headline,
    joined,
    named_after,
    public_name,
    repository_of,
    without_tag,
)
from earnest.engines.ingest.formats.code.report import Report, reports, shape
from earnest.engines.ingest.formats.code.sarif_run import (
    Artifact,
    Automation,
    Invocation,
    Location,
    Message,
    PhysicalLocation,
    Region,
    Result,
    Rule,
    Rules,
    RunProperties,
    Tool,
    VersionControl,
    ended,
    fingerprint,
    security_score,
)
from earnest.engines.ingest.formats.code.scores import rated
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_LEVELS = {"error": "high", "warning": "medium", "note": "low", "none": "none"}
_CHECKED = {"pass": "pass", "notapplicable": "not_applicable"}
_UNDECIDED = frozenset({"open", "review"})
_KINDS = frozenset({"fail", "informational", *_UNDECIDED, *_CHECKED})
_RUN = shape(
    ("tool", "invocations", "versionControlProvenance", "automationDetails", "properties"), ("results", "artifacts")
)


class _Run:
    def __init__(self, document: Document, report: Report, sink: Sink) -> None:
        report.require("a run of SARIF", "tool", "results")
        self._report = report
        self._sink = sink
        tool = report.value("tool", Tool) or Tool()
        self._rules = Rules(tool)
        self._tool = lower(tool.driver.name if tool.driver else None) or "sarif"
        self._artifacts: list[str | None] | None = None
        self.part = ""
        self._asset, self._kind = self._named() or (named_after(document, sink), "repository")

    def _named(self) -> tuple[str, str] | None:
        for control in self._report.value("versionControlProvenance", list[VersionControl]) or ():
            if name := repository_of(control.repository_uri) or text(control.repository_uri):
                self.part = name
                return name, "repository"
        properties = self._report.value("properties", RunProperties)
        if properties and (image := text(properties.image_name)):
            self.part = without_tag(image)
            return image, "image"
        automation = self._report.value("automationDetails", Automation)
        if automation and (name := text((automation.id or "").rstrip("/"))):
            self.part = name
            return name, "repository"
        return None

    def read(self) -> None:
        self._target()
        self._report.emit("results", Result, self._rows)

    def _target(self) -> None:
        invocations = self._report.value("invocations", list[Invocation]) or []
        looked: list[datetime] = []
        for written in ended(invocations):
            try:
                moment = instant(written, "endTimeUtc")
            except FieldError as error:
                self._sink.reject(f"{self._report.place}/invocations", error)
                continue
            if moment is not None:
                looked.append(moment)
        scanned_at = max(looked, default=None)
        self._sink.observed(scanned_at)
        for one in invocations:
            told = [*(one.tool_execution_notifications or ()), *(one.tool_configuration_notifications or ())]
            self._sink.ignore("notifications of the tool", len(told))
        if any(one.execution_successful is False for one in invocations):
            self._sink.notes.append(f"{self._tool} says that its run did not end well: findings may be missing.")
            return
        row: Row = {"asset_id": self._asset, "tool": self._tool, "asset_kind": self._kind, "scanned_at": scanned_at}
        self._sink.add(self._report.place, [("scan_targets", row)])

    def _rows(self, result: Result) -> Iterator[Entry]:
        kind = (result.kind or "fail").lower()
        if kind not in _KINDS:
            raise FieldError("kind", f"{kind!r} is not one of {', '.join(sorted(_KINDS))}")
        name, rule = self._rules.of(result)
        path, region = self._place(result)
        if kind in _CHECKED:
            yield "config_checks", self._check(result, name, rule, path, _CHECKED[kind])
            return
        known = fingerprint(result)
        yield (
            "vulnerabilities",
            {
                "finding_id": joined(name, path, known) if known else joined(name, _at(path, region)),
                "tool": self._tool,
                "asset_id": self._asset,
                "asset_kind": self._kind,
                "vulnerability_id": public_name(name),
                "title": headline(rule.title) or headline(_words(result, rule)),
                "severity": _severity(result, rule, kind),
                "status": _status(result, kind),
                "path": path,
                "first_seen_at": instant(
                    result.provenance.first_detection_time_utc if result.provenance else None, "firstDetectionTimeUtc"
                ),
            },
        )

    def _check(self, result: Result, name: str, rule: Rule, path: str | None, status: str) -> Row:
        return {
            "check_id": name,
            "tool": self._tool,
            "resource_id": ":".join(part for part in (self._asset, path) if part),
            "status": status,
            "title": headline(rule.title),
            "severity": _severity(result, rule, "fail"),
            "resource_type": self._kind,
            "resource_name": path,
            "detail": _words(result, rule),
        }

    def _place(self, result: Result) -> tuple[str | None, Region]:
        first = (result.locations or [Location()])[0]
        physical = first.physical_location or PhysicalLocation()
        region = physical.region or Region()
        artifact = physical.artifact_location
        if artifact is not None:
            uri = text(artifact.uri) or self._artifact(artifact.index)
            if uri:
                return unquote(uri), region
        for logical in first.logical_locations or ():
            if name := text(logical.fully_qualified_name) or text(logical.name):
                return name, region
        return None, region

    def _artifact(self, index: int | None) -> str | None:
        """The address of an artifact that a result names by its number only; few tools do."""
        if index is None or index < 0:
            return None
        if self._artifacts is None:
            listed = self._report.elements("artifacts", Artifact)
            self._artifacts = [
                one.location.uri if not isinstance(one, FieldError) and one.location else None for _, one in listed
            ]
        return text(self._artifacts[index]) if index < len(self._artifacts) else None


def _at(path: str | None, region: Region) -> str | None:
    steps = (path, region.start_line, region.start_column, region.end_line, region.end_column)
    return ":".join(str(step) for step in steps if step is not None) or None


def _words(result: Result, rule: Rule) -> str | None:
    message = result.message or Message()
    if message.id and rule.message_strings and message.id in rule.message_strings:
        return text(message.text) or text(rule.message_strings[message.id].text)
    return text(message.text)


def _severity(result: Result, rule: Rule, kind: str) -> str:
    if kind == "informational":
        return "none"
    score = security_score(result, rule)
    if score is not None and score > 0:
        return rated(score)
    default = rule.default_configuration.level if rule.default_configuration else None
    return _LEVELS.get((result.level or default or "warning").lower(), "unknown")


def _status(result: Result, kind: str) -> str:
    if result.baseline_state == "absent":
        return "fixed"
    told = [one.status or "accepted" for one in result.suppressions or ()]
    if told and all(status == "accepted" for status in told):
        return "accepted"
    return "under_investigation" if kind in _UNDECIDED else "open"


def _read(document: Document, sink: Sink) -> None:
    parts = set()
    for report in reports(document, sink, shape(lists=("runs",))):
        report.require("SARIF", "runs")
        for found in report.children("runs", _RUN):
            run = _Run(document, found, sink)
            run.read()
            parts.add(run.part)
    if len(parts) == 1:
        sink.part = parts.pop().strip()


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("runs", "version")
        or any(
            outline.has_paths(f"runs.[].{key}") for key in ("tool.driver", "results.[].ruleId", "results.[].message")
        )
    )


FORMAT = Format(
    id="sarif",
    title="SARIF 2.1.0 results",
    tables=("vulnerabilities", "scan_targets"),
    matches=_matches,
    read=_read,
)
