"""What of risk needs a person: old or borrowed beliefs, decisions that end, controls that cost more than they give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.risks.models import Estimate, Scenario, Treatment
from earnest.core.risks.queries import Modelled, appetite_on, kept_exposure, kept_worths, modelled, treatments_on
from earnest.engines.quant import Verdict
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, first_of, nobodys
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to

SOON = 30
"""Days ahead in which the end of a treatment is told, and days back in which one that has ended still is."""
OLD = 365
"""Days after which an estimate is to be looked at again."""


def concerns(actor: Actor, today: date) -> list[Concern]:
    """Nothing for those who may not see the record, and nothing before there is a live scenario.

    What rests on conclusions is told only where these are kept: nothing is computed for it here.
    """
    live = visible_to(actor, Scenario).filter(state=Scenario.State.LIVE)
    if not actor.may(May.SEE_RECORD) or not live.exists():
        return []
    found = [*_nobodys(actor), *_estimates(actor, today), *_asked(actor, today), *_ending(actor, today)]
    found += _appetite(actor, today)
    try:
        model = modelled(today)
    except Invalid as error:
        return [*found, _broken(str(error))]
    return [*found, *_above(model), *_paper(model), *_unsaid(model), *_dear(model)]


def _nobodys(actor: Actor) -> Iterator[Concern]:
    rows = visible_to(actor, Scenario).filter(state=Scenario.State.LIVE, accountable=None)
    names = list(rows.values_list("title", flat=True))
    says = ngettext("%s scenario has no accountable person", "%s scenarios have no accountable person", len(names))
    yield from nobodys("nobody-scenarios", says, names, page="scenario-records", query="state=live&accountable=none")


def _estimates(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, Estimate).filter(superseded_on=None, scenario__state=Scenario.State.LIVE)
    old = rows.filter(made_on__lt=today - timedelta(days=OLD)).order_by("made_on").select_related("scenario")
    names = list(dict.fromkeys(one.scenario.title for one in old))
    if names:
        title = ngettext(
            "%s scenario rests on an estimate that is older than a year",
            "%s scenarios rest on estimates that are older than a year",
            len(names),
        )
        yield _several(
            "old-estimate",
            Weight.LAPSING,
            _("Old estimate"),
            "clock",
            title % len(names),
            names,
            cost=(_("A guess"), _("from another year")),
            act=_("Estimate again"),
            page="estimates-list",
            query="sort=made_on",
        )
    starters = rows.filter(provenance="starter").order_by("scenario__title").select_related("scenario")
    names = list(dict.fromkeys(one.scenario.title for one in starters))
    if names:
        title = ngettext("%s scenario still rests on a starter", "%s scenarios still rest on starters", len(names))
        yield _several(
            "starter-estimate",
            Weight.WEAK,
            _("Not ours yet"),
            "flag",
            title % len(names),
            names,
            cost=(_("Wide"), _("others' figures, not ours")),
            act=_("Replace them"),
            page="estimates-list",
            query="provenance=starter",
        )


def _asked(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, Treatment).filter(state=Treatment.State.ASKED)
    for row in rows.select_related("scenario", "asked_by"):
        waits = (today - max(row.starts_on, row.created_at.date())).days
        yield Concern(
            rule="treatment-asked",
            weight=Weight.DECISION,
            kind=_("Decision"),
            look="decide",
            title=_("Approve or refuse: %s") % row,
            detail=_("%s asks for it.") % row.asked_by.name,
            cost=_("Undecided"),
            cost_note=_("until somebody decides"),
            who=_("Anyone but %s") % row.asked_by.name,
            when=ngettext("waits %s day", "waits %s days", waits) % waits if waits > 0 else _("asked today"),
            act=_("Decide") if actor.may(May.DECIDE_EXCEPTION) else _("See the request"),
            page="treatments-detail",
            args=(row.pk,),
            due=row.starts_on,
        )


def _ending(actor: Actor, today: date) -> Iterator[Concern]:
    first, last = today - timedelta(days=SOON), today + timedelta(days=SOON)
    rows = visible_to(actor, Treatment).filter(
        state=Treatment.State.APPROVED, decision=Treatment.Decision.ACCEPT, ends_on__range=(first, last)
    )
    later = Treatment.objects.filter(state=Treatment.State.APPROVED, ends_on__gt=last)
    renewed = {*later.values_list("scenario_id", flat=True)}
    for row in rows.exclude(scenario__state=Scenario.State.RETIRED).select_related("scenario__accountable"):
        if row.scenario_id in renewed or row.ends_on is None:
            continue
        over, days = row.ends_on < today, abs((row.ends_on - today).days)
        owner = row.scenario.accountable
        yield Concern(
            rule="acceptance-ended" if over else "acceptance-ending",
            weight=Weight.LAPSING,
            kind=_("Acceptance has ended") if over else _("Acceptance ends soon"),
            look="clock",
            title=(_("“%s” is accepted no longer") if over else _("“%s” is soon accepted no longer")) % row.scenario,
            detail=(_("It was accepted until %s.") if over else _("It is accepted until %s.")) % _day(row.ends_on),
            cost=_("Untreated"),
            cost_note=_("from that day on"),
            who=owner.name if owner else _("Nobody named"),
            when=(
                ngettext("%s day ago", "%s days ago", days) % days
                if over
                else ngettext("in %s day", "in %s days", days) % days
                if days
                else _("today")
            ),
            act=_("See the treatment"),
            page="treatments-detail",
            args=(row.pk,),
            due=row.ends_on,
        )


def _appetite(actor: Actor, today: date) -> Iterator[Concern]:
    there = appetite_on(today)
    if there is None or there.valid_until < today:
        title = _("Nobody has agreed how much risk is too much")
        detail = _("Without an appetite, no loss is too great and none is small enough.")
        if there is not None:
            title = _("The risk appetite is past its date")
            detail = _("It was agreed by %(who)s and was valid until %(day)s.") % {
                "who": there.agreed_by,
                "day": _day(there.valid_until),
            }
        yield Concern(
            rule="no-appetite" if there is None else "appetite-ended",
            weight=Weight.DECISION if there is None else Weight.LAPSING,
            kind=_("Decision") if there is None else _("Appetite has ended"),
            look="decide" if there is None else "clock",
            title=title,
            detail=detail,
            cost=_("No limit"),
            cost_note=_("to hold risk against"),
            who=_("The board"),
            when="",
            act=_("Agree one") if actor.may(May.DECIDE_EXCEPTION) else _("See appetites"),
            page="appetites-list",
            due=None if there is None else there.valid_until,
        )


def _above(model: Modelled) -> Iterator[Concern]:
    found = kept_exposure(model)
    if found is None or found.is_within_appetite is not False:
        return
    untreated = [one for one in found.by_scenario.values() if one.treatment is None and one.mean > 0]
    largest = sorted(untreated, key=lambda one: (-one.mean, one.key))
    if largest:
        title = _("Risk is above the appetite, and nothing is decided about the largest part of it")
        yield _several(
            "above-appetite",
            Weight.DECISION,
            _("Above the appetite"),
            "decide",
            title,
            [one.title for one in largest],
            cost=(_("Too much"), _("by the board's own measure")),
            act=_("Decide"),
            page="scenario-records",
            query="state=live",
            tone="bad",
        )


def _paper(model: Modelled) -> Iterator[Concern]:
    """Risk that is said to be reduced where no control does anything to it."""
    helped = {key for control in model.portfolio.controls for key in control.effects}
    titles = {fact.id: (key, fact.title) for key, fact in model.scenarios.items()}
    for pk, row in treatments_on(model.day).items():
        if row.decision != Treatment.Decision.REDUCE or pk not in titles or titles[pk][0] in helped:
            continue
        yield Concern(
            rule="paper-treatment",
            weight=Weight.WEAK,
            kind=_("Treated on paper"),
            look="flag",
            title=_("“%s” is to be reduced, and no control does it") % titles[pk][1],
            detail=row.reason,
            cost=_("Nothing"),
            cost_note=_("has changed since"),
            who=_("Who answers for it"),
            when=_("since %s") % _day(row.starts_on),
            act=_("See the treatment"),
            page="treatments-detail",
            args=(row.pk,),
            due=row.ends_on,
        )


def _unsaid(model: Modelled) -> Iterator[Concern]:
    names = [
        model.controls[one.id].name
        for one in model.portfolio.controls
        if one.id in model.in_force and one.effects and one.mean_cost > 0 and not one.says_what_it_brings
    ]
    if names:
        title = ngettext(
            "Nobody has said what %s control brings in", "Nobody has said what %s controls bring in", len(names)
        )
        yield _several(
            "unsaid-introduced-loss",
            Weight.WEAK,
            _("Half a bargain"),
            "flag",
            title % len(names),
            names,
            cost=(_("Unknown"), _("whether they earn their place")),
            act=_("Say what"),
            page="controls",
        )


def _dear(model: Modelled) -> Iterator[Concern]:
    for one in kept_worths(model) or ():
        if one.in_force and one.verdict == Verdict.COSTS_MORE:
            yield Concern(
                rule="costs-more-than-it-gives",
                weight=Weight.WEAK,
                kind=_("Costs more than it gives"),
                look="flag",
                title=_("“%s” costs more than it gives") % one.name,
                detail=one.sentence,
                cost=_("Money"),
                cost_note=_("each year"),
                who=_("Who answers for it"),
                when="",
                act=_("See the control"),
                page="controls-detail",
                args=(model.controls[one.control].id,),
                tone="bad",
            )


def _broken(told: str) -> Concern:
    return Concern(
        rule="risk-model",
        weight=Weight.BROKEN,
        kind=_("Cannot be computed"),
        look="fail",
        title=_("The model of risk cannot be computed"),
        detail=told,
        cost=_("Blind"),
        cost_note=_("no risk in money"),
        who=_("The CISO"),
        when="",
        act=_("See scenarios"),
        page="scenario-records",
        tone="bad",
    )


def _several(
    rule: str,
    weight: Weight,
    kind: str,
    look: str,
    title: str,
    names: list[str],
    *,
    cost: tuple[str, str],
    act: str,
    page: str,
    query: str = "",
    tone: str = "",
) -> Concern:
    return Concern(
        rule=rule,
        weight=weight,
        kind=kind,
        look=look,
        title=title,
        detail=first_of(names),
        cost=cost[0],
        cost_note=cost[1],
        who=_("Who answers for it"),
        when="",
        act=act,
        page=page,
        query=query,
        tone=tone,
    )


def _day(day: date) -> str:
    return date_format(day, "j M Y")
