"""The honesty review: what may look better than it is, the gravest first, each with its way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.foundation.honesty import Finding, Rule, Severity
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.listing import Column, download
from earnest.interfaces.web.standing import Standing, standing
from earnest.narrative.honesty import Held, Review, review

FEW = 5
"""Findings of a rule that are shown before the page of that rule."""

SEVERITIES: dict[Severity, str | Promise] = {
    Severity.HIGH: gettext_lazy("High"),
    Severity.MEDIUM: gettext_lazy("Medium"),
    Severity.LOW: gettext_lazy("Low"),
}
MEANINGS: dict[Severity, str | Promise] = {
    Severity.HIGH: gettext_lazy("What we say is not so, or nobody can know."),
    Severity.MEDIUM: gettext_lazy("What we say rests on less than it seems."),
    Severity.LOW: gettext_lazy("Worth a look."),
}

COLUMNS = (
    Column("severity", gettext_lazy("Severity"), lambda row: str(SEVERITIES[row[0].severity])),
    Column("rule", gettext_lazy("Rule"), lambda row: row[0].id),
    Column("title", gettext_lazy("What the rule finds"), lambda row: str(row[0].title)),
    Column("subject", gettext_lazy("About"), lambda row: row[1].subject),
    Column("detail", gettext_lazy("What is so"), lambda row: row[1].detail),
    Column("way_out", gettext_lazy("Way out"), lambda row: str(row[0].way_out)),
    Column("reference", gettext_lazy("Record"), lambda row: row[1].reference),
)


@dataclass(frozen=True)
class Choice:
    """A severity as the filter offers it."""

    value: str
    label: str
    count: int
    status: bool = False


@dataclass(frozen=True)
class Row:
    """A finding with the address of the page that mends it."""

    finding: Finding
    url: str


@dataclass(frozen=True)
class RuleBlock:
    """A rule with the findings that are shown of it; `count` is how many there are."""

    rule: Rule
    rows: tuple[Row, ...]
    count: int
    url: str
    unlooked: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Part:
    """The rules of one severity that found something."""

    key: str
    title: str
    meaning: str
    count: int
    blocks: tuple[RuleBlock, ...]


@require_safe
def honesty(request: ActorRequest) -> HttpResponseBase:
    """All rules, or one with all its findings; narrowed by severity and by words."""
    stands = standing(request)
    found = review(stands.actor, stands.day)
    words = request.GET.get("q", "").split()
    chosen = [value for value in request.GET.getlist("severity") if value in set(Severity)]
    held = [_narrowed(one, words) for one in found.held if not chosen or one.rule.severity.value in chosen]
    one = next((one for one in held if one.rule.id == request.GET.get("rule", "")), None)
    if file := download(
        f"honesty-{stands.day}",
        COLUMNS,
        [(each.rule, finding) for each in ([one] if one else held) for finding in each.findings],
        request.GET.get("export", ""),
    ):
        return file
    if one is not None:
        return _one(request, stands, one)
    context = {
        **stands.context,
        "title": _("Honesty"),
        "review": found,
        "figures": [(SEVERITIES[one], found.count(one)) for one in Severity],
        "parts": _parts(stands, held),
        "unlooked": [one for one in held if one.unlooked] if not words else [],
        "clean": [one for one in held if one.is_clean] if not words else [],
        "filter_key": "severity",
        "filter_label": _("Severity"),
        "choices": [Choice(one.value, str(SEVERITIES[one]), found.count(one)) for one in Severity],
        "chosen_values": chosen,
        "narrowed": bool(words or chosen),
    }
    return render(request, "honesty/review.html", context)


@require_safe
def line(request: ActorRequest) -> HttpResponseBase:
    """What the first page says of the review: one sentence, fetched after the page stands."""
    stands = standing(request)
    found = review(stands.actor, stands.day)
    return render(request, "honesty/line.html", {**stands.context, **line_context(found)})


def line_context(found: Review) -> dict[str, Any]:
    """What the one sentence is made of."""
    return {"high": found.count(Severity.HIGH), "total": found.total, "blind": len(found.unlooked)}


def _one(request: ActorRequest, stands: Standing, held: Held) -> HttpResponseBase:
    context = {
        **stands.context,
        "title": str(held.rule.title),
        "lede": str(held.rule.reason),
        "crumbs": [Crumb(_("Honesty"), stands.link("honesty")), Crumb(str(held.rule.title))],
        "severity": SEVERITIES[held.rule.severity],
        "block": _block(stands, held, len(held.findings)),
    }
    return render(request, "honesty/rule.html", context)


def _narrowed(held: Held, words: Sequence[str]) -> Held:
    """The findings in which every word occurs, be it in what the rule says or in the finding."""
    if not words:
        return held
    about = f"{held.rule.id} {held.rule.title}".casefold()
    kept = tuple(
        one
        for one in held.findings
        if all(word.casefold() in f"{about} {one.subject} {one.detail}".casefold() for word in words)
    )
    return Held(held.rule, kept, held.unlooked)


def _parts(stands: Standing, held: Iterable[Held]) -> list[Part]:
    parts = []
    for severity in Severity:
        rules = [one for one in held if one.rule.severity is severity and one.findings]
        if rules:
            parts.append(
                Part(
                    key=severity.value,
                    title=str(SEVERITIES[severity]),
                    meaning=str(MEANINGS[severity]),
                    count=sum(len(one.findings) for one in rules),
                    blocks=tuple(_block(stands, one, FEW) for one in rules),
                )
            )
    return parts


def _block(stands: Standing, held: Held, most: int) -> RuleBlock:
    start = stands.link("honesty")
    return RuleBlock(
        rule=held.rule,
        rows=tuple(Row(one, address(one)) for one in held.findings[:most]),
        count=len(held.findings),
        url=f"{start}{'&' if '?' in start else '?'}rule={held.rule.id}",
        unlooked=held.unlooked,
    )


def address(one: Finding) -> str:
    """The page that mends a finding; that of the review where this program has no such page."""
    try:
        url = reverse(one.page, args=one.args)
    except NoReverseMatch:
        return reverse("honesty")
    return f"{url}?{one.query}" if one.query else url
