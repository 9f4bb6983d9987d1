"""Risk that is treated on paper, accepted past its date, or counted in numbers that nobody stands behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.risks.concerns.deciders import DECIDERS
from earnest.core.risks.models import Estimate, NoIntroducedLoss, Provenance, Scenario, Treatment
from earnest.core.risks.queries import Modelled, kept_worths, modelled, treatments_on
from earnest.engines.quant import Verdict
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked, answered_for
from earnest.foundation.once import once
from earnest.foundation.record import visible_to

OLD = 365
"""Days after which an estimate is to be made again."""
OFTEN = 3
"""How many acceptances of one scenario, one after the other, are told."""
WORDS = 4
"""Words below which a reason is none."""

PAPER = Rule(
    "treated-on-paper",
    gettext_lazy("Risk is said to be reduced, and no control that works does it"),
    gettext_lazy("A plan reduces nothing. The loss stays as large as it was."),
    Severity.HIGH,
    gettext_lazy("Name the control that reduces it and bring its evidence, or decide to accept the risk by name."),
)
PAST = Rule(
    "acceptance-past-its-date",
    gettext_lazy("An accepted risk is past its date"),
    gettext_lazy("It was accepted until a day so that somebody would look again. Nobody has decided since."),
    Severity.HIGH,
    gettext_lazy("Decide again: accept it until another day, reduce it, transfer it or avoid it."),
)
AGAIN = Rule(
    "accepted-again-and-again",
    gettext_lazy("A risk is accepted again and again"),
    gettext_lazy("What is always accepted is not decided, it is left."),
    Severity.MEDIUM,
    gettext_lazy("Put what it costs next to what reducing it costs, and let whoever carries the loss decide."),
)
UNSAID = Rule(
    "introduced-risk-unsaid",
    gettext_lazy("Nobody has said what risk a control brings"),
    gettext_lazy("Every tool can fail or be turned against us. Silence counts that as nothing."),
    Severity.MEDIUM,
    gettext_lazy("Add the scenario that it brings, or say why it brings none."),
)
NO_REASON = Rule(
    "no-introduced-risk-without-reason",
    gettext_lazy("A control is said to bring no risk, with hardly a reason"),
    gettext_lazy("That something brings no risk is a claim like any other."),
    Severity.LOW,
    gettext_lazy("Say in a sentence why nothing can go wrong because of it."),
)
DEAR = Rule(
    "does-not-earn-its-place",
    gettext_lazy("A control costs more than it gives"),
    gettext_lazy("It may look good to an auditor. It leaves the company worse off, by our own numbers."),
    Severity.MEDIUM,
    gettext_lazy("Give it up and say what takes its place, or say which number is wrong."),
)
UNCALIBRATED = Rule(
    "numbers-without-provenance",
    gettext_lazy("Money is told from numbers that nobody calibrated stands behind"),
    gettext_lazy("A range from the air gives an exact loss, and the reader cannot tell the difference."),
    Severity.MEDIUM,
    gettext_lazy("Let somebody calibrated estimate it again, or use own incidents or published data with its source."),
)
OLD_ESTIMATE = Rule(
    "old-estimate",
    gettext_lazy("Money is told from an old estimate"),
    gettext_lazy("The company and its attackers have changed since."),
    Severity.LOW,
    gettext_lazy("Estimate it again in the workshop."),
)


def _model(day: date) -> Modelled | str:
    def read() -> Modelled | str:
        try:
            return modelled(day)
        except Invalid as error:
            return str(error)

    return once(("honesty-model", day), read)


def _paper(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    model = _model(day)
    if isinstance(model, str):
        yield PAPER.blind(model)
        return
    helping: dict[str, list[str]] = defaultdict(list)
    for control in model.portfolio.controls:
        for scenario in control.effects:
            helping[scenario].append(control.id)
    titles = {fact.id: (key, fact.title) for key, fact in model.scenarios.items()}
    seen = set(visible_to(actor, Treatment).values_list("pk", flat=True))
    for pk, row in treatments_on(day).items():
        if row.decision != Treatment.Decision.REDUCE or pk not in titles or row.pk not in seen:
            continue
        key, title = titles[pk]
        named = helping[key]
        working = [one for one in named if one in model.in_force and not model.credits[one].is_cut]
        if working:
            continue
        names = ", ".join(model.controls[one].name for one in named)
        detail = _("To be reduced since %s. No control has an effect on it.") % date_format(row.starts_on, "j M Y")
        if named:
            says = _("To be reduced since %(day)s. None of its controls is in force and proven: %(names)s.")
            detail = says % {"day": date_format(row.starts_on, "j M Y"), "names": names}
        yield PAPER.found(
            title, detail, row.reference, "treatments-detail", row.pk, scenario=key, controls=" ".join(named)
        )


def _past(actor: Actor, day: date) -> Iterator[Finding]:
    decided = treatments_on(day)
    last: dict[int, Treatment] = {}
    rows = visible_to(actor, Treatment).filter(
        state=Treatment.State.APPROVED, decision=Treatment.Decision.ACCEPT, scenario__state=Scenario.State.LIVE
    )
    for row in rows.filter(ends_on__lt=day).select_related("scenario").order_by("ends_on", "pk"):
        last[row.scenario_id] = row
    for pk, row in last.items():
        if pk in decided or row.ends_on is None:
            continue
        days = (day - row.ends_on).days
        detail = ngettext(
            "Accepted until %(day)s, %(days)s day ago. Nothing is decided since.",
            "Accepted until %(day)s, %(days)s days ago. Nothing is decided since.",
            days,
        ) % {"day": date_format(row.ends_on, "j M Y"), "days": days}
        yield PAST.found(
            row.scenario, detail, row.reference, "treatments-detail", row.pk,
            scenario=row.scenario.key, ended=row.ends_on, days=days,
        )  # fmt: skip


def _again(actor: Actor, day: date) -> Iterator[Finding]:
    taken: dict[int, list[Treatment]] = defaultdict(list)
    rows = visible_to(actor, Treatment).filter(
        state__in=(Treatment.State.APPROVED, Treatment.State.REVOKED), starts_on__lte=day,
        scenario__state=Scenario.State.LIVE,
    )  # fmt: skip
    for row in rows.select_related("scenario").order_by("starts_on", "pk"):
        if row.decision == Treatment.Decision.ACCEPT:
            taken[row.scenario_id].append(row)
        else:
            taken.pop(row.scenario_id, None)
    for run in taken.values():
        if len(run) >= OFTEN:
            detail = _("Accepted %(times)s times without a break in deciding so, first on %(day)s.") % {
                "times": len(run),
                "day": date_format(run[0].starts_on, "j M Y"),
            }
            last = run[-1]
            yield AGAIN.found(
                last.scenario, detail, last.reference, "treatments-detail", last.pk,
                scenario=last.scenario.key, times=len(run), first=run[0].starts_on,
            )  # fmt: skip


def _unsaid(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    model = _model(day)
    if isinstance(model, str):
        yield UNSAID.blind(model)
        return
    if not actor.may(May.SEE_RECORD):
        return
    for one in model.portfolio.controls:
        if one.id in model.in_force and one.effects and one.mean_cost > 0 and not one.says_what_it_brings:
            fact = model.controls[one.id]
            detail = _("It counts as bringing nothing, for no scenario of its own and no reason is in the record.")
            yield UNSAID.found(
                fact.name, detail, f"controls.control:{fact.id}", "controls-detail", fact.id, control=one.id
            )


def _no_reason(actor: Actor, day: date) -> Iterator[Finding]:
    rows = visible_to(actor, NoIntroducedLoss).filter(withdrawn_on=None, said_on__lte=day)
    for row in rows.select_related("control", "said_by"):
        if len(row.because.split()) < WORDS:
            detail = _("%(who)s said so on %(day)s. The reason: %(why)s") % {
                "who": row.said_by.name,
                "day": date_format(row.said_on, "j M Y"),
                "why": row.because,
            }
            yield NO_REASON.found(
                row.control, detail, row.reference, "controls-detail", row.control_id, control=row.control.key
            )


def _dear(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    model = _model(day)
    if isinstance(model, str):
        yield DEAR.blind(model)
        return
    kept = kept_worths(model) if actor.may(May.SEE_RECORD) else ()
    if kept is None:
        yield DEAR.blind(_("What each control is worth is not computed for this day. Open the page of worth once."))
    for one in kept or ():
        if one.in_force and one.verdict == Verdict.COSTS_MORE:
            fact = model.controls[one.control]
            yield DEAR.found(
                one.name, one.sentence, f"controls.control:{fact.id}", "controls-detail", fact.id,
                control=one.control, net=round(one.net.mean),
            )  # fmt: skip


def _estimates(actor: Actor, day: date) -> list[Estimate]:
    rows = visible_to(actor, Estimate).filter(Estimate.in_force(day), scenario__state=Scenario.State.LIVE)
    return list(rows.select_related("scenario", "author").order_by("scenario__title", "part", "form"))


def _by_scenario(rows: list[Estimate]) -> dict[Scenario, list[Estimate]]:
    found: dict[Scenario, list[Estimate]] = defaultdict(list)
    for row in rows:
        found[row.scenario].append(row)
    return found


def _uncalibrated(actor: Actor, day: date) -> Iterator[Finding]:
    weak = {Provenance.EXPERT.value, Provenance.STARTER.value}
    rows = [row for row in _estimates(actor, day) if row.provenance in weak or not row.source.strip()]
    for scenario, parts in _by_scenario(rows).items():
        grounds = sorted({one.get_provenance_display() for one in parts})
        detail = ngettext(
            "%(count)s number. Grounds: %(grounds)s. By %(who)s.",
            "%(count)s numbers. Grounds: %(grounds)s. By %(who)s.",
            len(parts),
        ) % {
            "count": len(parts),
            "grounds": ", ".join(grounds),
            "who": ", ".join(sorted({one.author.name for one in parts})),
        }
        yield UNCALIBRATED.found(
            scenario, detail, scenario.reference, "scenarios-detail", scenario.pk,
            scenario=scenario.key, numbers=len(parts),
        )  # fmt: skip


def _old(actor: Actor, day: date) -> Iterator[Finding]:
    rows = [row for row in _estimates(actor, day) if day - row.made_on > timedelta(days=OLD)]
    for scenario, parts in _by_scenario(rows).items():
        oldest = min(one.made_on for one in parts)
        detail = _("Its oldest number is of %s.") % date_format(oldest, "j M Y")
        yield OLD_ESTIMATE.found(
            scenario, detail, scenario.reference, "scenarios-detail", scenario.pk, scenario=scenario.key, made_on=oldest
        )


HONESTY: tuple[Check, ...] = (
    Check(PAPER, _paper),
    Check(PAST, _past),
    Check(AGAIN, _again),
    Check(UNSAID, _unsaid),
    Check(NO_REASON, _no_reason),
    Check(DEAR, _dear),
    Check(UNCALIBRATED, _uncalibrated),
    Check(OLD_ESTIMATE, _old),
    *DECIDERS,
    *answered_for(Scenario, "scenarios-detail", counted=Q(state=Scenario.State.LIVE)),
)
