"""Each command line in the documentation can be typed: the command is there, and so are its options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from earnest.interfaces.cli.main import app
from tests.documentation.conftest import DOCS

ROOT = DOCS.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def shown(path: Path) -> list[str]:
    """The lines of the `sh` blocks of a page, without their comments."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, flags=re.S | re.M)
    return [line for block in blocks for raw in block.splitlines() if (line := raw.split(" #")[0].strip())]


LINES = sorted({line for page in PAGES for line in shown(page)})


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("earnest")])
def test_a_command_line_that_is_shown_can_be_typed(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    command = typer.main.get_command(app)
    context = command.make_context("earnest", [], resilient_parsing=True)
    rest = command.parse_args(context, words)
    del rest
    left = [*context._protected_args, *context.args]
    while left and hasattr(command, "commands") and not left[0].startswith("-"):
        assert left[0] in command.commands, f"{left[0]} is no command"
        command, left = command.commands[left[0]], left[1:]
    for word in left:
        if not (word.startswith("-") or "." in word or "=" in word):
            continue
        if word.startswith("-"):
            options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
            assert word.split("=")[0] in options, f"{command.name} has no option {word}"


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make")])
def test_a_make_target_that_is_shown_exists(line: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{line.split()[1]}:", makefile, flags=re.M), line


def test_the_readme_shows_every_command() -> None:
    named = {line.split()[1] for line in shown(ROOT / "README.md") if line.startswith("earnest ")}
    group = typer.main.get_command(app)
    beside = {"demo", "worker"}  # `make demo` is shown; the worker is started by serve
    assert named | beside == set(group.commands)  # type: ignore[attr-defined]  # a group has commands


def test_the_schemas_are_those_that_the_page_names() -> None:
    page = (DOCS / "reference/json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\(schemas/([\w-]+\.json)\)", page))
    assert named == {path.name for path in (DOCS / "reference/schemas").glob("*.json")}
