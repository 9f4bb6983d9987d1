"""Tools that are paid for and do not earn their place, or of which nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.risks.queries import modelled
from earnest.duties.budget.models import FiscalYear, Line, Tool
from earnest.duties.budget.queries import Ranked, fiscal_year, ranking
from earnest.duties.budget.rules.money import MissingRate
from earnest.engines.quant import Verdict
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked, answered_for
from earnest.foundation.once import once
from earnest.foundation.record import visible_to

_UNCLEAR = frozenset({Verdict.UNDECIDED, Verdict.UNSTATED, Verdict.UNESTIMATED})

UNEARNED = Rule(
    "tool-does-not-earn-its-place",
    gettext_lazy("A tool costs and brings more loss than it removes"),
    gettext_lazy("It is kept because it is easy to explain. By our own numbers we would be safer without it."),
    Severity.HIGH,
    gettext_lazy("Let it go when it renews and say what takes its place, or say which number is wrong."),
)
UNDECIDED = Rule(
    "tool-worth-unknown",
    gettext_lazy("Nobody can tell whether a tool earns its place"),
    gettext_lazy("It is paid for as if it did."),
    Severity.LOW,
    gettext_lazy("Narrow the estimate that decides it, or say what the tool brings in."),
)
UNJOINED = Rule(
    "tool-without-control",
    gettext_lazy("A tool is paid for and no control rests on it"),
    gettext_lazy("Owning it protects nobody. What it does for us is not written down anywhere."),
    Severity.MEDIUM,
    gettext_lazy("Join it to the controls that use it, or let it go."),
)


def _ranked(actor: Actor, day: date) -> tuple[Ranked, ...] | str:
    def read() -> tuple[Ranked, ...] | str:
        if not FiscalYear.objects.filter(starts_on__lte=day, ends_on__gte=day).exists():
            return _("There is no fiscal year for this day, so nobody knows what tools cost.")
        try:
            return ranking(modelled(day), fiscal_year(day=day)).rows
        except (MissingRate, Invalid) as error:
            return str(error)

    if not actor.may(May.SEE_RECORD) or not visible_to(actor, Tool).exists():
        return ()
    return once(("honesty-ranking", day), read)


def _judged(rule: Rule, verdicts: frozenset[Verdict], actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    rows = _ranked(actor, day)
    if isinstance(rows, str):
        yield rule.blind(rows)
        return
    for row in rows:
        if row.kind == "tool" and row.verdict in verdicts:
            yield rule.found(
                row.name, row.sentence, f"budget.tool:{row.id}", "tools-detail", row.id,
                verdict=row.verdict, cost=round(row.cost.mean), renews_on=row.renews_on,
            )  # fmt: skip


def _unearned(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    yield from _judged(UNEARNED, frozenset({Verdict.COSTS_MORE}), actor, day)


def _undecided(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    yield from _judged(UNDECIDED, _UNCLEAR, actor, day)


def _unjoined(actor: Actor, _day: date) -> Iterator[Finding]:
    for row in visible_to(actor, Tool).filter(controls=None).order_by("name"):
        detail = _("We pay for it, and the record does not say what it does for us.")
        yield UNJOINED.found(row, detail, row.reference, "tools-detail", row.pk, tool=row.key)


HONESTY: tuple[Check, ...] = (
    Check(UNEARNED, _unearned),
    Check(UNDECIDED, _undecided),
    Check(UNJOINED, _unjoined),
    *answered_for(Line, "budget-lines-detail"),
    *answered_for(Tool, "tools-detail"),
)
