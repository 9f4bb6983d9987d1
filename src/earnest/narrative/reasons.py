"""Why a conclusion is what it is, as sentences whose numbers and dates refer to claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from earnest.engines.documents.model import Sentence
from earnest.engines.documents.parts import ControlRef, Inline, Name, parts_of
from earnest.narrative import chains
from earnest.narrative.basis import Plain
from earnest.narrative.claims import Claims
from earnest.narrative.lines import line
from earnest.narrative.told import ControlTold, RequirementTold, TestTold, Told, status_word

_BY_ROWS = frozenset({"passed", "violations", "tolerated", "partial-evidence", "empty-population", "all-excepted"})
"""Codes that come from the rows of a test: its sentence says them."""

_FIXED = {
    "no-owner": "Nobody is accountable for it.",
    "planned": "It is decided and not yet in place.",
    "retired": "It is no longer in use.",
    "asserted-only": "It is described; no test, no inspected record and no signed statement stands behind it.",
    "attested-only": "Only the word of its owner stands behind it.",
    "paper-no-substitute": "Documents and signed statements do not stand in for its tests.",
    "no-control": "No control in use supports it.",
    "no-evidence": "There is nothing live to conclude from.",
    "argument-incomplete": "The argument for another way lacks a part.",
    "argument-overdue": "The argument for another way is past its review date.",
}


def of_control(claims: Claims, told: ControlTold) -> tuple[Sentence, ...]:
    """The reasons for the status of a control, each once."""
    tests = {str(test.concluded["id"]): test for test in claims.tests_of(told.entry.control.key)}
    return _sentences(claims, told, told.entry.concluded["reasons"], tests)


def of_test(claims: Claims, told: TestTold) -> tuple[Sentence, ...]:
    """The reasons for what one test says."""
    return _sentences(claims, told, told.concluded["reasons"], {str(told.concluded["id"]): told})


def of_requirement(claims: Claims, told: RequirementTold) -> tuple[Sentence, ...]:
    """The reasons for the status of a requirement; a control is named with its own status."""
    reasons = (told.entry.concluded or {}).get("reasons", ())
    return _sentences(claims, told, reasons, {})


def unproven(claims: Claims, told: ControlTold) -> tuple[Sentence, ...]:
    """Why nobody can say whether a control works: what is missing, not what was seen."""
    wanted = [
        reason
        for concluded in (told.entry.concluded, *told.entry.tests)
        for reason in concluded["reasons"]
        if concluded["status"] == "unproven"
        and reason["code"] not in {"passed", "exceptions", "no-owner", "late-source"}
    ]
    tests = {str(test.concluded["id"]): test for test in claims.tests_of(told.entry.control.key)}
    return _sentences(claims, told, wanted, tests)


def _sentences(
    claims: Claims, told: Told, reasons: Iterable[Plain], tests: dict[str, TestTold]
) -> tuple[Sentence, ...]:
    made: dict[object, Sentence] = {}
    for reason in reasons:
        for inline in _told(claims, told, reason, tests):
            made.setdefault(inline, Sentence(inline, (told.id,)))
    return tuple(made.values())


def _told(claims: Claims, told: Told, reason: Plain, tests: dict[str, TestTold]) -> Iterator[Inline]:
    code = str(reason["code"])
    refs = [_split(str(ref)) for ref in reason["refs"]]
    named = dict(reversed(refs))
    test = tests.get(named.get("test", ""))
    if code in _BY_ROWS and test is not None:
        yield _rows(test, code)
    elif code in {"stale-source", "dated-after", "late-source", "never-observed"} and named.get("source") in (
        claims.basis.sources
    ):
        yield _source(claims, named["source"], code)
    elif code == "missing-table":
        yield (
            "No source in use has delivered the table ",
            Name(named.get("table", ""), "record"),
            ", which its test needs.",
        )
    elif code in {"not-run", "test-error"} and test is not None:
        title = Name(str(test.concluded["title"]), "record")
        yield (title, ": the test did not finish." if code == "test-error" else ": the test has not run for this day.")
    elif code.startswith("exception"):
        yield from _exceptions(claims, refs, code)
    elif code.startswith(("record-", "self-")) and named.get("record") in claims.basis.inspected:
        yield _record(claims, named["record"], code)
    elif code.startswith("attested-") and named.get("attestation") in claims.basis.attestations:
        yield _attestation(claims, named["attestation"])
    elif code.startswith("control-") and "control" in named:
        yield _control(claims, named["control"], code)
    elif code == "not-applicable" and isinstance(told, RequirementTold):
        yield from _not_applicable(claims, told)
    elif code in _FIXED:
        yield _FIXED[code]
    else:
        yield (Name(str(reason["text"]), "quotation"),)


def _rows(test: TestTold, code: str) -> Inline:
    title = Name(str(test.concluded["title"]), "record")
    if code == "empty-population":
        return (title, ": the test found nothing to look at.")
    return test.sentence()


def _source(claims: Claims, slug: str, code: str) -> Inline:
    source = claims.source(slug)
    if code == "never-observed":
        return (source.name, " has never delivered anything.")
    if code == "dated-after":
        return line(source.name, " is dated ", source.observed, ", after the day of this document.")
    if code == "late-source":
        return line(source.name, " came last on ", source.observed, ", later than expected.")
    return line(source.name, " was last observed on ", source.observed, "; it counts for ", source.limit, ".")


def _exceptions(claims: Claims, refs: Iterable[tuple[str, str]], code: str) -> Iterator[Inline]:
    for kind, one in refs:
        if kind != "exception" or one not in claims.basis.exceptions:
            continue
        told = claims.exception(one)
        if code == "exceptions":
            yield ("Excepted until ", told.ends, " by ", *parts_of(told.approver), ": ", told.what, ".")
        elif code == "exception-ended":
            yield ("The exception for ", told.what, " ended on ", told.ends, ": it counts again.")
        elif code == "exception-revoked":
            yield ("The exception for ", told.what, " was taken back.")
        else:
            yield ("The exception for ", told.what, " is asked for and not approved.")


def _record(claims: Claims, one: str, code: str) -> Inline:
    record = claims.basis.inspected[one]
    told = _decided(claims, f"record:{one}")
    title = Name(record.title, "document")
    by = Name(record.inspected_by.name, "person")
    if code == "record-expired":
        return (title, " counted until ", told.on(record.valid_until), ".")
    if code == "self-inspected":
        return (title, " was inspected by the owner: it counts as a signed statement.")
    shows = " shows it" if record.supports else " speaks against it"
    said: tuple[Inline, ...] = (": ", Name(record.note, "quotation")) if record.note.strip() else ()
    dated, seen = told.on(record.document_date), told.on(record.inspected_on)
    return line(title, ", dated ", dated, ",", shows, ", inspected by ", by, " on ", seen, *said, ".")


def _attestation(claims: Claims, one: str) -> Inline:
    attestation = claims.basis.attestations[one]
    told = _decided(claims, f"attestation:{one}")
    by = Name(attestation.attested_by.name, "person")
    says = " says that it operates" if attestation.operates else " says that it does not operate"
    return (by, says, ", signed on ", told.on(attestation.attested_on), ".")


def _decided(claims: Claims, claim_id: str) -> Told:
    """The claim of an inspected record or an attestation, with its dates."""
    told = Told(claim_id)
    kind, _, one = claim_id.partition(":")
    if kind == "record":
        record = claims.basis.inspected[one]
        dates = [record.document_date, record.inspected_on, record.valid_until]
        name, row = Name(record.title, "document"), record.control.key
    else:
        attestation = claims.basis.attestations[one]
        dates = [attestation.attested_on, attestation.valid_until]
        name, row = Name(attestation.statement, "quotation"), attestation.control.key
    sentence = (name, " stands for the control ", ControlRef(row), ".")
    claims.add(claim_id, sentence, chains.paper(claims.basis, kind, one), [told.on(day) for day in dates])
    return told


def _control(claims: Claims, key: str, code: str) -> Inline:
    if code == "control-unknown" or key not in claims.basis.controls:
        return (ControlRef(key), " is not in the record.")
    told = claims.control(key)
    return (told.name, " is ", told.is_(status_word(told.entry.status), in_words=True), ".")


def _not_applicable(claims: Claims, told: RequirementTold) -> Iterator[Inline]:
    exclusion = claims.basis.exclusions.get(told.entry.requirement.pk)
    if exclusion is None or exclusion.approver is None or exclusion.decided_on is None:
        return
    by, on = Name(exclusion.approver.name, "person"), told.on(exclusion.decided_on)
    yield (Name(exclusion.reason, "quotation"), " Approved by ", by, " on ", on, ".")


def _split(reference: str) -> tuple[str, str]:
    kind, _, one = reference.partition(":")
    return kind, one
