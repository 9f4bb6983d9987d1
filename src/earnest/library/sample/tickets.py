"""The ticket system's export, as Jira writes CSV. Lost laptops are here; the incident register is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.people import DOMAIN, Workforce
from earnest.library.sample.timeline import Draft, Timeline

HEADER = (
    "Issue key",
    "Issue id",
    "Issue Type",
    "Summary",
    "Status",
    "Status Category",
    "Priority",
    "Reporter",
    "Assignee",
    "Labels",
    "Created",
    "Resolved",
    "Due date",
)
SILENT_REGISTER_DAYS = 426
"""Days since the last entry in the incident register: fourteen months."""
LOST_LAPTOPS = (
    ("IT-2291", 203, "Lost my laptop in a taxi, please send a replacement"),
    ("IT-2417", 77, "Laptop stolen from car, need a new one"),
)
"""Key, days ago and summary of the tickets that should have been incidents."""
_COUNT = 620
_ORDINARY = (
    ("Service Request", "New joiner set-up"),
    ("Service Request", "Access to the reporting warehouse"),
    ("Service Request", "Password reset"),
    ("Support", "Printer on floor two does not print"),
    ("Service Request", "Software installation"),
    ("Task", "Renew certificate"),
    ("Support", "Meeting room screen is black"),
    ("Service Request", "Remove access of a leaver"),
    ("Change", "Firewall rule for a partner"),
    ("Task", "Rotate access key"),
)


@dataclass(frozen=True)
class Ticket:
    key: str
    kind: str
    summary: str
    priority: str
    reporter: str
    assignee: str
    labels: str
    created: datetime
    resolved: datetime | None
    due: str = ""


def tickets(staff: Workforce, timeline: Timeline) -> tuple[Ticket, ...]:
    """Fifteen months of tickets, oldest first; keys rise with time but for those that the story names."""
    draw = timeline.random("tickets")
    desk = [p.email for p in staff.people if p.team == "IT"]
    ages = sorted((draw.uniform(1.2, 455) for _ in range(_COUNT)), reverse=True)
    found = []
    for number, age in enumerate(ages, start=1800):
        created = timeline.at(0, 0) - timedelta(minutes=int(age * 1440))
        kind, summary = draw.choice(_ORDINARY)
        reporter = draw.choice([p for p in staff.people if p.started_on < created.date()] or staff.people)
        took = timedelta(hours=draw.expovariate(1 / 60) + 0.2)
        resolved = created + took if created + took < timeline.at(1, 20) else None
        key = f"IT-{number}" if f"IT-{number}" not in {key for key, *_ in LOST_LAPTOPS} else f"IT-{number + 4000}"
        found.append(
            Ticket(
                key,
                kind,
                summary,
                draw.choice(("Low", "Medium", "Medium", "High")),
                reporter.email,
                draw.choice(desk),
                "",
                created,
                resolved,
            )
        )
    found += [_lost(row, staff, timeline) for row in LOST_LAPTOPS]
    found += _register(timeline)
    found += _audit_findings(timeline)
    return tuple(sorted(found, key=lambda ticket: (ticket.created, ticket.key)))


def _lost(row: tuple[str, int, str], staff: Workforce, timeline: Timeline) -> Ticket:
    key, age, summary = row
    created = timeline.at(age, 9, 14)
    reporter = next(p for p in staff.people if p.team == "Sales" and p.started_on < created.date())
    return Ticket(
        key,
        "Service Request",
        summary,
        "Medium",
        reporter.email,
        f"jonas.lind@{DOMAIN}",
        "hardware",
        created,
        created + timedelta(days=3),
    )


def _register(timeline: Timeline) -> list[Ticket]:
    rows = (
        ("SEC-17", 441, "Mail with card numbers sent to the wrong merchant"),
        ("SEC-18", SILENT_REGISTER_DAYS, "Credential stuffing against the cardholder portal"),
    )
    return [
        Ticket(
            key,
            "Security Incident",
            summary,
            "High",
            f"tomasz.brandt@{DOMAIN}",
            f"tomasz.brandt@{DOMAIN}",
            "incident-register",
            timeline.at(age, 10, 30),
            timeline.at(age - 9, 16),
        )
        for key, age, summary in rows
    ]


def _audit_findings(timeline: Timeline) -> list[Ticket]:
    """Corrective actions of last year's audit and of the penetration test."""
    rows = (
        ("GRC-31", 210, "tomasz.brandt", -95, 120, "Document the key custodians"),
        ("GRC-32", 210, "jonas.lind", -20, 31, "Remove local administrator rights"),
        ("GRC-33", 210, "priya.raman", 18, None, "Test that settlement is apart from the office network"),
        ("GRC-34", 96, "priya.raman", 24, None, "Move recon-db off Ubuntu 20.04"),
        ("GRC-35", 158, "wojciech.nowicki", -128, 139, "Penetration test: session not ended on the server at sign-out"),
        ("GRC-36", 158, "priya.raman", -128, 131, "Penetration test: gateway answers with its version"),
    )
    return [
        Ticket(
            key,
            "Audit Finding",
            summary,
            "High",
            f"ines.okafor@{DOMAIN}",
            f"{who}@{DOMAIN}" if who else "",
            "audit; corrective-action",
            timeline.at(age, 11),
            timeline.at(done, 12) if done else None,
            f"{timeline.ago(-due):%d/%b/%y}",
        )
        for key, age, who, due, done, summary in rows
    ]


def ticket_files(found: tuple[Ticket, ...], timeline: Timeline) -> Iterator[Draft]:
    for day in timeline.monthly(3):
        when = timeline.instant(day, 20)
        rows = [_row(ticket, when) for ticket in found if ticket.created <= when]
        yield Draft("tickets", "larkfield-tickets", f"jira-export-{day}.csv", when, csv_bytes(HEADER, rows))


def _row(ticket: Ticket, when: datetime) -> tuple[str, ...]:
    done = ticket.resolved if ticket.resolved and ticket.resolved <= when else None
    number = ticket.key.split("-")[1]
    return (
        ticket.key,
        f"4{int(number):05d}{len(ticket.key)}",
        ticket.kind,
        ticket.summary,
        "Done" if done else "In Progress",
        "Done" if done else "In Progress",
        ticket.priority,
        ticket.reporter,
        ticket.assignee,
        ticket.labels,
        _stamp(ticket.created),
        _stamp(done) if done else "",
        ticket.due,
    )


def _stamp(moment: datetime) -> str:
    return f"{moment:%d/%b/%y %I:%M %p}"
