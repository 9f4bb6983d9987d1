"""Google Workspace users as the admin console downloads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.model import Person
from earnest.library.sample.people import DOMAIN, Workforce
from earnest.library.sample.timeline import Draft, Timeline

HEADER = (
    "First Name [Required]",
    "Last Name [Required]",
    "Email Address [Required]",
    "Password [Required]",
    "Password Hash Function [UPLOAD ONLY]",
    "Org Unit Path [Required]",
    "New Primary Email [UPLOAD ONLY]",
    "Status [READ ONLY]",
    "Last Sign In [READ ONLY]",
    "Recovery Email",
    "Home Secondary Email",
    "Work Secondary Email",
    "Recovery Phone [MUST BE IN THE E.164 FORMAT]",
    "Work Phone",
    "Home Phone",
    "Mobile Phone",
    "Work Address",
    "Home Address",
    "Employee ID",
    "Employee Type",
    "Employee Title",
    "Manager Email",
    "Department",
    "Cost Center",
    "2sv Enrolled [READ ONLY]",
    "2sv Enforced [READ ONLY]",
    "Building ID",
    "Floor Name",
    "Floor Section",
    "Email Usage [READ ONLY]",
    "Drive Usage [READ ONLY]",
    "Total Storage [READ ONLY]",
    "Change Password at Next Sign-In",
    "New Status [UPLOAD ONLY]",
    "Admin Status [READ ONLY]",
)
UNENFORCED = 9
"""Mailboxes for which a second step is not demanded: six of Customer Support Austin and three shared ones."""
_SHARED = ("support", "billing", "claims-archive")
ADMINISTRATORS = ("gws-admin-1", "gws-admin-2")


def workspace_files(staff: Workforce, timeline: Timeline) -> Iterator[Draft]:
    austin = [p for p in staff.people if p.team == "Customer Support Austin"]
    loose = {p.email for p in sorted(austin, key=lambda p: p.email)[: UNENFORCED - len(_SHARED)]}
    for day in timeline.monthly():
        people = [
            p
            for p in (*staff.people, *staff.leavers)
            if p.started_on <= day and (p.left_on is None or day < p.left_on + timedelta(days=60))
        ]
        rows = [_person_row(p, day, p.email in loose, timeline) for p in people]
        rows += [_shared_row(name, day) for name in (*_SHARED, *ADMINISTRATORS)]
        rows.sort(key=lambda row: row[2])
        yield Draft(
            "google-workspace",
            "google-workspace-users",
            f"User_Download_{day:%d%m%Y}.csv",
            timeline.instant(day, 20, 45),
            csv_bytes(HEADER, rows),
        )


def _person_row(person: Person, day: date, loose: bool, timeline: Timeline) -> tuple[str, ...]:
    draw = timeline.random("google", person.email, day)
    suspended = person.left_on is not None and person.left_on < day
    seen = min(day, person.left_on or day) - timedelta(days=min(int(draw.expovariate(0.7)), 20))
    clock = f"{draw.randrange(7, 19):02d}:{draw.randrange(60):02d}:{draw.randrange(60):02d}"
    stamp = f"{max(seen, person.started_on):%Y/%m/%d} {clock}"
    old_rule = day < timeline.ago(150) and person.country == "US"  # the rule reached Austin five months ago
    enforced = not loose and not old_rule
    unit = "/Dublin" if person.country == "IE" else "/Austin"
    row = dict.fromkeys(HEADER, "")
    row |= {
        "First Name [Required]": person.first,
        "Last Name [Required]": person.last,
        "Email Address [Required]": person.email,
        "Password [Required]": "****",
        "Org Unit Path [Required]": unit,
        "Status [READ ONLY]": "Suspended" if suspended else "Active",
        "Last Sign In [READ ONLY]": stamp,
        "Employee ID": person.person_id,
        "Employee Type": "Employee",
        "Employee Title": person.title,
        "Manager Email": person.manager_email or "",
        "Department": person.team,
        "2sv Enrolled [READ ONLY]": str(enforced or draw.random() < 0.4),
        "2sv Enforced [READ ONLY]": str(enforced),
        "Email Usage [READ ONLY]": f"{draw.randrange(4, 220) / 10}GB",
        "Drive Usage [READ ONLY]": f"{draw.randrange(1, 400) / 10}GB",
        "Total Storage [READ ONLY]": "2TB",
        "Change Password at Next Sign-In": "False",
        "Admin Status [READ ONLY]": "None",
    }
    return tuple(row[name] for name in HEADER)


def _shared_row(name: str, day: date) -> tuple[str, ...]:
    admin = name in ADMINISTRATORS
    row = dict.fromkeys(HEADER, "")
    row |= {
        "First Name [Required]": name.title(),
        "Last Name [Required]": "Larkfield",
        "Email Address [Required]": f"{name}@{DOMAIN}",
        "Password [Required]": "****",
        "Org Unit Path [Required]": "/Administrators" if admin else "/Shared",
        "Status [READ ONLY]": "Active",
        "Last Sign In [READ ONLY]": "Never logged in" if name == "claims-archive" else f"{day:%Y/%m/%d} 08:01:00",
        "2sv Enrolled [READ ONLY]": str(admin),
        "2sv Enforced [READ ONLY]": str(admin),
        "Email Usage [READ ONLY]": "18.4GB",
        "Drive Usage [READ ONLY]": "0.1GB",
        "Total Storage [READ ONLY]": "2TB",
        "Change Password at Next Sign-In": "False",
        "Admin Status [READ ONLY]": "Super admin" if admin else "None",
    }
    return tuple(row[name] for name in HEADER)
