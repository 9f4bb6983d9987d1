"""What stands under the title of every document: whose it is, how old its evidence is, where the rules come from."""

from __future__ import annotations

from earnest.engines.documents.model import Callout, Fact, Sentence
from earnest.engines.documents.parts import Name, parts_of
from earnest.library.crosswalk import CROSSWALK_NOTE
from earnest.narrative.basis import Basis
from earnest.narrative.claims import Claims


def organisation(basis: Basis) -> str:
    """The name of the organisation, or words where nobody has entered it."""
    return basis.organization.name if basis.organization else "Unnamed organisation"


def oldest(claims: Claims) -> tuple[Fact, ...]:
    """The oldest observation that a source in use still speaks by; nothing where none has."""
    states = [state for state in claims.basis.sources.values() if state.last is not None and state.source.active]
    if not states:
        return ()
    slug = min(
        states, key=lambda state: (state.last.observed_at if state.last else claims.basis.as_of, state.source.slug)
    ).source.slug
    told = claims.source(slug)
    return (Fact("Oldest evidence", (*parts_of(told.observed), ", ", told.name)),)


def mapping_note() -> Callout:
    """What a mapping between controls and requirements does not say."""
    return Callout("note", (Sentence(Name(CROSSWALK_NOTE, "record")),))
