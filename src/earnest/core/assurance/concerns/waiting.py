"""What conclusions say needs a person: failing controls, sources that are late or stale, proofs about to lapse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.assurance import queries
from earnest.core.assurance.models import Assessment, ControlLook, ControlStatus
from earnest.core.assurance.rules import SEVERITIES, Bearing, worst_test
from earnest.core.controls.models import BoundTest
from earnest.core.controls.queries import tests
from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.core.evidence.queries import SourceState, source_states
from earnest.core.evidence.rules import Freshness
from earnest.core.organization.models import Person
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight
from earnest.foundation.record import visible_to

SOON = 14
"""Days ahead in which the end of a proof is told, and days back in which one that has ended still is."""


@dataclass(frozen=True)
class _Scene:
    actor: Actor
    today: date
    assessment: Assessment
    bearing: Bearing


def concerns(actor: Actor, today: date) -> list[Concern]:
    """Nothing for those who may not see the record, and nothing before the day was assessed."""
    assessment = queries.latest(today) if actor.may(May.SEE_RECORD) else None
    if assessment is None:
        return []
    scene = _Scene(actor, today, assessment, queries.resting(assessment))
    return [*_failing(scene), *_sources(scene), *_paper(scene)]


def _failing(scene: _Scene) -> Iterator[Concern]:
    rows = list(scene.assessment.controls.filter(status="failing").select_related("control__accountable"))
    since = _since(scene, [row.control_id for row in rows])
    known = tests()
    chosen = {
        (control, test): parameters
        for control, test, parameters in BoundTest.objects.values_list("control_id", "test", "parameters")
    }
    for row in rows:
        concluded = row.conclusion
        worst = worst_test(concluded)
        test = known.get(worst["id"]) if worst else None
        title = concluded["reasons"][0]["text"] if concluded["reasons"] else str(row.control)
        if worst is not None:
            title = str(worst["reasons"][0]["text"])
        if worst is not None and test is not None:
            title = queries.said(test, worst, chosen.get((row.control_id, test.id), {}))
        heavy = worst is None or SEVERITIES.index(worst["severity"]) < SEVERITIES.index("medium")
        yield _failing_concern(scene, row, title, since.get(row.control_id), heavy=heavy)


def _failing_concern(scene: _Scene, row: ControlStatus, title: str, since: date | None, *, heavy: bool) -> Concern:
    failing = sum(test["status"] == "failing" for test in row.conclusion["tests"])
    bears = len(scene.bearing.answered([row.control.key]))
    more = ""
    if failing > 1:
        more = ngettext(" %(count)s other test of it fails too.", " %(count)s other tests of it fail too.", failing - 1)
        more %= {"count": failing - 1}
    return Concern(
        rule="failing-control",
        weight=Weight.FAILING if heavy else Weight.WEAK,
        kind=_("Failing control"),
        look="fail",
        title=title,
        detail=f"{row.control.name}.{more}",
        cost=_requirements(bears),
        cost_note=_("rest on it"),
        who=_named(row.control.accountable),
        when=_("since %s at least") % _far(since, scene.today) if since else _("today"),
        act=_("See the control"),
        page="controls-detail",
        args=(row.control_id,),
        tone="bad",
        bears=bears,
        due=since,
    )


def _since(scene: _Scene, controls: list[int]) -> dict[int, date]:
    """The first day of the unbroken run of looks that found each of these controls failing."""
    found: dict[int, date] = {}
    over: set[int] = set()
    rows = ControlLook.objects.filter(control_id__in=controls, day__lte=scene.today).order_by("-day")
    for control, day, status in rows.values_list("control_id", "day", "status"):
        if status != "failing":
            over.add(control)
        elif control not in over:
            found[control] = day
    return found


def _sources(scene: _Scene) -> Iterator[Concern]:
    as_of = clock.end_of(scene.today)
    for state in source_states(scene.actor, as_of):
        if not state.source.active:
            continue
        if state.freshness in {Freshness.STALE, Freshness.NEVER}:
            yield _silent(scene, state)
        elif state.lapses_at is not None and state.lapses_at.date() <= scene.today + timedelta(days=SOON):
            yield _source(
                scene, state, "source-lapsing", Weight.LAPSING, _("Proof about to lapse"), _about_to(scene, state)
            )
        elif state.freshness is Freshness.LATE:
            yield _source(scene, state, "source-late", Weight.OVERDUE, _("Source is late"), _late(scene, state))


def _silent(scene: _Scene, state: SourceState) -> Concern:
    if state.freshness is Freshness.NEVER or state.last is None:
        title = _("%s has never delivered anything") % state.source.title
        detail = _("What needs it is unproven until it does.")
        return _source(scene, state, "source-never", Weight.FAILING, _("Source is silent"), (title, detail, "", None))
    seen, limit = state.last.observed_at.date(), state.source.freshness_days
    title = _("%(source)s has shown nothing since %(day)s") % {"source": state.source.title, "day": _day(seen)}
    detail = ngettext(
        "It proves nothing after %(limit)s day, so what rests on it is unproven.",
        "It proves nothing after %(limit)s days, so what rests on it is unproven.",
        limit,
    ) % {"limit": limit}
    over = (scene.today - seen).days - limit
    when = ngettext("%s day past its limit", "%s days past its limit", over) % over
    told = (title, detail, when, seen + timedelta(days=limit))
    return _source(scene, state, "source-stale", Weight.FAILING, _("Source is stale"), told)


_Told = tuple[str, str, str, date | None]


def _about_to(scene: _Scene, state: SourceState) -> _Told:
    assert state.last is not None  # a source that lapses has delivered
    assert state.lapses_at is not None
    ends = state.lapses_at.date()
    age = (scene.today - state.last.observed_at.date()).days
    title = ngettext("%(source)s is %(age)s day old", "%(source)s is %(age)s days old", age)
    detail = _("After %(day)s it proves nothing, and what rests on it turns unproven.") % {"day": _day(ends)}
    return title % {"source": state.source.title, "age": age}, detail, _in_days(ends, scene.today), ends


def _late(scene: _Scene, state: SourceState) -> _Told:
    assert state.last is not None  # a source that is late has delivered
    cadence = state.source.cadence_days or 0
    seen = state.last.observed_at.date()
    over = (scene.today - seen).days - cadence
    title = _("%(source)s has not arrived since %(day)s") % {"source": state.source.title, "day": _day(seen)}
    detail = ngettext("It is expected every day.", "It is expected every %s days.", cadence)
    detail = detail % cadence if cadence != 1 else detail
    when = ngettext("%s day late", "%s days late", over) % over
    return title, detail, when, seen + timedelta(days=cadence)


def _source(scene: _Scene, state: SourceState, rule: str, weight: Weight, kind: str, told: _Told) -> Concern:
    title, detail, when, due = told
    controls, requirements = scene.bearing.of(f"source:{state.source.slug}")
    return Concern(
        rule=rule,
        weight=weight,
        kind=kind,
        look="lapse",
        title=title,
        detail=detail,
        cost=_requirements(len(requirements)),
        cost_note=ngettext("through %s control", "through %s controls", len(controls)) % len(controls),
        who=_named(state.source.accountable),
        when=when,
        act=_("Open the source"),
        page="sources-detail",
        args=(state.source.pk,),
        tone="unk",
        bears=len(requirements),
        due=due,
    )


def _paper(scene: _Scene) -> Iterator[Concern]:
    first, last = scene.today - timedelta(days=SOON), scene.today + timedelta(days=SOON)
    records = visible_to(scene.actor, InspectedRecord).filter(valid_until__range=(first, last))
    for record in records.select_related("control__accountable"):
        later = record.control.inspected.filter(question=record.question, valid_until__gt=record.valid_until)
        if not later.exists():
            yield _ends(scene, record, "record", record.title, _("Inspect it again"), "inspected-records-detail")
    attestations = visible_to(scene.actor, Attestation).filter(valid_until__range=(first, last))
    for attestation in attestations.select_related("control__accountable"):
        if not attestation.control.attestations.filter(valid_until__gt=attestation.valid_until).exists():
            title = _("What the owner says of %s") % attestation.control
            yield _ends(scene, attestation, "attestation", title, _("Attest again"), "attestations-detail")


def _ends(scene: _Scene, paper: InspectedRecord | Attestation, kind: str, title: str, act: str, page: str) -> Concern:
    bears = len(scene.bearing.answered([paper.control.key]))
    over = paper.valid_until < scene.today
    says = _("“%(what)s” counted until %(day)s") if over else _("“%(what)s” counts until %(day)s")
    after = _("%s rests on it and cannot be shown to work without it.") % paper.control
    return Concern(
        rule=f"{kind}-lapsing",
        weight=Weight.LAPSING,
        kind=_("Proof has lapsed") if over else _("Proof about to lapse"),
        look="lapse",
        title=says % {"what": title, "day": _day(paper.valid_until)},
        detail=after,
        cost=_requirements(bears),
        cost_note=_("through %s control") % 1,
        who=_named(paper.control.accountable),
        when=_in_days(paper.valid_until, scene.today),
        act=act,
        page=page,
        args=(paper.pk,),
        tone="unk",
        bears=bears,
        due=paper.valid_until,
    )


def _requirements(number: int) -> str:
    return ngettext("%s requirement", "%s requirements", number) % number


def _named(person: Person | None) -> str:
    return person.name if person else _("Nobody named")


def _day(day: date) -> str:
    return date_format(day, "j M")


def _far(day: date, today: date) -> str:
    return _day(day) if day.year == today.year else date_format(day, "j M Y")


def _in_days(day: date, today: date) -> str:
    left = (day - today).days
    if left == 0:
        return _("today")
    if left < 0:
        return ngettext("%s day ago", "%s days ago", -left) % -left
    return ngettext("in %(days)s day, %(day)s", "in %(days)s days, %(day)s", left) % {"days": left, "day": _day(day)}
