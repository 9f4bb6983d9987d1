"""Work packages as tickets: what is written to Jira, GitHub or a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from earnest.foundation.cells import safe

MOST_ASSETS = 50


@dataclass(frozen=True)
class Ticket:
    """What a ticket says. `assets` are named up to a number; `money` is the modelled loss in words, or empty."""

    package: str
    title: str
    kind: str
    team: str
    changes: int
    findings: int
    overdue: int
    exploited: int
    due_on: date | None
    assets: tuple[str, ...]
    flaws: tuple[str, ...]
    money: str
    proof: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What it says, a paragraph each."""
        due = f"{self.due_on.day} {self.due_on:%B %Y}" if self.due_on else "no day set"
        closes = f"One change, made {times(self.changes)}, closes {count(self.findings, 'finding')}"
        said = [
            f"{closes}: {self.overdue:,} overdue, {self.exploited:,} known to be exploited. The earliest is due: {due}."
        ]
        if self.money:
            said.append(self.money)
        said.append(f"Flaws: {_some(self.flaws)}.")
        said.append(f"On: {_some(self.assets)}.")
        said.append(f"Proof: {self.proof}. Work package {self.package[:12]}.")
        return tuple(said)


def times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_ASSETS
    told = ", ".join(names[:MOST_ASSETS])
    return f"{told} and {more:,} more" if more > 0 else told or "none named"


def jira_issue(ticket: Ticket, project: str, issue_type: str) -> dict[str, object]:
    """The body of “create issue” of the Jira Cloud platform REST API v3; the description is an Atlassian document."""
    content = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in ticket.paragraphs]
    fields: dict[str, object] = {
        "project": {"key": project},
        "issuetype": {"name": issue_type or "Task"},
        "summary": _line(ticket.title, 255),
        "description": {"type": "doc", "version": 1, "content": content},
        "labels": ["earnest", f"earnest-{ticket.package[:12]}"],
    }
    if ticket.due_on is not None:
        fields["duedate"] = ticket.due_on.isoformat()
    return {"fields": fields}


def github_issue(ticket: Ticket) -> dict[str, object]:
    """The body of “create an issue” of the GitHub REST API."""
    return {
        "title": _line(ticket.title, 256),
        "body": "\n\n".join(_quiet(text) for text in ticket.paragraphs),
        "labels": ["earnest"],
    }


def csv_of(tickets: Iterable[Ticket]) -> str:
    """A CSV file of tickets; no cell of it can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        (
            "package",
            "title",
            "kind",
            "team",
            "changes",
            "findings",
            "overdue",
            "exploited",
            "due",
            "assets",
            "flaws",
            "loss",
        )
    )
    for one in tickets:
        due = one.due_on.isoformat() if one.due_on else ""
        row = (one.package, one.title, one.kind, one.team, one.changes, one.findings, one.overdue, one.exploited, due,
               _some(one.assets), _some(one.flaws), one.money)  # fmt: skip
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue()


def _line(text: str, most: int) -> str:
    told = " ".join(text.split())
    return told if len(told) <= most else told[: most - 1] + "…"


def _quiet(text: str) -> str:
    """Without mentions of people and other issues, which names from a scan could hold."""
    return text.replace("@", "@\u200b").replace("#", "#\u200b").replace("<", "&lt;")
