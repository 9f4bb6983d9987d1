"""What a control test is: front matter, parameters, a sentence, and two or three queries."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Severity = Literal["critical", "high", "medium", "low"]
ParameterKind = Literal["integer", "real", "text", "boolean", "date"]
Value = int | float | str | bool | dt.date
"""Value of a parameter. Dates are calendar days."""

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
KINDS: tuple[ParameterKind, ...] = ("integer", "real", "text", "boolean", "date")
COUNTS = frozenset({"population", "violations", "excepted", "unknown"})
"""Numbers of a result that a sentence may name, besides the parameters."""
TOLERANCE = "max_share"
"""The parameter that no query needs: the share of the population, 0 to 1, that may violate before the test fails."""


class BadTest(Exception):
    """A control test file that cannot be used. `place` names the file and the key or section."""

    def __init__(self, place: str, what: str, remedy: str) -> None:
        super().__init__(f"{place}: {what} {remedy}")
        self.place = place
        self.what = what
        self.remedy = remedy


class RefusedQuery(Exception):
    """A query that may not run. `reason` says what is wrong, `remedy` what to write, `section` where, if that is
    known.
    """

    def __init__(self, reason: str, remedy: str, section: str = "") -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy
        self.section = section


class BadParameter(ValueError):
    """A value that a parameter does not take. `name` is the parameter."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"Parameter {name}: {what}")
        self.name = name
        self.what = what


@dataclass(frozen=True)
class Parameter:
    """One number, text, flag or day that a query takes as `$name`. `minimum` and `maximum` are inclusive."""

    name: str
    kind: ParameterKind
    default: Value
    doc: str
    unit: str = ""
    minimum: int | float | dt.date | None = None
    maximum: int | float | dt.date | None = None

    def coerce(self, value: object) -> Value:
        """The value in this parameter's kind, from its own type or from text. Raises BadParameter."""
        result = _coerce(self.name, self.kind, value)
        for bound, wrong, word in ((self.minimum, _below, "at least"), (self.maximum, _above, "at most")):
            if bound is not None and wrong(result, bound):
                raise BadParameter(self.name, f"{shown(result)} is out of range; it must be {word} {shown(bound)}.")
        return result


@dataclass(frozen=True)
class Sentences:
    """Templates of the plain sentence. Fields: {population}, {violations}, {excepted}, {unknown} and parameter
    names.
    """

    passed: str
    failed: str
    unproven: str


@dataclass(frozen=True)
class ControlTest:
    """One control test. `text` is the whole file as written; `digest` identifies it."""

    id: str
    title: str
    version: int
    control: str
    severity: Severity
    tables: tuple[str, ...]
    optional_tables: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    rationale: str
    sentence: Sentences
    population_sql: str
    violations_sql: str
    unknown_sql: str | None
    text: str
    whole: tuple[str, ...] = ()
    """Tables in which a missing row would count against a subject: if a source of one is stale, nothing can be told."""

    @cached_property
    def digest(self) -> str:
        """SHA-256, hexadecimal, of the text with line ends as \\n and without blanks at line ends."""
        return hashlib.sha256(normalised(self.text).encode()).hexdigest()

    @property
    def queries(self) -> tuple[tuple[str, str], ...]:
        """Pairs of section name and query, in the order of the file."""
        pairs = [("population", self.population_sql), ("violations", self.violations_sql)]
        if self.unknown_sql is not None:
            pairs.append(("unknown", self.unknown_sql))
        return tuple(pairs)

    def bind(self, values: Mapping[str, object] | None = None) -> Bound:
        """The test with all its parameters: `values` over the defaults. Raises BadParameter, also for unknown names."""
        given = dict(values or {})
        full = {item.name: item.coerce(given.pop(item.name, item.default)) for item in self.parameters}
        if given:
            known = ", ".join(full) or "none"
            raise BadParameter(min(given), f"{self.id} has no such parameter; it has: {known}.")
        return Bound(self, full)


@dataclass(frozen=True)
class Bound:
    """A control test with values for its parameters, and the subjects that a person has excepted.

    Values that are left out take their defaults. Subjects in `excepted` still count as violations; the result says
    which of
    the violations they cover.
    """

    test: ControlTest
    parameters: Mapping[str, Value]
    excepted: frozenset[str] = frozenset()


def normalised(text: str) -> str:
    """The text as it is hashed: no byte order mark, \\n line ends, no blanks at line ends, one line end at the end."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def shown(value: object) -> str:
    """A value as a sentence writes it: 12,345; 0.25; 2026-03-31; yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def fields_of(template: str) -> frozenset[str]:
    """Names in braces of a sentence template. Raises ValueError if a brace is open or a field is not a plain name."""
    names = set()
    for _, name, layout, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or layout or conversion:
            raise ValueError(f"{{{name}}} is not a plain name")
        names.add(name)
    return frozenset(names)


def _coerce(name: str, kind: ParameterKind, value: object) -> Value:
    try:
        match kind:
            case "integer":
                return _integer(value)
            case "real":
                return _real(value)
            case "boolean":
                return _flag(value)
            case "date":
                return _day(value)
            case "text":
                return _text(value)
    except (ValueError, OverflowError):
        raise BadParameter(name, f"{str(value)[:80]!r} is not {_A[kind]}.") from None


_A = {
    "integer": "a whole number of at most 18 digits",
    "real": "a finite number",
    "boolean": "true or false",
    "date": "a day such as 2026-03-31",
    "text": "a text of at most 1,000 characters without control characters",
}


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)  # noqa: TRY004
    result = int(value)
    if result != (float(value) if isinstance(value, float) else result) or abs(result) >= 10**18:
        raise ValueError(value)
    return result


def _real(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)  # noqa: TRY004
    result = float(value)
    if not math.isfinite(result):
        raise ValueError(value)
    return result


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in {"true", "false", "yes", "no"}:
        return value.strip().lower() in {"true", "yes"}
    raise ValueError(value)


def _day(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        raise ValueError(value)  # noqa: TRY004  every wrong value is one kind of error here
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        return dt.date.fromisoformat(value.strip())
    raise ValueError(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000 or any(ord(sign) < 32 for sign in value):
        raise ValueError(value)
    return value


def _below(value: Value, bound: float | dt.date) -> bool:
    return bool(value < bound)  # type: ignore[operator]  # parse() admits bounds of the parameter's own kind only


def _above(value: Value, bound: float | dt.date) -> bool:
    return bool(value > bound)  # type: ignore[operator]  # parse() admits bounds of the parameter's own kind only
