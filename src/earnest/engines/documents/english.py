"""English, as documents speak it."""

from __future__ import annotations

from collections.abc import Mapping

from earnest.engines.documents.locale import Locale
from earnest.engines.documents.parts import Grade, Status

_STATUS_WORDS: Mapping[Status, tuple[str, str]] = {
    "effective": ("Effective", "every test of the control passes on fresh evidence"),
    "partly-effective": ("Partly effective", "some of its tests pass and some do not"),
    "failing": ("Failing", "a test found violations that nobody has excepted"),
    "unproven": ("Unproven", "evidence is missing, too old or not complete: nobody can say"),
    "planned": ("Planned", "decided, not yet in place"),
    "retired": ("Retired", "no longer in use"),
    "met": ("Met", "the controls that answer it are proven"),
    "met-another-way": ("Met by another approach", "a documented alternative with live evidence reaches the objective"),
    "partly-met": ("Partly met", "part of what it asks for is proven"),
    "not-met": ("Not met", "evidence shows that it is not fulfilled"),
    "not-applicable": ("Not applicable", "judged so by a named person, with a reason"),
    "yes": ("Yes", "true for the whole scope, proven"),
    "partly": ("Partly", "true for the part of the scope that is named"),
    "no": ("No", "not so"),
    "supported": ("Supported", "evidence agrees"),
    "contradicted": ("Contradicted", "evidence says otherwise"),
    "fresh": ("Fresh", "observed within its limit"),
    "stale": ("Stale", "observed longer ago than its limit allows"),
    "overdue": ("Overdue", "its date has passed"),
    "done": ("Done", "finished, with a record"),
    "open": ("Open", "not finished"),
}

_GRADE_WORDS: Mapping[Grade, str] = {
    "A": "whole population, tested by machine",
    "B": "sample, tested by machine",
    "C": "document or record inspected by a person",
    "D": "attested by the owner",
    "E": "asserted only",
}

_LABELS: Mapping[str, str] = {
    "as_of": "As of",
    "audience": "For",
    "edition": "Edition",
    "organisation": "Organisation",
    "state": "State",
    "draft": "Draft",
    "approved": "Approved",
    "replaced": "Replaced",
    "contents": "Contents",
    "glossary": "Words used here",
    "proof": "Proof",
    "proofs": "Proofs",
    "why": "Why?",
    "proofs_say": "Each statement above carries the number of its proof. A proof leads from the statement to what was "
    "seen, by whom or by what, and when.",
    "marks_say": "Small numbers after a statement lead to its proof at the end of this document.",
    "replaced_say": "A code such as [U+1F600] stands for a character that the fonts of this document do not have or "
    "that would hide or reorder text.",
    "to_text": "Back to the statement",
    "skip": "Skip to the text",
    "page": "Page",
    "of": "of",
    "empty": "This document has no content yet.",
    "no_rows": "No rows.",
    "unknown_value": "unknown",
    "contradiction": "Contradiction",
    "unknown": "Not known",
    "decision": "Decision asked",
    "note": "Note",
    "legend": "What the marks of status mean",
    "table": "Table",
    "requirement": "Requirement",
    "control": "Control",
    "test": "Control test",
    "query": "Query",
    "rows": "Rows returned",
    "violating": "Violating rows",
    "snapshot": "Snapshot",
    "ledger": "Ledger entry",
    "decided": "Decided",
    "computed": "Computed by",
    "missing": "Left out",
    "accountable": "Accountable",
    "nobody": "nobody is named",
    "version": "version",
    "passes": "Passes when",
    "digest": "Result digest",
    "sha256": "SHA-256",
    "source": "Source",
    "observed": "Observed",
    "collected": "Collected",
    "uploaded": "Uploaded",
    "grade": "Grade",
    "recorded": "Recorded",
    "hash": "This entry",
    "previous": "Entry before",
    "by": "By",
    "at": "On",
    "reason": "Reason",
    "unrecorded": "not recorded",
    "shown": "shown",
    "no_steps": "No step of this proof is recorded.",
}

_NUMBERS = """
zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
billion billions dozen dozens half twice percent
"""

_STATUSES = """
effective ineffective failing fails unproven proven planned retired met unmet compliant noncompliant certified secure
pass passes passed stale overdue supported contradicted inapplicable
"""

ENGLISH = Locale(
    code="en",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    thousands=",",
    decimal=".",
    labels=_LABELS,
    statuses=_STATUS_WORDS,
    grades=_GRADE_WORDS,
    units={
        "points": ("{} point", "{} points"),
        "days": ("{} day", "{} days"),
        "hours": ("{} hour", "{} hours"),
        "minutes": ("{} minute", "{} minutes"),
        "months": ("{} month", "{} months"),
        "years": ("{} year", "{} years"),
        "factor": ("{} times", "{} times"),
    },
    currencies={"EUR": "€", "GBP": "£", "USD": "$"},
    large=((1_000_000_000, "{} billion"), (1_000_000, "{} million")),
    number_words=frozenset(_NUMBERS.split()),
    status_words=frozenset(_STATUSES.split()),
)
