"""What changed around us and within, what others need of us, and where risk stands."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Framework, StatedAnswer
from earnest.core.organization.models import Person
from earnest.core.risks.models import Scenario, Treatment
from earnest.core.risks.queries import appetite_on, kept_exposure, modelled, treatments_on
from earnest.duties.audits.models import Obligation
from earnest.duties.audits.queries.obligations import obligation_now
from earnest.duties.audits.rules.reviewing import Line
from earnest.duties.audits.rules.standing import Truth
from earnest.foundation.concern import first_of

NAMED = 8


def changes(since: date, day: date) -> tuple[Line, ...]:
    """b: controls taken on or given up, people who came and left, systems that came."""
    taken = list(Control.objects.filter(adopted_on__gt=since, adopted_on__lte=day).order_by("adopted_on", "key"))
    left = Person.objects.filter(left_on__gt=since, left_on__lte=day).count()
    nobody = Asset.objects.filter(accountable=None).count()
    retired = Control.objects.filter(state=Control.State.RETIRED).count()
    lines = [
        Line(f"Since {since:%Y-%m-%d}, {left} people left."),
        Line(f"{nobody} of {Asset.objects.count()} systems have nobody who answers for them."),
        Line(f"{retired} controls are retired."),
    ]
    if taken:
        told = f"{len(taken)} controls were taken on: {first_of([one.name for one in taken])}."
        lines.insert(0, Line(told, tuple(f"control:{one.key}" for one in taken[:NAMED])))
    return tuple(lines)


def needs(since: date, day: date) -> tuple[Line, ...]:
    """c: frameworks and obligations taken on, readings that are overdue, what outsiders were told."""
    lines = [
        Line(f"We answer to {one.title} since {one.adopted_on:%Y-%m-%d}.", (one.reference,))
        for one in Framework.objects.filter(adopted_on__gt=since, adopted_on__lte=day).order_by("adopted_on")
    ]
    rows = list(Obligation.objects.filter(adopted_on__lte=day).select_related("control", "accountable"))
    if rows:
        found = [obligation_now(row, day) for row in rows]
        false = [one for one in found if one.truth is Truth.NOT_TRUE]
        unproven = sum(one.truth is Truth.UNPROVEN for one in found)
        text = f"Of {len(found)} obligations {len(false)} are not true here and {unproven} are unproven."
        lines.append(Line(text, tuple(one.row.reference for one in false[:NAMED])))
        if late := sum(one.review_overdue for one in found):
            lines.append(Line(f"Obligations that were to be read again by now: {late}."))
    told = StatedAnswer.objects.filter(signed_on__gt=since, signed_on__lte=day)
    if whom := sorted(set(told.values_list("told_to", flat=True))):
        lines.append(Line(f"Signed answers were given to {', '.join(whom)}."))
    return tuple(lines)


def risks(day: date) -> tuple[Line, ...]:
    """f: scenarios, decisions on them, and the exposure as it was concluded last."""
    live = Scenario.objects.filter(state=Scenario.State.LIVE)
    if not live.exists():
        return ()
    decided = treatments_on(day)
    without = [one.title for one in live.order_by("title") if one.pk not in decided]
    lines = [Line(f"{live.count()} loss scenarios are live; on {len(without)} of them nobody has decided.")]
    if without:
        lines.append(Line(f"Undecided: {first_of(without)}."))
    past = Treatment.objects.filter(
        Q(state=Treatment.State.APPROVED), Q(decision=Treatment.Decision.ACCEPT), ends_on__lt=day
    ).select_related("scenario")
    names = sorted({one.scenario.title for one in past if one.scenario_id not in decided})
    if names:
        lines.append(Line(f"The acceptance has ended of: {first_of(names)}."))
    model = modelled(day)
    known = kept_exposure(model)
    if known is None:
        lines.append(Line("The exposure was not computed of today's record.", missing=True))
    else:
        low, high = f"{known.mean_low:,.0f}", f"{known.mean_high:,.0f}"
        lines.append(Line(f"Expected loss a year: {known.mean:,.0f}, nine times in ten from {low} to {high}."))
        if known.is_within_appetite is not None:
            within = "within" if known.is_within_appetite else "above"
            lines.append(Line(f"That is {within} the agreed appetite."))
    agreed = appetite_on(day)
    if agreed is None or agreed.valid_until < day:
        lines.append(Line("No appetite is in force.", missing=True))
    return tuple(lines)
