"""Bills of materials: CycloneDX in both forms, SPDX."""

from __future__ import annotations

from typing import Any

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.code.packages import MORNING, written

_METADATA = {
    "timestamp": "2026-11-20T08:00:00Z",
    "tools": {"components": [{"type": "application", "name": "Syft", "version": "1.0"}]},
    "supplier": {"name": "Larkfield"},
    "component": {"type": "container", "bom-ref": "root", "name": "registry.larkfield.example/shop:4.2"},
}


def cyclonedx(**more: Any) -> dict[str, Any]:
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:00000000-0000-0000-0000-000000000001",
        "version": 2,
        "metadata": _METADATA,
        **more,
    }


_RATINGS = [
    {"source": {"name": "other"}, "severity": "critical", "score": 9.9, "method": "CVSSv31", "vector": "CVSS:3.1/AV:N"},
    {"source": {"name": "nvd"}, "severity": "medium", "score": 5.5, "method": "CVSSv31", "vector": "CVSS:3.1/AV:L"},
]
CYCLONEDX = cyclonedx(
    components=[
        {
            "type": "library",
            "bom-ref": "pad",
            "group": "@larkfield",
            "name": "pad",
            "version": "1.3.0",
            "purl": "pkg:npm/%40larkfield/pad@1.3.0",
            "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "House licence"}}],
            "evidence": {"occurrences": [{"location": "/app/package-lock.json"}]},
            "pedigree": {"ancestors": [{"type": "library", "name": "left-pad"}]},
            "components": [
                {
                    "type": "library",
                    "bom-ref": "inner",
                    "name": "inner",
                    "components": [{"type": "file", "name": "leaf"}],
                }
            ],
        },
        {"type": "library", "name": "quiet", "licenses": [{"expression": "MIT OR Apache-2.0"}]},
    ],
    services=[{"name": "mail"}],
    dependencies=[{"ref": "pad", "dependsOn": ["inner"]}],
    vulnerabilities=[
        {
            "id": "CVE-2026-0091",
            "source": {"name": "nvd"},
            "description": "First line.\nSecond line.",
            "ratings": _RATINGS,
            "published": "2026-01-02T03:04:05Z",
            "affects": [{"ref": "pad"}, {"ref": "inner", "versions": [{"version": "1", "status": "unaffected"}]}],
        },
        {
            "id": "CVE-2026-0092",
            "ratings": [{"score": 9.1, "method": "CVSSv3"}],
            "analysis": {"state": "exploitable"},
            "affects": [{"ref": "pad"}],
        },
        {"id": "CVE-2026-0093", "analysis": {"state": "false_positive"}},
    ],
)
CYCLONEDX_INVENTORY = cyclonedx(components=[{"type": "library", "name": "quiet"}])
CYCLONEDX_VEX = cyclonedx(
    vulnerabilities=[
        {
            "id": "CVE-2026-0094",
            "analysis": {
                "state": "not_affected",
                "justification": "code_not_reachable",
                "response": ["will_not_fix"],
                "detail": "Never called.",
                "lastUpdated": "2026-11-19T08:00:00Z",
            },
            "affects": [{"ref": "urn:cdx:00000000-0000-0000-0000-000000000009/1#pkg:npm/%40larkfield%2Fpad@1.3.0"}],
        },
        {"id": "CVE-2026-0095", "analysis": {"state": "exploitable"}, "affects": [{"ref": "root"}]},
    ]
)
CYCLONEDX_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:1" version="1">
 <metadata><timestamp>2026-11-20T08:00:00Z</timestamp>
  <tools><components><component type="application"><name>Syft</name></component></components></tools>
  <authors><author><name>Ada</name></author></authors>
  <component type="application" bom-ref="root"><name>shop</name><version>4.2</version></component>
 </metadata>
 <components>
  <component type="library" bom-ref="core"><supplier><name>Example</name></supplier>
   <group>org.example</group><name>core</name><version>2.0</version>
   <licenses><license><id>Apache-2.0</id></license></licenses>
   <purl>pkg:maven/org.example/core@2.0</purl>
   <pedigree><ancestors><component type="library"><name>older</name></component></ancestors></pedigree>
   <components><component type="library" bom-ref="in"><name>inner</name><version>1</version></component></components>
   <evidence><occurrences><occurrence><location>/srv/core.jar</location></occurrence></occurrences></evidence>
  </component>
  <component type="library"><name>quiet</name><licenses><expression>MIT OR BSD-3-Clause</expression></licenses>
   <properties><property name="aquasecurity:trivy:FilePath">/srv/quiet</property></properties></component>
 </components>
 <services><service><name>mail</name></service></services>
 <vulnerabilities>
  <vulnerability bom-ref="v1"><id>CVE-2026-0096</id><source><name>nvd</name></source>
   <ratings>
    <rating><source><name>other</name></source><score>9.9</score><severity>critical</severity>
     <method>CVSSv31</method></rating>
    <rating><source><name>nvd</name></source><score>5.5</score><severity>medium</severity><method>CVSSv31</method>
     <vector>CVSS:3.1/AV:L</vector></rating>
   </ratings>
   <description>Words.</description><published>2026-01-02T03:04:05Z</published>
   <analysis><state>in_triage</state><responses><response>update</response></responses></analysis>
   <affects><target><ref>core</ref><versions><version><version>2.0</version><status>affected</status></version></versions>
    </target><target><ref>in</ref></target></affects>
  </vulnerability>
 </vulnerabilities>
