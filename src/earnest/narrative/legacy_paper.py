"""The paper on old systems: what ended, what each way costs and risks, what to decide, and what waiting means."""

from __future__ import annotations

from earnest.core.assurance.models import Assessment
from earnest.duties.legacy import queries
from earnest.duties.legacy.rules.comparing import Verdict
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Column,
    Document,
    Fact,
    KeyFigures,
    Paragraph,
    Row,
    Section,
    Sentence,
    Sentences,
    Table,
)
from earnest.engines.documents.parts import Inline, Name
from earnest.foundation.actor import Actor
from earnest.narrative.basis import load
from earnest.narrative.claims import Claims
from earnest.narrative.front import oldest, organisation
from earnest.narrative.legacy_basis import Legacy
from earnest.narrative.legacy_told import ComparisonTold, Old, listed
from earnest.narrative.legacy_unknowns import unknown
from earnest.narrative.lines import say
from earnest.narrative.words import Words

NAMED = 4
CERTAIN = 0.99


def compose(actor: Actor, assessment: Assessment) -> Document:
    """The paper as of the day of an assessment. It stands without any old system on record, and says so."""
    basis = load(actor, assessment)
    legacy = Legacy(basis)
    claims, words = Claims(basis), Words()
    old = Old(claims, legacy)
    sections = (
        ended(old),
        decisions(old),
        *(system(old, old.comparison(row)) for row in legacy.entries),
        fences(old),
        roads(old),
        frozen(old),
    )
    return Document(
        title="Old systems",
        subtitle="What is no longer updated, what each way with it costs, and what to decide",
        organisation=organisation(basis),
        audience="Board, chief executive and owners of systems",
        as_of=basis.as_of,
        edition=assessment.digest,
        front=oldest(claims),
        sections=tuple(one for one in sections if one.blocks),
        unknown=unknown(old),
        claims=claims.all(),
        glossary=words.glossary(),
    )


def ended(old: Old) -> Section:
    """How many machines run something that ended, and what."""
    told = old.register()
    lead = [
        say("{ended} something that gets no free updates any more.",
            {"ended": told.count(told.ended, "machine runs", "machines run")}),
        say("We looked at {all} in all.",
            {"all": told.count(told.machines, "machine or image", "machines and images")}),
    ]  # fmt: skip
    if told.undecided:
        lead.append(say("For {open} of them nobody has decided what to do.", {"open": told.count(told.undecided)}))
    figures = (
        Fact("Run something that ended", told.count(told.ended)),
        Fact("Something ends within a year", told.count(told.soon)),
        Fact("Something on them is not known", told.count(told.unknown)),
    )
    rows = []
    for group in queries.ended(old.legacy.register):
        names = sorted({row.machine for row in group.rows})
        more = ", …" if len(names) > NAMED else ""
        when: Inline = told.on(group.ends_on) if group.ends_on else "not told"
        where = Name(", ".join(names[:NAMED]) + more, "record")
        rows.append(Row((Name(group.title, "product"), when, told.count(group.machines), where), (told.id,)))
    blocks: list[Block] = [Paragraph(tuple(lead), lede=True), KeyFigures(figures)]
    if rows:
        columns = (Column("Product", 2), Column("Updates ended", 1.4), Column("Machines", 1, "end"), Column("Where", 2))
        blocks.append(Table(columns, tuple(rows), "What still runs after its last update", compact=True))
    return Section("What has ended and still runs", tuple(blocks))


def decisions(old: Old) -> Section:
    """What we ask to be decided, each in one or two sentences."""
    points: list[Sentences] = []
    for row in old.legacy.entries:
        if row.decision is None:
            told = old.comparison(row)
            points.append((say("Decide what to do with {name}.", {"name": told.name}, told.id), *verdict(told)))
    points += [_mend(old, found) for found in old.legacy.fences if not old.fence(found).holds]
    late = old.roads()
    if late.late:
        points.append(
            (say("See to {late} of the roadmap.", {"late": late.count(late.late, "late step", "late steps")}),)
        )
    covered = old.register()
    if covered.undecided:
        holes: dict[str, Inline] = {"open": covered.count(covered.undecided, "machine", "machines")}
        points.append((say("Name who decides on {open} where nobody has decided yet.", holes),))
    heading = "What we ask you to decide"
    if not points:
        return Section(heading, (Paragraph((Sentence("We ask for no decision."),)),))
    return Section(heading, (Bullets(tuple(points), numbered=True),))


