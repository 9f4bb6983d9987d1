"""What of the budget needs a person: money without an owner, purchases that stall, tools about to renew unjudged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.risks.queries import exposure, modelled
from earnest.duties.budget.models import FiscalYear, InsurancePolicy, Investment, Line, Tool
from earnest.duties.budget.queries import fiscal_year, ranking, running, variance
from earnest.duties.budget.rules.money import MissingRate
from earnest.engines.quant import Verdict
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, nobodys
from earnest.foundation.record import visible_to

WAITS = 90
"""Days after which a chosen investment that is not bought is told of."""

RENEWS = 60
"""Days ahead in which the renewal of a tool is told of."""

_UNCLEAR = frozenset({Verdict.COSTS_MORE, Verdict.UNDECIDED, Verdict.UNSTATED, Verdict.UNESTIMATED})


def concerns(actor: Actor, today: date) -> list[Concern]:
    """Nothing is modelled unless a tool renews soon or a policy runs; what is concluded then is kept."""
    if not actor.may(May.SEE_RECORD):
        return []
    return [
        *_no_year(actor, today),
        *_short(actor, today),
        *_renewing(actor, today),
        *_overspent(actor, today),
        *_stalled(actor, today),
        *_underinsured(actor, today),
        *_unjoined(actor),
        *_nobodys(actor),
    ]


def _in_use(actor: Actor) -> bool:
    return any(visible_to(actor, model).exists() for model in (Line, Tool, Investment, FiscalYear))


def _no_year(actor: Actor, today: date) -> Iterator[Concern]:
    if not _in_use(actor) or visible_to(actor, FiscalYear).filter(starts_on__lte=today, ends_on__gte=today).exists():
        return
    yield Concern(
        rule="budget-no-year",
        weight=Weight.OVERDUE,
        kind=_("Budget"),
        look="flag",
        title=_("There is no fiscal year for today"),
        detail=_("Lines and tools have no year to be counted in."),
        cost=_("Unknown"),
        cost_note=_("what this year may cost"),
        who=_("Nobody named"),
        when="",
        act=_("Add the year"),
        page="fiscal-years-new" if actor.may(May.EDIT_RECORD) else "fiscal-years-list",
    )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    names = list(visible_to(actor, Line).filter(accountable=None).values_list("title", flat=True))
    says = ngettext(
        "%s budget line has no accountable person", "%s budget lines have no accountable person", len(names)
    )
    yield from nobodys("nobody-budget-lines", says, names, page="budget-lines-list", query="accountable=none")


def _stalled(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, Investment).filter(
        state=Investment.State.CHOSEN, decided_on__lte=today - timedelta(days=WAITS)
    )
    for row in rows.select_related("accountable").order_by("decided_on"):
        assert row.decided_on is not None  # filtered by it
        days = (today - row.decided_on).days
        yield Concern(
            rule="investment-not-bought",
            weight=Weight.OVERDUE,
            kind=_("Chosen, not bought"),
            look="clock",
            title=_("“%s” was chosen and is not bought") % row.title,
            detail=_("It was decided on %s.") % _day(row.decided_on),
            cost=_("It protects nothing"),
            cost_note=_("until it is there"),
            who=row.accountable.name if row.accountable else _("Nobody named"),
            when=ngettext("%s day ago", "%s days ago", days) % days,
            act=_("See the investment"),
            page="investments-detail",
            args=(row.pk,),
            due=row.decided_on + timedelta(days=WAITS),
        )


def _unjoined(actor: Actor) -> Iterator[Concern]:
    for row in visible_to(actor, Tool).filter(controls=None).select_related("accountable").order_by("name"):
        yield Concern(
            rule="tool-without-control",
            weight=Weight.WEAK,
            kind=_("Tool without a control"),
            look="flag",
            title=_("No control rests on “%s”") % row.name,
            detail=_("We pay for it, and the record does not say what it does for us."),
            cost=_("Unknown"),
            cost_note=_("what it is worth"),
            who=row.accountable.name if row.accountable else _("Nobody named"),
            when="",
            act=_("Join it to controls"),
            page="tools-detail",
            args=(row.pk,),
            tone="unk",
        )


def _short(actor: Actor, today: date) -> Iterator[Concern]:
    """What is offered does not pay for what runs already and what must be bought."""
    open_states = (Investment.State.CANDIDATE, Investment.State.CHOSEN)
    must = list(visible_to(actor, Investment).filter(must=True, state__in=open_states).order_by("title"))
    bought = sum((one.one_off + one.run_per_year for one in must), Decimal(0))
    for row in visible_to(actor, FiscalYear).filter(ends_on__gte=today).exclude(offered=None).order_by("starts_on"):
        try:
            runs = running(row)
        except MissingRate:
            runs = Decimal(0)
        if row.offered is None or row.offered >= runs + bought:
            continue
        yield Concern(
            rule="offer-below-must-haves",
            weight=Weight.DECISION,
            kind=_("Budget too small"),
            look="decide",
            title=_("What is offered for %s does not pay for what runs and what must be bought") % row.label,
            detail=_("Offered %(offered)s. What runs takes %(runs)s, the must-haves %(must)s: %(names)s.")
            % {
                "offered": f"{row.offered:,.0f}",
                "runs": f"{runs:,.0f}",
                "must": f"{bought:,.0f}",
                "names": ", ".join(one.title for one in must[:5]) or _("none"),
            },
            cost=f"{runs + bought - row.offered:,.0f}",
            cost_note=_("is missing"),
            who=_("Nobody named"),
            when=_("from %s") % _day(row.starts_on),
            act=_("See the year"),
            page="fiscal-years-detail",
            args=(row.pk,),
            due=row.starts_on,
            tone="bad",
        )


def _overspent(actor: Actor, today: date) -> Iterator[Concern]:
    for year in visible_to(actor, FiscalYear).filter(starts_on__lte=today, ends_on__gte=today):
        try:
            rows = variance(year, today).lines
        except MissingRate as error:
            yield _unpriced(year, error)
            continue
        for row in rows:
            if row.overspent > 0:
                yield Concern(
                    rule="budget-line-overspent",
                    weight=Weight.WEAK,
                    kind=_("Overspent"),
                    look="flag",
                    title=_("“%s” costs more than was planned") % row.line.title,
                    detail=_("Planned %(planned)s; spent %(actual)s, promised %(committed)s.")
                    % {
                        "planned": f"{row.amounts.planned:,.0f}",
                        "actual": f"{row.amounts.actual:,.0f}",
                        "committed": f"{row.amounts.committed:,.0f}",
                    },
                    cost=f"{row.overspent:,.0f}",
                    cost_note=_("over the plan"),
                    who=row.line.accountable or _("Nobody named"),
                    when=year.label,
                    act=_("See the line"),
                    page="budget-lines-detail",
                    args=(row.line.id,),
                    tone="bad",
                )


def _unpriced(year: FiscalYear, error: MissingRate) -> Concern:
    return Concern(
        rule="exchange-rate-missing",
        weight=Weight.OVERDUE,
        kind=_("Budget"),
        look="flag",
        title=_("The budget of %(year)s cannot be added up: no rate for %(currency)s")
        % {"year": year.label, "currency": error.currency},
        detail=str(error),
        cost=_("Unknown"),
        cost_note=_("what the year costs"),
        who=_("Nobody named"),
        when="",
        act=_("Add the rate"),
        page="exchange-rates-list",
    )


def _renewing(actor: Actor, today: date) -> Iterator[Concern]:
    """Tools that renew soon, and that do not earn their place or that nobody can tell of."""
    last = today + timedelta(days=RENEWS)
    soon = {row.pk: row for row in visible_to(actor, Tool).filter(renews_on__range=(today, last))}
    if not soon or not FiscalYear.objects.exists():
        return
    try:
        rows = ranking(modelled(today), fiscal_year(day=today)).rows
    except MissingRate:
        return
    for row in rows:
        if row.kind != "tool" or row.id not in soon or row.verdict not in _UNCLEAR or row.renews_on is None:
            continue
        days = (row.renews_on - today).days
        bad = row.verdict == Verdict.COSTS_MORE
        yield Concern(
            rule="tool-renews-unearned" if bad else "tool-renews-undecided",
            weight=Weight.DECISION,
            kind=_("Renewal"),
            look="decide",
            title=(
                _("“%s” renews and costs more than it gives") if bad else _("“%s” renews and nobody can tell its worth")
            )
            % row.name,
            detail=row.sentence,
            cost=f"{row.cost.mean:,.0f}",
            cost_note=_("a year"),
            who=row.accountable or _("Nobody named"),
            when=ngettext("in %s day", "in %s days", days) % days if days else _("today"),
            act=_("Decide before it renews"),
            page="tools-detail",
            args=(row.id,),
            due=row.renews_on,
            tone="bad" if bad else "unk",
        )


def _underinsured(actor: Actor, today: date) -> Iterator[Concern]:
    """The cover ends below where the worst year in a hundred starts."""
    rows = list(visible_to(actor, InsurancePolicy).filter(starts_on__lte=today, ends_on__gte=today))
    worst = exposure(modelled(today)).var99 if rows else None
    for row in rows:
        end = float(row.retention + min(row.limit, row.aggregate_limit or row.limit))
        if worst is not None and end < worst:
            yield Concern(
                rule="insurance-below-worst-year",
                weight=Weight.WEAK,
                kind=_("Insurance"),
                look="flag",
                title=_("The cover of %s ends below the worst year in a hundred") % row.insurer,
                detail=_("It ends at %(end)s; the worst year in a hundred starts at %(worst)s.")
                % {"end": f"{end:,.0f}", "worst": f"{worst:,.0f}"},
                cost=f"{worst - end:,.0f}",
                cost_note=_("stays with us then"),
                who=row.accountable.name if row.accountable else _("Nobody named"),
                when=_("until %s") % _day(row.ends_on),
                act=_("See the policy"),
                page="insurance-policies-detail",
                args=(row.pk,),
                due=row.ends_on,
            )


def _day(day: date) -> str:
    return date_format(day, "j M Y")
