"""Which policy says what is mended by when: its table, our own clocks, what would change, and adopting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earnest.core.organization.models import Person
from earnest.duties.hygiene import operations
from earnest.duties.hygiene.models import AdoptedPolicy, SlaClock
from earnest.duties.hygiene.queries import InForce
from earnest.duties.hygiene.queries.policy import clocks_on, sla_rows
from earnest.duties.hygiene.queries.preview import Preview, preview
from earnest.duties.hygiene.rules.priorities import NAMES, rules_of, threshold
from earnest.foundation import ledger
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.hygiene.files import Files, Place, files
from earnest.interfaces.web.papers import own_person
from earnest.library.priority_policies import POINTS, Policy, priority_policies

DECISIONS = 10


class RulesForm(Form):
    """Days, threshold and impacts of one policy, where they are decided otherwise."""

    def __init__(self, *args: Any, policy: Policy, now: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.policy = policy
        super().__init__(*args, **kwargs)
        given = now or {}
        for one in policy.priorities:
            days = given.get("days", {}).get(one.id, one.days)
            self.fields[f"days-{one.id}"] = forms.IntegerField(
                label=one.title, min_value=0, max_value=3650, required=False, initial=days,
                widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
            )  # fmt: skip
        if policy.epss_threshold is not None:
            self.fields["epss_threshold"] = forms.FloatField(
                label=_("EPSS from which a flaw counts as likely"), required=False, min_value=0.001, max_value=0.999,
                initial=given.get("epss_threshold", policy.epss_threshold),
                widget=forms.NumberInput(attrs={"class": "input", "step": "any"}),
            )  # fmt: skip
        if "human_impact" in policy.points:
            self._impacts(given.get("human_impacts", {}))

    def _impacts(self, given: Mapping[str, str]) -> None:
        choices = [(value, value) for value in POINTS["human_impact"]]
        for tier, impact in priority_policies().human_impacts.values.items():
            self.fields[f"impact-{tier}"] = forms.ChoiceField(
                label=_("Human impact of tier %d") % tier, choices=choices, required=False,
                initial=given.get(str(tier), impact), widget=forms.Select(attrs={"class": "input"}),
            )  # fmt: skip

    @property
    def overrides(self) -> dict[str, object]:
        """What differs from the library, in the shape that adopting takes. Valid forms only."""
        given = self.cleaned_data
        days = {
            one.id: given[f"days-{one.id}"]
            for one in self.policy.priorities
            if given.get(f"days-{one.id}") not in {None, one.days}
        }
        impacts = {
            str(tier): given[f"impact-{tier}"]
            for tier, impact in priority_policies().human_impacts.values.items()
            if given.get(f"impact-{tier}") not in {None, "", impact}
        }
        told: dict[str, object] = {"days": days} if days else {}
        if given.get("epss_threshold") not in {None, self.policy.epss_threshold}:
            told["epss_threshold"] = given["epss_threshold"]
        return told | ({"human_impacts": impacts} if impacts else {})


class ReasonForm(Form):
    """Why this policy."""

    reason = forms.CharField(
        label=gettext_lazy("Why this policy and not another"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the decision."),
    )


@dataclass(frozen=True)
class Ruling:
    """One row of a policy as its table shows it."""

    cells: tuple[str, ...]
    then: str


@require_safe
def policy(request: ActorRequest) -> HttpResponseBase:
    found = files(request)
    return _page(request, found, _chosen(found, request.GET), request.GET)


@require_POST
def adopt(request: ActorRequest) -> HttpResponseBase:
    """Let a policy decide from today on, in the reader's own name."""
    found = files(request)
    request.actor.require(May.DECIDE_EXCEPTION)
    chosen = _chosen(found, request.POST)
    rules, why = RulesForm(request.POST, policy=chosen), ReasonForm(request.POST)
    if rules.is_valid() and why.is_valid():
        try:
            operations.adopt_policy(
                request.actor,
                chosen.id,
                adopted_by=own_person(request.actor),
                reason=why.cleaned_data["reason"],
                overrides=rules.overrides,
            )
        except EarnestError as error:
            why.refuse(error)
        else:
            messages.success(request, _("From today “%s” decides.") % chosen.title)
            return redirect("hygiene-policy")
    return _page(request, found, chosen, request.POST, why)


