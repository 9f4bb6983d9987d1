"""Single proofs, for pages: a claim with its whole chain, from requirement or control to snapshot and ledger entry.

Each function reads what one proof needs from the assessment; for many at once make one `Basis` with `basis.load` and
one `Claims` over it. NotAllowed where the actor may not see the shared record; MissingError where there is none.
"""

from __future__ import annotations

from earnest.core.assurance.models import Assessment
from earnest.core.evidence.models import Snapshot
from earnest.engines.documents.parts import DateRef, Name
from earnest.engines.documents.proof import Claim, Proof, Step
from earnest.foundation.actor import Actor
from earnest.foundation.errors import EarnestError
from earnest.foundation.record import visible_to
from earnest.narrative import chains
from earnest.narrative.basis import load
from earnest.narrative.claims import Claims


class MissingError(EarnestError):
    """The assessment, or the record that the actor may see, holds no such thing."""

    status = 404


def control_proof(actor: Actor, assessment: Assessment, control: str) -> Claim:
    """The status of a control (by key) through its tests, rows and snapshots."""
    claims = _claims(actor, assessment)
    if control not in claims.basis.controls:
        raise _missing("control", control, assessment)
    return claims.made[claims.control(control).id]


def test_proof(actor: Actor, assessment: Assessment, control: str, test: str) -> Claim:
    """What one test (by id) says of a control: query, rows, snapshots, exceptions."""
    claims = _claims(actor, assessment)
    entry = claims.basis.controls.get(control)
    found = next((one for one in entry.tests if one["id"] == test), None) if entry else None
    if found is None:
        raise _missing("test", f"{test} of {control}", assessment)
    return claims.made[claims.test(control, found).id]


test_proof.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test where it is imported


def requirement_proof(actor: Actor, assessment: Assessment, framework: str, requirement: str) -> Claim:
    """The status of a requirement through each of its controls down to snapshots."""
    claims = _claims(actor, assessment)
    entry = claims.basis.requirements(framework).get(requirement)
    if entry is None or entry.concluded is None:
        raise _missing("requirement", f"{framework} {requirement}", assessment)
    made = claims.made[claims.requirement(framework, entry).id]
    steps = chains.requirement_chain(claims.basis, framework, requirement, deep=True)
    return Claim(made.id, made.sentence, Proof(steps), made.states)


def source_proof(actor: Actor, assessment: Assessment, source: str) -> Claim:
    """How fresh a source (by slug) was on the day, and its newest snapshot."""
    claims = _claims(actor, assessment)
    if source not in claims.basis.sources:
        raise _missing("source", source, assessment)
    return claims.made[claims.source(source).id]


def exception_proof(actor: Actor, assessment: Assessment, exception: int) -> Claim:
    """Who asked for an exception (by primary key), who decided, and why."""
    claims = _claims(actor, assessment)
    if str(exception) not in claims.basis.exceptions:
        raise _missing("exception", str(exception), assessment)
    return claims.made[claims.exception(str(exception)).id]


def snapshot_proof(actor: Actor, assessment: Assessment, snapshot: int) -> Claim:
    """What a snapshot (by primary key) is, when it was observed, collected and added, and its ledger entry."""
    basis = load(actor, assessment)
    found = visible_to(actor, Snapshot).filter(pk=snapshot).select_related("source").first()
    if found is None:
        raise _missing("snapshot", str(snapshot), assessment)
    claim_id = f"snapshot:{found.sha256}"
    sentence = (Name(found.name, "file"), " was observed on ", DateRef(found.observed_at, claim_id), ".")
    steps: tuple[Step, ...] = (chains.snapshot_step(found), *chains.newest_entry(basis, found))
    return Claim(claim_id, sentence, Proof(steps))


def _claims(actor: Actor, assessment: Assessment) -> Claims:
    return Claims(load(actor, assessment, queries="whole"))


def _missing(what: str, which: str, assessment: Assessment) -> MissingError:
    return MissingError(f"The assessment as of {assessment.as_of} holds no {what} {which!r}.")
