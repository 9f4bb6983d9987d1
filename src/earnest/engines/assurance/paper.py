"""What inspected records and attestations say of a control: grades C and D.

The newest answer to a question replaces those before it, live or not. An answer that *supports* counts until its last
valid day. An answer *against* counts until someone inspects or attests anew: time heals nothing, and letting bad news
expire would be a way not to look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from earnest.engines.assurance.conclusions import Reason
from earnest.engines.assurance.facts import AttestationFact, ControlFact, InspectedRecordFact, same_person
from earnest.engines.assurance.statuses import Grade, TestStatus


@dataclass(frozen=True)
class Answer:
    """The answer that stands for one question on a day: passing (supports), failing (against) or unproven (expired)."""

    status: TestStatus
    grade: Grade
    reasons: tuple[Reason, ...]
    ref: str


@dataclass(frozen=True)
class Paper:
    """Answers of independent inspectors, and those of the owner."""

    inspected: tuple[Answer, ...]
    attested: tuple[Answer, ...]

    def against(self) -> bool:
        return any(answer.status is TestStatus.FAILING for answer in (*self.inspected, *self.attested))

    def supports(self) -> bool:
        return any(answer.status is TestStatus.PASSING for answer in (*self.inspected, *self.attested))

    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for answer in (*self.inspected, *self.attested) for reason in answer.reasons)


def read_paper(
    control: ControlFact, records: Iterable[InspectedRecordFact], attestations: Iterable[AttestationFact], day: date
) -> Paper:
    """Paper about one control as known on `day`: what was inspected, attested or observed later is not known yet."""
    newest: dict[str, InspectedRecordFact] = {}
    known = [one for one in records if one.inspected_on <= day and one.observed_on <= day]
    for record in sorted(known, key=lambda one: (one.inspected_on, one.observed_on, one.id)):
        newest[record.question.strip()] = record
    answers = [_inspected(control, newest[question], day) for question in sorted(newest)]
    owned = [answer for answer in answers if answer.grade is Grade.D]
    signed = [one for one in attestations if one.attested_on <= day]
    if signed:
        owned.append(_attested(control, max(signed, key=lambda one: (one.attested_on, one.id)), day))
    return Paper(tuple(answer for answer in answers if answer.grade is Grade.C), tuple(owned))


def _inspected(control: ControlFact, record: InspectedRecordFact, day: date) -> Answer:
    """An inspector who is the owner, or nobody, is not a second pair of eyes: grade D."""
    ref = f"record:{record.id}"
    inspector = record.inspected_by.strip()
    own = not inspector or same_person(inspector, control.owner or "")
    title = f"{record.title} ({record.observed_on.isoformat()})"
    by = f"inspected by {inspector or 'nobody named'} on {record.inspected_on.isoformat()}"
    note = f" {record.note.strip()}" if record.note.strip() else ""
    extra = (
        Reason("self-inspected", f"{record.title} was inspected by the owner: it counts as an attestation.", (ref,)),
    )
    if not record.supports:
        found = (
            TestStatus.FAILING,
            Reason("record-against", f"{title} does not support the control, {by}.{note}", (ref,)),
        )
    elif record.valid_until < day:
        found = TestStatus.UNPROVEN, _expired(record.title, record.valid_until, ref)
    else:
        found = TestStatus.PASSING, Reason("record-supports", f"{title} supports the control, {by}.{note}", (ref,))
    return Answer(found[0], Grade.D if own else Grade.C, (found[1], *(extra if own else ())), ref)


def _attested(control: ControlFact, attestation: AttestationFact, day: date) -> Answer:
    ref, on = f"attestation:{attestation.id}", attestation.attested_on.isoformat()
    if not attestation.operates:
        text = f"{attestation.attested_by} attested on {on} that {control.name} does not operate."
        return Answer(TestStatus.FAILING, Grade.D, (Reason("attested-against", text, (ref,)),), ref)
    if attestation.valid_until < day:
        reason = _expired(f"The attestation of {on}", attestation.valid_until, ref)
        return Answer(TestStatus.UNPROVEN, Grade.D, (reason,), ref)
    return Answer(TestStatus.PASSING, Grade.D, (), ref)


def _expired(what: str, valid_until: date, ref: str) -> Reason:
    return Reason("record-expired", f"{what} counted until {valid_until.isoformat()} and has expired.", (ref,))
