"""A paper as it is told: its words explained, framed by people, compared with its last edition, approved or a draft."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from earnest.core.assurance.models import Assessment
from earnest.core.telling.models import Edition
from earnest.core.telling.operations import Content
from earnest.core.telling.queries import Told, edition_before, edition_of, framings
from earnest.engines.documents.check import typed
from earnest.engines.documents.laid import plain
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.model import Document, Fact
from earnest.engines.documents.outline import digest_of, facts, outline
from earnest.engines.documents.parts import DateRef, Name
from earnest.engines.documents.proof import Claim, DecisionStep, Proof, Step
from earnest.engines.documents.terms import Explanation, explained
from earnest.foundation.actor import Actor
from earnest.library.glossary import Audience as Reader
from earnest.library.glossary import allowed_acronyms, terms
from earnest.narrative.audiences import Audience, Paper
from earnest.narrative.changed import with_changes
from earnest.narrative.framed import entry_of, frame
from earnest.narrative.held import hold


def told(actor: Actor, audience: Audience, paper: Paper, assessment: Assessment, framework: str) -> Document:
    """The document as it is told of the assessment's day. It says "approved" where a person has approved just this."""
    about = Told(audience.key, framework, paper.key)
    day = assessment.as_of
    made = unframed(actor, audience, paper, assessment, framework)
    words = framings(actor, about)
    made = hold(frame(made, words), words, paper.settles)
    made = with_changes(made, edition_before(actor, about, day), short=paper.short)
    edition = edition_of(actor, about, day)
    if edition is not None and edition.is_approved and edition.digest == digest_of(made):
        return approved(made, edition)
    return made


def unframed(actor: Actor, audience: Audience, paper: Paper, assessment: Assessment, framework: str) -> Document:
    """The document as the record alone has it, with technical words explained for its reader."""
    made = paper.compose(actor, assessment, framework)
    return made if paper.short else explained(made, _explanations(), skip=_known(audience.reader))


def approved(document: Document, edition: Edition) -> Document:
    """The document with the name of who approved it, and their proof."""
    if edition.approver is None or edition.approved_on is None:
        return document
    claim, name = "approval", edition.approver.name
    day = DateRef(edition.approved_on, claim)
    sentence = (Name(name, "person"), " approved this edition on ", day, ".")
    steps: tuple[Step, ...] = (
        DecisionStep(edition.reference, f"edition {edition.digest}", name, edition.approved_on, edition.note),
        *entry_of(edition.reference, frozenset({"telling.approve_edition"})),
    )
    return replace(
        document,
        state="approved",
        front=(*document.front, Fact("Approved by", (Name(name, "person"), ", ", day))),
        claims=(*document.claims, Claim(claim, sentence, Proof(steps))),
    )


def content(document: Document) -> Content:
    """What the record keeps of a document that is told: of a draft, before anybody signs it off."""
    return Content(
        title=title_of(document),
        made_from=document.edition,
        digest=digest_of(document),
        sections=[one.plain() for one in outline(document)],
        facts=facts(document),
    )


def title_of(document: Document) -> str:
    """The title in words."""
    return plain(lay_out(replace(document, sections=(), unknown=None, annex=())).title)


@cache
def _explanations() -> tuple[Explanation, ...]:
    """Those of the library's words whose meaning states no number and no status."""
    return tuple(Explanation(key, one.explanation) for key, one in terms().items() if not typed(one.explanation))


@cache
def _known(reader: Reader) -> frozenset[str]:
    return frozenset(term for term in terms() if term in allowed_acronyms(reader))
