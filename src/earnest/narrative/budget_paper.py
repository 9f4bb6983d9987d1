"""The budget paper: what we ask, what a euro buys, what is left undone, and what to decide."""

from __future__ import annotations

from earnest.core.assurance.models import Assessment
from earnest.engines.documents.model import Document, Fact
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.narrative import budget_losses, budget_purchases, budget_sections, budget_unknowns, budget_worth
from earnest.narrative.basis import load
from earnest.narrative.claims import Claims
from earnest.narrative.front import organisation
from earnest.narrative.money import Losses
from earnest.narrative.money_basis import Money
from earnest.narrative.spending import Spending
from earnest.narrative.words import Words


def compose(actor: Actor, assessment: Assessment) -> Document:
    """The paper for the year that money is asked for. Invalid where there is no year, or its lines lack a rate."""
    basis = load(actor, assessment)
    money = Money(basis)
    claims, words = Claims(basis), Words()
    losses, spending = Losses(claims, money), Spending(claims, money)
    year = spending.year()
    if year is None:
        raise Invalid(money.no_year, field="year")
    sections = (
        budget_sections.asked(losses, spending, words),
        budget_sections.decisions(losses, spending, words),
        budget_purchases.bought(spending, words),
        budget_purchases.undone(spending),
        budget_worth.ranked(spending, words),
        budget_worth.cut(spending),
        budget_losses.losses(losses, words),
        budget_losses.insurance(spending, words),
        budget_unknowns.grounds(losses, words),
    )
    days = (year.on(year.found.starts_on), " to ", year.on(year.found.ends_on))
    return Document(
        title="Budget paper for security",
        subtitle="What we ask, what it buys, and what it leaves undone",
        organisation=organisation(basis),
        audience="Board, chief executive and finance",
        as_of=basis.as_of,
        edition=assessment.digest,
        front=(Fact("Year", year.name), Fact("Its days", days)),
        sections=tuple(one for one in sections if one.blocks),
        unknown=budget_unknowns.section(losses, spending),
        claims=claims.all(),
        glossary=words.glossary(),
    )