def _mend(old: Old, found: queries.Fenced) -> Sentences:
    told = old.fence(found)
    if told.who:
        holes: dict[str, Inline] = {"name": told.name, "who": listed(told.who)}
        return (say("Close the way in: {name}, yet {who} still gets in.", holes, told.id),)
    return (
        say(
            "Have somebody look from where it matters: nobody can show that this is so, {name}.",
            {"name": told.name},
            told.id,
        ),
    )


def verdict(told: ComparisonTold) -> Sentences:
    """What the comparison says, in words with its chance."""
    found, leader, rival = told.found.compared, told.leader, told.rival
    if leader is None:
        return (Sentence("No way with it is on record yet.", (told.id,)),)
    holes: dict[str, Inline] = {
        "leader": Name(leader.title, "quotation"), "years": told.count(told.found.years, "year", "years"),
        "chance": told.likely(found.probability),
    }  # fmt: skip
    if rival is None or found.verdict is Verdict.ALONE:
        return (say("So far {leader} is the only way on record.", holes, told.id),)
    holes |= {"rival": Name(rival.title, "quotation"), "ahead": told.likely(found.ahead)}
    if found.verdict is Verdict.CHEAPEST:
        first = say("Over {years} the cheapest way is this: {leader}.", holes)
        words = "at least {chance}" if found.probability > CERTAIN else "{chance}"
        return (first, say(f"The chance that no other way costs less is {words}.", holes))
    return (
        say("We cannot tell yet which way is cheapest over {years}.", holes),
        say("It is {leader} with a chance of {chance}.", holes),
        say("Next comes {rival}; the first costs less than that with a chance of {ahead}.", holes),
    )


def system(old: Old, told: ComparisonTold) -> Section:
    """One old system: verdict, chart, table, decision."""
    row, found = told.row, told.found
    lead: list[Sentence] = []
    if found.terms.support_ends is not None:
        past = found.terms.support_ends < old.legacy.basis.day
        words = "Its last update was due on {day}." if past else "It gets updates until {day}."
        lead.append(say(words, {"day": told.on(found.terms.support_ends)}))
    lead += verdict(told)
    if found.costs_only and found.compared.outcomes:
        lead.append(Sentence("No loss that we have priced goes through it, so only costs are compared.", (told.id,)))
    blocks: list[Block] = [Paragraph(tuple(lead))]
    chart_words = (
        say("Each bar is what a way is worth against keeping it, over {years}.",
            {"years": told.count(found.years, "year", "years")}),
        Sentence("Right of the line it costs less than keeping it, with the losses counted."),
    )  # fmt: skip
    chart = old.chart(told, "What each way is worth against keeping it", chart_words)
    if chart is not None:
        blocks.append(chart)
    rows = tuple(
        Row(
            (
                Name(one.title, "record"), told.range(one.total), told.amount(one.one_off.mean),
                told.amount(one.run.mean), told.amount(one.loss.mean), told.likely(one.cheapest),
            ),
            (told.id,),
        )
        for one in found.compared.outcomes
    )  # fmt: skip
    if rows:
        columns = (
            Column("Way", 2.2), Column("In all", 2, "end"), Column("At once", 1, "end"), Column("To run", 1, "end"),
            Column("Loss", 1, "end"), Column("Chance to be cheapest", 1, "end"),
        )  # fmt: skip
        blocks.append(Table(columns, rows, "What each way comes to, worth today", compact=True))
    blocks.append(Paragraph(_decided(told)))
    return Section(Name(row.title, "record"), tuple(blocks))