</bom>"""
CYCLONEDX_OLD = b"""<bom xmlns="http://cyclonedx.org/schema/bom/1.2"
 xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0">
 <metadata><timestamp>2026-11-20T08:00:00Z</timestamp>
  <tools><tool><vendor>anchore</vendor><name>grype</name></tool></tools>
  <component type="container"><name>shop:4.2</name></component></metadata>
 <components>
  <component type="library"><name>apt</name><version>1.8.2</version>
   <v:vulnerabilities><v:vulnerability ref="urn:uuid:2"><v:id>CVE-2026-0097</v:id><v:source name="debian"/>
    <v:ratings><v:rating><v:score><v:base>4.3</v:base><v:impact>0</v:impact></v:score><v:severity>Low</v:severity>
     <v:method>CVSSv2</v:method><v:vector>AV:N/AC:M</v:vector></v:rating></v:ratings>
   </v:vulnerability></v:vulnerabilities>
  </component>
 </components>
</bom>"""

SPDX = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "registry.larkfield.example/shop:4.2",
    "dataLicense": "CC0-1.0",
    "documentNamespace": "https://larkfield.example/spdx/shop",
    "creationInfo": {"created": "2026-11-20T08:00:00Z", "creators": ["Organization: Larkfield", "Tool: syft-1.2.0"]},
    "packages": [
        {
            "SPDXID": "SPDXRef-1",
            "name": "musl",
            "versionInfo": "1.2.5-r0",
            "supplier": "Person: Ada Hart (ada@larkfield.example)",
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "MIT",
            "externalRefs": [
                {
                    "referenceCategory": "SECURITY",
                    "referenceType": "cpe23Type",
                    "referenceLocator": "cpe:2.3:a:musl:musl",
                },
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:apk/alpine/musl@1.2.5-r0",
                },
            ],
        },
        {
            "SPDXID": "SPDXRef-2",
            "name": "shop",
            "supplier": "NOASSERTION",
            "licenseDeclared": "NONE",
            "licenseConcluded": "Apache-2.0",
            "primaryPackagePurpose": "CONTAINER",
        },
    ],
    "files": [{"SPDXID": "SPDXRef-3", "fileName": "./a"}],
    "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES"}],
}
SPDX_3 = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [{"type": "SpdxDocument", "spdxId": "urn:1", "creationInfo": "_:c"}],
}
SPDX_TAG_VALUE = b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: shop\n"

EXAMPLES = (
    Example(
        "cyclonedx",
        "json",
        written(CYCLONEDX),
        {"software": 4, "vulnerabilities": 4, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example("cyclonedx", "inventory", written(CYCLONEDX_INVENTORY), {"software": 1}, observed_at=MORNING),
    Example("cyclonedx", "vex", written(CYCLONEDX_VEX), {"vex_statements": 2}, observed_at=MORNING),
    Example(
        "cyclonedx",
        "xml",
        CYCLONEDX_XML,
        {"software": 3, "vulnerabilities": 2, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example(
        "cyclonedx",
        "xml-extension",
        CYCLONEDX_OLD,
        {"software": 1, "vulnerabilities": 1, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example("spdx", "image", written(SPDX), {"software": 2}, observed_at=MORNING),
)
