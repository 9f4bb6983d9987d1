"""DISA STIG Viewer 2: the checklist in XML (`.ckl`).

Follows the schema of STIG Viewer 2.8 to 2.18: CHECKLIST with ASSET and STIGS, one iSTIG per STIG. One row of
`config_checks` per VULN, whose Rule_ID (without `_rule`) is the check. NotAFinding passes, Open fails, Not_Reviewed is
not assessed. The severity is SEVERITY_OVERRIDE where it is given. The asset is HOST_NAME, else HOST_FQDN, else HOST_IP,
followed by site and instance where the checklist is about a database or web site; the part is the asset with its STIGs.
The file says no time.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.coerce import needed, text
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.posture.stig import Target, Verdict, target_row, verdict_row
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink
from earnest.engines.ingest.xml_stream import XmlHandler, parse_xml

_ASSET = frozenset({"HOST_NAME", "HOST_FQDN", "HOST_IP", "WEB_OR_DATABASE", "WEB_DB_SITE", "WEB_DB_INSTANCE"})
_PAIRS = {"SID_NAME": "SID_DATA", "VULN_ATTRIBUTE": "ATTRIBUTE_DATA"}
_VALUES = frozenset(_PAIRS.values())
_VERDICT = frozenset({"STATUS", "FINDING_DETAILS", "COMMENTS", "SEVERITY_OVERRIDE"})
_WANTED = _ASSET | _VERDICT | _VALUES | frozenset(_PAIRS)


class _Reader:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._root = ""
        self._asset: dict[str, str] = {}
        self._target: Target | None = None
        self._stigs = self._rules = 0
        self._names: list[str] = []
        self._stig: dict[str, str] = {}
        self._rule: dict[str, str] | None = None
        self._key = ""

    @property
    def handler(self) -> XmlHandler:
        return XmlHandler(self._start, self._end, _WANTED.__contains__)

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if not self._root:
            self._root = tag
            if tag != "CHECKLIST":
                raise UnreadableFile(f"The root element is {tag}", "line 1", "a checklist has CHECKLIST.")
        if tag == "iSTIG":
            self._stigs += 1
            self._rules = 0
            self._stig = {}
        elif tag == "VULN":
            self._rules += 1
            self._rule = {}

    def _end(self, tag: str, written: str) -> None:
        if tag in _PAIRS:
            self._key = written.strip()
        elif tag in _VALUES:
            known = self._stig if self._rule is None else self._rule
            known.setdefault(self._key, written)
        elif tag in _VERDICT and self._rule is not None:
            self._rule[tag] = written
        elif tag in _ASSET and self._rule is None:
            self._asset[tag] = written
        elif tag == "ASSET":
            self._close_asset()
        elif tag == "STIG_INFO":
            self._names.append(text(self._stig.get("stigid")) or text(self._stig.get("title")) or "")
        elif tag == "VULN" and self._rule is not None:
            emit(self._sink, f"iSTIG {self._stigs} VULN {self._rules}", self._rows, self._rule)
            self._rule = None
        elif tag == "CHECKLIST":
            self._sink.part = " ".join([self._about().asset, *sorted(filter(None, self._names))])

    def _close_asset(self) -> None:
        told = {key: text(value) for key, value in self._asset.items()}
        name = told.get("HOST_NAME") or told.get("HOST_FQDN") or told.get("HOST_IP")
        shared = told.get("WEB_OR_DATABASE", "") == "true"
        instance = (told.get("WEB_DB_SITE"), told.get("WEB_DB_INSTANCE")) if shared else ()
        self._target = Target.named(name, told.get("HOST_IP"), *instance)
        self._sink.add("ASSET", [target_row(self._target)])

    def _about(self) -> Target:
        return self._target or Target.named(None, None)

    def _rows(self, rule: dict[str, str]) -> Iterator[Entry]:
        stig = (self._stig.get("title"), self._stig.get("version"), self._stig.get("releaseinfo"))
        yield verdict_row(
            self._about(),
            Verdict(
                rule=needed(rule.get("Rule_ID") or rule.get("Vuln_Num"), "Rule_ID"),
                status=needed(rule.get("STATUS"), "STATUS"),
                names=(text(rule.get("Vuln_Num")), text(rule.get("Rule_Ver"))),
                title=text(rule.get("Rule_Title")),
                severity=text(rule.get("SEVERITY_OVERRIDE")) or text(rule.get("Severity")),
                benchmark=" ".join(part for part in map(text, stig) if part) or None,
                details=text(rule.get("FINDING_DETAILS")),
                comments=text(rule.get("COMMENTS")),
            ),
        )


FORMAT = Format(
    id="ckl",
    title="DISA STIG Viewer checklist, XML",
    tables=("config_checks", "scan_targets"),
    matches=lambda outline: outline.container == "xml" and outline.root == "CHECKLIST",
    read=lambda document, sink: parse_xml(document, _Reader(sink).handler),
)