def _decided(told: ComparisonTold) -> Sentences:
    row = told.row
    if row.decision is None or row.approver is None or row.decided_on is None:
        return (Sentence("Nobody has decided on it.", (told.id,)),)
    holes: dict[str, Inline] = {
        "way": Name(row.decision.title, "quotation"), "who": Name(row.approver.name, "person"),
        "day": told.on(row.decided_on), "why": Name(row.decision_note.rstrip("."), "quotation"),
    }  # fmt: skip
    made = [say("On {day} {who} decided: {way}.", holes), say("The reason given: {why}.", holes, told.id)]
    if row.review_on is not None:
        made.append(say("It is looked at again on {day}.", {"day": told.on(row.review_on)}))
    return tuple(made)


def fences(old: Old) -> Section:
    """Which ringfences hold, by what was seen."""
    points: list[Sentences] = []
    for found in old.legacy.fences:
        told = old.fence(found)
        because = Name(found.verified.because.rstrip("."), "quotation")
        words = {True: "{name}: scans bear it out.", False: "{name}: that is not so, or nobody can show it."}
        points.append((say(words[told.holds], {"name": told.name}, told.id), say("{why}.", {"why": because}, told.id)))
    if not points:
        return Section("Who can reach them")
    lead = Sentence("Some of these systems are said to be fenced off. Scans show whether that is so.")
    return Section("Who can reach them", (Paragraph((lead,)), Bullets(tuple(points))))


def roads(old: Old) -> Section:
    """Who does what by when."""
    told = old.roads()
    if not told.steps:
        return Section("Who does what by when")
    rows = tuple(
        Row(
            (
                Name(one.row.title, "record"), Name(one.row.entry.title, "record"), told.on(one.row.ends_on),
                Name(one.row.accountable.name, "person") if one.row.accountable else "nobody is named",
                one.state.words,
            ),
            (told.id,),
        )
        for one in old.legacy.roadmap.steps
    )  # fmt: skip
    columns = (Column("Step", 2.4), Column("System", 2), Column("By", 1.2), Column("Who", 1.4), Column("Stands", 1))
    lead = [say("{all} on the roadmap.", {"all": told.count(told.steps, "step is", "steps are")})]
    if told.late:
        lead.append(say("Of these, {late} late.", {"late": told.count(told.late, "is", "are")}))
    return Section("Who does what by when", (Paragraph(tuple(lead)), Table(columns, rows, compact=True)))


def frozen(old: Old) -> Section:
    """What a frozen budget would mean."""
    heading = "What a frozen budget would mean"
    told = old.frozen()
    if told is None:
        return Section(heading)
    last = told.last
    holes: dict[str, Inline] = {
        "years": told.count(told.found.years, "year", "years"), "cost": told.range(last.cost),
        "loss": told.range(last.loss), "price": told.amount(abs(last.price.mean)), "chance": told.chance(last.costs),
    }  # fmt: skip
    lead = [
        say("If nothing is done for {years}, these systems cost {cost} to run.", holes),
        say("In that time they are expected to lose us {loss}.", holes),
    ]
    if last.price.mean > 0:
        lead.append(say("To act then and not now would cost {price} more, losses counted.", holes))
    else:
        lead.append(say("To act then and not now would cost {price} less, losses counted.", holes))
    lead.append(say("The chance that waiting costs more at all is {chance}.", holes))
    rows = tuple(
        Row((told.count(one.years), told.range(one.cost), told.range(one.loss), told.range(one.price)), (told.id,))
        for one in told.found.total
    )
    columns = (
        Column("Years of nothing", 1, "end"), Column("Cost to run", 2, "end"), Column("Expected loss", 2, "end"),
        Column("Price of waiting", 2, "end"),
    )  # fmt: skip
    return Section(heading, (Paragraph(tuple(lead)), Table(columns, rows, "All systems together", compact=True)))
