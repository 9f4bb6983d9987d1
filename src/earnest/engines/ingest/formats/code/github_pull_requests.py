"""GitHub: pull requests, as `GET /repos/{owner}/{repo}/pulls?state=all` lists them (REST API 2022-11-28).

    gh api --paginate 'repos/OWNER/REPO/pulls?state=all' > pulls.json

The list says neither who approved nor what was checked. Whoever exports may join to each pull request, under these
keys:
- `reviews`: the answer of `GET …/pulls/{number}/reviews`;
- `check_runs`: the answer of `GET …/commits/{head sha}/check-runs`, or its array;
- `status`: the answer of `GET …/commits/{head sha}/status`;
- `merged_by`: as in `GET …/pulls/{number}`.
One row of `changes` per element. Approvals are people other than the author whose last verdict is APPROVED. Without
`reviews` approvals are unknown; without checks, or while some still run, `checks_passed` is unknown.
"""

from __future__ import annotations

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.writer import Entry

_VERDICTS = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
_GOOD = frozenset({"success", "neutral", "skipped"})
_STATES = frozenset({"open", "closed"})


class User(msgspec.Struct, gc=False):
    login: str | None = None


class Repository(msgspec.Struct, gc=False):
    full_name: str


class Base(msgspec.Struct, gc=False):
    ref: str | None = None
    repo: Repository | None = None


class Review(msgspec.Struct, gc=False):
    state: str
    user: User | None = None
    submitted_at: str | None = None


class CheckRun(msgspec.Struct, gc=False):
    status: str | None = None
    conclusion: str | None = None


class CheckRuns(msgspec.Struct, gc=False):
    check_runs: list[CheckRun]


class Status(msgspec.Struct, gc=False):
    state: str | None = None
    total_count: int | None = None


class PullRequest(msgspec.Struct, gc=False):
    number: int
    base: Base
    state: str
    title: str | None = None
    user: User | None = None
    merged_by: User | None = None
    created_at: str | None = None
    merged_at: str | None = None
    reviews: list[Review] | None = None
    check_runs: list[CheckRun] | CheckRuns | None = None
    status: Status | None = None


def _rows(pull: PullRequest) -> list[Entry]:
    repository = pull.base.repo.full_name if pull.base.repo else None
    if pull.state not in _STATES:
        raise FieldError("state", f"{pull.state!r} is neither open nor closed")
    merged_at = instant(pull.merged_at, "merged_at")
    return [
        (
            "changes",
            {
                "change_id": f"{needed(repository, 'base.repo.full_name')}#{pull.number}",
                "system": "github",
                "repository": repository,
                "title": text(pull.title),
                "author": text(pull.user.login) if pull.user else None,
                "merged_by": text(pull.merged_by.login) if pull.merged_by else None,
                "target_branch": text(pull.base.ref),
                "approvals": _approvals(pull),
                "checks_passed": _checks_passed(pull),
                "state": "merged" if merged_at else pull.state,
                "created_at": instant(pull.created_at, "created_at"),
                "merged_at": merged_at,
            },
        )
    ]


def _approvals(pull: PullRequest) -> int | None:
    if pull.reviews is None:
        return None
    author = pull.user.login if pull.user else None
    last: dict[str, str] = {}
    for review in sorted(pull.reviews, key=lambda review: review.submitted_at or ""):
        login = review.user.login if review.user else None
        if login and login != author and review.state in _VERDICTS:
            last[login] = review.state
    return sum(state == "APPROVED" for state in last.values())


def _checks_passed(pull: PullRequest) -> bool | None:
    runs = pull.check_runs.check_runs if isinstance(pull.check_runs, CheckRuns) else pull.check_runs
    told = [None if run.conclusion is None else run.conclusion in _GOOD for run in runs or ()]
    if pull.status and pull.status.state and pull.status.total_count != 0:
        told.append(None if pull.status.state == "pending" else pull.status.state == "success")
    if False in told:
        return False
    return None if None in told or not told else True


FORMAT = json_format(
    id="github-pull-requests",
    title="GitHub pull requests, JSON of the REST API",
    tables=("changes",),
    matches=lambda outline: any(
        outline.has_paths(f"{way}number", f"{way}merged_at", f"{way}base") for way in ("", "[].", "[].[].")
    ),
    record=PullRequest,
    rows=_rows,
)
