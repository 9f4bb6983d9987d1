"""What the world publishes, as of yesterday: exploited flaws, predictions of exploitation, ends of support.

The flaws are made up, like those that the scanners of the sample find. The days on which products end are real.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from earnest.library.sample.formats import json_bytes
from earnest.library.sample.nessus import KEV_DUE_DAYS, KEV_FIRST_SEEN_DAYS, exploited_cve
from earnest.library.sample.timeline import Draft, Timeline

LISTED = 240
"""Entries of the catalogue besides the one that matters here."""
MODEL = "v2025.03.14"
_MAKERS = (
    ("Palisade Networks", "Palisade Edge"),
    ("Corvane Systems", "SettleWorks Portal"),
    ("Northmark", "Mail Relay"),
    ("Tessera", "Build Server"),
    ("Ostrava Soft", "File Exchange"),
    ("Kilronan", "Image Toolkit"),
)


def list_files(flaws: Iterable[str], timeline: Timeline) -> Iterator[Draft]:
    """The three lists. `flaws` are all CVE names that tools of the sample tell of."""
    day = timeline.latest
    yield Draft(
        "known-exploited",
        "cisa-kev",
        f"known_exploited_vulnerabilities-{day}.json",
        timeline.instant(day, 15),
        json_bytes(_catalogue(timeline)),
    )
    yield Draft(
        "exploit-predictions",
        "epss",
        f"epss_scores-{day}.csv",
        timeline.instant(day, 0),
        _scores(flaws, timeline),
    )
    yield Draft(
        "support-cycles",
        "endoflife",
        f"endoflife-products-{day}.json",
        timeline.instant(day, 3),
        json_bytes(_products(timeline)),
    )


def _catalogue(timeline: Timeline) -> dict[str, object]:
    entries = [
        _entry(
            exploited_cve(timeline),
            ("Palisade Networks", "Palisade Connect"),
            "Unauthenticated Remote Code Execution",
            timeline,
            KEV_FIRST_SEEN_DAYS,
            KEV_FIRST_SEEN_DAYS - KEV_DUE_DAYS,
            "Known",
        )
    ]
    draw = timeline.random("catalogue")
    for number in range(LISTED):
        age = 26 + 5 * number + draw.randrange(5)
        cve = f"CVE-{timeline.ago(age).year}-{100000 + number}"
        flaw = draw.choice(("Command Injection", "Authentication Bypass", "Use-After-Free", "Path Traversal"))
        use = "Known" if draw.random() < 0.2 else "Unknown"
        entries.append(_entry(cve, draw.choice(_MAKERS), flaw, timeline, age, 21, use))
    return {
        "title": "CISA Catalog of Known Exploited Vulnerabilities",
        "catalogVersion": f"{timeline.latest:%Y.%m.%d}",
        "dateReleased": f"{timeline.instant(timeline.latest, 15):%Y-%m-%dT%H:%M:%S}.0000Z",
        "count": len(entries),
        "vulnerabilities": entries,
    }


def _entry(
    cve: str, maker: tuple[str, str], flaw: str, timeline: Timeline, age: int, days: int, use: str
) -> dict[str, object]:
    added = timeline.ago(age)
    return {
        "cveID": cve,
        "vendorProject": maker[0],
        "product": maker[1],
        "vulnerabilityName": f"{maker[0]} {maker[1]} {flaw} Vulnerability",
        "dateAdded": str(added),
        "shortDescription": f"{maker[0]} {maker[1]} contains a flaw: {flaw.lower()}.",
        "requiredAction": "Apply mitigations per vendor instructions or discontinue use of the product.",
        "dueDate": str(added + timedelta(days=days)),
        "knownRansomwareCampaignUse": use,
        "notes": "",
        "cwes": [],
    }


def _scores(flaws: Iterable[str], timeline: Timeline) -> bytes:
    draw = timeline.random("predictions")
    named = sorted({*flaws, *(f"CVE-{timeline.ago(30 * n).year}-{110000 + n}" for n in range(40))})
    chances = {cve: min(0.97, draw.paretovariate(0.9) / 2000) for cve in named}
    chances[exploited_cve(timeline)] = 0.91
    ranked = sorted(chances.values())
    lines = [f"#model_version:{MODEL},score_date:{timeline.latest}T00:00:00+0000", "cve,epss,percentile"]
    for cve in named:
        place = (ranked.index(chances[cve]) + 1) / len(ranked)
        lines.append(f"{cve},{chances[cve]:.5f},{place:.5f}")
    return ("\n".join(lines) + "\n").encode()


def _products(timeline: Timeline) -> dict[str, object]:
    """Windows 7 and Node.js, which the library's own list does not have."""
    return {
        "schema_version": "1.2.0",
        "generated_at": f"{timeline.instant(timeline.latest, 3):%Y-%m-%dT%H:%M:%S}+00:00",
        "total": 2,
        "result": [
            {
                "name": "windows",
                "label": "Microsoft Windows",
                "releases": [_release("7-sp1", "2011-02-22", "2015-01-13", "2020-01-14", "2023-01-10")],
            },
            {
                "name": "nodejs",
                "label": "Node.js",
                "releases": [_release("22", "2024-04-24", "2025-10-21", "2027-04-30", None)],
            },
        ],
    }


def _release(name: str, released: str, active: str, ends: str, paid: str | None) -> dict[str, object]:
    return {
        "name": name,
        "releaseDate": released,
        "isEoas": True,
        "eoasFrom": active,
        "isEol": paid is not None,
        "eolFrom": ends,
        "isEoes": paid is not None,
        "eoesFrom": paid,
    }
