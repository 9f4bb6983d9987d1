"""Evidence that is too old, that nobody can date, or that comes only when somebody looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.evidence.concerns.papers import PAPERS
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.evidence.queries import current_snapshots, resting, source_states
from earnest.core.evidence.rules import Freshness, uncovered
from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, answered_for
from earnest.foundation.once import once
from earnest.foundation.record import visible_to

YEAR = 365
MOST_UNCOVERED = 0.5
"""Share of the days of a year since its first look of which a source may prove nothing before it is told."""
LOOKS = 2
"""Looks from which one can speak of a rhythm."""

STALE = Rule(
    "evidence-too-old",
    gettext_lazy("Evidence is older than its limit"),
    gettext_lazy("It shows how things were. What rests on it is not proven today."),
    Severity.HIGH,
    gettext_lazy("Bring a new look, or say that nobody looks any more and what follows from that."),
)
STATED = Rule(
    "date-stated-by-a-person",
    gettext_lazy("A person said when it was observed"),
    gettext_lazy("The file does not say when it is from. The date is as good as the word of who added it."),
    Severity.LOW,
    gettext_lazy("Export with a date inside, or let the adapter read one: see “observed” in its file."),
)
FILE_TIME = Rule(
    "date-of-the-file",
    gettext_lazy("The time of a file stands in for the time of the look"),
    gettext_lazy("Copying an old file makes it look new."),
    Severity.MEDIUM,
    gettext_lazy("Export with a date inside, or say when it was observed when you add it."),
)
BURSTS = Rule(
    "evidence-in-bursts",
    gettext_lazy("Evidence comes now and then, and proves little between"),
    gettext_lazy("A control that is looked at only around an audit is shown to work only around that audit."),
    Severity.MEDIUM,
    gettext_lazy("Let a collector bring it in its rhythm, and do not claim the days between."),
)
SWITCHED_OFF = Rule(
    "source-switched-off",
    gettext_lazy("A source was taken out of use while controls need it"),
    gettext_lazy("What nobody looks at need not be reported: that is how blind spots are kept."),
    Severity.HIGH,
    gettext_lazy("Put it back in use, or bring what it showed from elsewhere."),
)
REJECTED = Rule(
    "rows-left-out",
    gettext_lazy("Rows of the evidence could not be read"),
    gettext_lazy("What is missing may be just the rows that fail."),
    Severity.LOW,
    gettext_lazy("See which rows and why, and mend the export or the adapter."),
)


def _stale(actor: Actor, day: date) -> Iterator[Finding]:
    moment = clock.end_of(day)
    for state in source_states(actor, moment):
        source = state.source
        if state.freshness is Freshness.NEVER:
            detail, seen = _("Nothing has ever come from it."), None
        elif state.freshness is Freshness.STALE and state.last is not None:
            seen = state.last.observed_at.date()
            detail = _("Last observed on %(day)s, %(age)s days ago. It proves nothing after %(limit)s.") % {
                "day": date_format(seen, "j M Y"),
                "age": (day - seen).days,
                "limit": source.freshness_days,
            }
        else:
            continue
        yield STALE.found(
            source.title, detail, source.reference, "sources-detail", source.pk,
            source=source.slug, observed_on=seen, limit_days=source.freshness_days,
        )  # fmt: skip


def _snapshots(day: date) -> tuple[Snapshot, ...]:
    return once(("honesty-snapshots", day), lambda: current_snapshots(clock.end_of(day)))


def _dated_by(rule: Rule, bases: frozenset[str], actor: Actor, day: date) -> Iterator[Finding]:
    there = set(visible_to(actor, Source).values_list("pk", flat=True))
    found: dict[int, list[Snapshot]] = defaultdict(list)
    for one in _snapshots(day):
        if one.observed_basis in bases and one.source_id in there:
            found[one.source_id].append(one)
    for rows in found.values():
        source, newest = rows[0].source, max(rows, key=lambda one: one.observed_at)
        detail = ngettext(
            "%(count)s file that counts today: “%(name)s”. Its date, %(day)s: %(basis)s.",
            "%(count)s files that count today, such as “%(name)s”. Its date, %(day)s: %(basis)s.",
            len(rows),
        ) % {
            "count": len(rows),
            "name": newest.name,
            "day": date_format(newest.observed_at.date(), "j M Y"),
            "basis": newest.get_observed_basis_display(),
        }
        yield rule.found(
            source.title, detail, source.reference, "sources-detail", source.pk, source=source.slug, files=len(rows)
        )


def _stated(actor: Actor, day: date) -> Iterator[Finding]:
    yield from _dated_by(STATED, frozenset({Snapshot.Basis.STATED}), actor, day)


def _file_time(actor: Actor, day: date) -> Iterator[Finding]:
    yield from _dated_by(FILE_TIME, frozenset({Snapshot.Basis.FILE, Snapshot.Basis.UPLOAD}), actor, day)


def _bursts(actor: Actor, day: date) -> Iterator[Finding]:
    """Fresh today, and yet most days of the past year, or since its first look, lie further from a look than its limit
    allows."""
    start = day - timedelta(days=YEAR)
    rows = Snapshot.objects.filter(state=Snapshot.State.GOOD, observed_at__lte=clock.end_of(day))
    looks: dict[int, set[date]] = defaultdict(set)
    for pk, observed in rows.filter(observed_at__date__gt=start).values_list("source_id", "observed_at"):
        looks[pk].add(observed.date())
    for source in visible_to(actor, Source).filter(active=True, pk__in=looks):
        days = sorted(looks[source.pk])
        if len(days) < LOOKS or (day - days[-1]).days > source.freshness_days:
            continue
        gaps, span = uncovered(days, source.freshness_days, day), (day - days[0]).days + 1
        if gaps / span > MOST_UNCOVERED:
            detail = _("It proves something of %(covered)s of the %(span)s days since %(first)s, from %(looks)s looks.")
            yield BURSTS.found(
                source.title,
                detail
                % {
                    "covered": span - gaps,
                    "span": span,
                    "first": date_format(days[0], "j M Y"),
                    "looks": len(days),
                },
                source.reference, "sources-detail", source.pk,
                source=source.slug, days=span, unproven_days=gaps, looks=len(days),
            )  # fmt: skip


def _switched_off(actor: Actor, _day: date) -> Iterator[Finding]:
    off = list(visible_to(actor, Source).filter(active=False))
    needed = resting(actor) if off else {}
    for source in off:
        alone = [one.control.name for one in needed.get(source.pk, ()) if one.alone]
        if alone:
            detail = ngettext(
                "%(count)s control has a test that only it can feed: %(names)s.",
                "%(count)s controls have a test that only it can feed: %(names)s.",
                len(alone),
            ) % {"count": len(alone), "names": ", ".join(alone[:5])}
            yield SWITCHED_OFF.found(
                source.title, detail, source.reference, "sources-detail", source.pk,
                source=source.slug, controls=len(alone),
            )  # fmt: skip


def _rejected(actor: Actor, day: date) -> Iterator[Finding]:
    there = set(visible_to(actor, Source).values_list("pk", flat=True))
    for one in _snapshots(day):
        if one.rejected_count and one.source_id in there:
            kept = sum(table.rows for table in one.tables.all())
            detail = ngettext(
                "%(count)s row of “%(name)s” could not be read; %(kept)s could.",
                "%(count)s rows of “%(name)s” could not be read; %(kept)s could.",
                one.rejected_count,
            ) % {"count": one.rejected_count, "name": one.name, "kept": kept}
            yield REJECTED.found(
                one.source.title, detail, one.reference, "snapshots-detail", one.pk,
                source=one.source.slug, rejected=one.rejected_count, read=kept,
            )  # fmt: skip


HONESTY: tuple[Check, ...] = (
    Check(STALE, _stale),
    Check(STATED, _stated),
    Check(FILE_TIME, _file_time),
    Check(BURSTS, _bursts),
    Check(SWITCHED_OFF, _switched_off),
    Check(REJECTED, _rejected),
    *PAPERS,
    *answered_for(Source, "sources-detail", counted=Q(active=True)),
)
