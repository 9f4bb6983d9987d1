"""GitHub: 64 repositories, their pull requests with reviews, and the members of the organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from earnest.library.sample.formats import json_bytes
from earnest.library.sample.model import Person
from earnest.library.sample.people import DOMAIN, Workforce
from earnest.library.sample.timeline import Draft, Timeline

REPOSITORIES = 64
ORG = "larkfieldpay"
OWNERS = ("priya.raman", "wojciech.nowicki", "jonas.lind")
MACHINE_USERS = (("lf-ci", "priya.raman"), ("lf-release", "wojciech.nowicki"))
_TEAMS = ("Security", "IT", "Platform Engineering", "Payments Engineering", "Benefits Engineering", "Data")
_STEMS = (
    "gateway",
    "card-auth",
    "ledger",
    "settlement",
    "payout-worker",
    "portal",
    "claims",
    "notify",
    "risk-score",
    "webhooks",
    "statements",
    "kyc-gateway",
    "infrastructure",
    "terraform-modules",
    "design-system",
    "warehouse",
)
_PARTS = ("", "-api", "-client", "-tools")
_WINDOW_DAYS = 92
_SKIPPED_SHARE = 0.03
"""Share of merges that nobody else had approved."""


@dataclass(frozen=True)
class Repository:
    name: str
    created_on: date
    archived: bool
    private: bool
    protected_since: date | None
    bound: bool
    scanning: bool
    busy: float


def repositories(timeline: Timeline) -> tuple[Repository, ...]:
    """All 64. Four are archived, three public; three got a protected branch only this summer."""
    draw = timeline.random("repositories")
    names = [f"{stem}{part}" for part in _PARTS for stem in _STEMS]
    archived, public = set(names[-4:]), {"design-system-client", "webhooks-client", "gateway-client"}
    late = {"settlement", "warehouse-tools", "kyc-gateway-tools"}
    found = []
    for name in names:
        since = (
            timeline.ago(110)
            if name in late
            else timeline.ago(draw.randrange(250, 330) if draw.random() < 0.2 else draw.randrange(500, 900))
        )
        found.append(
            Repository(
                name,
                timeline.ago(draw.randrange(520, 2400)),
                name in archived,
                name not in public,
                since,
                draw.random() < 0.85,
                draw.random() < 0.9,
                0.0 if name in archived else draw.uniform(0.2, 1.8),
            )
        )
    return tuple(found)


def repository_files(found: tuple[Repository, ...], staff: Workforce, timeline: Timeline) -> Iterator[Draft]:
    pulls = pull_requests(found, staff, timeline)
    for day in timeline.monthly(3):
        when = timeline.instant(day, 20, 15)
        yield Draft(
            "github-repositories",
            "github-repositories",
            f"github-repositories-{day}.json",
            when,
            json_bytes([_repository(number, item, day, timeline) for number, item in enumerate(found, start=1)]),
        )
        yield Draft(
            "github-pull-requests",
            "github-pull-requests",
            f"github-pull-requests-{day}.json",
            when + timedelta(minutes=5),
            json_bytes(
                [_pull(pull, when) for pull in pulls if when - timedelta(days=_WINDOW_DAYS) < pull.created <= when]
            ),
        )
    for day in timeline.monthly():
        yield Draft(
            "github-members",
            "github-members",
            f"github-members-{day}.json",
            timeline.instant(day, 20, 10),
            json_bytes([_member(login, address, owner) for login, address, owner in members(staff, day)]),
        )


def login(person: Person) -> str:
    """The GitHub name of a person: letters of the name and lf."""
    bare = unicodedata.normalize("NFKD", f"{person.first}{person.last}".lower())
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha()) + "-lf"


def members(staff: Workforce, day: date) -> tuple[tuple[str, str, bool], ...]:
    """Login, work address and whether an owner. Leavers go on the day after their last, but one."""
    rows = []
    for person in (*staff.people, *staff.leavers):
        gone = person.left_on is not None and person.left_on < day and person.email != staff.live_leaver
        if person.team in _TEAMS and person.started_on <= day and not gone:
            rows.append((login(person), person.email, person.email.split("@")[0] in OWNERS))
    rows += [(name, f"{name}@{DOMAIN}", False) for name, _ in MACHINE_USERS]
    return tuple(sorted(rows))


def _member(name: str, address: str, owner: bool) -> dict[str, object]:
    number = 4_000_000 + sum(ord(letter) * place for place, letter in enumerate(name, start=1)) * 7
    api = f"https://api.github.com/users/{name}"
    return {
        "login": name,
        "id": number,
        "node_id": f"U_{number:x}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
        "gravatar_id": "",
        "url": api,
        "html_url": f"https://github.com/{name}",
        "organizations_url": f"{api}/orgs",
        "repos_url": f"{api}/repos",
        "type": "User",
        "user_view_type": "public",
        "site_admin": False,
        "role": "admin" if owner else "member",
        "two_factor_disabled": False,
        "email": address,
    }


def _repository(number: int, item: Repository, day: date, timeline: Timeline) -> dict[str, object]:
    draw = timeline.random("pushed", item.name, day)
    pushed = timeline.ago(700) if item.archived else day - timedelta(days=int(draw.expovariate(0.2)))
    protected = item.protected_since is not None and item.protected_since <= day
    protection = (
        {
            "url": f"https://api.github.com/repos/{ORG}/{item.name}/branches/main/protection",
            "required_pull_request_reviews": {
                "dismiss_stale_reviews": True,
                "require_code_owner_reviews": False,
                "required_approving_review_count": 1,
            },
            "enforce_admins": {"enabled": item.bound},
            "allow_force_pushes": {"enabled": False},
        }
        if protected
        else None
    )
    status = "enabled" if item.scanning or day >= timeline.ago(60) else "disabled"
    return {
        "id": 510_000_000 + number,
        "node_id": f"R_{number:06d}",
        "name": item.name,
        "full_name": f"{ORG}/{item.name}",
        "private": item.private,
        "owner": {"login": ORG, "type": "Organization"},
        "html_url": f"https://github.com/{ORG}/{item.name}",
        "description": None,
        "fork": False,
        "created_at": f"{item.created_on}T09:00:00Z",
        "updated_at": f"{pushed}T15:00:00Z",
        "pushed_at": f"{pushed}T15:00:00Z",
        "archived": item.archived,
        "disabled": False,
        "visibility": "private" if item.private else "public",
        "default_branch": "main",
        "security_and_analysis": {
            "secret_scanning": {"status": status},
            "secret_scanning_push_protection": {"status": status},
            "dependabot_security_updates": {"status": "enabled" if draw.random() < 0.97 else "disabled"},
        },
        "branch_protection": protection,
        "vulnerability_alerts": True,
        "code_scanning_default_setup": {"state": "configured" if item.scanning else "not-configured"},
    }


@dataclass(frozen=True)
class PullRequest:
    """What happened to one pull request; an export of a day before `merged` shows it open."""

    repository: Repository
    number: int
    title: str
    author: str
    reviewer: str
    created: datetime
    merged: datetime | None
    approved: bool
    closed: bool
    checks_failed: bool
    commit: str


def pull_requests(found: tuple[Repository, ...], staff: Workforce, timeline: Timeline) -> tuple[PullRequest, ...]:
    """The pull requests of the last year, by repository, newest first."""
    engineers = [person for person in (*staff.people, *staff.leavers) if person.team in _TEAMS[2:5]]
    made: list[PullRequest] = []
    weeks = [
        [
            login(p)
            for p in engineers
            if p.employed(timeline.ago(7 * week + 7)) and p.employed(timeline.ago(7 * week + 1))
        ]
        for week in range(53)
    ]
    for item in found:
        draw = timeline.random("pulls", item.name)
        for week, authors in enumerate(weeks):
            for place in range(int(draw.random() + item.busy)):
                created = timeline.at(7 * week + draw.randrange(1, 8), draw.randrange(8, 18), draw.randrange(60))
                made.append(
                    _pull_request(item, 3000 - 40 * week - place, created, authors, draw, ruled=week < _RULED_WEEKS)
                )
    return tuple(made)


def _pull_request(
    item: Repository, number: int, created: datetime, authors: list[str], draw: Random, *, ruled: bool
) -> PullRequest:
    """One pull request; once the rules bind (`ruled`), none goes in without an approval or with failed checks."""
    author, reviewer = draw.sample(authors, 2)
    closed = draw.random() < 0.04
    merged = None if closed else created + timedelta(hours=draw.expovariate(1 / 20) + 0.4)
    return PullRequest(
        item,
        number,
        draw.choice(_TITLES),
        author,
        reviewer,
        created,
        merged,
        draw.random() >= _SKIPPED_SHARE or ruled,
        closed,
        draw.random() < 0.01 and not ruled,
        f"{draw.getrandbits(160):040x}",
    )


_RULED_WEEKS = 15
"""Weeks since the last branch was protected."""
_TITLES = (
    "Fix rounding of refunds",
    "Raise the library versions",
    "Add a field to the statement",
    "Make the retry shorter",
    "Remove a dead flag",
    "Log the reason of a decline",
    "Move the job to the new queue",
    "Correct the time zone",
)


def _pull(pull: PullRequest, when: datetime) -> dict[str, object]:
    merged = pull.merged if pull.merged and pull.merged <= when else None
    stamp = f"{merged:%Y-%m-%dT%H:%M:%SZ}" if merged else None
    opened = f"{pull.created:%Y-%m-%dT%H:%M:%SZ}"
    name, number = f"{ORG}/{pull.repository.name}", pull.number
    reviews = (
        [
            {
                "id": 900_000 + number,
                "user": {"login": pull.reviewer},
                "state": "APPROVED",
                "body": "",
                "submitted_at": f"{merged - timedelta(minutes=11):%Y-%m-%dT%H:%M:%SZ}",
            }
        ]
        if merged and pull.approved
        else []
    )
    return {
        "id": 1_400_000_000 + number,
        "number": number,
        "state": "closed" if merged or pull.closed else "open",
        "title": pull.title,
        "draft": False,
        "html_url": f"https://github.com/{name}/pull/{number}",
        "user": {"login": pull.author, "type": "User"},
        "created_at": opened,
        "updated_at": stamp or opened,
        "closed_at": stamp,
        "merged_at": stamp,
        "merged_by": {"login": pull.reviewer if pull.approved else pull.author} if merged else None,
        "merge_commit_sha": pull.commit,
        "head": {"ref": f"change-{number}"},
        "base": {"ref": "main", "repo": {"full_name": name, "private": pull.repository.private}},
        "reviews": reviews,
        "check_runs": [
            {"name": "tests", "status": "completed", "conclusion": "failure" if pull.checks_failed else "success"}
        ],
    }
