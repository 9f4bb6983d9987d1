"""A small estate with flaws: one came back, one is exploited and late, a benchmark drifts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from earnest.core.organization.models import Person, Team
from earnest.duties.hygiene import operations
from earnest.duties.hygiene.models import TicketTarget
from earnest.duties.hygiene.tests.conftest import ACTOR, LOCAL, Estate, flaw
from earnest.foundation import plain
from earnest.foundation.models import User
from earnest.foundation.record import operation

HOSTILE = "=cmd <b>odd</b>"


def build_hygiene(folder: Path, user: User) -> Estate:
    """The estate as of 15 June 2026, in the workspace `folder`/workspace; the CISO is Ann of the platform team."""
    (folder / "workspace" / "adapters").mkdir(parents=True, exist_ok=True)
    platform = plain.create(ACTOR, Team(name="Platform"))
    security = plain.create(ACTOR, Team(name="Security"))
    ann = plain.create(ACTOR, Person(name=user.name, email=user.email, team=platform))
    with operation(ACTOR, "people.join") as work:
        ann = work.change(ann, user=user)
    bob = plain.create(ACTOR, Person(name="Bob", email="bob@birch.example", team=security))
    estate = Estate(folder, ann, bob, platform, security)
    estate.asset("web-1", tier=1, exposure="internet", team=platform)
    estate.asset("db-1", tier=2, team=security)
    hostile = flaw(2, title=HOSTILE, cvss_vector=LOCAL, cvss_score=4.2)
    back, inside = flaw(3, package_name="curl"), flaw(4, "db-1", cvss_vector="", cvss_score="")
    estate.look("vulnerabilities", [flaw(1), hostile, back, inside], days_ago=40)
    estate.look("vulnerabilities", [flaw(1), hostile, inside], days_ago=20)
    estate.look("vulnerabilities", [flaw(1), hostile, back, inside, flaw(5, "odd-9")], days_ago=1)
    estate.lists(1, cve_1=0.9, cve_3=0.02)
    checks = ({"check_id": f"r{n}", "tool": "oscap", "resource_id": "web-1", "benchmark": "CIS"} for n in range(3))
    first, second, third = checks
    estate.look("config_checks", [first | {"status": "pass"}, second | {"status": "fail"}], days_ago=8)
    now = [first | {"status": "fail"}, second | {"status": "fail"}, third | {"status": "manual"}]
    estate.look("config_checks", now, days_ago=1)
    estate.patching()
    return estate


def targets() -> tuple[TicketTarget, TicketTarget]:
    """A file, and a Jira whose secret the server does not have."""
    file = plain.create(ACTOR, TicketTarget(title="Spreadsheet", kind="csv"))
    jira = plain.create(
        ACTOR,
        TicketTarget(
            title="Jira", kind="jira", url="https://jira.example", project="SEC", secret_name="EARNEST_TICKET_JIRA"
        ),
    )
    return file, jira


def adopt(estate: Estate) -> None:
    """The policy of the CISA since January."""
    operations.adopt_policy(
        ACTOR, "cisa-bod-26-04", adopted_by=estate.ann, reason="It fits us.", on=date(2026, 1, 1)
    )  # fmt: skip
