"""What suppliers say of flaws: CSAF and OpenVEX."""

from __future__ import annotations

from typing import Any

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.code.packages import MORNING, written


def _product(name: str, product_id: str, **helper: str) -> dict[str, Any]:
    return {"name": name, "product_id": product_id, "product_identification_helper": helper}


CSAF: dict[str, Any] = {
    "document": {
        "category": "csaf_vex",
        "csaf_version": "2.0",
        "title": "Statement of Larkfield",
        "publisher": {"category": "vendor", "name": "Larkfield", "namespace": "https://larkfield.example"},
        "tracking": {"id": "LF-2026-1", "version": "3", "current_release_date": "2026-11-20T08:00:00Z"},
    },
    "product_tree": {
        "branches": [
            {
                "category": "vendor",
                "name": "Larkfield",
                "branches": [
                    {"category": "product_version", "name": "4.1", "product": _product("Shop 4.1", "S41")},
                    {
                        "category": "product_version",
                        "name": "4.2",
                        "product": _product("Shop 4.2", "S42", cpe="cpe:2.3:a:larkfield:shop:4.2"),
                    },
                ],
            }
        ],
        "full_product_names": [_product("pad 1.3", "PAD", purl="pkg:npm/pad@1.3.0", cpe="cpe:2.3:a:pad")],
        "relationships": [
            {
                "category": "default_component_of",
                "product_reference": "PAD",
                "relates_to_product_reference": "S42",
                "full_product_name": {"name": "pad in Shop 4.2", "product_id": "S42:PAD"},
            },
            {
                "category": "installed_on",
                "product_reference": "PAD",
                "relates_to_product_reference": "S42:PAD",
                "full_product_name": {"name": "pad in pad in Shop 4.2", "product_id": "S42:PAD:PAD"},
            },
        ],
        "product_groups": [{"group_id": "G", "product_ids": ["S41", "S42"]}],
    },
    "vulnerabilities": [
        {
            "cve": "CVE-2026-0101",
            "product_status": {
                "known_affected": ["S41"],
                "last_affected": ["S41"],
                "fixed": ["S42"],
                "known_not_affected": ["S42:PAD", "S42:PAD:PAD"],
                "recommended": ["S42"],
            },
            "flags": [
                {
                    "label": "vulnerable_code_not_in_execute_path",
                    "product_ids": ["S42:PAD"],
                    "date": "2026-11-19T08:00:00Z",
                }
            ],
            "threats": [
                {"category": "impact", "details": "Never called.", "product_ids": ["S42:PAD"]},
                {"category": "exploit_status", "details": "None known."},
            ],
            "remediations": [{"category": "vendor_fix", "details": "Upgrade to 4.2.", "group_ids": ["G"]}],
            "scores": [{"products": ["S41"], "cvss_v3": {"baseScore": 7.5}}],
        },
        {"ids": [{"system_name": "Larkfield", "text": "LF-7"}], "product_status": {"under_investigation": ["S42"]}},
    ],
}

OPENVEX: dict[str, Any] = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://larkfield.example/vex/1",
    "author": "Larkfield",
    "version": 2,
    "timestamp": "2026-11-18T08:00:00Z",
    "statements": [
        {
            "vulnerability": {"name": "GHSA-1111-2222-3333", "aliases": ["CVE-2026-0111"]},
            "products": [
                {
                    "@id": "shop",
                    "identifiers": {"purl": "pkg:oci/shop@sha256%3A1", "cpe23": "cpe:2.3:a:larkfield:shop"},
                    "subcomponents": [{"@id": "pkg:npm/pad@1.3.0"}, {"@id": "pkg:npm/pod@1.0.0"}],
                },
                {"@id": "pkg:oci/site"},
            ],
            "status": "not_affected",
            "justification": "vulnerable_code_not_present",
            "impact_statement": "It was removed.",
        },
        {
            "@id": "https://larkfield.example/vex/1#2",
            "vulnerability": "CVE-2026-0112",
            "products": ["pkg:oci/shop"],
            "status": "affected",
            "action_statement": "Upgrade.",
            "timestamp": "2026-11-20T08:00:00Z",
        },
    ],
}

EXAMPLES = (
    Example("csaf-vex", "vex", written(CSAF), {"vex_statements": 5}, observed_at=MORNING),
    Example("openvex", "document", written(OPENVEX), {"vex_statements": 4}, observed_at=MORNING),
)