def _chosen(found: Files, query: QueryDict) -> Policy:
    """The policy that is asked for; the one in force where there is none of that name."""
    library = priority_policies()
    known = {one.id: one for one in library.policies}
    return known.get(query.get("policy", ""), known[found.in_force.policy])


def _page(
    request: ActorRequest, found: Files, chosen: Policy, query: QueryDict, why: ReasonForm | None = None
) -> HttpResponseBase:
    library, now = priority_policies(), found.in_force
    own = now.overrides if chosen.id == now.policy else {}
    asked = any(name.startswith(("days-", "epss_", "impact-")) for name in query)
    form = RulesForm(query if asked else None, policy=chosen, now=own)
    overrides = form.overrides if asked and form.is_valid() else dict(own)
    context = found.context("hygiene-policy", _("Policy of priority"), Crumb(_("Policy")))
    context |= {
        "policy": chosen,
        "library": library,
        "in_force": now,
        "is_in_force": chosen.id == now.policy and now.adopted and overrides == dict(now.overrides),
        "choices": [
            Place(one.title, found.link("hygiene-policy", policy=one.id), one.id == chosen.id)
            for one in library.policies
        ],
        "heads": [NAMES[point].capitalize() for point in chosen.points],
        "table": _table(chosen),
        "form": form,
        "impact_note": library.human_impacts.caution if "human_impact" in chosen.points else "",
        "clocks": visible_to(request.actor, SlaClock).filter(
            pk__in=[one.pk for one in clocks_on(found.stands.day, chosen.id)]
        ),
        "preview": _preview(found, chosen, overrides),
        "board": found.board,
        "hidden": [(name, form[name].value()) for name in form.fields],
        "why_form": why or ReasonForm(),
        "may_adopt": request.actor.may(May.DECIDE_EXCEPTION),
        "may_edit": request.actor.may(May.EDIT_RECORD),
        "person": visible_to(request.actor, Person).filter(pk=request.actor.person).first()
        if request.actor.person
        else None,
        "is_today": found.stands.day == found.stands.today,
        "decisions": _decisions(request),
        "why": found.link("proof-hygiene", "preview", policy=chosen.id),
    }
    return render(request, "hygiene/policy.html", context, status=422 if why else 200)


def _table(chosen: Policy) -> list[Ruling]:
    titles = {one.id: one.title for one in chosen.priorities}
    return [
        Ruling(
            tuple(_(" or ").join(row.when[point]) if point in row.when else _("any") for point in chosen.points),
            titles[row.then],
        )
        for row in chosen.rows
    ]


def _preview(found: Files, chosen: Policy, overrides: Mapping[str, object]) -> Preview | None:
    """What would change; None where that is what is so already."""
    now = found.in_force
    if chosen.id == now.policy and dict(overrides) == dict(now.overrides):
        return None
    return found.kept(
        ("preview", chosen.id, repr(sorted(overrides.items()))), lambda: _previewed(found, chosen, overrides)
    )


def _previewed(found: Files, chosen: Policy, overrides: Mapping[str, object]) -> Preview:
    rules = rules_of(priority_policies(), chosen, overrides)
    clocks = sla_rows(InForce(chosen.id, chosen.title, False, "", None), found.stands.day)
    return preview(
        found.board, rules, clocks, threshold(chosen, overrides), epss_looked=bool(found.of("exploit_predictions"))
    )  # fmt: skip


def _decisions(request: ActorRequest) -> list[tuple[AdoptedPolicy, int | None]]:
    """Who decided on a policy before, with the entry of the ledger."""
    rows = visible_to(request.actor, AdoptedPolicy).select_related("adopted_by").order_by("-adopted_on", "-pk")
    may = request.actor.may(May.SEE_LEDGER)
    told = []
    for row in rows[:DECISIONS]:
        entries = ledger.history(row.reference) if may else ()
        told.append((row, entries[0].number if entries else None))
    return told
