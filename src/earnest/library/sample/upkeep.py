"""How Larkfield Pay keeps its estate: its policy of patching, what it expects to see, and how evidence arrives."""

from __future__ import annotations

from earnest.library.sample.laptops import Laptop
from earnest.library.sample.old_corners import drawer
from earnest.library.sample.old_systems import claims, old_systems, steps
from earnest.library.sample.records import at
from earnest.library.sample.timeline import Timeline
from earnest.library.sample.upkeep_model import (
    ClockRecord,
    CollectorRecord,
    ExpectationRecord,
    MatchRecord,
    PolicyRecord,
    Upkeep,
)

POLICY = "kev-then-cvss"
_WEEK = 7 * 24 * 60
FAILING_COLLECTOR = "trivy-folder"
SILENT_COLLECTOR = "nessus-push"


def upkeep(laptops: tuple[Laptop, ...], timeline: Timeline) -> Upkeep:
    return Upkeep(
        PolicyRecord(
            POLICY,
            at("ines.okafor"),
            timeline.ago(150),
            "The banks ask for 14 days on what is exploited; the rest follows severity, which teams know.",
        ),
        (
            ClockRecord(POLICY, "critical", 1, "internet", 7, "Promised to both banks in the contract of last year."),
            ClockRecord(POLICY, "medium", 4, "", 180, "What can wait for a week can wait for its half-yearly upkeep."),
        ),
        (
            ExpectationRecord("listed-devices-managed", at("jonas.lind")),
            ExpectationRecord("servers-scanned", at("tomasz.brandt")),
            ExpectationRecord(
                "card-hosts-benchmarked",
                at("priya.raman"),
                "Every server that is scanned for flaws is held against the benchmark",
                "table: devices\nkind: server, virtual",
                "source: openscap",
                "PCI DSS asks for hardened systems; the benchmark shows whether they are.",
                "Add the server to the nightly run of OpenSCAP.",
            ),
        ),
        (_drawer(laptops),),
        (
            CollectorRecord(
                SILENT_COLLECTOR,
                "Nessus, pushed after each scan",
                "push",
                "nessus",
                _WEEK,
                at("tomasz.brandt"),
                "The script ran under the account of somebody who has left.",
            ),
            CollectorRecord(
                "perimeter-push", "Qualys, pushed each week", "push", "perimeter", _WEEK, at("tomasz.brandt")
            ),
            CollectorRecord(
                FAILING_COLLECTOR,
                "Trivy, from the folder of the build servers",
                "folder",
                "trivy",
                _WEEK,
                at("priya.raman"),
                "Wanted by Platform Engineering; nobody has declared the folder on the server yet.",
            ),
        ),
        old_systems(timeline),
        claims(timeline),
        steps(timeline),
    )


def _drawer(laptops: tuple[Laptop, ...]) -> MatchRecord:
    """No key joins the two, so a person says it."""
    found = drawer(laptops)
    return MatchRecord(
        "same",
        ("personnel", f"EQ-{2000 + found.number}"),
        ("walk-round", found.hostname.lower()),
        "Jonas read the serial number on its underside; it is the one that the equipment list has.",
        at("jonas.lind"),
    )
