"""PCI DSS: controls matrix and targeted risk analysis of the customised approach, compensating controls worksheet."""

from __future__ import annotations

from earnest.engines.documents.model import Block, Fact, FactList, PageBreak, Paragraph, Section, Sentence
from earnest.engines.documents.parts import Inline, Name, parts_of
from earnest.narrative.another_way import sections as part
from earnest.narrative.another_way.told import Way
from earnest.narrative.lines import say

MATRIX = "pci-customized-controls-matrix"
ANALYSIS = "pci-customized-targeted-risk-analysis"
WORKSHEET = "pci-compensating-controls-worksheet"


def customised(way: Way) -> tuple[Section, ...]:
    """The matrix, then the analysis, each with its own heading."""
    matrix = Section("Controls matrix", (), _matrix(way))
    analysis = Section("Targeted risk analysis", (), _analysis(way))
    return (part.summary(way), matrix, analysis)


def _identity(way: Way) -> tuple[Fact, ...]:
    told, row = way.argument, way.found.argument
    return (
        Fact("Control", Name(row.key, "record"), (told.id,)),
        Fact("Requirement", (way.requirement.number, ", ", Name(row.requirement.title, "record")), (told.id,)),
        Fact("Objective, in our words", told.said(row.objective), (told.id,)),
    )


def _matrix(way: Way) -> tuple[Section, ...]:
    identification, control, met, testing, equal, ongoing = part.headings(MATRIX)
    told, row = way.argument, way.found.argument
    owner = row.instead.accountable if row.instead else row.author
    what = (
        part.asked(way, "what", "What"),
        part.asked(way, "where", "Where"),
        part.asked(way, "when", "When"),
        Fact("Accountable", part.person(owner, "nobody is named"), (told.id,)),
        part.asked(way, "operators", "Who runs and watches it"),
    )
    how: tuple[Block, ...] = (FactList((part.asked(way, "objective_met_how", "Why it meets the objective"),)),)
    lead = Sentence("Protection is compared in the targeted risk analysis below.", (told.id,))
    watched = (
        part.asked(way, "monitoring", "How it is watched"),
        part.asked(way, "failure_response", "How a failure is found and handled"),
        Fact("Reviewed", _last(way), (told.id,)),
        Fact("Next review", told.on(row.review_due) if row.review_due else "no day is set", (told.id,)),
    )
    return (
        Section(part.heading(identification), (FactList(_identity(way)),)),
        Section(part.heading(control), (FactList(what),)),
        Section(part.heading(met), (*how, *part.reasoning(way).blocks)),
        part.evidence(way, testing),
        Section(part.heading(equal), (Paragraph((lead,)), *part.money(way), *part.doubts(way).blocks)),
        Section(part.heading(ongoing), (FactList(watched), PageBreak())),
    )


def _last(way: Way) -> Inline:
    row = way.found.argument
    if row.reviewer is None or row.reviewed_on is None:
        return "nobody has reviewed it"
    return (way.argument.on(row.reviewed_on), ", ", Name(row.reviewer.name, "person"))


def _analysis(way: Way) -> tuple[Section, ...]:
    requirement, solution, likelihood, impact, approval = part.headings(ANALYSIS)
    row = way.found.argument
    asked = (*_identity(way)[1:], part.asked(way, "mischief", "The harm it is there to stop"))
    proposed = (
        *_identity(way)[:1],
        part.asked(way, "parts_changed", "Parts that are different"),
        part.asked(way, "how_mischief_prevented", "How the harm is stopped"),
    )
    chance = (
        part.asked(way, "likelihood_factors", "What bears on the chance"),
        part.asked(way, "residual_reasons", "Why it could still happen"),
        part.asked(way, "likelihood_change", "Chance against the defined way"),
        part.asked(way, "likelihood_reasoning", "Why"),
    )
    effect = (
        part.asked(way, "account_data_volume", "Account data that it covers"),
        part.asked(way, "impact_change", "How the effect changes"),
    )
    return (
        Section(part.heading(requirement), (FactList(asked),)),
        Section(part.heading(solution), (FactList(proposed),)),
        Section(part.heading(likelihood), (FactList(chance), *part.money(way))),
        Section(part.heading(impact), (FactList(effect),)),
        _approval(way, approval, row.approver is not None),
    )


def _approval(way: Way, words: str, approved: bool) -> Section:
    told, row = way.argument, way.found.argument
    if approved and row.approver is not None and row.approved_on is not None:
        holes: dict[str, Inline] = {
            "who": Name(row.approver.name, "person"),
            "role": Name(row.approver.title or "role not recorded", "role"),
            "day": told.on(row.approved_on),
        }
        first = say("{who}, {role}, agreed on {day} that this protects at least as well as the defined way.", holes)
    else:
        first = Sentence("No member of executive management has agreed to it yet.", (told.id,))
    made = [first]
    if row.review_due is not None:
        made.append(say("It is analysed again by {day}.", {"day": told.on(row.review_due)}))
    return Section(part.heading(words), (Paragraph(tuple(made)),))


def compensating(way: Way) -> tuple[Section, ...]:
    """The worksheet in the order of the standard's own form."""
    requirement, constraints, definition, objective, risk, validation, maintenance = part.headings(WORKSHEET)
    told, row = way.argument, way.found.argument
    asked = Fact(
        "Requirement", (*parts_of(way.requirement.number), ", ", Name(row.requirement.title, "record")), (told.id,)
    )
    limit = Fact("Constraint", told.said(row.constraint) if row.constraint else "not written yet", (told.id,))
    defined = (
        part.asked(way, "compensating_controls", "What they are"),
        part.asked(way, "above_and_beyond", "Why they go beyond other requirements"),
    )
    aim = (
        Fact("Objective of the original control", told.said(row.objective), (told.id,)),
        part.asked(way, "objective_met", "How the compensating control reaches it"),
    )
    upkeep = (part.asked(way, "maintenance", "Process that keeps it working"),)
    return (
        part.summary(way),
        Section(part.heading(requirement), (FactList((asked,)),)),
        Section(part.heading(constraints), (FactList((limit,)),)),
        Section(part.heading(definition), (FactList(defined), *part.reasoning(way).blocks)),
        Section(part.heading(objective), (FactList(aim),)),
        Section(part.heading(risk), (FactList((part.asked(way, "added_risk", "Risk without the original control"),)),)),
        Section(part.heading(validation), (*part.evidence(way, "").blocks, *part.review(way, "").blocks)),
        Section(part.heading(maintenance), (FactList(upkeep),)),
        part.doubts(way),
    )
