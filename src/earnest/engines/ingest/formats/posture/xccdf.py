"""XCCDF results: OpenSCAP, SCAP Compliance Checker, and others; and ARF, the report that wraps them.

Follows XCCDF 1.1 and 1.2 (NIST IR 7275 revisions 3 and 4) and ARF 1.1 (NIST IR 7694): a Benchmark with TestResult, a
TestResult by itself, or an asset-report-collection. Every rule-result of every TestResult is one row of
`config_checks`, nothing is merged; one with an instance has it after the rule's id. The check is the rule's id.

pass and fixed pass, fail fails. error is an error. notchecked and unknown are not assessed. notselected and
notapplicable are `not_applicable`: the profile, or the machine, leaves the rule out. informational is for a person to
read: `manual`. A word other than pass and fail stands first in `detail`, then what the checker said and how many CVEs
the rule names. Title and severity come from the rule in the Benchmark, wherever in the file that stands.

The asset is the first `target`, else the first address. One row of `scan_targets` per TestResult; whether the scanner
could sign in is only taken from it if it says that it could, because OpenSCAP writes false for its own local runs. The
part is the target with its benchmark and profile, if all results of the file are of one. When it was looked is the
end-time, else the start-time; a time without an offset is read as UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from earnest.engines.ingest.coerce import choice, flag, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.posture.xccdf_benchmark import Contents, local
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink
from earnest.engines.ingest.xml_stream import XmlHandler, parse_xml

_ROOTS = frozenset({"Benchmark", "TestResult", "asset-report-collection"})
_STATUS = {
    "pass": "pass",
    "fixed": "pass",
    "fail": "fail",
    "error": "error",
    "unknown": "not_assessed",
    "notchecked": "not_assessed",
    "notapplicable": "not_applicable",
    "notselected": "not_applicable",
    "informational": "manual",
}
_OF_TEST = frozenset({"target", "target-address", "identity", "fact"})
_OF_RULE = frozenset({"result", "ident", "message", "instance"})
_OF_OVERRIDE = frozenset({"old-result", "remark"})
_SCANNER = "urn:xccdf:fact:scanner:name"
_LOOPBACK = ("127.", "::1", "0:0:0:0:0:0:0:1", "fe80:")


@dataclass
class _Test:
    attributes: dict[str, str]
    benchmark: str = ""
    profile: str = ""
    target: str = ""
    addresses: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    authenticated: bool | None = None

    @property
    def asset(self) -> str:
        return needed(self.target or next(iter(self.addresses), None), "target")

    @property
    def tool(self) -> str:
        named = text(self.facts.get(_SCANNER))
        product = self.attributes.get("test-system", "").removeprefix("cpe:/a:").split(":")
        return (named or (product[1] if len(product) > 1 else "") or "xccdf").lower()


@dataclass
class _Rule:
    attributes: dict[str, str]
    context: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    cves: int = 0


class _Reader:
    def __init__(self, document: Document, sink: Sink) -> None:
        self._document = document
        self._sink = sink
        self._contents = Contents()
        self._whole = False
        self._path: list[str] = []
        self._fact = ""
        self._test: _Test | None = None
        self._rule: _Rule | None = None
        self._tests = self._rules = 0
        self._parts: dict[str, None] = {}

    def read(self) -> None:
        parse_xml(self._document, XmlHandler(self._start, self._end, self._wants))
        if not self._tests:
            what = "The file has rules but no TestResult"
            raise UnreadableFile(what, "", "export the results of a scan, not the benchmark by itself.")
        if len(self._parts) == 1:
            self._sink.part = next(iter(self._parts))

    def _wants(self, tag: str) -> bool:
        name = local(tag)
        if self._rule:
            return name in _OF_RULE or name in _OF_OVERRIDE
        return name in _OF_TEST if self._test else self._contents.wants(name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if not self._path and name not in _ROOTS:
            raise UnreadableFile(f"The root element is {tag}", "line 1", "results have Benchmark, TestResult or ARF.")
        self._path.append(name)
        if self._test is None:
            if name == "TestResult":
                self._tests += 1
                self._rules = 0
                self._test = _Test(dict(attributes), benchmark=self._contents.current)
            else:
                self._contents.start(name, attributes)
        elif self._rule is None:
            self._start_in_test(self._test, name, attributes)
        elif name == "instance":
            self._rule.context = attributes.get("context", "")

    def _start_in_test(self, test: _Test, name: str, attributes: dict[str, str]) -> None:
        if name == "rule-result":
            self._rules += 1
            self._rule = _Rule(dict(attributes))
            if not self._whole and attributes.get("idref", "") not in self._contents.rules:
                self._look_ahead()
        elif name == "benchmark":
            test.benchmark = attributes.get("id") or test.benchmark
        elif name == "profile":
            test.profile = attributes.get("idref", "")
        elif name == "identity":
            test.authenticated = flag(attributes.get("authenticated"), "identity") or None
        elif name == "fact":
            self._fact = attributes.get("name", "")

    def _end(self, _: str, written: str) -> None:
        name = self._path.pop()
        test, rule = self._test, self._rule
        if test is None:
            self._contents.end(name, written)
        elif rule is not None:
            self._end_in_rule(test, rule, name, written)
        elif name == "TestResult":
            place = f"TestResult {self._tests}"
            emit(self._sink, place, self._target, test)
            self._test = None
        else:
            self._end_in_test(test, name, written.strip())

    def _end_in_test(self, test: _Test, name: str, written: str) -> None:
        if name == "target":
            test.target = test.target or written
        elif name == "target-address" and written:
            test.addresses.append(written)
        elif name == "fact":
            test.facts[self._fact] = written

    def _end_in_rule(self, test: _Test, rule: _Rule, name: str, written: str) -> None:
        if name == "rule-result":
            place = f"TestResult {self._tests} rule-result {self._rules}"
            emit(self._sink, place, lambda item: self._check(test, item), rule)
            self._rule = None
        elif name == "ident":
            rule.cves += written.strip().startswith("CVE-")
        elif name == "message" and self._path[-1] == "rule-result":
            rule.messages.append(written.strip())
        elif name in _OF_OVERRIDE or (name in _OF_RULE and self._path[-1] == "rule-result"):
            rule.texts[name] = written.strip()

    def _look_ahead(self) -> None:
        """A rule is not known yet: take the rules and profiles of the rest of the file first."""
        self._whole = True
        contents = self._contents = Contents(current=self._contents.current)
        inside = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            inside += local(tag) == "TestResult"
            if not inside:
                contents.start(local(tag), attributes)

        def end(tag: str, written: str) -> None:
            nonlocal inside
            if not inside:
                contents.end(local(tag), written)
            inside -= local(tag) == "TestResult"

        parse_xml(self._document, XmlHandler(start, end, lambda tag: not inside and contents.wants(local(tag))))

    def _check(self, test: _Test, rule: _Rule) -> Iterator[Entry]:
        idref = needed(rule.attributes.get("idref"), "idref")
        known = self._contents.rules.get(idref)
        word = needed(rule.texts.get("result"), "result").lower()
        instance = text(f"{rule.context} {rule.texts.get('instance') or ''}")
        yield (
            "config_checks",
            {
                "check_id": f"{idref} [{instance}]" if instance else idref,
                "tool": test.tool,
                "resource_id": test.asset,
                "status": choice(word, "result", _STATUS),
                "title": text(known.title) if known else None,
                "severity": severity(rule.attributes.get("severity") or (known.severity if known else None)),
                "resource_type": "host",
                "resource_name": test.asset,
                "benchmark": self._contents.benchmark(test.benchmark, test.profile, test.attributes.get("version")),
                "detail": _detail(word, rule),
            },
        )

    def _target(self, test: _Test) -> Iterator[Entry]:
        attributes = test.attributes
        ended = instant(attributes.get("end-time") or attributes.get("start-time"), "end-time")
        outside = [address for address in test.addresses if not address.lower().startswith(_LOOPBACK)]
        yield (
            "scan_targets",
            {
                "asset_id": test.asset,
                "tool": test.tool,
                "asset_kind": "host",
                "address": next(iter([*outside, *test.addresses]), None),
                "os_name": next((text(v) for k, v in test.facts.items() if k.endswith("os_name")), None),
                "authenticated": test.authenticated,
                "scanned_at": ended,
            },
        )
        self._sink.observed(ended)
        self._parts.setdefault(" ".join(part for part in (test.asset, test.benchmark, test.profile) if part))


def _detail(word: str, rule: _Rule) -> str | None:
    before = rule.texts.get("old-result")
    parts = (
        word if word not in ("pass", "fail") else "",
        f"overridden, it was {before}" if before else "",
        rule.texts.get("remark", ""),
        *rule.messages,
        f"CVEs named: {rule.cves}" if rule.cves else "",
    )
    return "; ".join(part for part in parts if part) or None


def _matches(outline: Outline) -> bool:
    return outline.container == "xml" and local(outline.root) in _ROOTS


FORMAT = Format(
    id="xccdf",
    title="XCCDF results or ARF, XML",
    tables=("config_checks", "scan_targets"),
    matches=_matches,
    read=lambda document, sink: _Reader(document, sink).read(),
)
