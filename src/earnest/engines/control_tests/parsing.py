"""Reading a control test file: YAML front matter in a comment, then one query for each section."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

import yaml

from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import admission, model
from earnest.engines.control_tests.model import BadParameter, BadTest, ControlTest, Parameter, RefusedQuery, Sentences

_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_FILE = 100_000
"""Longest control test file, in characters."""

_KEYS = frozenset(
    {
        "id",
        "title",
        "version",
        "control",
        "severity",
        "tables",
        "optional_tables",
        "whole",
        "parameters",
        "rationale",
        "sentence",
    }
)
_PARAMETER_KEYS = frozenset({"kind", "default", "doc", "unit", "min", "max"})
_SECTIONS = ("population", "violations", "unknown")
_SECTION = re.compile(r"^--[ \t]*(\w+)[ \t]*$", re.MULTILINE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def parse(text: str, *, place: str) -> ControlTest:
    """The control test in a file's text. `place` names the file in errors. Raises BadTest; nothing is executed."""
    if len(text) > MAX_FILE:
        raise BadTest(place, f"The file is longer than {MAX_FILE:,} characters.", "Split it into several tests.")
    plain = model.normalised(text)
    front_text, rest = _split_front(plain, place)
    front = _Front(_yaml(front_text, place), place)
    sections = _sections(rest, place)
    test = ControlTest(
        id=front.slug("id"),
        title=front.text("title"),
        version=front.version(),
        control=front.slug("control"),
        severity=front.severity(),
        tables=front.tables("tables"),
        optional_tables=front.tables("optional_tables"),
        parameters=front.parameters(),
        rationale=" ".join(front.text("rationale").split()),
        sentence=front.sentences(),
        population_sql=sections["population"],
        violations_sql=sections["violations"],
        unknown_sql=sections.get("unknown"),
        text=plain,
        whole=front.whole(),
    )
    _check_queries(test, place)
    _check_sentences(test, place)
    return test


def _split_front(text: str, place: str) -> tuple[str, str]:
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines) if line.strip() == "*/"), None)
    if lines[0].strip() != "/*" or end is None:
        raise BadTest(place, "There is no front matter.", "Begin the file with a line /*, YAML, and a line */.")
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])


