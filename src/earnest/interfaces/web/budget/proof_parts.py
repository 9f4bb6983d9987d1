"""Links that proofs of the budget share: the method with its inputs, lines, controls with their credit, entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest import __version__
from earnest.core.controls.models import Control
from earnest.core.risks.models import ControlEffect
from earnest.duties.budget.models import ExchangeRate, Line
from earnest.engines.documents.proof import LedgerStep, MethodStep, MissingStep
from earnest.foundation.models import LedgerEntry, LedgerSubject
from earnest.foundation.record import visible_to
from earnest.interfaces.web.budget.books import Books
from earnest.interfaces.web.proof_steps import LABELS, Link, Told, entry_address
from earnest.interfaces.web.risk.money import chance
from earnest.interfaces.web.templatetags.risk import multiplier

MANY = 30
ENTRIES = 8


def method(says: str, *inputs: tuple[str, str]) -> Link:
    return Link("method", LABELS[MethodStep], MethodStep(says, tuple(inputs)))


def model(found: Books) -> tuple[tuple[str, str], ...]:
    """The inputs of what rests on the model of risk."""
    known = found.modelled
    return (
        (_("Year"), found.of.label),
        (_("As of the end of"), date_format(known.day, "j F Y")),
        (_("Program"), _("version %s") % __version__),
        (_("Scenarios"), str(len(known.scenarios))),
        (_("Controls in force"), str(len(known.in_force))),
        (_("Digest of the model"), known.digest),
    )


def missing(what: str, reason: str) -> Link:
    return Link("missing", LABELS[MissingStep], MissingStep(what, reason))


def more(number: int, url: str) -> list[Link]:
    """What of a long list is not shown here."""
    if number <= 0:
        return []
    return [Link("more", _("And"), MissingStep(ngettext("%d more", "%d more", number) % number), url)]


def scenarios(found: Books, why: Iterable[tuple[str, float]]) -> list[Link]:
    """The scenarios that something changes most, each with its own proof; amounts are removed a year."""
    by_title = {row.title: row for row in found.reading.scenarios.values()}
    links = []
    for title, amount in why:
        row = by_title.get(title)
        told = _("removes %s a year") if amount > 0 else _("adds %s a year")
        url = found.stands.link("scenarios-detail", row.pk) if row else ""
        proof = found.stands.link("proof-scenario", row.pk) if row else ""
        links.append(Link("told", _("Scenario"), Told(title, told % found.money(abs(amount))), url, why=proof))
    return links


def controls(found: Books, keys: Iterable[str]) -> list[Link]:
    """Controls with what they are credited with and why, each with the proof of its status."""
    wanted = sorted(set(keys))
    rows = visible_to(found.stands.actor, Control).filter(key__in=wanted).order_by("name")
    links = []
    for row in rows:
        credit = found.modelled.credits.get(row.key)
        told, status = _("It is in no scenario."), ""
        if credit is not None:
            status = credit.status
            told = _("Credited with %(mean)s, %(low)s to %(high)s. %(why)s") % {
                "mean": chance(credit.mean),
                "low": chance(credit.low),
                "high": chance(credit.high),
                "why": credit.why,
            }
        url, why = found.stands.link("controls-detail", row.pk), found.stands.link("proof-control", row.pk)
        links.append(Link("told", _("Control"), Told(row.name, told), url, status, why))
    return links


def lines(found: Books, numbers: Iterable[int]) -> list[Link]:
    """Budget lines by their amounts, the largest plan first, each with its row."""
    wanted = set(numbers)
    shown = [one for one in found.view.variance.lines if one.line.id in wanted]
    shown.sort(key=lambda one: (-one.amounts.planned, one.line.title))
    views = {one.fact.id: one for one in found.view.lines}
    links = []
    for one in shown[:MANY]:
        view = views[one.line.id]
        said = _("planned %(planned)s, promised %(committed)s, spent %(actual)s, by the end %(forecast)s") % {
            "planned": found.money(one.amounts.planned),
            "committed": found.money(one.amounts.committed),
            "actual": found.money(one.amounts.actual),
            "forecast": found.money(one.amounts.forecast),
        }
        if view.rate:
            said += ". " + _("Written as %s") % f"{view.currency} {view.planned_as_written:,.0f}"
        url = found.stands.link("budget-lines-detail", one.line.id)
        links.append(Link("told", _("Budget line"), Told(one.line.title, said), url))
    return links + more(len(shown) - MANY, found.link("budget"))


def rates(found: Books) -> list[Link]:
    """The exchange rates that the lines of the year are counted at."""
    used = {one.rate for one in found.view.lines if one.rate}
    rows = visible_to(found.stands.actor, ExchangeRate).filter(pk__in=used).order_by("currency")
    return [
        Link(
            "told",
            _("Exchange rate"),
            Told(
                f"1 {row.currency} = {float(row.rate):g} {found.currency}",
                f"{date_format(row.as_of, 'j F Y')}, {row.source}",
            ),
            found.stands.link("exchange-rates-detail", row.pk),
        )
        for row in rows
    ]


def entries(found: Books, references: Sequence[str]) -> list[Link]:
    """The newest entries of the ledger on these records."""
    rows = LedgerSubject.objects.filter(record__in=list(references)).values("record").annotate(newest=Max("entry"))
    numbers = sorted({row["newest"] for row in rows}, reverse=True)[:ENTRIES]
    return [
        Link(
            "ledger",
            LABELS[LedgerStep],
            LedgerStep(one.number, one.at, one.hash, one.previous),
            entry_address(found.stands, one.number),
        )
        for one in LedgerEntry.objects.filter(number__in=numbers).order_by("-number")
    ]


def of_lines(numbers: Iterable[int]) -> list[str]:
    """References of lines, as the ledger names them."""
    return [f"{Line._meta.label_lower}:{number}" for number in numbers]


def estimates(found: Books, effects: Iterable[ControlEffect]) -> list[Link]:
    """What controls are believed to change, with who said it, when, and on what grounds."""
    links = []
    for row in effects:
        what = _("%(control)s on “%(scenario)s”. How often: %(often)s. How much: %(much)s") % {
            "control": row.control,
            "scenario": row.scenario,
            "often": multiplier(row.frequency_low, row.frequency_mode, row.frequency_high),
            "much": multiplier(row.severity_low, row.severity_mode, row.severity_high),
        }
        day = date_format(row.made_on, "j F Y")
        said = f"{row.author}, {day}, {row.get_provenance_display()}. {row.source}"
        url = found.stands.link("scenarios-detail", row.scenario_id)
        links.append(Link("told", _("Estimate"), Told(what, said), url))
    return links[:MANY]
