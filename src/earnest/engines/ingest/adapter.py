"""Adapter files: how a user tells which column of any export goes into which canonical column.

    adapter: 1
    id: larkfield-backups
    title: Veeam job history as Larkfield exports it
    format: csv                      # csv | xlsx | json | ndjson
    delimiter: ";"                   # csv only, optional; sheet: name (xlsx); records: items.rows (json)
    match: {columns: [job_id, vm, result]}
    observed: {from: exported_at, zone: UTC}
    tables:
      backups:
        where: {column: type, in: [backup]}
        columns:
          backup_id: job_id
          system: {constant: veeam}
          succeeded: {from: result, values: {Success: true, Warning: true, Failed: false}}
          started_at: {from: start, layout: "%d/%m/%Y %H:%M", zone: Europe/Dublin}
          asset: {from: vm, lower: true}

Every scalar is read as text, so that `No` and `007` stay what was written; the kind of the canonical column says what
becomes of it. In `values` an empty text or `null` means: not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from difflib import get_close_matches
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo

import yaml

from earnest.engines.canonical import TABLES, Column
from earnest.engines.ingest.coerce import FieldError, Scalar, count, day, epoch, flag, instant, lower, real, text
from earnest.engines.ingest.writer import Value

AdapterFile = Literal["csv", "xlsx", "json", "ndjson"]
EPOCH = "epoch"
"""The layout that stands for seconds since 1970."""

_FORMATS = get_args(AdapterFile)
_TOP = frozenset({"adapter", "id", "title", "format", "delimiter", "sheet", "records", "match", "observed", "tables"})
_RULE = frozenset({"from", "constant", "values", "layout", "zone", "lower"})
_NULLS = frozenset({"", "null", "~"})


class AdapterError(ValueError):
    """The adapter file is wrong. `key` is the path of the faulty key, such as `tables.backups.columns.asset`."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(key, problem)
        self.key = key
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.key}: {self.problem}" if self.key else self.problem


@dataclass(frozen=True)
class ColumnRule:
    """Where the value of one canonical column comes from."""

    column: Column
    source: str | None = None
    constant: str | None = None
    values: Mapping[str, str] | None = None
    layout: str | None = None
    zone: tzinfo = UTC
    lower: bool = False

    def value(self, found: Scalar) -> Value:
        """The canonical value for what the export has. FieldError names the export's column."""
        said = self.constant if self.source is None else found
        if self.values is not None:
            word = text(said)
            if word is None:
                return None
            if word.casefold() not in self.values:
                raise FieldError(self.source or "", f"{word!r} is not among the values of the adapter")
            said = self.values[word.casefold()]
            if said in _NULLS:
                return None
        return self._typed(said)

    def _typed(self, said: Scalar) -> Value:
        field = self.source or self.column.name
        layouts = (self.layout,) if self.layout else ()
        match self.column.kind:
            case "text":
                return lower(said) if self.lower else text(said)
            case "boolean":
                return flag(said, field)
            case "integer":
                return count(said, field)
            case "real":
                return real(said, field)
            case "date":
                return day(said, field, layouts=layouts)
            case "timestamp":
                if self.layout == EPOCH:
                    return epoch(said, field)
                return instant(said, field, zone=self.zone, layouts=layouts)


@dataclass(frozen=True)
class TableRule:
    """The columns of one canonical table, and which rows of the export go there: those whose `column` is in `words`."""

    table: str
    columns: tuple[ColumnRule, ...]
    column: str | None = None
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Adapter:
    """A user's own format. `match` are the columns that a file is recognised by; without any it must be named."""

    id: str
    title: str
    format: AdapterFile
    tables: tuple[TableRule, ...]
    match: tuple[str, ...] = ()
    observed: ColumnRule | None = None
    delimiter: str = ""
    sheet: str = ""
    records: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The export's columns that are read, each once."""
        rules = [rule for table in self.tables for rule in table.columns] + ([self.observed] if self.observed else [])
        named = [rule.source for rule in rules] + [table.column for table in self.tables]
        return tuple(dict.fromkeys(name for name in named if name))


def load_adapter(written: str) -> Adapter:
    """The adapter that a YAML text describes. AdapterError names the first faulty key."""
    try:
        data = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only text, lists and mappings
    except yaml.YAMLError as problem:
        raise AdapterError("", f"this is not YAML: {problem}") from None
    except RecursionError:
        raise AdapterError("", "the file is nested too deeply") from None
    top = _mapping("", data, _TOP)
    if top.get("adapter") != "1":
        raise AdapterError("adapter", "must be 1, the version of the adapter language")
    kind = _text("format", top)
    if kind not in _FORMATS:
        raise AdapterError("format", f"{kind!r} is not one of {', '.join(_FORMATS)}")
    for key, only in (("delimiter", "csv"), ("sheet", "xlsx"), ("records", "json")):
        if key in top and kind != only:
            raise AdapterError(key, f"belongs to the format {only} only")
    delimiter = _text("delimiter", top, "")
    if len(delimiter) > 1:
        raise AdapterError("delimiter", "must be one character")
    tables = _mapping("tables", top.get("tables"))
    if not tables:
        raise AdapterError("tables", "names no table")
    return Adapter(
        id=_text("id", top),
        title=_text("title", top),
        format=cast("AdapterFile", kind),
        tables=tuple(_table(name, content) for name, content in tables.items()),
        match=_match(top.get("match")),
        observed=_observed(top["observed"]) if "observed" in top else None,
        delimiter=delimiter,
        sheet=_text("sheet", top, ""),
        records=_text("records", top, ""),
    )


