"""Checking evidence in a pipeline, with no workspace and over one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

HEAD = "user_id,login,privileged,enabled,mfa\n"
ADAPTER = """\
adapter: 1
id: people-export
title: Accounts as our portal exports them
format: csv
match: {columns: [user_id, login, privileged, enabled, mfa]}
tables:
  accounts:
    columns:
      account_id: user_id
      system: {constant: portal}
      username: login
      kind: {constant: person}
      enabled: {from: enabled, values: {"yes": true, "no": false}}
      privileged: {from: privileged, values: {"yes": true, "no": false}}
      mfa_enrolled: {from: mfa, values: {"yes": true, "no": false}}
"""
EXCEPTION = """\
exceptions:
  - {test: privileged-mfa, subject: "portal:u2", reason: New phone is on its way., measure: Watched daily.,
     asked_by: rita@birch.example, approver: ada@birch.example, from: 2026-11-01, until: %s}
"""


class Pipe:
    """A repository with a policy, an adapter and an export."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder
        (folder / "adapter.yaml").write_text(ADAPTER, encoding="utf-8")
        self.people("u1,ada,yes,yes,yes", "u2,rita,yes,yes,no")

    def people(self, *rows: str) -> None:
        (self.folder / "people.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")

    def check(self, *more: str, observed: str = "2026-11-20T06:00Z", extra: str = "", day: str = "2026-11-21") -> Any:
        stated = f", observed: {observed}" if observed else ""
        (self.folder / "earnest-check.yaml").write_text(
            f"earnest-check: 1\nevidence: [{{path: people.csv{stated}}}]\nadapters: [adapter.yaml]\n"
            f"max_evidence_age: 7\nmust_hold: {{tests: [privileged-mfa]}}\n{extra}",
            encoding="utf-8",
        )
        policy = str(self.folder / "earnest-check.yaml")
        done = self.run("check", policy, "--as-of", day, "--json", *more)
        assert done.stdout, done.output
        return done.exit_code, json.loads(done.stdout)


@pytest.fixture
def pipe(run: Run, tmp_path: Path) -> Pipe:
    return Pipe(run, tmp_path)


def test_a_violation_fails_and_is_found_in_its_row(pipe: Pipe, tmp_path: Path, folder: Path) -> None:
    code, found = pipe.check("--sarif", str(tmp_path / "o.sarif"), "--badge", str(tmp_path / "b.svg"))
    (test,) = found["tests"]
    (one,) = test["deviations"]
    assert (code, found["outcome"], test["population"]) == (1, "failing", 2)
    assert (one["subject"], one["place"]) == ("portal:u2", {"file": "people.csv", "within": "row 3", "line": 3})
    (result,) = json.loads((tmp_path / "o.sarif").read_bytes())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert "1 failing" in (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert not folder.exists()


def test_all_that_is_demanded_and_seen_to_hold_is_passing(pipe: Pipe, tmp_path: Path) -> None:
    pipe.people("u1,ada,yes,yes,yes")
    code, found = pipe.check("--badge", str(tmp_path / "b.svg"))
    assert (code, found["outcome"]) == (0, "passing")
    assert "#1a7f37" in (tmp_path / "b.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("observed", "rows", "says"),
    [
        ("", ("u1,ada,yes,yes,yes",), "does not say when it was observed"),
        ("2026-10-01T06:00Z", ("u1,ada,yes,yes,yes",), "over 7 days ago"),
        ("2026-11-25T06:00Z", ("u1,ada,yes,yes,yes",), "observed later"),
        ("2026-11-20T06:00Z", ("u1,ada,no,yes,yes",), ""),
        ("2026-11-20T06:00Z", ("u1,ada,yes,yes,",), ""),
    ],
)
def test_no_look_is_no_pass(pipe: Pipe, tmp_path: Path, observed: str, rows: tuple[str, ...], says: str) -> None:
    pipe.people(*rows)
    code, found = pipe.check("--badge", str(tmp_path / "b.svg"), observed=observed)
    assert (code, found["outcome"]) == (1, "unproven")
    assert "#1a7f37" not in (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert says in " ".join(found["notes"])
    assert pipe.check(observed=observed, extra="unproven: report\n")[0] == 0


def test_an_exception_counts_until_its_last_day_and_then_no_more(pipe: Pipe) -> None:
    assert pipe.check(extra=EXCEPTION % "2026-11-21")[0] == 0
    code, found = pipe.check(extra=EXCEPTION % "2026-11-20")
    assert (code, found["outcome"]) == (1, "failing")
    assert "ended on 2026-11-20" in " ".join(found["notes"])


def test_a_severity_that_the_policy_tolerates_is_a_warning(pipe: Pipe) -> None:
    code, found = pipe.check(extra="fail_on: [low]\n")
    assert (code, found["outcome"], found["tests"][0]["outcome"]) == (0, "passing", "warning")


@pytest.mark.parametrize("link", ["people.csv", "adapter.yaml", "own/mine.sql"])
def test_a_link_out_of_the_folder_is_not_followed(
    pipe: Pipe, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret"
    secret.write_text("hidden: [words\n", encoding="utf-8")
    (tmp_path / link).parent.mkdir(exist_ok=True)
    (tmp_path / link).unlink(missing_ok=True)
    (tmp_path / link).symlink_to(secret)
    policy = tmp_path / "earnest-check.yaml"
    policy.write_text(
        "earnest-check: 1\nevidence: [people.csv]\nadapters: [adapter.yaml]\ntests: own\n"
        "must_hold: {tests: [privileged-mfa]}\n",
        encoding="utf-8",
    )
    if link != "own/mine.sql":
        policy.write_text(policy.read_text(encoding="utf-8").replace("tests: own\n", ""), encoding="utf-8")
    done = pipe.run("check", str(policy))
    assert done.exit_code == 2
    assert "leads out of the policy's folder" in " ".join(done.output.split())
    assert "hidden" not in done.output


def test_a_workspace_is_checked_with_its_own_evidence_only(run: Run, workspace: Path, tmp_path: Path) -> None:
    run("adopt", "mfa-privileged")
    policy = tmp_path / "p.yaml"
    policy.write_text("earnest-check: 1\nmust_hold: {controls: [mfa-privileged]}\n", encoding="utf-8")
    done = run("-w", str(workspace), "check", str(policy), "--json")
    assert (done.exit_code, json.loads(done.stdout)["outcome"]) == (1, "unproven")
    policy.write_text("earnest-check: 1\nevidence: [x]\nmust_hold: {controls: [mfa-privileged]}\n", encoding="utf-8")
    assert run("-w", str(workspace), "check", str(policy)).exit_code == 2


def test_what_is_not_there_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("earnest-check: 1\nevidence: [x]\nmust_hold:\n  tests: [lost]\n", encoding="utf-8")
    done = run("check", str(policy))
    assert done.exit_code == 2
    assert "p.yaml, line 4, must_hold.tests: there is no control test 'lost'" in done.output
