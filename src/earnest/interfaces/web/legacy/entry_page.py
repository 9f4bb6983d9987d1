"""One old system: its options compared, what it rests on, what needs it, what is decided and planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.core.assets.models import Asset
from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry, Option
from earnest.duties.legacy.queries import Comparison
from earnest.duties.legacy.rules.comparing import Outcome, Verdict
from earnest.duties.legacy.rules.dependents import Box, Dependent
from earnest.foundation import ledger, plain
from earnest.foundation.actor import May
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.forms import DayInput
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.legacy import pictures, words
from earnest.interfaces.web.legacy.files import Files, files
from earnest.interfaces.web.legacy.pictures import Piece
from earnest.interfaces.web.legacy.register_page import RowShown
from earnest.interfaces.web.risk.money import chance


class DecisionForm(Form):
    """Which way, why, and when to look at it again."""

    option = forms.ModelChoiceField(Option.objects.none(), label=gettext_lazy("Way"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the decision."),
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("If at all."),
    )

    def __init__(self, *args: Any, entry: LifeCycleEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        option = self.fields["option"]
        if isinstance(option, forms.ModelChoiceField):
            option.queryset = entry.options.exclude(proposed_by=None)


@dataclass(frozen=True)
class WayRow:
    """One way as the table shows it."""

    option: Option
    outcome: Outcome
    kind: str
    total: str
    range: str
    once: str
    run: str
    loss: str
    months: str
    cheapest: str
    pays_back: str
    decided: bool
    bar: tuple[Piece, ...]


@dataclass(frozen=True)
class YearRow:
    """One way year by year: what each year of the horizon comes to, worth today."""

    title: str
    years: tuple[str, ...]


@dataclass(frozen=True)
class NeedRow:
    """Something that needs the system, as the indented list shows it."""

    asset: Asset
    found: Dependent
    data: tuple[str, ...]


@dataclass(frozen=True)
class BoxShown:
    """A box of the picture with its words."""

    box: Box
    name: str
    more: str
    url: str
    is_system: bool

    @property
    def text_x(self) -> int:
        return self.box.x + 12

    @property
    def name_y(self) -> int:
        return self.box.y + 25

    @property
    def more_y(self) -> int:
        return self.box.y + 44


@require_safe
@queries.reading_once()
def detail(request: ActorRequest, pk: int) -> HttpResponseBase:
    found = files(request)
    return page(request, found, one(found, pk))


def one(found: Files, pk: int) -> LifeCycleEntry:
    rows = visible_to(found.stands.actor, LifeCycleEntry).select_related("asset", "decision", "accountable", "approver")
    return get_object_or_404(rows, pk=pk)


def page(
    request: ActorRequest, found: Files, row: LifeCycleEntry, form: DecisionForm | None = None
) -> HttpResponseBase:
    actor = request.actor
    told = found.comparison(row)
    needs = queries.dependence_map(actor, row.asset)
    decides = actor.may(May.DECIDE_EXCEPTION)
    options = {str(one.pk): one for one in row.options.select_related("proposed_by")}
    context = found.context("legacy", row.title, row.title) | {
        "lede": row.note,
        "entry": row,
        "told": told,
        "verdict": words.verdict(told.compared),
        "sentence": sentence(told),
        "why": found.link("proof-legacy-entry", row.pk),
        "picture": pictures.worth_against_keeping(told),
        "ways": way_rows(found, told, row, options),
        "years": year_rows(found, told),
        "year_heads": tuple(range(1, told.years + 1)),
        "observed": observed(found, row),
        "terms": terms(found, told),
        "map": needs,
        "boxes": boxes(found, needs),
        "listed": listed(needs),
        "roads": queries.roadmap(actor, found.stands.day, entry=row).steps,
        "unproposed": [one for one in options.values() if one.proposed_by_id is None],
        "may_change": plain.may_change(actor, row),
        "may_add": actor.may(May.EDIT_RECORD),
        "may_propose": actor.may(May.EDIT_RECORD) and actor.person is not None,
        "may_withdraw": decides and row.decision_id is not None,
        "may_decide": decides and actor.person is not None and any(one.proposed_by_id for one in options.values()),
        "no_person": decides and actor.person is None,
        "form": form or DecisionForm(entry=row),
        "entries": ledger.history(row.reference),
        "may_see_ledger": actor.may(May.SEE_LEDGER),
    }
    context["crumbs"] = [Crumb(_("Legacy"), found.link("legacy")), Crumb(row.title)]
    return render(request, "legacy/entry.html", context, status=422 if form else 200)


def sentence(told: Comparison) -> str:
    """The verdict in words, with what the leader and keeping come to."""
    compared = told.compared
    titles = {one.way: one.title for one in compared.outcomes}
    if compared.verdict is Verdict.ALONE:
        return told.sentence
    given = {
        "leader": titles[compared.leader],
        "rival": titles[compared.rival],
        "years": told.years,
        "chance": words.likely(compared.probability),
        "ahead": words.likely(compared.ahead),
    }
    if compared.verdict is Verdict.CHEAPEST:
        says = _("“%(leader)s” is cheapest over %(years)d years, with a chance of %(chance)s.") % given
    else:
        says = (
            _(
                "Over %(years)d years “%(leader)s” is the cheapest with a chance of %(chance)s; it "
                "costs less than “%(rival)s” with a chance of %(ahead)s."
            )
            % given
        )
    if compared.settles:
        says += " " + _("The doubt comes most from %s.") % "; ".join(compared.settles)
    if told.costs_only:
        says += " " + _("No modelled loss goes through it, so only costs are compared.")
    return says


def way_rows(found: Files, told: Comparison, row: LifeCycleEntry, options: dict[str, Option]) -> list[WayRow]:
    most = max((one.total.mean for one in told.compared.outcomes), default=0.0)
    return [
        WayRow(
            option=options[one.way],
            outcome=one,
            kind=words.kind(told.kinds[one.way]),
            total=found.money(one.total.mean),
            range=found.range(one.total),
            once=found.money(one.one_off.mean),
            run=found.money(one.run.mean),
            loss=found.money(one.loss.mean),
            months=words.months(one.months.low, one.months.mean, one.months.high),
            cheapest=words.likely(one.cheapest),
            pays_back=words.pays_back(one),
            decided=one.way == str(row.decision_id),
            bar=pictures.bar(one, most),
        )
        for one in told.compared.outcomes
        if one.way in options
    ]


def year_rows(found: Files, told: Comparison) -> list[YearRow]:
    return [
        YearRow(one.title, tuple(found.money(year.one_off + year.run + year.loss) for year in one.years))
        for one in told.compared.outcomes
    ]


def observed(found: Files, row: LifeCycleEntry) -> list[RowShown]:
    """What was seen of it, with the proof of each."""
    return [
        RowShown(one, words.support(one), row, found.link("proof-legacy-row", words.row_key(one)))
        for one in queries.rows_of_entry(row, found.register)
    ]


def terms(found: Files, told: Comparison) -> list[tuple[str, str, str]]:
    """What the comparison assumes: label, value and where it comes from."""
    known = told.terms
    growth = _("%(mean)s a year (%(low)s to %(high)s), at most %(cap)s in all") % {
        "mean": f"× {known.growth:.2f}",
        "low": f"× {known.growth_low:.2f}",
        "high": f"× {known.growth_high:.2f}",
        "cap": f"× {known.cap:g}",
    }
    made = [(_("Loss grows without updates by"), growth, known.growth_source)]
    made.append((_("Discount rate"), _("%s a year") % chance(known.discount_rate), ""))
    for one in told.through:
        value = _("%(money)s a year (%(range)s)") % {
            "money": found.money(one.loss.mean),
            "range": found.range(one.loss),
        }
        share = _("%(share)s of the scenario. %(why)s") % {"share": chance(one.share), "why": one.stated}
        made.append((one.title, value, share))
    made += [(one.title, _("not counted"), one.reason) for one in told.left_out]
    return made


def boxes(found: Files, needs: queries.DependenceMap) -> list[BoxShown]:
    shown = []
    for box in needs.picture.boxes:
        asset = needs.assets.get(box.asset)
        if asset is not None:
            name = asset.name if len(asset.name) <= 24 else asset.name[:23] + "…"
            more = _("tier %d") % asset.tier
            if asset.accountable is not None:
                more += f", {asset.accountable.name}"
            url = found.link("assets-detail", asset.pk)
            shown.append(BoxShown(box, name, more, url, asset.pk == needs.system.pk))
    return shown


def listed(needs: queries.DependenceMap) -> list[NeedRow]:
    return [
        NeedRow(needs.assets[one.asset], one, tuple(kind.name for kind in needs.assets[one.asset].data_handled.all()))
        for one in needs.listed
        if one.asset in needs.assets
    ]
