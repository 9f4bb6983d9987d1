"""What an insurer would carry of our losses, for the policy on record or for other terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.duties.budget import queries
from earnest.duties.budget.models import InsurancePolicy
from earnest.duties.budget.queries import InsuranceWhatIf, reading_once
from earnest.duties.budget.rules.insurance import PremiumVerdict
from earnest.engines.documents.charts.amounts import chance_at, log_ticks
from earnest.foundation.actor import May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget import pictures
from earnest.interfaces.web.budget.books import Books, books
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.risk.forms import NumberField, written
from earnest.interfaces.web.risk.money import Amount, chance, number

FIELDS = ("retention", "limit", "premium", "share")
LOOKS = {PremiumVerdict.RETURNS: "returns", PremiumVerdict.COSTS: "premium_more", PremiumVerdict.UNDECIDED: "undecided"}


class LayerForm(Form):
    """Terms of a policy, in the organisation's currency a year; the share in percent."""

    retention = NumberField(label=gettext_lazy("Retention: what we bear ourselves"))
    limit = NumberField(label=gettext_lazy("Limit: the most that it pays a year"))
    premium = NumberField(label=gettext_lazy("Premium a year"))
    share = NumberField(label=gettext_lazy("Insurer's share, percent"))
    covers = forms.ChoiceField(label=gettext_lazy("Covers"), required=False)

    def __init__(self, *args: Any, policy: InsurancePolicy | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(policy), **kwargs)
        self.policy = policy
        field = self.fields["covers"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("all", _("every scenario"))]
            if policy is not None:
                field.choices = [("policy", _("what the policy on record covers")), *field.choices]

    def clean_share(self) -> float:
        percent = float(self.cleaned_data["share"])
        if not 0 < percent <= 100:
            raise forms.ValidationError(_("Give the share above 0 and up to 100 percent."))
        return percent / 100


@dataclass(frozen=True)
class TailRow:
    """One figure of a bad year, without and with the policy."""

    label: str
    before: float
    after: float


@require_safe
@reading_once()
def insurance(request: ActorRequest) -> HttpResponse:
    found = books(request)
    context = found.context("budget-insurance", _("What insurance carries, and what it asks"), _("Insurance"))
    policies = running(found)
    policy = policies[0] if policies else None
    form = LayerForm(request.GET if any(name in request.GET for name in FIELDS) else None, policy=policy)
    context |= {"form": form, "policies": policies, "empty": found.reading.is_empty}
    context["may_add"] = request.actor.may(May.EDIT_RECORD)
    if not found.reading.is_empty:
        try:
            what_if = asked(found, form)
        except Invalid as error:
            form.refuse(error)
            what_if = None
        if what_if is not None:
            context |= _shown(found, form, what_if)
    return render(request, "budget/insurance.html", context, status=422 if form.errors else 200)


def running(found: Books) -> list[InsurancePolicy]:
    """Policies that run on the day, the one that ends last first."""
    day = found.stands.day
    rows = visible_to(found.stands.actor, InsurancePolicy).filter(starts_on__lte=day, ends_on__gte=day)
    return list(rows.select_related("accountable").order_by("-ends_on", "pk"))


def asked(found: Books, form: LayerForm) -> InsuranceWhatIf | None:
    """What the terms that are asked for do; those of the policy on record where none are. None without either."""
    if not form.is_bound:
        return queries.policy_terms(form.policy, found.modelled) if form.policy else None
    if not form.is_valid():
        return None
    given = form.cleaned_data
    covers = None
    if given["covers"] == "policy" and form.policy is not None:
        keys = set(form.policy.covers.values_list("key", flat=True))
        every = {scenario.id for scenario, _owner in found.modelled.portfolio.everything}
        covers = sorted(keys & every) if keys else None
    terms = {name: float(given[name]) for name in FIELDS}
    return queries.insurance_what_if(found.modelled, covers=covers, **terms)


def _initial(policy: InsurancePolicy | None) -> dict[str, Any]:
    if policy is None:
        return {"share": "100", "covers": "all"}
    limit = min(policy.limit, policy.aggregate_limit or policy.limit)
    return {
        "retention": written(policy.retention),
        "limit": written(limit),
        "premium": written(policy.premium),
        "share": written(100 * policy.share),
        "covers": "policy",
    }