def _match(data: object) -> tuple[str, ...]:
    if data is None:
        return ()
    return _texts("match.columns", _mapping("match", data, frozenset({"columns"})).get("columns"))


def _observed(data: object) -> ColumnRule:
    content = _mapping("observed", data, frozenset({"from", "as", "layout", "zone"}))
    if content.get("as", "timestamp") != "timestamp":
        raise AdapterError("observed.as", "can only be timestamp")
    rule = {key: value for key, value in content.items() if key != "as"}
    return _rule("observed", Column("observed_at", "timestamp", "When the tool looked."), rule)


def _table(name: str, data: object) -> TableRule:
    at = f"tables.{name}"
    table = TABLES.get(name)
    if table is None:
        raise AdapterError(at, f"there is no such table{_meant(name, tuple(TABLES))}")
    content = _mapping(at, data, frozenset({"where", "columns"}))
    columns = _mapping(f"{at}.columns", content.get("columns"))
    rules = []
    for column, rule in columns.items():
        if column not in table.names:
            problem = f"table {name} has no such column{_meant(column, table.names)}"
            raise AdapterError(f"{at}.columns.{column}", problem)
        rules.append(_rule(f"{at}.columns.{column}", table.column(column), rule))
    missing = [column.name for column in table.columns if column.required and column.name not in columns]
    if missing:
        raise AdapterError(f"{at}.columns", f"required columns are missing: {', '.join(missing)}")
    if "where" not in content:
        return TableRule(name, tuple(rules))
    where = _mapping(f"{at}.where", content["where"], frozenset({"column", "in"}))
    words = frozenset(word.strip().casefold() for word in _texts(f"{at}.where.in", where.get("in")))
    return TableRule(name, tuple(rules), _text("column", where, at=f"{at}.where."), words)


def _rule(at: str, column: Column, data: object) -> ColumnRule:
    if isinstance(data, str):
        data = {"from": data}
    content = _mapping(at, data, _RULE)
    if ("from" in content) == ("constant" in content):
        raise AdapterError(at, "needs either from or constant")
    for key in ("layout", "zone"):
        if key in content and column.kind not in ("timestamp", "date"):
            raise AdapterError(f"{at}.{key}", f"is for times and days, and {column.name} is of kind {column.kind}")
    rule = ColumnRule(
        column=column,
        source=_text("from", content, at=f"{at}.") if "from" in content else None,
        constant=_text("constant", content, at=f"{at}.") if "constant" in content else None,
        values=_values(f"{at}.values", content["values"]) if "values" in content else None,
        layout=_text("layout", content, at=f"{at}.") if "layout" in content else None,
        zone=_zone(f"{at}.zone", _text("zone", content, "UTC", at=f"{at}.")),
        lower=_lower(f"{at}.lower", content.get("lower", "false")),
    )
    _check_promises(at, rule)
    return rule


def _check_promises(at: str, rule: ColumnRule) -> None:
    """Constants and mapped values are known now: a wrong one is the adapter's fault, not that of every row."""
    said: dict[str, str | None] = {f"{at}.values.{word}": word for word in rule.values or ()}
    if rule.source is None:
        said = {f"{at}.constant": rule.constant}
    for key, word in said.items():
        try:
            value = (
                rule.value(word) if rule.source is None else ColumnRule(rule.column, "", values=rule.values).value(word)
            )
        except FieldError as problem:
            raise AdapterError(key, problem.reason) from None
        if rule.column.choices and value is not None and value not in rule.column.choices:
            raise AdapterError(key, f"{value!r} is not one of {', '.join(rule.column.choices)}")


def _values(at: str, data: object) -> dict[str, str]:
    return {word.strip().casefold(): _string(f"{at}.{word}", value) for word, value in _mapping(at, data).items()}


def _zone(at: str, name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise AdapterError(at, f"{name!r} is no time zone; write it as in Europe/Dublin") from None


def _lower(at: str, written: object) -> bool:
    if written not in ("true", "false"):
        raise AdapterError(at, "must be true or false")
    return written == "true"


def _mapping(at: str, data: object, allowed: frozenset[str] | None = None) -> dict[str, object]:
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise AdapterError(at, "must be a mapping of keys to values")
    for key in data:
        if allowed is not None and key not in allowed:
            here = f"{at}.{key}" if at else key
            raise AdapterError(here, f"there is no such key{_meant(key, tuple(sorted(allowed)))}")
    return data


def _texts(at: str, data: object) -> tuple[str, ...]:
    if not isinstance(data, list) or not data:
        raise AdapterError(at, "must be a list of texts")
    return tuple(_string(f"{at}.{index}", item) for index, item in enumerate(data))


def _text(key: str, content: Mapping[str, object], default: str | None = None, *, at: str = "") -> str:
    if key not in content and default is not None:
        return default
    written = _string(f"{at}{key}", content.get(key))
    if not written.strip() and key != "delimiter":
        raise AdapterError(f"{at}{key}", "is empty")
    return written


def _string(at: str, data: object) -> str:
    if not isinstance(data, str):
        raise AdapterError(at, "is missing" if data is None else "must be a text")
    return data


def _meant(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(known)}"
