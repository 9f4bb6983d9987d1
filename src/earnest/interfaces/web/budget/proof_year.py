"""Proofs of a year's figures: the rule, the lines, the rates, and who wrote them down."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from earnest.duties.budget import queries
from earnest.duties.budget.rules.benchmarks import Comparison
from earnest.interfaces.web.budget import year_page
from earnest.interfaces.web.budget.books import Books
from earnest.interfaces.web.budget.proof_parts import entries, lines, method, missing, of_lines, rates
from earnest.interfaces.web.proof_steps import Link, Told
from earnest.interfaces.web.risk.money import chance

KEYS = ("asked", "offered", "planned", "committed", "actual", "forecast", "variance")


def figure(found: Books, key: str) -> tuple[str, str, list[Link]]:
    """Title, answer and links of one figure of the year; `variance` is of how it stands."""
    if key == "variance":
        title, answer = _("Proof: how the year stands"), year_page.says(found)
    else:
        one = next(one for one in year_page.figures(found) if one.key == key)
        title, answer = _("Proof: %s") % one.label.lower(), f"{one.label}: {one.value}. {one.range}".strip()
    year = found.of
    links = [_rule(found, key)]
    told = _("asked %(asked)s, offered %(offered)s") % {
        "asked": _("not said") if year.asked is None else found.money(year.asked),
        "offered": _("not said") if year.offered is None else found.money(year.offered),
    }
    links.append(
        Link("told", _("Fiscal year"), Told(year.label, told), found.stands.link("fiscal-years-detail", year.pk))
    )
    references = [year.reference]
    if key not in {"asked", "offered"}:
        numbers = [one.fact.id for one in found.view.lines]
        links += [*rates(found), *lines(found, numbers)]
        references += of_lines(numbers)
    return title, answer, [*links, *entries(found, references)]


def _rule(found: Books, key: str) -> Link:
    view = found.view
    inputs = (
        (_("As of the end of"), date_format(found.stands.day, "j F Y")),
        (_("Lines"), str(len(view.lines))),
        (_("Share of the year to come"), chance(view.variance.remaining)),
        (_("Currency"), view.currency),
    )
    if key in {"asked", "offered"}:
        return method(_("As written in the record of the year."), *inputs[:1], inputs[3])
    says = _(
        "Amounts are sums of the lines, in our own currency at the rates of the year's first day. A people line "
        "without money counts its days at the day rate. What runs evenly is expected to go on at the planned pace for "
        "the rest of the year; a one-off comes to what was planned; neither comes to less than is promised or spent."
    )
    return method(says, *inputs)


def benchmarks(found: Books) -> tuple[str, str, list[Link]]:
    """The published figures with their sources."""
    compared = queries.benchmarks(found.of)
    answer = _(
        "Our lines plan %s. What each is held against stands below, with who told it and a caution."
    ) % found.money(found.view.planned)
    links = [method(_("Our share is what the lines plan over the revenue, or the people, on record."))]
    links += [_published(one) for one in compared]
    links += entries(found, [found.of.reference])
    return _("Proof: beside others"), answer, links


def _published(one: Comparison) -> Link:
    if one.ours is None:
        return missing(one.what, one.sentence)
    said = f"{one.source}, {one.year}, {one.confidence}. {one.population}. {one.caution} {one.sentence}"
    return Link("told", _("Published figure"), Told(one.what, said), one.url)
