"""Access reviews: a workbook in which four quarters were signed on one day, the day before the auditor came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from earnest.library.sample.decisions_model import AccessReviewRecord
from earnest.library.sample.formats import xlsx_bytes
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.timeline import Draft, Timeline

HEADER = (
    "Review",
    "System",
    "Quarter",
    "From",
    "To",
    "Reviewer",
    "Signed on",
    "Accounts looked at",
    "To remove",
    "Removed",
)
AUDIT_DAYS = 33
"""Days since the auditor's first day."""
SIGNED_DAYS = AUDIT_DAYS + 1
_SYSTEMS = (("okta", "jonas.lind"), ("google", "jonas.lind"), ("aws", "priya.raman"), ("github", "wojciech.nowicki"))


def access_reviews(timeline: Timeline) -> tuple[AccessReviewRecord, ...]:
    """Four systems, the four quarters that ended before the signing day."""
    found = []
    for place, (first, last) in enumerate(_quarters(timeline.ago(SIGNED_DAYS))):
        quarter = f"{first.year}-Q{(first.month + 2) // 3}"
        for system, reviewer in _SYSTEMS:
            draw = timeline.random("review", system, place)
            removals = draw.choice((0, 0, 0, 2))
            found.append(
                AccessReviewRecord(
                    f"AR-{quarter}-{system}",
                    system,
                    quarter,
                    f"{reviewer}@{DOMAIN}",
                    first,
                    last,
                    timeline.ago(SIGNED_DAYS),
                    {"okta": 161, "google": 158, "aws": 17, "github": 71}[system],
                    removals,
                    0 if system == "github" else removals,
                )
            )
    return tuple(found)


def _quarters(before: date) -> Iterator[tuple[date, date]]:
    first = date(before.year, 3 * ((before.month - 1) // 3) + 1, 1)
    for _ in range(4):
        last = first - timedelta(days=1)
        first = date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
        yield first, last


def review_files(found: tuple[AccessReviewRecord, ...], timeline: Timeline) -> Iterator[Draft]:
    """The empty workbook of the spring, and the one that was signed."""
    for day, signed in ((timeline.ago(SIGNED_DAYS + 1), False), (timeline.latest, True)):
        when = timeline.instant(day, 12)
        rows = [
            (
                r.review_id,
                r.system,
                r.period,
                f"{r.period_start:%d/%m/%Y}",
                f"{r.period_end:%d/%m/%Y}",
                r.reviewer,
                f"{r.signed_on:%d/%m/%Y} 17:45" if signed else "",
                r.decisions if signed else "",
                r.removals if signed else "",
                r.removals_done if signed else "",
            )
            for r in found
        ]
        yield Draft(
            "access-reviews",
            "larkfield-access-reviews",
            f"access-reviews-{day}.xlsx",
            when,
            xlsx_bytes("Reviews", HEADER, rows, created=when),
        )
