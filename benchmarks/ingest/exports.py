"""Big exports, made up: shaped like what Trivy and Nessus write, of any length, the same each time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

WORDS = (
    "a crafted archive makes the parser read past the end of its buffer and may run code of the sender",
    "an attacker on the same network can guess the next session key after seeing “a few” of them",
    "the header is not checked, so that a request\nwith two lengths is split by one server and not by the next",
    'uncontrolled recursion in the demangler exhausts the stack when a file with a "long" name is opened',
    "the default configuration lets any signed-in person list the objects of others",
)
SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
CREATED = "2026-11-01T08:00:00.123456789Z"


def _flaw(n: int) -> str:
    """One element of Results[].Vulnerabilities, as Trivy indents it: about 2,100 bytes."""
    name, version, cve = f"lib{n % 700}", f"1.{n % 97}.{n % 13}-{n}", f"CVE-2025-{n % 90_000 + 10_000}"
    flaw = {
        "VulnerabilityID": cve,
        "PkgID": f"{name}@{version}",
        "PkgName": name,
        "PkgIdentifier": {"PURL": f"pkg:deb/debian/{name}@{version}?arch=amd64", "UID": f"{n:016x}"},
        "InstalledVersion": version,
        "FixedVersion": f"2.{n % 31}" if n % 3 else "",
        "Status": "fixed" if n % 3 else "affected",
        "Layer": {"DiffID": f"sha256:{n % 9:064x}"},
        "SeveritySource": "debian",
        "PrimaryURL": f"https://avd.example.org/nvd/{cve.lower()}",
        "DataSource": {"ID": "debian", "Name": "Debian Security Tracker", "URL": "https://tracker.example.org/tracker"},
        "Title": f"{name}: {WORDS[n % 5][:52]}",
        "Description": f"In {name} before 2.{n % 31}, {WORDS[n % 5]}; {WORDS[(n + 2) % 5]}. See {cve}.",
        "Severity": SEVERITIES[n % 4],
        "CweIDs": [f"CWE-{n % 900}"],
        "VendorSeverity": {"debian": 1, "nvd": 3, "photon": 3, "redhat": 1, "ubuntu": 1},
        "CVSS": {
            "nvd": {
                "V2Vector": "AV:N/AC:L/Au:N/C:N/I:N/A:P",
                "V3Vector": f"CVSS:3.1/AV:N/AC:L/PR:N/UI:{'RN'[n % 2]}/S:U/C:H/I:H/A:H",
                "V2Score": 5,
                "V3Score": (n % 90 + 10) / 10,
            },
            "redhat": {"V3Vector": "CVSS:3.0/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H", "V3Score": 5.5},
        },
        "References": [f"https://advisories.example.org/{place}/{cve}" for place in range(5)],
        "PublishedDate": f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}T10:15:00.683Z",
        "LastModifiedDate": "2025-12-01T22:15:13.15Z",
    }
    return json.dumps(flaw, indent=2).replace("\n", "\n        ")


def trivy(rows: int, per_result: int, created: str = CREATED) -> Iterator[str]:
    """A report of one image with `per_result` flaws in each of its results."""
    yield (
        '{\n  "SchemaVersion": 2,\n  "CreatedAt": "'
        + created
        + '",\n  "ArtifactName": "registry.example.org/shop:1",\n'
    )
    yield '  "ArtifactType": "container_image",\n  "Metadata": {\n    "OS": {\n      "Family": "debian",\n'
    yield '      "Name": "12.1"\n    }\n  },\n  "Results": [\n'
    for n in range(rows):
        if n % per_result == 0:
            before = "\n      ]\n    },\n" if n else ""
            yield f'{before}    {{\n      "Target": "layer-{n // per_result}",\n      "Class": "lang-pkgs",\n'
            yield '      "Type": "jar",\n      "Vulnerabilities": [\n        '
        else:
            yield ",\n        "
        yield _flaw(n)
    yield "\n      ]\n    }\n  ]\n}\n"


def _item(n: int) -> str:
    """One ReportItem, as Nessus writes it: about 3,500 bytes."""
    text = " ".join(word.replace("“", "'").replace("”", "'").replace('"', "&quot;") for word in WORDS)
    seen = "".join(f"<see_also>https://advisories.example.org/{place}/{n}</see_also>\n" for place in range(6))
    return (
        f'<ReportItem port="{n % 65_536}" svc_name="www" protocol="tcp" severity="{n % 5}" '
        f'pluginID="{n % 90_000 + 10_000}" '
        f'pluginName="Web server {n % 900} &lt; 2.{n % 31} Multiple Vulnerabilities" pluginFamily="Web Servers">\n'
        "<agent>all</agent>\n<age_of_vuln>730 days +</age_of_vuln>\n<asset_inventory>False</asset_inventory>\n"
        f"<cpe>cpe:/a:example:server\ncpe:/o:example:system</cpe>\n<cve>CVE-2025-{n % 90_000 + 10_000}</cve>\n"
        "<cvss3_base_score>7.5</cvss3_base_score>\n<cvss3_temporal_score>6.5</cvss3_temporal_score>\n"
        "<cvss3_temporal_vector>CVSS:3.0/E:U/RL:O/RC:C</cvss3_temporal_vector>\n"
        "<cvss3_vector>CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H</cvss3_vector>\n"
        "<cvss_base_score>5.0</cvss_base_score>\n<cvss_temporal_score>3.7</cvss_temporal_score>\n"
        "<cvss_temporal_vector>CVSS2#E:U/RL:OF/RC:C</cvss_temporal_vector>\n"
        "<cvss_vector>CVSS2#AV:N/AC:L/Au:N/C:N/I:N/A:P</cvss_vector>\n<cwe>20</cwe>\n"
        f"<description>The remote web server is affected. {text}\n\n{text}\n\n{text}</description>\n"
        "<exploit_available>false</exploit_available>\n<exploitability_ease>No known exploits</exploitability_ease>\n"
        f"<fname>server_2_{n % 31}.nasl</fname>\n<plugin_modification_date>2025/04/11</plugin_modification_date>\n"
        "<plugin_name>Web server Multiple Vulnerabilities</plugin_name>\n"
        "<plugin_publication_date>2025/03/01</plugin_publication_date>\n<plugin_type>remote</plugin_type>\n"
        f"<risk_factor>Medium</risk_factor>\n<script_version>1.9</script_version>\n{seen}"
        f"<solution>Upgrade to version 2.{n % 31} or later.</solution>\n"
        "<synopsis>The remote web server is affected by multiple vulnerabilities.</synopsis>\n"
        f"<vuln_publication_date>2025/{n % 12 + 1:02}/{n % 28 + 1:02}</vuln_publication_date>\n"
        f"<xref>CWE:20</xref>\n<plugin_output>\n  URL               : http://host-{n // 100}/\n"
        f"  Installed version : 1.{n % 31}\n  Fixed version     : 2.{n % 31}\n</plugin_output>\n</ReportItem>\n"
    )


def nessus(rows: int) -> Iterator[str]:
    """A scan of hosts with a hundred items each."""
    yield '<?xml version="1.0" ?>\n<NessusClientData_v2>\n<Report name="estate">\n'
    for n in range(rows):
        if n % 100 == 0:
            yield "</ReportHost>\n" if n else ""
            yield f'<ReportHost name="host-{n // 100}.example.org"><HostProperties>\n'
            yield '<tag name="HOST_END_TIMESTAMP">1790000000</tag>\n<tag name="Credentialed_Scan">true</tag>\n'
            yield '<tag name="operating-system">Linux 6.1</tag>\n<tag name="host-ip">10.0.0.1</tag>\n'
            yield "</HostProperties>\n"
        yield _item(n)
    yield "</ReportHost>\n</Report>\n</NessusClientData_v2>\n"


def written(path: Path, text: Iterator[str]) -> Path:
    """The export as a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(text)
    return path