def _shown(found: Books, form: LayerForm, what_if: InsuranceWhatIf) -> dict[str, Any]:
    why = found.proof("insurance", **(_terms(form) if form.is_bound else {}))
    effect = what_if.effect
    return {
        "what_if": what_if,
        "says": says(found, what_if),
        "look": LOOKS[effect.verdict],
        "verdict_says": verdict_says(what_if),
        "figures": figures(found, what_if, why),
        "tails": tails(what_if),
        "picture": pictures.with_policy(what_if),
        "rows": _rows(what_if),
        "why": why,
    }


def _terms(form: LayerForm) -> dict[str, object]:
    given = form.cleaned_data
    terms = {name: written(given[name]) for name in ("retention", "limit", "premium")}
    return {**terms, "share": written(100 * given["share"]), "covers": given["covers"]}


def says(found: Books, what_if: InsuranceWhatIf) -> str:
    """What the policy pays on average, what it asks, and what it does to a bad year."""
    effect = what_if.effect
    first = _("For a premium of %(premium)s the insurer is expected to pay %(ceded)s a year (%(range)s).") % {
        "premium": found.money(effect.layer.premium),
        "ceded": found.money(effect.ceded.middle),
        "range": found.range(effect.ceded.low, effect.ceded.high),
    }
    second = _("The average of the worst years in a hundred falls from %(before)s to %(after)s.") % {
        "before": found.money(effect.before.tvar99),
        "after": found.money(effect.after.tvar99),
    }
    return f"{first} {second}"


def verdict_says(what_if: InsuranceWhatIf) -> str:
    """The verdict on the premium in words, with what it does not judge."""
    told = {
        PremiumVerdict.RETURNS: _("By these estimates the premium is less than what comes back on average."),
        PremiumVerdict.COSTS: _("The premium is more than what comes back on average, as nearly every premium is."),
        PremiumVerdict.UNDECIDED: _("Whether more comes back than the premium cannot be told from these estimates."),
    }[PremiumVerdict(what_if.effect.verdict)]
    return (
        f"{told} {_('What a policy buys is a smaller worst year; whether that is worth it is for the board to say.')}"
    )


def figures(found: Books, what_if: InsuranceWhatIf, why: str) -> list[Amount]:
    effect = what_if.effect
    price, told, times = effect.price, "", _("cannot be told")
    if price is not None:
        times = number(price.middle)
        told = _("%(low)s to %(high)s") % {"low": number(price.low), "high": number(price.high)}
    ceded = found.range(effect.ceded.low, effect.ceded.high)
    back = _("Premium for each %s that comes back") % found.money(1)
    return [
        Amount("ceded", _("It is expected to pay a year"), found.money(effect.ceded.middle), ceded, why),
        Amount("price", back, times, told, why),
        Amount("attached", _("Chance that it pays at all"), chance(effect.attached), "", why),
        Amount("exhausted", _("Chance that the limit is used up"), chance(effect.exhausted), "", why),
        Amount("worst", _("Off the worst years, premium paid"), found.money(effect.worst_year), "", why),
    ]


def tails(what_if: InsuranceWhatIf) -> list[TailRow]:
    before, after = what_if.effect.before, what_if.effect.after
    labels = (
        (_("Expected loss a year"), "mean"),
        (_("Worst year in twenty starts at"), "var95"),
        (_("Worst year in a hundred starts at"), "var99"),
        (_("Average of the worst years in a hundred"), "tvar99"),
    )
    return [TailRow(label, getattr(before, name), getattr(after, name)) for label, name in labels]


def _rows(what_if: InsuranceWhatIf) -> list[tuple[float, str, str]]:
    """Round amounts with the chances of losing more, without and with the policy."""
    points = [one for one in what_if.curve if one[1] >= pictures.LEAST]
    if len(points) < 2:
        return []
    without, kept = [(one[0], one[1]) for one in points], [(one[0], one[2]) for one in points]
    found = []
    for loss in log_ticks(points[0][0], points[-1][0], 12, 1.0):
        before, after = chance_at(without, loss), chance_at(kept, loss)
        if before is not None and before >= 0.0005:
            found.append((loss, chance(before), chance(after) if after else _("under %s") % chance(pictures.LEAST)))
    return found
