"""What the budget paper says of losses: the curve against appetite, what drives it, and what insurance carries."""

from __future__ import annotations

from earnest.engines.documents.model import Block, Bullets, Column, Paragraph, Row, Section, Sentence, Sentences, Table
from earnest.engines.documents.parts import Inline, Name
from earnest.narrative.lines import say
from earnest.narrative.money import Losses
from earnest.narrative.spending import Spending
from earnest.narrative.words import Words

TOP, DEAR = 6, 5
"""Scenarios, and controls that do not work, that the paper names."""


DONE = {
    "accept": "we live with it",
    "reduce": "it is being reduced",
    "transfer": "others carry a part",
    "avoid": "we stop what causes it",
    "": "nothing is decided",
}
"""What is done about a scenario, by decision."""


def losses(told: Losses, words: Words) -> Section:
    """What a year may cost against what was agreed, what drives it, and what bad controls add."""
    heading = "What a year may cost"
    exposure = told.exposure()
    if exposure is None:
        return Section(heading)
    holes: dict[str, Inline] = {
        "word": words.term("annualised loss exposure", "expected loss"), "mean": exposure.mean,
        "bad": words.term("worst year"), "years": exposure.years, "without": exposure.without,
    }  # fmt: skip
    said = [say("Our {word} is {mean} a year; without any control it would be {without}.", holes)]
    if exposure.worst is not None and exposure.worst_average is not None:
        holes |= {"worst": exposure.worst, "average": exposure.worst_average}
        said.append(say("The {bad} in {years} costs {worst} or more, and {average} on average.", holes))
    if exposure.median is not None:
        said.append(say("As many years cost more than {middle} as cost less.", {"middle": exposure.median}))
    chart = told.chart()
    blocks: list[Block] = [Paragraph(tuple(said)), *((chart,) if chart else ()), *_limits(told, words), _top(told)]
    return Section(heading, (*blocks, *_raised(told)))


def _limits(told: Losses, words: Words) -> tuple[Block, ...]:
    limits = told.appetite()
    if limits is None:
        return (
            Paragraph((Sentence("Nobody has agreed how much risk is too much, so there is no limit to hold it to."),)),
        )
    columns = (
        *(Column("A year that costs more than"), Column("At most in", 1, "end")),
        *(Column("Now in", 1, "end"), Column("Kept")),
    )
    rows = tuple(
        Row(
            (
                limits.exact(one.loss),
                (limits.chance(one.limit), " of years"),
                (limits.chance(one.now), " of years"),
                "kept" if one.within else "broken",
            ),
            (limits.id,),
        )
        for one in limits.found.appetite
    )
    agreed = told.money.appetite
    said: list[Sentence] = []
    if agreed is not None:
        holes: dict[str, Inline] = {
            "who": Name(agreed.agreed_by, "organisation"), "day": limits.on(agreed.agreed_on),
            "until": limits.on(agreed.valid_until), "word": words.term("risk appetite"),
        }  # fmt: skip
        past = agreed.valid_until < told.money.day
        template = "{who} agreed on this {word} on {day}; it " + (
            "was good until {until}." if past else "is good until {until}."
        )
        said.append(say(template, holes))
    return (Paragraph(tuple(said)), Table(columns, rows, "What was agreed, and how it stands", compact=True))


def _top(told: Losses) -> Table:
    columns = (
        *(Column("What could happen", 3), Column("Expected loss a year", 2.4, "end")),
        *(Column("Share", 0.8, "end"), Column("What is done about it", 1.8)),
    )
    rows = tuple(
        Row((one.name, one.mean, one.part, DONE[one.found.treatment.decision if one.found.treatment else ""]))
        for one in told.top(TOP)
    )
    return Table(columns, rows, "What costs most", compact=True)


def _raised(told: Losses) -> tuple[Block, ...]:
    raised = told.raised()
    if raised is None:
        return ()
    lead = (
        say(
            "Safeguards that do not work, or that nobody has shown to work, add {total} of it a year.",
            {"total": raised.total},
        ),
        say("If all of them worked, a year would cost {less}.", {"less": raised.if_all_worked}),
        Sentence("The dearest of them, each by itself:"),
    )
    return (Paragraph(lead), Bullets(tuple(_one(told, key) for key in raised.keys[:DEAR])))


def _one(told: Losses, key: str) -> Sentences:
    """What one control that does not work costs, with its own proof."""
    raised = told.raised()
    model = told.money.model
    if raised is None or model is None:
        return ()
    name = Name(model.controls[key].name if key in model.controls else key, "record")
    known = key in told.claims.basis.controls
    control = (told.claims.control(key).id,) if known else ()
    return (say("{name}: {cost} a year.", {"name": name, "cost": raised.of(key)}, *control),)


def insurance(spending: Spending, words: Words) -> Section:
    """The policy in brief: what it costs, what it is expected to pay, and what it does to a bad year."""
    heading = "Insurance in brief"
    told = spending.layer()
    if told is None:
        return Section(heading, (Paragraph((Sentence("No insurance is on record for this day."),)),))
    policy, effect = told.policy, told.found.effect
    holes: dict[str, Inline] = {
        "who": Name(policy.insurer, "organisation"), "word": words.term("retention (insurance)", "first share"),
        "own": told.exact(policy.retention), "limit": told.exact(policy.limit), "premium": told.exact(policy.premium),
        "until": told.on(policy.ends_on), "ceded": told.ends(effect.ceded), "reached": told.chance(effect.attached),
        "used": told.chance(effect.exhausted), "before": told.amount(effect.before.tvar99),
        "after": told.amount(effect.after.tvar99), "hundred": told.count(100),
    }  # fmt: skip
    made = [
        say("{who} covers us until {until}, for {premium} a year.", holes),
        say("Our own {word} is {own}; above it the policy pays up to {limit}.", holes),
        say("It is expected to pay {ceded} a year.", holes),
        say("It pays something in {reached} of years, and its limit is used up in {used} of them.", holes),
        say("The worst year in {hundred} costs us {after} on average with it, and {before} without it.", holes),
    ]
    return Section(heading, (Paragraph(tuple(made)),))
