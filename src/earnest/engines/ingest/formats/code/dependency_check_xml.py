"""The XML report of Dependency-Check as a stream of dependencies. See `dependency_check` for what is counted how."""

from __future__ import annotations

from earnest.engines.ingest.format import emit
from earnest.engines.ingest.formats.code.dependency_rows import Dependency, Flaw, Project, rows, target
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Sink
from earnest.engines.ingest.xml_stream import XmlHandler

_V3 = frozenset(
    {
        "baseScore",
        "attackVector",
        "attackComplexity",
        "privilegesRequired",
        "userInteraction",
        "scope",
        "confidentialityImpact",
        "integrityImpact",
        "availabilityImpact",
        "version",
    }
)
_WANTED = _V3 | {
    "name",
    "reportDate",
    "fileName",
    "filePath",
    "license",
    "id",
    "severity",
    "description",
    "score",
    "cvssScore",
    "vectorString",
}
_FLAWS = frozenset({"vulnerability", "suppressedVulnerability"})


class XmlReport:
    """Takes the elements of one report. Projects come before dependencies, as the schema demands."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._way: list[str] = []
        self._project = Project()
        self._dependency: Dependency | None = None
        self._flaw: Flaw | None = None
        self._number = 0

    @property
    def handler(self) -> XmlHandler:
        return XmlHandler(self._start, self._end, _WANTED.__contains__)

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if not self._way and tag != "analysis":
            raise UnreadableFile(f"The root element is {tag}", "line 1", "a Dependency-Check report has analysis.")
        self._way.append(tag)
        if tag == "dependency":
            self._dependency = Dependency()
            self._number += 1
        elif self._dependency is not None and tag == "relatedDependency":
            self._dependency.related += 1
        elif self._dependency is not None and tag in _FLAWS and self._parent == "vulnerabilities":
            self._flaw = Flaw(suppressed=tag != "vulnerability")
        elif self._flaw is not None and tag == "knownExploitedVulnerability":
            self._flaw.exploited = True

    @property
    def _parent(self) -> str:
        return self._way[-2] if len(self._way) > 1 else ""

    def _end(self, tag: str, written: str) -> None:
        if self._flaw is not None:
            self._flaw_end(self._flaw, tag, written)
        elif self._dependency is not None:
            self._dependency_end(self._dependency, tag, written)
        elif self._parent == "projectInfo":
            if tag == "name":
                self._project.name = written
            elif tag == "reportDate":
                self._project.reported = written
        elif tag == "projectInfo":
            target(self._project, self._sink)
        self._way.pop()

    def _flaw_end(self, flaw: Flaw, tag: str, written: str) -> None:
        parent = self._parent
        if tag in _FLAWS and parent == "vulnerabilities":
            if self._dependency is not None:
                self._dependency.flaws.append(flaw)
            self._flaw = None
        elif parent in _FLAWS:
            if tag == "name":
                flaw.name = written
            elif tag == "severity":
                flaw.severity = written
            elif tag == "description":
                flaw.description = written
            elif tag == "cvssScore":
                flaw.v2_score = written
        elif parent == "cvssV3" and tag in _V3:
            flaw.v3[tag] = written
        elif parent == "cvssV2" and tag == "score":
            flaw.v2_score = written
        elif parent == "cvssV4" and tag == "baseScore":
            flaw.v4_score = written
        elif parent == "cvssV4" and tag == "vectorString":
            flaw.v4_vector = written

    def _dependency_end(self, dependency: Dependency, tag: str, written: str) -> None:
        if tag == "dependency":
            self._sink.ignore("related dependencies", dependency.related)
            emit(self._sink, f"dependency {self._number}", lambda found: rows(self._project, found), dependency)
            self._dependency = None
        elif self._parent == "dependency":
            if tag == "fileName":
                dependency.file_name = written
            elif tag == "filePath":
                dependency.file_path = written.strip()
            elif tag == "license":
                dependency.licence = written
        elif self._parent == "package" and tag == "id" and "relatedDependencies" not in self._way:
            dependency.packages.append(written)
