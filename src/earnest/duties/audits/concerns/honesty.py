"""What was made for an audit and not for ourselves, and faults that are closed while they are still there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pyarrow import parquet

from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot, Source
from earnest.duties.audits.models import Engagement, Nonconformity, Obligation
from earnest.duties.audits.queries.nonconformities import nonconformities
from earnest.duties.audits.rules.standing import Standing
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked, answered_for
from earnest.foundation.record import visible_to

EVE = 14
"""Days before fieldwork begins that count as the eve of an audit."""
LATE = 45
"""Days after the end of its period after which a review is late."""
SHORTEST = 90
"""Days of a period below which one look may be all that can be expected."""

SIGNED = Rule(
    "review-signed-on-the-eve",
    gettext_lazy("Reviews of long ago were signed just before an audit"),
    gettext_lazy("They were signed for the auditor. Who had access then was not looked at then."),
    Severity.HIGH,
    gettext_lazy("Tell the auditor when they were signed, and review from now on when each period ends."),
)
ON_TIME = Rule(
    "evidence-only-before-an-audit",
    gettext_lazy("Evidence of a period came only just before its audit"),
    gettext_lazy("It shows the last days of the period. Of the months before nobody can say anything."),
    Severity.MEDIUM,
    gettext_lazy("Do not claim the period. Let a collector bring the evidence all through the next one."),
)
CLOSED = Rule(
    "closed-and-still-there",
    gettext_lazy("A nonconformity is closed and what was found is still there"),
    gettext_lazy("The auditor was told that it is mended."),
    Severity.HIGH,
    gettext_lazy("Open it again, find the cause that was missed, and tell the auditor."),
)


@dataclass(frozen=True)
class _Review:
    system: str
    period: str
    period_end: date
    signed: date


def _reviews(day: date) -> list[_Review] | str:
    """Signed reviews of current evidence; a text where there is no such evidence or it cannot be read."""
    columns, found, there = ["system", "period", "period_end", "completed_at"], [], False
    for snapshot in evidence.current_snapshots(clock.end_of(day)):
        for table in snapshot.tables.all():
            if table.table != "access_reviews":
                continue
            there = True
            try:
                rows = parquet.read_table(evidence.store().path(table.sha256), columns=columns).to_pylist()
            except (OSError, pa.ArrowException) as error:
                return _("Access reviews of “%(name)s” cannot be read: %(why)s") % {"name": snapshot, "why": error}
            for row in rows:
                signed, end = row["completed_at"], row["period_end"]
                if isinstance(signed, datetime) and end is not None:
                    found.append(_Review(row["system"], row["period"] or str(end), end, signed.date()))
    return found if there else _("No evidence tells of access reviews.")


def _signed(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    engagements = list(visible_to(actor, Engagement).filter(fieldwork_start__lte=day + timedelta(days=EVE)))
    told = _reviews(day) if engagements and actor.may(May.SEE_RECORD) else []
    if isinstance(told, str):
        yield SIGNED.blind(told)
        return
    for one in engagements:
        eve = one.fieldwork_start - timedelta(days=EVE)
        late = [
            row
            for row in told
            if eve <= row.signed <= one.fieldwork_start and (row.signed - row.period_end).days > LATE
        ]
        if late:
            detail = ngettext(
                "%(count)s review of a period that ended long before was signed in the %(eve)s days before fieldwork "
                "began on %(day)s: %(names)s.",
                "%(count)s reviews of periods that ended long before were signed in the %(eve)s days before fieldwork "
                "began on %(day)s: %(names)s.",
                len(late),
            ) % {
                "count": len(late),
                "eve": EVE,
                "day": date_format(one.fieldwork_start, "j M Y"),
                "names": ", ".join(f"{row.system} {row.period}" for row in late[:5]),
            }
            yield SIGNED.found(
                one.title,
                detail,
                one.reference,
                "engagements-detail",
                one.pk,
                reviews=len(late),
                fieldwork=one.fieldwork_start,
            )


def _on_time(actor: Actor, day: date) -> Iterator[Finding]:
    rows = visible_to(actor, Engagement).filter(
        period_start__isnull=False, fieldwork_start__lte=day + timedelta(days=EVE)
    )
    for one in rows.exclude(state=Engagement.State.CLOSED):
        assert one.period_start is not None  # filtered by it
        eve = one.fieldwork_start - timedelta(days=EVE)
        if (eve - one.period_start).days < SHORTEST:
            continue
        seen: dict[int, list[date]] = defaultdict(list)
        looks = Snapshot.objects.filter(
            state=Snapshot.State.GOOD, observed_at__date__range=(one.period_start, one.fieldwork_start)
        )
        for pk, observed in looks.values_list("source_id", "observed_at"):
            seen[pk].append(observed.date())
        for source in visible_to(actor, Source).filter(active=True, pk__in=seen).order_by("title"):
            first = min(seen[source.pk])
            if first >= eve:
                detail = _("The period began on %(start)s. Its first look is of %(first)s, fieldwork began %(day)s.")
                yield ON_TIME.found(
                    f"{source.title}, {one.title}",
                    detail
                    % {
                        "start": date_format(one.period_start, "j M Y"),
                        "first": date_format(first, "j M Y"),
                        "day": date_format(one.fieldwork_start, "j M Y"),
                    },
                    source.reference,
                    "sources-detail",
                    source.pk,
                    source=source.slug,
                    first_look=first,
                    engagement=one.pk,
                )


def _closed(actor: Actor, day: date) -> Iterator[Finding]:
    if not actor.may(May.SEE_RECORD):
        return
    for one in nonconformities(actor, day):
        if one.stands.standing is Standing.CONTRADICTED:
            yield CLOSED.found(
                one.row,
                f"{one.stands.because} {one.live_because}".strip(),
                one.row.reference,
                "nonconformities-detail",
                one.row.pk,
                number=one.row.number,
                closed_on=one.row.closed_on,
            )


HONESTY: tuple[Check, ...] = (
    Check(SIGNED, _signed),
    Check(ON_TIME, _on_time),
    Check(CLOSED, _closed),
    *answered_for(Engagement, "engagements-detail", counted=~Q(state=Engagement.State.CLOSED)),
    *answered_for(Nonconformity, "nonconformities-detail", counted=Q(closed_on=None)),
    *answered_for(Obligation, "obligations-detail"),
)
