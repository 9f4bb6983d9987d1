"""The reference pages that are made from the program itself. Each function gives one page of Markdown."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from earnest.library.starter_estimates import Starter

ROOT = Path(__file__).resolve().parents[1]
MADE = "*This page is made from the program by `make docs`. Change the program, not the page.*"

_SETTINGS = {
    "EARNEST_WORKSPACE": "Directory of the record: database, evidence, documents, key.",
    "EARNEST_DATABASE_URL": "Database, such as `postgresql://earnest@db/earnest`. Default: SQLite in the workspace.",
    "EARNEST_URL": "The address that people use. With `https://`, secure cookies and TLS alone.",
    "EARNEST_HOSTS": "Host names that the server answers to, with commas between them.",
    "EARNEST_BEHIND_PROXY": "`1` if a proxy that you trust sets `X-Forwarded-Proto`.",
    "EARNEST_TICKET_HOSTS": "Hosts inside your network that tickets may be sent to, with commas. Default: none.",
    "EARNEST_SECRET_KEY": "Signs sessions and links; 40 characters or more. Default: `secret.key` in the workspace.",
    "EARNEST_TIME_ZONE": "Time zone of the organisation, such as `Europe/Dublin`.",
    "EARNEST_TODAY": "A day to take for today, such as `2026-11-21`. For demonstrations and rehearsals only.",
    "EARNEST_LOG_LEVEL": "`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
    "EARNEST_DEBUG": "`1` shows tracebacks in the browser. Never where others can reach the server.",
}


def pages() -> dict[str, Callable[[], str]]:
    """Every made page: its path below `docs/reference`, and what makes it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from earnest.engines.canonical import reference as canonical
    from earnest.engines.control_tests import portable
    from earnest.library import reference as library
    from earnest.library.crosswalk import crosswalk_ids

    found: dict[str, Callable[[], str]] = {
        "tables.md": canonical.render,
        "sql.md": portable.reference,
        "formats.md": formats,
        "control-tests.md": control_tests,
        "statuses.md": statuses,
        "frameworks.md": library.render_frameworks,
        "settings.md": settings,
        "roles.md": roles,
        "command-line.md": command_line,
        "errors.md": errors,
        "starter-estimates.md": starter_estimates,
        "budget-benchmarks.md": budget_benchmarks,
        "api.md": api,
        **budget_schemas(),
    }
    for key in crosswalk_ids():
        found[f"crosswalk/{key}.md"] = partial(library.render_crosswalk, key)
    return found


def formats() -> str:
    from earnest.engines.ingest import FORMATS

    rows = [(f"`{one.id}`", one.title, ", ".join(f"[{t}](tables.md#{t})" for t in one.tables)) for one in FORMATS]
    return _page(
        "Formats",
        "Exports that Earnest reads as they come. It recognises a file by what is in it, not by its name. "
        "Anything else in CSV, XLSX, JSON or NDJSON is read with [an adapter](../how-to/adapter.md).",
        _table(("format", "export", "tables"), rows),
    )


def control_tests() -> str:
    from earnest.library.shipped_tests import control_tests as shipped

    parts = []
    found = sorted(shipped().values(), key=lambda test: test.id)
    rows = [(f"[{t.id}](#{t.id})", t.severity, f"`{t.control}`", t.title) for t in found]
    parts.append(_table(("test", "severity", "control", "passes when"), rows))
    for test in found:
        tables = ", ".join(f"[{name}](tables.md#{name})" for name in test.tables)
        optional = ", ".join(f"[{name}](tables.md#{name})" for name in test.optional_tables)
        lines = [f"## {test.id}", "", f"{test.title}.", "", " ".join(test.rationale.split()), ""]
        lines.append(f"Reads {tables}" + (f"; and {optional} where there is any." if optional else "."))
        shown = [(f"`{p.name}`", p.kind, f"`{p.default}`", p.unit or "", p.doc) for p in test.parameters]
        if shown:
            lines += ["", _table(("parameter", "kind", "default", "unit", "meaning"), shown)]
        parts.append("\n".join(lines))
    return _page("Control tests", f"The {len(found)} control tests that ship with Earnest.", *parts)


