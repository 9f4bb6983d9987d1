"""HIPAA addressable rationale, ISO 27001 exclusion justification, and the plain assurance argument."""

from __future__ import annotations

from earnest.engines.documents.model import Block, Callout, Fact, FactList, Paragraph, Section, Sentence
from earnest.engines.documents.parts import Inline, Name
from earnest.narrative.another_way import sections as part
from earnest.narrative.another_way.told import Way
from earnest.narrative.lines import say

HIPAA = "hipaa-addressable-rationale"


def addressable(way: Way) -> tuple[Section, ...]:
    """Specification, assessment, decision, proof and review."""
    specification, assessment, decision, proof = part.headings(HIPAA)
    told, row = way.argument, way.found.argument
    asked = (
        Fact("Specification", (way.requirement.number, ", ", Name(row.requirement.title, "record")), (told.id,)),
        Fact("Its aim, in our words", told.said(row.objective), (told.id,)),
    )
    weighed = (
        part.asked(way, "reasonable_and_appropriate", "What it would add here"),
        part.asked(way, "factors", "Size, means, cost, and chance and weight of the risk"),
    )
    chosen = (
        part.asked(way, "choice", "Choice"),
        part.asked(way, "why_not", "Why not as written"),
        part.asked(way, "alternative_measure", "Equal alternative"),
    )
    kept = Sentence("This record is kept for as long as the rule asks.", (told.id,))
    return (
        part.summary(way),
        Section(part.heading(specification), (FactList(asked),)),
        Section(part.heading(assessment), (FactList(weighed), *part.reasoning(way).blocks)),
        Section(part.heading(decision), (FactList(chosen),)),
        Section(
            part.heading(proof), (Paragraph((kept,)), *part.evidence(way, "").blocks, *part.review(way, "").blocks)
        ),
        part.doubts(way),
    )


def exclusion(way: Way) -> tuple[Section, ...]:
    """Why a control of the annex is left out, who agreed, and what watches that the reason stays true."""
    told, row, basis = way.argument, way.found.argument, way.claims.basis
    decided = basis.exclusions.get(row.requirement_id)
    blocks: list[Block] = []
    if decided is not None and decided.approver is not None and decided.decided_on is not None:
        holes: dict[str, Inline] = {
            "number": way.requirement.number,
            "reason": Name(decided.reason.rstrip("."), "quotation"),
            "asker": Name(decided.asked_by.name, "person"),
            "who": Name(decided.approver.name, "person"),
            "day": way.requirement.on(decided.decided_on),
        }
        first = say("{number} is left out, for this reason: {reason}.", holes, way.requirement.id)
        blocks.append(Paragraph((first, say("{asker} asked for it and {who} agreed on {day}.", holes))))
    else:
        words = Sentence("No approved decision leaves it out, so it counts like any other.", (told.id,))
        blocks.append(Callout("unknown", (words,)))
    aim = Fact("What the control is there to achieve", told.said(row.objective), (told.id,))
    return (
        part.summary(way),
        Section("Justification for exclusion", (*blocks, FactList((aim,)), *part.reasoning(way).blocks)),
        part.evidence(way, "What shows that the reason is still true"),
        part.doubts(way),
        part.review(way, "Review"),
    )


def other(way: Way) -> tuple[Section, ...]:
    """The argument as it is, with its evidence, doubts and review."""
    aim = Fact("Objective", way.argument.said(way.found.argument.objective), (way.argument.id,))
    return (
        part.summary(way),
        Section("What it is for", (FactList((aim,)), *part.money(way))),
        part.reasoning(way),
        part.evidence(way, "Evidence"),
        part.doubts(way),
        part.review(way, "Review"),
    )
