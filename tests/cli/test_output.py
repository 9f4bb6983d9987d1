from __future__ import annotations

import io
import sys

import pytest

from earnest.interfaces.cli import output
from earnest.interfaces.cli.main import workspace_first


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_evidence_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("account \x1b[2J\x07 of \u202eeve\nanother line")
    assert capsys.readouterr().out == "account \\x1b[2J\\x07 of \\x202eeve\\x0aanother line\n"


def test_there_is_no_colour_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("bad", style="red")
    assert capsys.readouterr().out == "bad\n"


def test_a_terminal_gets_colour_unless_it_asks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    output.say("bad", style="red")
    monkeypatch.setenv("NO_COLOR", "1")
    output.say("bad", style="red")
    assert sys.stdout.getvalue() == "\x1b[31mbad\x1b[0m\nbad\n"  # type: ignore[attr-defined]  # it is a Terminal


def test_a_western_terminal_shows_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    output.lenient()
    output.say("“Zoë” 漢")
    output.print_json({"name": "漢"})
    assert raw.getvalue().decode("cp1252") == '“Zoë” \\u6f22\n{\n  "name": "\\u6f22"\n}\n'


def test_progress_is_a_line_for_each_tenth_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with output.progress("Reading") as step:
        for number in range(100):
            step(number, 100, "a file")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [f"Reading: {number} of 100" for number in range(0, 100, 10)]


def test_progress_is_silent_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    with output.progress("Reading", quiet=True) as step:
        step(1, 2, "a file")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["assess", "-w", "x"], ["-w", "x", "assess"]),
        (["assess", "--workspace=x", "--json"], ["--workspace=x", "assess", "--json"]),
        (["-w", "x", "assess"], ["-w", "x", "assess"]),
        (["ingest", "--", "-w", "x"], ["ingest", "--", "-w", "x"]),
        (["assess", "-w"], ["assess", "-w"]),
    ],
)
def test_the_workspace_may_be_named_anywhere_on_the_line(given: list[str], read: list[str]) -> None:
    assert workspace_first(given) == read