def statuses() -> str:
    from earnest.engines.assurance import REASON_CODES
    from earnest.engines.assurance.statuses import ControlStatus, Grade, RequirementStatus

    grades = {
        "A": "The whole population tested by machine.",
        "B": "A sample tested by machine.",
        "C": "A document or record inspected by a person other than the owner.",
        "D": "Attested by the owner.",
        "E": "Asserted only: nothing live stands behind it.",
    }
    assert list(grades) == [grade.value for grade in Grade]
    return _page(
        "Statuses, grades and reasons",
        "Nobody types these. They are derived; [Statuses explained](../guide/statuses.md) says how.",
        "## Of a control\n\n" + ", ".join(f"*{one.value}*" for one in ControlStatus) + ".",
        "## Of a requirement\n\n" + ", ".join(f"*{one.value}*" for one in RequirementStatus) + ".",
        "## Grades of evidence\n\n" + _table(("grade", "means"), list(grades.items())),
        "## Reason codes\n\nCodes are stable; the words around them may change.\n\n"
        + _table(("code", "means"), [(f"`{code}`", text) for code, text in REASON_CODES.items()]),
    )


def settings() -> str:
    rows = [
        (f"`{name}`", f"`{default}`" if default else "", _SETTINGS[name]) for name, default in sorted(_read_settings())
    ]
    text = (
        "Everything that differs between installations comes from the environment. "
        "A value that cannot be used stops the program, which names the setting."
    )
    return _page("Settings", text, _table(("variable", "default", "meaning"), rows))


def _read_settings() -> Iterator[tuple[str, str]]:
    """Each variable that the configuration reads, with its default."""
    seen = set()
    for name in ("settings.py", "env.py"):
        tree = ast.parse((ROOT / "src/earnest/config" / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            first = node.args[0].value
            if isinstance(first, str) and first.startswith("EARNEST_") and " " not in first and first not in seen:
                seen.add(first)
                default = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) else ""
                yield first, str(default)


def roles() -> str:
    from earnest.foundation.actor import ALLOWED, May, Role

    people = [role for role in Role if role is not Role.PROGRAM]
    rows = [(what.value, *("yes" if what in ALLOWED[role] else "" for role in people)) for what in May]
    text = (
        "What each role may do. Guests and employees see nothing of the shared record until it is shared with them. "
        "A row that a person may not see and a row that does not exist answer alike. "
        "The command line acts as the program itself: whoever holds the workspace's files may do everything."
    )
    return _page("Roles and permissions", text, _table(("may", *(str(role.label) for role in people)), rows))


def command_line() -> str:
    import typer
    from typer.testing import CliRunner

    from earnest.interfaces.cli.main import app

    names: list[tuple[str, ...]] = [()]
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]  # a group has commands
        names.append((name,))
        names += [(name, below) for below in getattr(command, "commands", {})]
    parts = []
    for words in names:
        result = CliRunner().invoke(
            app, [*words, "--help"], prog_name="earnest", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}
        )
        parts.append(f"## {' '.join(('earnest', *words))}\n\n```text\n{_stripped(result.output)}\n```")
    return _page("Command line", "What `--help` says of each command. [JSON](json.md) has its own page.", *parts)


def errors() -> str:
    from earnest.foundation import errors as module
    from earnest.interfaces.cli.output import Exit

    meanings = {
        Exit.DONE: "Done.",
        Exit.FOUND: "Done, and something was found: `--fail-on` matched, a control test did not pass, `doctor` found "
        "damage, or a file could not be read.",
        Exit.FAILED: "The command could not be carried out; the reason is on standard error.",
        Exit.INTERRUPTED: "Stopped with Ctrl-C.",
    }
    rows = [(f"`{int(code)}`", meanings[code]) for code in Exit]
    kinds = [module.Invalid, module.NotAllowed, module.Conflict, module.Broken]
    told = [(f"`{one.__name__}`", str(one.status), (one.__doc__ or "").splitlines()[0]) for one in kinds]
    return _page(
        "Errors and exit codes",
        "An error says what happened, where, and what to do. In the API it is a problem document (RFC 9457) whose "
        "`detail` is that text; on the command line the same text goes to standard error.",
        "## Exit codes\n\nThe same for every command.\n\n" + _table(("code", "means"), rows),
        "## Kinds of error\n\n" + _table(("kind", "HTTP status", "means"), told),
    )


