"""The control matrix over a period: each criterion with its controls, and what each control was seen to do, day by day.

Days of which nothing is known are shown as such: nothing is filled in between two looks.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.core.assurance.models import Assessment
from earnest.core.controls.models import ControlException
from earnest.engines.assurance.period import DayStatus, Span
from earnest.engines.documents.model import (
    Block,
    Callout,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Sentence,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import Inline, Name, Part, RequirementId, Text
from earnest.foundation.actor import Actor
from earnest.narrative import honesty, unknowns
from earnest.narrative.front import mapping_note, organisation
from earnest.narrative.lines import line
from earnest.narrative.period import PeriodTold
from earnest.narrative.soc2.examined import FRAMEWORK, Examined, examined
from earnest.narrative.soc2.findings import responses, samples
from earnest.narrative.told import WORDS

DEVIATIONS, GAPS = 24, 5
"""Stretches of one control that a table lists: the latest deviations, the longest gaps; totals are told besides."""


def compose(actor: Actor, assessment: Assessment) -> Document:
    """The matrix as of an assessment. Errors are those of `examined`."""
    one = examined(actor, assessment)
    sections = (
        Section("How to read this", _reading(one)),
        Section("Criteria and controls", (_criteria(one),), wide=True),
        Section("What each control did over the period", (_controls(one),), wide=True),
        _stretches(one, "Deviations and their dates", deviations=True),
        _stretches(one, "Days without proof", deviations=False),
        _exceptions(one),
        samples(one),
        responses(one),
        Section("What this says of the opinion", _opinion()),
        honesty.section(one.claims),
    )
    return Document(
        title="Control matrix and results over the period",
        subtitle=Name(one.framework.title, "framework"),
        organisation=organisation(one.claims.basis),
        audience="Auditor",
        as_of=one.claims.basis.as_of,
        edition=assessment.digest,
        front=one.front(),
        sections=sections,
        unknown=unknowns.section(one.claims),
        claims=one.claims.all(),
        glossary=one.words.glossary(),
        contents=True,
    )


def _reading(one: Examined) -> tuple[Block, ...]:
    totals, words = one.told_totals(), one.words
    opening = (
        Sentence(one.claims.made[totals.id].sentence),
        Sentence(("Each ", words.term("control"), " is shown with what was observed of it, on which days.")),
        Sentence("A status holds until the first of its evidence lapses; after that nothing is known, and it says so."),
        Sentence("All results are management's own; none is a test by the auditor."),
    )
    row = one.engagement
    blocks: list[Block] = [Paragraph(opening, lede=False), StatusLegend(), mapping_note()]
    if row is None:
        told = Sentence("No examination is entered, so the period is the year up to this day.", (one.told_period().id,))
        return (*blocks, Callout("note", (told,)))
    if row.period_end and row.period_end > one.end:
        told_period = one.told_period()
        runs = ("The period runs on until ", told_period.on(row.period_end), "; what comes is not told here.")
        return (*blocks, Callout("note", (Sentence(runs),)))
    return tuple(blocks)


def _criteria(one: Examined) -> Table:
    """Each criterion as it stands, with the controls that answer it."""
    rows = []
    for entry in one.criteria.values():
        told = one.claims.requirement(FRAMEWORK, entry)
        rows.append(
            Row((told.number, Name(entry.requirement.title, "record"), told.status, _answered(one, entry.controls)))
        )
    columns = (Column("Criterion", 0.7), Column("In our words", 2.6), Column("Today", 1.1), Column("Answered by", 3.2))
    return Table(columns, tuple(rows), compact=True)


def _answered(one: Examined, controls: tuple[str, ...]) -> Inline:
    parts: list[Part] = []
    for key in controls:
        if key in one.controls:
            parts += [Text("; "), Name(one.claims.basis.controls[key].control.name, "record")]
    return tuple(parts[1:]) or "No control in use answers it."


def _controls(one: Examined) -> Table:
    """One row a control: the days by what they proved, and how often a look finds it working."""
    columns = (
        *(
            Column("Control", 2.6),
            Column("Answers", 1.5),
            Column("Accountable", 1.1),
            Column("Worked, days", 0.8, "end"),
        ),
        *(Column("Deviated, days", 0.8, "end"), Column("No proof, days", 0.8, "end"), Column("Looks", 0.6, "end")),
        Column("A look finds it working", 2, "end"),
    )
    rows = [_control_row(one, key) for key in one.controls]
    return Table(columns, tuple(rows), compact=True)


def _control_row(one: Examined, key: str) -> Row:
    told = one.claims.control(key)
    past = one.past[key]
    head: tuple[Inline, ...] = (told.name, _numbers(one.controls[key]), told.accountable)
    if past is None:
        return Row((*head, "none", "none", "all", "none", "never looked at"), (told.id,))
    days = past.coverage.counts[DayStatus.EFFECTIVE]
    return Row(
        (
            *head,
            past.days(days),
            past.days(past.deviating_days),
            past.days(past.gap_days),
            past.count(past.works.looks),
            past.reliability if past.works.looks else "nothing to tell from",
        ),
        (past.id,),
    )


def _numbers(keys: tuple[str, ...]) -> Inline:
    parts: list[Part] = []
    for key in keys:
        parts += [Text(", "), RequirementId(key, FRAMEWORK)]
    return tuple(parts[1:])


def _stretches(one: Examined, heading: str, *, deviations: bool) -> Section:
    """Each stretch of days of one kind, control by control, the latest first."""
    rows = [row for key, past in one.past.items() if past for row in _spans(one, key, past, deviations=deviations)]
    if not rows:
        none = (
            "None was seen in the period."
            if deviations
            else "Every control was proven one way or the other throughout."
        )
        return Section(heading, (Paragraph((Sentence(none, (one.told_totals().id,)),)),))
    columns = (
        *(Column("Control", 3), Column("From", 1), Column("To", 1), Column("Days", 0.6, "end")),
        Column("Seen" if deviations else "Why", 1.6),
    )
    said = (
        "A deviation is shown with every day that it is known to have lasted; it ends with a look that saw it gone."
        if deviations
        else "Nobody can say of these days whether the control worked. They count against it; the longest are listed."
    )
    return Section(heading, (Paragraph((Sentence(said),)), Table(columns, tuple(rows), compact=True)), wide=True)


def _spans(one: Examined, key: str, past: PeriodTold, *, deviations: bool) -> Iterator[Row]:
    if deviations:
        spans = sorted(past.coverage.deviations, key=lambda span: span.start)[-DEVIATIONS:]
    else:
        spans = sorted(past.coverage.gaps, key=lambda span: (span.days, span.start))[-GAPS:]
    name = one.claims.control(key).name
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        cells = (name, past.on(span.start), past.on(span.end), past.days(span.days), _seen(past, span))
        yield Row(cells, (past.id,))


def _seen(past: PeriodTold, span: Span) -> Inline:
    if span.status.value in WORDS:
        return past.is_(WORDS[span.status.value])
    return "nobody had looked"


def _exceptions(one: Examined) -> Section:
    """Deviations that a person accepted within the period: told, never hidden."""
    rows = []
    for pk, row in one.claims.basis.exceptions.items():
        if row.control.key in one.controls and row.starts_on <= one.end and row.ends_on >= one.start:
            if row.state == ControlException.State.REFUSED:
                continue
            told = one.claims.exception(pk)
            control = one.claims.control(row.control.key)
            reason, measure = Name(row.reason, "quotation"), Name(row.compensating_measure, "quotation")
            state = line(told.state, " until ", told.ends)
            rows.append(Row((told.what, control.name, reason, measure, told.approver, state), (told.id,)))
    heading = "Exceptions in the period"
    if not rows:
        return Section(heading, (Paragraph((Sentence("Nobody accepted a deviation in the period."),)),))
    columns = (
        *(Column("What", 1.5), Column("Control", 1.5), Column("Reason", 1.8), Column("Compensating measure", 1.8)),
        *(Column("Decided by", 1.1), Column("State", 1.3)),
    )
    return Section(heading, (Table(columns, tuple(rows), compact=True),), wide=True)


def _opinion() -> tuple[Block, ...]:
    said = (
        Sentence("The opinion is the auditor's alone; this document states none."),
        Sentence("A deviation is not by itself a reason to qualify it: other controls may cover the same criterion."),
        Sentence("The criteria that such a control answers are named beside it, so that the effect can be judged."),
    )
    return (Paragraph(said),)
