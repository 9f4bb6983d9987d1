"""GitLab: merge requests, as `GET /projects/{id}/merge_requests` or the group's list them (REST API v4, GitLab 17, 18).

    glab api --paginate 'groups/GROUP/merge_requests?state=all&scope=all' > merge-requests.json

The list says neither who approved nor what was checked. Whoever exports may join to each merge request, under these
keys:
- `approvals`: the answer of `GET /projects/{id}/merge_requests/{iid}/approvals`;
- `head_pipeline`: as in `GET /projects/{id}/merge_requests/{iid}`, or `pipelines`: the answer of `GET …/pipelines`,
  newest first.
One row of `changes` per element; `change_id` is references.full, such as group/project!12, else the path in web_url.
Approvals are people other than the author. Without `approvals` they are unknown; without a pipeline, or while it runs,
`checks_passed` is unknown. A locked merge request is one that is being merged: open.
"""

from __future__ import annotations

import re

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.writer import Entry

_STATES = {"opened": "open", "locked": "open", "merged": "merged", "closed": "closed"}
_CHECKS = {"success": True, "failed": False, "canceled": False}
_ADDRESS = re.compile(r"^https?://[^/]+/(.+?)(?:/-)?/merge_requests/(\d+)")


class User(msgspec.Struct, gc=False):
    username: str | None = None


class References(msgspec.Struct, gc=False):
    full: str | None = None


class Approved(msgspec.Struct, gc=False):
    user: User | None = None


class Approvals(msgspec.Struct, gc=False):
    approved_by: list[Approved] | None = None


class Pipeline(msgspec.Struct, gc=False):
    status: str | None = None


class MergeRequest(msgspec.Struct, gc=False):
    iid: int
    state: str
    title: str | None = None
    author: User | None = None
    merged_by: User | None = None
    merge_user: User | None = None
    target_branch: str | None = None
    created_at: str | None = None
    merged_at: str | None = None
    web_url: str | None = None
    references: References | None = None
    approvals: Approvals | None = None
    head_pipeline: Pipeline | None = None
    pipelines: list[Pipeline] | None = None


def _rows(request: MergeRequest) -> list[Entry]:
    if request.state not in _STATES:
        raise FieldError("state", f"{request.state[:60]!r} is not one of {', '.join(_STATES)}")
    name = _name(request)
    merger = request.merge_user or request.merged_by
    return [
        (
            "changes",
            {
                "change_id": name,
                "system": "gitlab",
                "repository": text(name.rpartition("!")[0]),
                "title": text(request.title),
                "author": text(request.author.username) if request.author else None,
                "merged_by": text(merger.username) if merger else None,
                "target_branch": text(request.target_branch),
                "approvals": _approvals(request),
                "checks_passed": _checks(request),
                "state": _STATES[request.state],
                "created_at": instant(request.created_at, "created_at"),
                "merged_at": instant(request.merged_at, "merged_at"),
            },
        )
    ]


def _name(request: MergeRequest) -> str:
    full = text(request.references.full) if request.references else None
    if full and "!" in full.lstrip("!"):
        return full
    found = _ADDRESS.match(request.web_url or "")
    if found is None:
        raise FieldError("references.full", "is missing, and web_url does not name the project")
    return f"{found.group(1)}!{found.group(2)}"


def _approvals(request: MergeRequest) -> int | None:
    if request.approvals is None or request.approvals.approved_by is None:
        return None
    author = request.author.username if request.author else None
    names = {approved.user.username for approved in request.approvals.approved_by if approved.user}
    return len(names - {author, None})


def _checks(request: MergeRequest) -> bool | None:
    last = request.head_pipeline or next(iter(request.pipelines or ()), None)
    return _CHECKS.get(last.status or "") if last else None


FORMAT = json_format(
    id="gitlab-merge-requests",
    title="GitLab merge requests, JSON of the REST API",
    tables=("changes",),
    matches=lambda outline: any(
        outline.has_paths(f"{way}iid", f"{way}target_branch", f"{way}merged_at") for way in ("", "[].", "[].[].")
    ),
    record=MergeRequest,
    rows=_rows,
)
