"""How numbers, dates and the program's own words are written, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from earnest.engines.documents.parts import Figure, Grade, Status, Unit

Number = int | float | Decimal

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
    "as_of": "As of", "audience": "For", "edition": "Edition", "organisation": "Organisation", "state": "State",
    "draft": "Draft", "approved": "Approved", "replaced": "Replaced",
    "contents": "Contents", "glossary": "Words used here", "proof": "Proof", "proofs": "Proofs", "why": "Why?",
    "proofs_say": "Each statement above carries the number of its proof. A proof leads from the statement to what was seen, "
    "by whom or by what, and when.",
    "marks_say": "Small numbers after a statement lead to its proof at the end of this document.",
    "replaced_say": "A code such as [U+1F600] stands for a character that the fonts of this document do not have or that would hide or reorder text.",
    "to_text": "Back to the statement", "skip": "Skip to the text", "page": "Page", "of": "of", "empty": "This document has no content yet.",
    "no_rows": "No rows.", "unknown_value": "unknown", "no_claims": "This document makes no claim that needs a proof.",
    "contradiction": "Contradiction", "unknown": "Not known", "decision": "Decision asked", "note": "Note",
    "legend": "What the marks of status mean", "table": "Table",
    "requirement": "Requirement", "control": "Control", "test": "Control test", "query": "Query", "rows": "Rows returned",
    "violating": "Violating rows", "snapshot": "Snapshot", "ledger": "Ledger entry", "decided": "Decided", "computed": "Computed by",
    "missing": "Left out", "accountable": "Accountable", "nobody": "nobody is named", "version": "version", "passes": "Passes when",
    "digest": "Result digest", "sha256": "SHA-256", "source": "Source", "observed": "Observed", "collected": "Collected",
    "uploaded": "Uploaded", "grade": "Grade", "recorded": "Recorded", "hash": "This entry", "previous": "Entry before", "by": "By",
    "at": "On", "reason": "Reason", "unrecorded": "not recorded", "shown": "shown", "no_steps": "No step of this proof is recorded.",
    "chances": "chance",
}  # fmt: skip


@dataclass(frozen=True)
class Locale:
    """The habits of one language. Patterns use `{}` for the value."""

    code: str
    months: tuple[str, ...]
    thousands: str
    decimal: str
    labels: Mapping[str, str]
    statuses: Mapping[Status, tuple[str, str]]
    grades: Mapping[Grade, str]
    units: Mapping[Unit, tuple[str, str]]
    currencies: Mapping[str, str]
    large: tuple[tuple[int, str], ...]
    percent: str = "{}%"
    money: Literal["before", "after"] = "before"
    between: str = "{low} to {high}"
    interval: str = "{percent} interval"
    date: str = "{day} {month} {year}"
    time: str = "{date}, {hour:02}:{minute:02} {zone}"
    direction: Literal["ltr", "rtl"] = "ltr"

    def label(self, key: str) -> str:
        """One of the program's own words; KeyError if this locale lacks it."""
        return self.labels[key]


ENGLISH = Locale(
    code="en",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),  # fmt: skip
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
)


def write_number(value: Number, decimals: int | None, locale: Locale = ENGLISH) -> str:
    """A plain number with its thousands set apart, rounded half to even. Without `decimals` it keeps at most two."""
    exact = Decimal(str(value))
    if decimals is None:
        rounded = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
        text = f"{rounded:,f}".rstrip("0").rstrip(".")
    else:
        text = f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN):,f}"
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    swapped = text.replace(",", "\0").replace(".", locale.decimal).replace("\0", locale.thousands)
    return swapped.replace("-", "\N{MINUS SIGN}")


def write_value(figure: Figure, value: Number | None, locale: Locale = ENGLISH) -> str:
    """One value in the unit of the figure, without its noun."""
    if value is None:
        return locale.label("unknown_value")
    if figure.unit == "share":
        return locale.percent.format(_hundredths(figure, value, locale))
    if figure.unit == "points":
        return _counted(locale.units["points"], value * 100, _hundredths(figure, value, locale))
    if figure.unit == "money":
        return _money(figure, value, locale)
    number = write_number(value, figure.decimals, locale)
    if figure.unit == "count":
        return number
    return _counted(locale.units[figure.unit], value, number)


def write_figure(figure: Figure, locale: Locale = ENGLISH) -> str:
    """The value of a figure with its noun, as it stands in a sentence."""
    value = write_value(figure, figure.value, locale)
    noun = figure.one if figure.value == 1 and figure.one else figure.many
    return f"{value}\N{NO-BREAK SPACE}{noun}" if noun else value


def write_range(figure: Figure, locale: Locale = ENGLISH) -> str:
    """The range of a figure, or nothing where it has none: "€42,000 to €2.3 million, 80% interval"."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = (write_value(figure, end, locale) for end in (figure.low, figure.high))
    said = locale.between.format(low=low, high=high)
    if figure.level is None:
        return said
    percent = locale.percent.format(write_number(Decimal(str(figure.level)) * 100, None, locale))
    return f"{said}, {locale.interval.format(percent=percent)}"


def write_date(value: date | datetime, locale: Locale = ENGLISH) -> str:
    """A date with the month in words; a time also with its zone."""
    day = locale.date.format(day=value.day, month=locale.months[value.month - 1], year=value.year)
    if not isinstance(value, datetime):
        return day
    return locale.time.format(date=day, hour=value.hour, minute=value.minute, zone=value.tzname() or "")


def _hundredths(figure: Figure, value: Number, locale: Locale) -> str:
    decimals = figure.decimals
    percent = Decimal(str(value)) * 100
    if decimals is None:
        percent = percent.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
    return write_number(percent, decimals, locale)


def _counted(forms: tuple[str, str], value: Number, number: str) -> str:
    return forms[0 if abs(value) == 1 else 1].format(number).replace(" ", "\N{NO-BREAK SPACE}")


def _money(figure: Figure, value: Number, locale: Locale) -> str:
    exact = Decimal(str(value))
    pattern, decimals = "{}", figure.decimals
    if figure.short:
        for size, words in locale.large:
            if abs(exact) >= size:
                exact, pattern = exact / size, words
                decimals = 1 if decimals is None and exact != exact.to_integral_value() else decimals
                break
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else 2
    amount = pattern.format(write_number(abs(exact), decimals, locale)).replace(" ", "\N{NO-BREAK SPACE}")
    symbol = locale.currencies.get(figure.currency)
    sign = "\N{MINUS SIGN}" if exact < 0 else ""
    if locale.money == "after":
        return f"{sign}{amount}\N{NO-BREAK SPACE}{symbol or figure.currency}"
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{figure.currency}\N{NO-BREAK SPACE}{amount}"
