"""The truths about the estate put into the sample on purpose. None is written down: each follows from the evidence."""

from __future__ import annotations

from collections.abc import Iterator

from earnest.library.sample.evidence import World
from earnest.library.sample.laptop_flaws import RETURNED, STUCK, held
from earnest.library.sample.model import Planted
from earnest.library.sample.nessus import KEV_DUE_DAYS, STOPPED_DAYS, exploited_cve
from earnest.library.sample.old_corners import drawer
from earnest.library.sample.old_systems import KEPT, LATE_DAYS, LATE_STEP, NOT_KEPT
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.perimeter import TWICE, exploited_subject
from earnest.library.sample.servers import VPN
from earnest.library.sample.statements import HONOURED, UNHONOURED, spoken_of
from earnest.library.sample.timeline import Timeline
from earnest.library.sample.upkeep import FAILING_COLLECTOR, SILENT_COLLECTOR


def planted_estate(there: World, timeline: Timeline) -> tuple[Planted, ...]:
    return (*_flaws(there, timeline), *_things(there), *_old(timeline))


def _flaws(there: World, timeline: Timeline) -> Iterator[Planted]:
    yield Planted(
        "exploited-from-outside",
        "hygiene",
        f"A fresh scan from outside sees the exploited flaw of the SSL-VPN, {KEV_DUE_DAYS} days past its clock.",
        "test:exposed-flaws-overdue",
        (exploited_subject(timeline), exploited_cve(timeline), f"host={VPN}", f"days={KEV_DUE_DAYS}"),
    )
    yield Planted(
        "flaws-returned",
        "hygiene",
        f"{RETURNED} flaws came back to laptops on which they had been mended.",
        "page:hygiene-board",
        (f"returned={RETURNED}",),
    )
    yield Planted(
        "flaws-never-end",
        "hygiene",
        f"On {STUCK} laptops an old Java has a flaw that nobody ends.",
        "page:hygiene-board",
        (f"laptops={STUCK}", "software=jre"),
    )
    yield Planted(
        "clock-paused",
        "hygiene",
        "An approved exception pauses the clock of the viewer of old settlement files.",
        "page:hygiene-board",
        (held(there.laptops, timeline).subject,),
    )
    for slug, package, what in (
        ("vex-with-reason", HONOURED, "says why a flaw does not apply, and it stops counting"),
        ("vex-without-reason", UNHONOURED, "only says that a flaw does not apply, and its clock runs on"),
    ):
        found = spoken_of(package, timeline)
        yield Planted(
            slug,
            "hygiene",
            f"A supplier {what}.",
            "page:hygiene-board",
            (f"findings={len(found)}", f"package={package}", found[0][1].id),
        )


def _things(there: World) -> Iterator[Planted]:
    yield Planted(
        "ambiguous-matches",
        "looking-away",
        "Two keys would join what cannot be one thing: a server with two names, and one name in two AWS accounts.",
        "page:things",
        (TWICE, f"svc-ci-deploy@{DOMAIN}"),
    )
    yield Planted(
        "match-by-person",
        "looking-away",
        "A person says that the laptop in a drawer is one of the list.",
        "page:things",
        (f"serial:{drawer(there.laptops).serial}", drawer(there.laptops).hostname.lower()),
    )
    yield Planted(
        "collectors-stopped",
        "looking-away",
        "The push of the scanner fell silent when the scanner did, and one folder was never declared.",
        "page:collection",
        (f"silent={SILENT_COLLECTOR}", f"fails={FAILING_COLLECTOR}", f"days={STOPPED_DAYS}"),
    )


def _old(timeline: Timeline) -> Iterator[Planted]:
    yield Planted(
        "old-and-worth-keeping",
        "legacy",
        "The badge printer runs Windows 7, and keeping it is cheapest.",
        "page:legacy",
        (KEPT, "way=keep"),
    )
    yield Planted(
        "old-and-not-worth-keeping",
        "legacy",
        "The mirror of the ticket system runs Ubuntu 18.04, and turning it off is cheapest.",
        "page:legacy",
        (NOT_KEPT, "way=retire"),
    )
    yield Planted(
        "late-step",
        "legacy",
        f"The step that would close the ringfence is {LATE_DAYS} days late.",
        "page:legacy-roadmap",
        (LATE_STEP, f"ends_on={timeline.ago(LATE_DAYS)}"),
    )
