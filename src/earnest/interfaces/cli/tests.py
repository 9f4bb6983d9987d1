"""Writing and trying control tests."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, fail, print_json, say

app = typer.Typer(help="Write, run and explain control tests.", no_args_is_help=True, rich_markup_mode=None)
Target = Annotated[str, typer.Argument(help="Id of a control test, or a file that holds one.")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to run for. Default: today.")]


@app.command("list")
def list_tests(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the control tests of the library, and of the workspace if there is one."""
    from earnest.library.shipped_tests import control_tests

    found = {**control_tests(), **_own()}.values()
    if as_json:
        print_json(
            [
                {"id": t.id, "title": t.title, "control": t.control, "severity": t.severity, "tables": t.tables}
                for t in found
            ]
        )
        return
    for test in found:
        say(f"{test.id:36} {test.severity:8} {test.title}")


@app.command("new")
def new(
    test_id: Annotated[str, typer.Argument(help="Id of the new test, such as vpn-accounts.")],
    control: Annotated[str, typer.Option(help="Control of the catalogue that it speaks for.")],
    table: Annotated[str, typer.Option(help="Canonical table that it reads.")],
    title: Annotated[str, typer.Option(help="What it says when it passes.")] = "",
    into: Annotated[Path, typer.Option(help="Folder to write it to.", file_okay=False)] = Path(),
) -> None:
    """Write a new control test that runs as it is, for you to change."""
    from earnest.engines.control_tests.scaffold import new_test

    path = into / f"{test_id}.sql"
    if path.exists():
        fail(f"{path} is there already.")
    text = new_test(test_id, title or test_id.replace("-", " ").capitalize(), control, table)
    into.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    say(f"Wrote {path}. Try it with: earnest test run {path}")


@app.command("explain")
def explain(target: Target) -> None:
    """Say in words what a control test looks at, with which parameters."""
    from earnest.engines.control_tests.scaffold import explain as explained

    for line in explained(_find(target)).splitlines():
        say(line)


@app.command("run")
def run(
    target: Target,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", help="name=value; may be repeated.")
    ] = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run one control test over the workspace's evidence and show what violates. Nothing is kept."""
    values = dict(_pair(text) for text in parameter or ())
    django_setup.start()
    from earnest.core.assurance import queries
    from earnest.engines.control_tests.model import BadParameter
    from earnest.engines.control_tests.results import sentence, to_json
    from earnest.engines.control_tests.runner import run as run_tests
    from earnest.foundation import clock

    test = _find(target)
    day: date = as_of.date() if as_of else clock.today()
    gathered = queries.gather(day)
    data = queries.dataset(gathered.snapshots, gathered.sources, gathered.as_of)
    try:
        bound = test.bind(values)
    except BadParameter as error:
        fail(str(error))
    (result,) = run_tests([bound], data, as_of=gathered.as_of)
    if as_json:
        print_json(json.loads(to_json(result)))
    else:
        _print(result.outcome, sentence(test, result) if not result.error else result.error, result)
    if result.outcome != "pass":
        raise typer.Exit(Exit.FOUND)


@app.command("sql")
def sql(
    target: Target,
    dialect: Annotated[str, typer.Option("--for", help="Engine: postgres or spark.")],
    as_of: AsOf = None,
) -> None:
    """Print a control test in the SQL of another engine, with its parameters written in."""
    from earnest.engines.control_tests.elsewhere import DIALECTS, translate
    from earnest.engines.control_tests.model import Bound, RefusedQuery
    from earnest.foundation import clock

    known = next((one for one in DIALECTS if one == dialect), None)
    if known is None:
        fail(f"There is no engine {dialect!r}. Known: {', '.join(DIALECTS)}.")
    test = _find(target)
    django_setup.start()
    try:
        told = translate(Bound(test, {}), known, clock.end_of(as_of.date() if as_of else clock.today()))
    except RefusedQuery as error:
        fail(str(error))
    for section in ("population", "violations", "unknown"):
        query = getattr(told, section)
        if query:
            say(f"-- {section}\n{query};\n")


@app.command("tables")
def tables(
    into: Annotated[Path, typer.Argument(help="Folder for one Parquet file a table.", file_okay=False)],
    as_of: AsOf = None,
) -> None:
    """Write the canonical tables that control tests read, one Parquet file each, for another engine."""
    django_setup.start()
    from earnest.core.assurance import queries
    from earnest.engines.canonical import TABLES
    from earnest.engines.control_tests.elsewhere import write_tables
    from earnest.foundation import clock

    gathered = queries.gather(as_of.date() if as_of else clock.today())
    data = queries.dataset(gathered.snapshots, gathered.sources, gathered.as_of)
    made = write_tables(data, TABLES.values(), into)
    say(f"Wrote {len(made)} tables to {into}, as of {gathered.as_of:%Y-%m-%d}.")


def _print(outcome: str, text: str, result: Any) -> None:
    say(f"{outcome}: {text}", style="bold")
    if result.missing:
        say(f"  no evidence for: {', '.join(result.missing)}")
    for row in result.violations[:50]:
        say(f"  {row['label']}: {row.get('reason') or ''}")
    if result.violation_count > 50:
        say(f"  … {result.violation_count:,} in all")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        fail(f"--parameter {text!r}: write name=value.")
    return name, value


def _find(target: str) -> Any:
    from earnest.library.shipped_tests import control_test, control_test_ids

    if target.endswith(".sql"):
        return _read(Path(target))
    own = _own()
    if target in own:
        return own[target]
    if target not in control_test_ids():
        fail(f"There is no control test {target!r}. List them with: earnest test list")
    return control_test(target)


def _own() -> dict[str, Any]:
    """The control tests in the workspace's folder, if there is one."""
    found = [_read(path) for path in sorted((Path(os.environ["EARNEST_WORKSPACE"]) / "tests").glob("*.sql"))]
    return {test.id: test for test in found}


def _read(path: Path) -> Any:
    from earnest.engines.control_tests.parsing import parse

    if not path.is_file():
        fail(f"There is no file {path}.")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        fail(f"{path} is not text in UTF-8 (byte {error.start}). Save it as UTF-8.")
    return parse(text, place=str(path))
