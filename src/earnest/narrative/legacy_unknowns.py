"""What the paper on old systems does not know."""

from __future__ import annotations

from earnest.engines.documents.model import Block, Bullets, Paragraph, Section, Sentence, Sentences
from earnest.engines.documents.parts import Inline, Name
from earnest.narrative.legacy_told import Old
from earnest.narrative.lines import say

NAMED = 4


def unknown(old: Old) -> Section:
    """What could not be matched, was left out, or nobody has said."""
    points: list[Sentences] = []
    told = old.register()
    if told.unknown:
        holes: dict[str, Inline] = {"count": told.count(told.unknown, "machine", "machines")}
        points.append((
            say("For something on {count} we cannot tell when its updates end.", holes),
            Sentence("That does not mean that they are fine.", (told.id,)),
        ))  # fmt: skip
    for row in old.legacy.entries:
        one = old.comparison(row)
        for gap in one.found.left_out[:NAMED]:
            holes = {"system": one.name, "what": Name(gap.title, "quotation"), "why": Name(gap.reason, "quotation")}
            points.append((say("In {system}, {what} is not counted: {why}", holes, one.id),))
        if one.found.unsaid:
            holes = {"system": one.name}
            points.append(
                (say("For {system}, nobody has said what some of the ways change about some losses.", holes, one.id),)
            )
        if one.found.terms.support_ends is None:
            points.append((say("When updates for {system} end is not known.", {"system": one.name}, one.id),))
    frozen = old.frozen()
    if frozen is not None and frozen.found.overlaps:
        holes = {"what": Name(", ".join(frozen.found.overlaps), "quotation")}
        points.append((say("The sum counts some loss twice over: {what}.", holes, frozen.id),))
    blocks: tuple[Block, ...] = (Bullets(tuple(points)),) if points else ()
    last = (
        Sentence("How fast loss grows without updates is a belief with a wide range; nobody has measured it for us."),
        Sentence("The ranges are of what to expect, not of a single run of luck."),
    )
    return Section("What we do not know", (*blocks, Paragraph(last)))
