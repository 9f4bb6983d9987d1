"""How fast exports become canonical Parquet, against a plain parse of the same file.

    python benchmarks/ingest_rows.py [rows [case…]]

Makes one file per format in a temporary folder, reads each in a process of its own, and prints rows per second of
processor time, peak memory, and the ratio to the processor time that a bare parser needs only to look at every value of
the file: the csv module for CSV, msgspec without types for JSON, expat with empty handlers for XML.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

import msgspec

from earnest.engines.ingest import read_file

_GOOGLE = (
    "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],"
    "Password Hash Function [UPLOAD ONLY],Org Unit Path [Required],Status [READ ONLY],Last Sign In [READ ONLY],"
    "Recovery Email,Employee ID,Department,2sv Enrolled [READ ONLY],2sv Enforced [READ ONLY],Email Usage [READ ONLY]\n"
)
_NOTES = "A crafted archive makes the parser read past its buffer and may run code of the sender. " * 9


def google(rows: int) -> Iterator[str]:
    yield _GOOGLE
    for n in range(rows):
        status = "Suspended" if n % 17 == 0 else "Active"
        enrolled = "False" if n % 11 == 0 else "True"
        yield (
            f"First{n},Last{n},person.{n}@example.com,****,,/Staff/Team {n % 40},{status},"
            f"2026/{n % 12 + 1:02}/{n % 28 + 1:02} 08:{n % 60:02}:00,,E{n:07},Team {n % 40},"
            f"{enrolled},True,1.{n % 10}GB\n"
        )


def okta(rows: int) -> Iterator[str]:
    for n in range(rows):
        user = {
            "id": f"00u{n:017}",
            "status": "ACTIVE" if n % 19 else "SUSPENDED",
            "created": "2024-03-01T09:00:00.000Z",
            "activated": "2024-03-01T09:05:00.000Z",
            "lastLogin": f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}T08:00:00.000Z",
            "passwordChanged": "2026-01-10T10:00:00.000Z",
            "type": {"id": "oty1"},
            "profile": {
                "firstName": f"First{n}",
                "lastName": f"Last{n}",
                "login": f"person.{n}@example.com",
                "email": f"person.{n}@example.com",
                "department": f"Team {n % 40}",
                "mobilePhone": None,
            },
            "credentials": {"password": {}, "provider": {"type": "OKTA", "name": "OKTA"}},
            "roles": [{"type": "SUPER_ADMIN", "label": "Super Administrator"}] if n % 500 == 0 else [],
            "_links": {"self": {"href": f"https://example.okta.com/api/v1/users/00u{n:017}"}},
        }
        yield ("[" if n == 0 else ",") + json.dumps(user)
    yield "]"


def _vulnerability(n: int) -> str:
    return json.dumps(
        {
            "VulnerabilityID": f"CVE-2025-{n % 90_000 + 10_000}",
            "PkgID": f"package-{n % 700}@1.{n}",
            "PkgName": f"package-{n % 700}",
            "PkgIdentifier": {"PURL": f"pkg:deb/debian/package-{n % 700}@1.{n}", "UID": f"{n:016x}"},
            "InstalledVersion": f"1.{n}",
            "FixedVersion": "2.0",
            "Status": "fixed",
            "Severity": ("CRITICAL", "HIGH", "MEDIUM", "LOW")[n % 4],
            "SeveritySource": "debian",
            "Title": "package: out-of-bounds read in the archive parser",
            "Description": _NOTES,
            "CweIDs": ["CWE-125"],
            "CVSS": {"nvd": {"V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", "V3Score": 8.8}},
            "References": [f"https://example.org/advisories/{n}", f"https://example.org/fixes/{n}"],
            "PublishedDate": "2025-04-01T10:15:00Z",
            "LastModifiedDate": "2025-05-01T10:15:00Z",
        }
    )


def _trivy(rows: int, per_result: int) -> Iterator[str]:
    yield '{"SchemaVersion":2,"CreatedAt":"2026-11-01T08:00:00Z","ArtifactName":"shop:1",'
    yield '"ArtifactType":"container_image",'
    yield '"Metadata":{"OS":{"Family":"debian","Name":"12.1"}},"Results":['
    for n in range(rows):
        if n % per_result == 0:
            before = "]}," if n else ""
            yield f'{before}{{"Target":"layer-{n}","Class":"lang-pkgs","Type":"jar","Vulnerabilities":['
        else:
            yield ","
        yield _vulnerability(n)
    yield "]}]}"


def trivy(rows: int) -> Iterator[str]:
    yield from _trivy(rows, 200)


def trivy_one_result(rows: int) -> Iterator[str]:
    yield from _trivy(rows, rows)


def nessus(rows: int) -> Iterator[str]:
    yield '<?xml version="1.0" ?>\n<NessusClientData_v2><Report name="r">\n'
    for n in range(rows):
        if n % 100 == 0:
            yield "</ReportHost>" if n else ""
            yield f'<ReportHost name="host-{n}"><HostProperties><tag name="HOST_END_TIMESTAMP">1790000000</tag>'
            yield '<tag name="Credentialed_Scan">true</tag></HostProperties>\n'
        yield (
            f'<ReportItem port="{n % 65_536}" svc_name="www" protocol="tcp" severity="{n % 5}" pluginID="{n}" '
            f'pluginName="Plugin {n}" pluginFamily="Web Servers"><cve>CVE-2025-{n % 90_000 + 10_000}</cve>'
            f"<cvss3_base_score>7.5</cvss3_base_score><description>{_NOTES}</description>"
            "<vuln_publication_date>2025/04/01</vuln_publication_date></ReportItem>\n"
        )
    yield "</ReportHost></Report></NessusClientData_v2>\n"


def bare_csv(path: Path) -> None:
    with path.open(newline="") as file:
        for _ in csv.reader(file):
            pass


def bare_json(path: Path) -> None:
    msgspec.json.decode(path.read_bytes())


def bare_xml(path: Path) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda *_: None
    parser.CharacterDataHandler = lambda _: None
    parser.buffer_text = True
    with path.open("rb") as file:
        parser.ParseFile(file)


CASES: tuple[tuple[str, str, Callable[[int], Iterator[str]], Callable[[Path], None]], ...] = (
    ("google-workspace-users", "csv", google, bare_csv),
    ("okta-users", "json", okta, bare_json),
    ("trivy, 200 a result", "json", trivy, bare_json),
    ("trivy, one result", "json", trivy_one_result, bare_json),
    ("nessus", "nessus", nessus, bare_xml),
)


def _measured(task: Callable[[], int], answers: multiprocessing.Queue[tuple[int, float, int]]) -> None:
    started = time.process_time()
    rows = task()
    seconds = time.process_time() - started
    answers.put((rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def measure(task: Callable[[], int]) -> tuple[int, float, int]:
    """Rows, seconds of processor time and peak MiB of the task in a process of its own."""
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[tuple[int, float, int]] = context.Queue()
    child = context.Process(target=_measured, args=(task, answers))
    child.start()
    answer = answers.get()
    child.join()
    return answer


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{'format':24} {'MiB':>6} {'rows':>9} {'cpu s':>7} {'rows/s':>9} {'peak MiB':>9} {'bare':>7} {'ratio':>6}")
    for name, suffix, make, bare in CASES:
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"export.{suffix}"
            with path.open("w") as file:
                file.writelines(make(rows))

            def ingest(path: Path = path) -> int:
                return max(table.rows for table in read_file(path, into=path.parent / "out").tables.values())

            def parse(path: Path = path, bare: Callable[[Path], None] = bare) -> int:
                bare(path)
                return 0

            size = path.stat().st_size >> 20
            found, seconds, peak = measure(ingest)
            _, limit, _ = measure(parse)
        print(
            f"{name:24} {size:6} {found:9} {seconds:7.1f} {found / seconds:9,.0f} {peak:9} {limit:7.1f} "
            f"{seconds / limit:6.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