def starter_estimates() -> str:
    from earnest.library.starter_estimates import starter_estimates as held

    file = held()
    uses = {"prior": "to start from", "reference": "to hold an estimate against"}
    parts = [file.use_note, file.currency_note + " " + file.cap_note, f"As of {file.as_of}. {file.source}"]
    events = list(dict.fromkeys(one.event for one in file.starters))
    for event in events:
        found = [one for one in file.starters if one.event == event]
        parts.append(f"## {_sentence(event)}")
        for one in found:
            facts = [
                f"{one.sector.capitalize() if one.sector != 'any' else 'Any sector'}{_revenue(one)}",
                f"{_amounts(one)}, {one.unit.replace('currency', one.currency or 'currency')}",
                f"`{one.part}` as `{one.shape}`, {uses[one.use]}",
                f"Published: {one.published}",
                f"Derivation: {one.derivation}",
                f"Source: [{one.source}]({one.url}), {one.year}; {one.confidence}",
                f"Caution: {one.caution}",
            ]
            parts.append(f"### {one.what}\n\n" + "\n".join(f"- {fact}" for fact in facts))
    parts.append("## What was looked for and not found\n\n" + "\n".join(f"- {one}" for one in file.left_out))
    return _page("Starter estimates", *parts)


def _amounts(starter: Starter) -> str:
    """The figures of a starter with their names."""
    named = (("low", starter.low), ("most likely", starter.mode), ("high", starter.high), ("at most", starter.cap))
    return ", ".join(f"{name} {amount:,.10g}" for name, amount in named if amount is not None)


def _revenue(starter: Starter) -> str:
    low, high = starter.revenue_from, starter.revenue_to
    if low is None and high is None:
        return ""
    if low is None:
        return f", revenue under {high:,.0f}"
    return f", revenue from {low:,.0f}" + ("" if high is None else f" to under {high:,.0f}")


def budget_benchmarks() -> str:
    from earnest.library.budget_benchmarks import budget_benchmarks as held

    file = held()
    parts = [file.use_note, f"As of {file.as_of}. {file.source}"]
    for measure in dict.fromkeys(one.measure for one in file.benchmarks):
        rows = [
            (
                one.what,
                *(_benchmark(one.unit, amount) for amount in (one.low, one.middle, one.high)),
                str(one.year),
                one.population,
                f"[{one.source}]({one.url})",
                one.confidence,
                one.caution,
            )
            for one in file.of(measure)
        ]
        head = ("what", "low", "middle", "high", "year", "of whom", "source", "confidence", "caution")
        parts.append(f"## {_sentence(measure)}\n\n{_table(head, rows)}")
    parts.append("## What was looked for and not found\n\n" + "\n".join(f"- {one}" for one in file.left_out))
    return _page("What others say they spend", *parts)


def budget_schemas() -> dict[str, Callable[[], str]]:
    """The shapes of `earnest budget … --json`, from the types that the command prints."""
    from earnest.duties.budget.queries import Choice, Cut, Ranking, YearView

    shapes: dict[str, dict[str, Any]] = {
        "show": {"year": YearView, "ranking": Ranking},
        "optimize": {"": Choice},
        "frontier": {"points": tuple[Choice, ...]},
        "cut": {"": Cut},
    }
    return {f"schemas/budget-{name}.json": partial(_schema, name, parts) for name, parts in shapes.items()}


def _schema(name: str, parts: Mapping[str, Any]) -> str:
    """A JSON Schema of an object with these parts; a part without a name is the object itself."""
    found, below = msgspec.json.schema_components(list(parts.values()), ref_template="#/$defs/{name}")
    of = dict(zip(parts, found, strict=True))
    body = of[""] if "" in of else {"type": "object", "properties": of, "required": list(of)}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"earnest budget {name} --json"}
    return json.dumps(head | body | {"$defs": _described(below)}, indent=2, ensure_ascii=False) + "\n"


def _described(below: Mapping[str, Any]) -> dict[str, Any]:
    """The parts with what their types say of them, as one line without code marks."""
    said = {name: dict(one) for name, one in below.items()}
    for one in said.values():
        if "description" in one:
            one["description"] = " ".join(str(one["description"]).replace("`", "").split())
    return said


def _benchmark(unit: str, amount: float | None) -> str:
    if amount is None:
        return ""
    return f"{100 * amount:.3g} %" if unit == "share" else f"{amount:,.0f} {unit}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def api() -> str:
    from earnest.interfaces.api.api import api as made

    schema = made.get_openapi_schema(path_prefix="/api/")
    rows = [
        (f"`{method.upper()}`", f"`{path}`", str(operation.get("summary", "")))
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return _page(
        "API",
        "REST with JSON. Sign in with a token: `Authorization: Bearer earnest_…`. Errors are problem documents "
        "(RFC 9457). The full description is OpenAPI 3.1 at `/api/openapi.json` of a running workbench. "
        "No endpoint takes a status: they are derived.",
        _table(("method", "path", "what"), rows),
    )


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", MADE, *parts]).rstrip() + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [_row(head), _row(("---",) * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())
