"""What programs are answered: the same fields as the queries give, no paths, and no silence for a wrong question."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from earnest.duties.hygiene.tests.conftest import ACTOR, Estate, flaw
from earnest.foundation import users
from earnest.foundation.actor import Role

BOARD = {"day", "digest", "policy", "policy_title", "adopted", "open", "overdue", "due", "running", "paused",
         "not_applicable", "exploited", "exploited_overdue", "assets", "unlooked", "guessed", "contradictions",
         "vex_unhonoured", "unregistered", "without_package", "by_priority", "by_team", "unproven", "kev_seen_at",
         "epss_seen_at", "left_out"}  # fmt: skip


@pytest.fixture
def ask(estate: Estate, client: Client) -> Any:
    """Asks the API as a reader; gives the answer, or the status where there is none."""
    estate.adopt()
    estate.asset("web-1", team=estate.platform)
    estate.look("vulnerabilities", [flaw(1), flaw(2, fixed_version="")], days_ago=90)
    estate.look("vulnerabilities", [flaw(1), flaw(2, fixed_version="")])
    told = {"email": "rita@birch.example", "name": "Rita", "password": "correct horse battery staple"}
    client.force_login(users.create_user(ACTOR, role=Role.READER, **told))

    def get(path: str, **query: str | int) -> Any:
        found = client.get(f"/api/hygiene/{path}", query)
        return found.json()["answer"] if found.status_code == 200 else found.status_code

    return get


def test_the_board_is_answered_without_its_place_on_the_disk(ask: Any) -> None:
    found = ask("board")
    assert set(found) == BOARD
    assert (found["open"], found["overdue"], found["day"]) == (2, 2, "2026-06-15")
    assert {one["kind"] for one in found["unproven"]} == {"no-kev", "no-epss"}
    assert (ask("board", as_of="2026-03-20")["overdue"], ask("board", as_of="soon")) == (0, 422)


def test_findings_and_one_finding_are_answered_with_their_why(ask: Any) -> None:
    page = ask("findings", clock="overdue", size=1)
    assert (page["count"], page["pages"], len(page["lines"])) == (2, 2, 1)
    one = ask(f"findings/{page['lines'][0]['finding']}")
    assert one["line"] == page["lines"][0]
    assert one["why"].startswith("CISA BOD 26-04: ")
    assert [spell["spell"] for spell in one["history"]] == [1]
    assert len(one["values"]["snapshot"]) == 64
    assert (ask("findings/" + "0" * 32), ask("findings/nonsense")) == (404, 404)


@pytest.mark.parametrize(
    "query", [{"clock": "overdu"}, {"severity": "High"}, {"sort": "colour"}, {"tier": 5}, {"page": 0}, {"size": 999}]
)
def test_a_wrong_question_is_not_answered_with_nothing(ask: Any, query: dict[str, str | int]) -> None:
    assert ask("findings", **query) in {400, 422}


def test_the_other_answers_have_their_fields(ask: Any) -> None:
    (team,) = ask("teams")["teams"]
    assert (team["team"], team["overdue"], team["on_time"]["mean"]) == ("Platform", 2, 0.0)
    curve = ask("latency", by="severity")["all"]
    assert (curve["fixed"], curve["open"], curve["median"]) == (0, 2, None)
    found = ask("packages", money="false")
    assert (found["count"], found["no_fix"], found["loss"], found["share_without"]) == (1, 1, None, 0.5)
    assert ask("benchmarks") == {"benchmarks": []}
    weeks = ask("trend", weeks=3)["weeks"]
    assert [(one["day"], one["open"], one["overdue"]) for one in weeks[-1:]] == [("2026-06-15", 2, 2)]
    assert ask("latency", by="colour") in {400, 422}


def test_nobody_who_is_not_signed_in_is_answered(ask: Any) -> None:
    assert Client().get("/api/hygiene/board").status_code == 401