def _yaml(text: str, place: str) -> Mapping[object, object]:
    where = f"{place}, front matter"
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                raise BadTest(where, "It holds a YAML alias.", "Write the value out.")
        loaded = yaml.load(text, Loader=_LOADER)  # noqa: S506  a safe loader
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 2}" if error.problem_mark else ""
        raise BadTest(f"{where}{line}", f"It is not valid YAML: {error.problem}.", "Correct it.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadTest(where, f"It is not valid YAML: {str(error)[:200]}.", "Correct it.") from None
    if not isinstance(loaded, dict):
        raise BadTest(where, "It is not a mapping.", f"Write keys and values: {', '.join(sorted(_KEYS))}.")
    return loaded


def _sections(text: str, place: str) -> dict[str, str]:
    marks = [mark for mark in _SECTION.finditer(text) if mark[1].lower() in _SECTIONS]
    lead = text[: marks[0].start()] if marks else text
    if any(line.strip() and not line.lstrip().startswith("--") for line in lead.split("\n")):
        raise BadTest(
            place,
            "There is text before the first section.",
            "Begin each query with a line -- population, -- violations or -- unknown.",
        )
    found: dict[str, str] = {}
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        name = mark[1].lower()
        if name in found:
            raise BadTest(f"{place}, section {name}", "It is there twice.", "Keep one.")
        body = text[mark.end() : after.start() if after else len(text)].strip()
        found[name] = body.removesuffix(";").rstrip()
    for name in ("population", "violations"):
        if not found.get(name):
            raise BadTest(
                f"{place}, section {name}", "It is missing or empty.", f"Write a line -- {name} and a SELECT below it."
            )
    if found.get("unknown") == "":
        raise BadTest(f"{place}, section unknown", "It is empty.", "Write a SELECT below it, or leave it out.")
    return found


class _Front:
    """The front matter, key by key."""

    def __init__(self, data: Mapping[object, object], place: str) -> None:
        self.data = data
        self.place = place
        odd = [str(key) for key in data if key not in _KEYS]
        if odd:
            raise self.bad(odd[0], "No such key.", f"Keys are: {', '.join(sorted(_KEYS))}.")

    def bad(self, key: str, what: str, remedy: str) -> BadTest:
        return BadTest(f"{self.place}, {key}", what, remedy)

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, "It is missing or not a text.", "Write a text.")
        return value.strip()

    def slug(self, key: str) -> str:
        value = self.text(key)
        if not _SLUG.fullmatch(value) or len(value) > 80:
            raise self.bad(
                key,
                f"{value!r} is not an identifier.",
                "Use lower-case letters, digits and single hyphens, at most 80.",
            )
        return value

    def version(self) -> int:
        value = self.data.get("version")
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.bad("version", f"{value!r} is not a version.", "Write a whole number from 1 up.")
        return value

    def severity(self) -> model.Severity:
        value = self.text("severity")
        for known in model.SEVERITIES:
            if value == known:
                return known
        raise self.bad("severity", f"{value!r} is not a severity.", f"Write one of: {', '.join(model.SEVERITIES)}.")

    def tables(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [] if key == "optional_tables" else None)
        if not isinstance(value, list) or (key == "tables" and not value):
            raise self.bad(key, "It is missing or not a list.", "Write a list of canonical tables, such as [accounts].")
        names = tuple(str(name) for name in value)
        for name in names:
            if name not in TABLES:
                raise self.bad(key, f"There is no table {name!r}.", f"Tables are: {', '.join(sorted(TABLES))}.")
        others = set(self.tables("tables")) if key == "optional_tables" else set()
        if len(set(names)) != len(names) or others & set(names):
            raise self.bad(key, "A table is named twice.", "Name each table once, in tables or in optional_tables.")
        return names

    def whole(self) -> tuple[str, ...]:
        value = self.data.get("whole", [])
        known = {*self.tables("tables"), *self.tables("optional_tables")}
        if not isinstance(value, list) or not {str(name) for name in value} <= known:
            raise self.bad(
                "whole", "It is not a list of tables that the test reads.", "Write tables that are named above."
            )
        return tuple(str(name) for name in value)

    def parameters(self) -> tuple[Parameter, ...]:
        value = self.data.get("parameters") or {}
        if not isinstance(value, dict):
            raise self.bad("parameters", "It is not a mapping.", "Write name: {kind: integer, default: 30, doc: …}.")
        return tuple(self._parameter(name, spec) for name, spec in value.items())

    def _parameter(self, name: object, spec: object) -> Parameter:
        key = f"parameters.{name}"
        taken = {"as_of", *model.COUNTS}
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in taken:
            raise self.bad(
                key,
                "It is not a usable name.",
                f"Use lower-case letters, digits and _, and none of: {', '.join(sorted(taken))}.",
            )
        if not isinstance(spec, dict) or set(spec) - _PARAMETER_KEYS:
            raise self.bad(key, "It has other keys than it may.", f"Keys are: {', '.join(sorted(_PARAMETER_KEYS))}.")
        kind = next((known for known in model.KINDS if known == spec.get("kind")), None)
        if kind is None:
            raise self.bad(key, f"{spec.get('kind')!r} is not a kind.", f"Write one of: {', '.join(model.KINDS)}.")
        doc, unit = spec.get("doc"), spec.get("unit", "")
        if not isinstance(doc, str) or not doc.strip() or not isinstance(unit, str):
            raise self.bad(key, "doc or unit is not a text.", "Say in doc what the parameter is for.")
        try:
            return self._ranged(name, kind, spec, doc.strip(), unit)
        except BadParameter as error:
            raise self.bad(key, error.what, "Correct default, min or max.") from None

    def _ranged(
        self, name: str, kind: model.ParameterKind, spec: Mapping[str, object], doc: str, unit: str
    ) -> Parameter:
        bare = Parameter(name, kind, 0, doc)
        bounds: list[int | float | dt.date | None] = []
        for end in ("min", "max"):
            bound = None if spec.get(end) is None else bare.coerce(spec[end])
            if isinstance(bound, str | bool):
                raise BadParameter(name, f"a {kind} has no {end}.")
            bounds.append(bound)
        if name == model.TOLERANCE:
            if kind != "real":
                raise BadParameter(name, "a share is of kind real.")
            bounds = [0.0 if bounds[0] is None else bounds[0], 1.0 if bounds[1] is None else bounds[1]]
        ranged = Parameter(name, kind, 0, doc, unit, bounds[0], bounds[1])
        return Parameter(name, kind, ranged.coerce(spec.get("default")), doc, unit, bounds[0], bounds[1])

    def sentences(self) -> Sentences:
        value = self.data.get("sentence")
        if not isinstance(value, dict) or set(value) != {"pass", "fail", "unproven"}:
            raise self.bad("sentence", "It is not a mapping of pass, fail and unproven.", "Write all three sentences.")
        texts = [value[key] for key in ("pass", "fail", "unproven")]
        if not all(isinstance(text, str) and text.strip() for text in texts):
            raise self.bad(
                "sentence", "A sentence is not a text.", "Put it in quotation marks; a leading { needs them."
            )
        return Sentences(*(" ".join(text.split()) for text in texts))


def _check_queries(test: ControlTest, place: str) -> None:
    try:
        admitted = admission.admit(test)
    except RefusedQuery as refused:
        raise BadTest(f"{place}, section {refused.section}", refused.reason, refused.remedy) from None
    names = {item.name for item in test.parameters} - {model.TOLERANCE}
    _all_used(f"{place}, tables", "table", {table for table, found in admitted.columns.items() if not found})
    _all_used(f"{place}, parameters", "parameter", names - {name for used in admitted.used.values() for name in used})


def _all_used(where: str, what: str, unused: set[str]) -> None:
    if unused:
        raise BadTest(where, f"No query uses the {what} {min(unused)}.", f"Use the {what}, or remove it.")


def _check_sentences(test: ControlTest, place: str) -> None:
    allowed = model.COUNTS | {item.name for item in test.parameters}
    read: Callable[[str], frozenset[str]] = model.fields_of
    for key, template in zip(("pass", "fail", "unproven"), _templates(test.sentence), strict=True):
        where = f"{place}, sentence.{key}"
        try:
            odd = read(template) - allowed
        except ValueError as error:
            raise BadTest(where, f"The braces are wrong: {error}.", "Write {population} and such.") from None
        if odd:
            raise BadTest(where, f"{{{min(odd)}}} is not known.", f"Use: {', '.join(sorted(allowed))}.")


def _templates(sentences: Sentences) -> tuple[str, str, str]:
    return sentences.passed, sentences.failed, sentences.unproven
