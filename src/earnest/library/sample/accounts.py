"""Accounts of people and programs: who can sign in, with which factors, and what the privileged can do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from earnest.library.sample.model import Person
from earnest.library.sample.people import DOMAIN, Workforce
from earnest.library.sample.timeline import Timeline

PRIVILEGED_OKTA = 33
"""With four AWS root users, three GitHub owners and two Google super administrators they are the 42 of the story."""
MFA_LOST_DAYS = 9
"""Days since the migration in which two engineers lost their factors."""
PAYOUTS = f"payouts-desk@{DOMAIN}"
PAYOUTS_CREATED_DAYS = 110
LATE_REMOVAL_DAYS = 16
ORDINARY_WITHOUT_MFA = 6


@dataclass(frozen=True)
class Factor:
    kind: str
    enrolled_on: date
    removed_on: date | None = None
    active: bool = True


@dataclass(frozen=True)
class Account:
    """One account of the identity provider. `ends_on` is the day it was removed; `owner` is set for programs only."""

    okta_id: str
    login: str
    first: str
    last: str
    kind: str
    title: str
    team: str
    country: str
    owner: str | None
    manager: str | None
    created_on: date
    ends_on: date | None
    roles: tuple[tuple[str, date], ...]
    factors: tuple[Factor, ...]
    dormant: bool = False

    def there(self, day: date) -> bool:
        return self.created_on <= day and (self.ends_on is None or day < self.ends_on)

    def roles_on(self, day: date) -> tuple[str, ...]:
        return tuple(role for role, since in self.roles if since <= day)

    def factors_on(self, day: date) -> tuple[Factor, ...]:
        return tuple(f for f in self.factors if f.enrolled_on <= day and (f.removed_on is None or day < f.removed_on))


ROLE_LABELS = {
    "SUPER_ADMIN": "Super Organization Administrator",
    "ORG_ADMIN": "Organization Administrator",
    "APP_ADMIN": "Application Administrator",
    "USER_ADMIN": "Group Administrator",
    "HELP_DESK_ADMIN": "Help Desk Administrator",
    "API_ACCESS_MANAGEMENT_ADMIN": "API Access Management Administrator",
    "GROUP_MEMBERSHIP_ADMIN": "Group Membership Administrator",
}

# login, name, kind, owner, days since made, role; programs and sealed accounts. Nobody owns svc-recon.
_PROGRAMS = (
    ("payouts-desk", "Payouts desk", "Shared", "cathal.tierney", PAYOUTS_CREATED_DAYS, "APP_ADMIN"),
    ("svc-okta-scim", "Okta provisioning", "Service", "jonas.lind", 900, None),
    ("break-glass-1", "Emergency one", "Emergency", "ines.okafor", 1200, "SUPER_ADMIN"),
    ("break-glass-2", "Emergency two", "Emergency", "ines.okafor", 1200, "SUPER_ADMIN"),
    ("svc-recon", "Reconciliation desk", "Shared", None, 1650, None),
    ("svc-backup", "Backup reports", "Service", "priya.raman", 700, None),
    ("svc-warehouse-load", "Warehouse loader", "Service", "ananya.iyer", 640, None),
    ("svc-status-page", "Status page", "Service", "priya.raman", 500, None),
    ("meeting-room-liffey", "Meeting room Liffey", "Shared", "jonas.lind", 800, None),
)

_TEAM_ROLES = {
    "Security": ("ORG_ADMIN", "API_ACCESS_MANAGEMENT_ADMIN", "GROUP_MEMBERSHIP_ADMIN"),
    "IT": ("HELP_DESK_ADMIN", "USER_ADMIN", "APP_ADMIN"),
    "Platform Engineering": ("APP_ADMIN", "API_ACCESS_MANAGEMENT_ADMIN"),
}
_PER_TEAM = {"Security": 7, "IT": 6, "Platform Engineering": 9}
_EXTRA = (("Payments Engineering", 1), ("Benefits Engineering", 1))
_NAMED_ROLES = {
    "sunita.rao": "ORG_ADMIN",
    "ines.okafor": "ORG_ADMIN",
    "tomasz.brandt": "SUPER_ADMIN",
    "jonas.lind": "SUPER_ADMIN",
    "wojciech.nowicki": "APP_ADMIN",
    "kemi.adeyemi": "APP_ADMIN",
    "hannah.mercer": "APP_ADMIN",
    "ananya.iyer": "APP_ADMIN",
}


def accounts(staff: Workforce, timeline: Timeline) -> tuple[Account, ...]:
    """Every account of the last year. Exactly 33 hold an administrator role today."""
    draw = timeline.random("accounts")
    roles = _privileged_people(staff, timeline, draw)
    late = _late_leaver(staff, timeline)
    people = [
        _of_person(person, roles, person.email == late, timeline, draw) for person in (*staff.people, *staff.leavers)
    ]
    people = _without_factors(people, roles, draw)
    found = (*people, *(_of_program(row, timeline, draw) for row in _PROGRAMS))
    privileged = sum(bool(account.roles) and account.there(timeline.latest) for account in found)
    if privileged != PRIVILEGED_OKTA:
        raise ValueError(f"{privileged} privileged accounts, the story wants {PRIVILEGED_OKTA}: adjust the team roles")
    return found


def _late_leaver(staff: Workforce, timeline: Timeline) -> str:
    """Who left some two to three months ago; where nobody left then, who left nearest to it."""
    left = [(person.email, (timeline.today - person.left_on).days) for person in staff.leavers if person.left_on]
    inside = (email for email, days in left if 60 < days < 95)
    return next(inside, None) or min(left, key=lambda one: abs(one[1] - 77))[0]


def _privileged_people(staff: Workforce, timeline: Timeline, draw: Random) -> dict[str, tuple[str, date]]:
    """Address to role and the day it was granted."""
    granted: dict[str, tuple[str, date]] = {}
    for local, role in _NAMED_ROLES.items():
        granted[f"{local}@{DOMAIN}"] = (role, timeline.ago(500))
    for team, kinds in _TEAM_ROLES.items():
        for place, person in enumerate([p for p in staff.people if p.team == team][: _PER_TEAM[team]]):
            since = max(person.started_on, timeline.ago(500))
            granted.setdefault(person.email, (kinds[place % len(kinds)], since))
    for team, wanted in _EXTRA:
        pool = [p for p in staff.people if p.team == team and p.email not in granted]
        for person in draw.sample(pool, wanted):
            granted[person.email] = ("APP_ADMIN", max(person.started_on, timeline.ago(80)))
    return granted


def _of_person(
    person: Person, roles: dict[str, tuple[str, date]], late: bool, timeline: Timeline, draw: Random
) -> Account:
    role = roles.get(person.email)
    ends = None
    if person.left_on is not None:
        ends = timeline.ago((timeline.today - person.left_on).days - (LATE_REMOVAL_DAYS if late else 1))
    enrolled = max(person.started_on, timeline.ago(draw.randrange(370, 600)))
    if role and role[1] == timeline.ago(80):
        enrolled = max(person.started_on, timeline.ago(57))  # made administrators three weeks before they had a factor
    factors = tuple(Factor(kind, enrolled) for kind in _kinds(role is not None, draw))
    if person.email in (f"dominique.moreau@{DOMAIN}", f"kemi.adeyemi@{DOMAIN}"):
        factors = (
            Factor("push", timeline.ago(480), timeline.ago(MFA_LOST_DAYS)),
            Factor("token:software:totp", timeline.ago(480), timeline.ago(MFA_LOST_DAYS)),
        )
        if person.email.startswith("kemi"):
            factors = (*factors, Factor("webauthn", timeline.ago(4), active=False))
    return Account(
        _okta_id(draw),
        person.email,
        person.first,
        person.last,
        "Employee",
        person.title,
        person.team,
        person.country,
        None,
        person.manager_email,
        person.started_on,
        ends,
        (role,) if role else (),
        factors,
    )


def _kinds(privileged: bool, draw: Random) -> tuple[str, ...]:
    if privileged:
        return draw.choices(
            [("webauthn",), ("webauthn", "push"), ("push", "token:software:totp"), ("sms", "push")], [40, 25, 25, 10]
        )[0]
    return draw.choices(
        [("push",), ("push", "token:software:totp"), ("webauthn", "push"), ("token:software:totp",), ("sms",)],
        [40, 22, 20, 10, 8],
    )[0]


def _without_factors(people: list[Account], roles: dict[str, tuple[str, date]], draw: Random) -> list[Account]:
    """Six ordinary accounts never enrolled a factor, and four have not been used for months."""
    ordinary = [a.login for a in people if a.login not in roles and a.ends_on is None]
    bare = set(draw.sample(ordinary, ORDINARY_WITHOUT_MFA))
    dormant = set(draw.sample([login for login in ordinary if login not in bare], 4))
    return [replace(a, factors=() if a.login in bare else a.factors, dormant=a.login in dormant) for a in people]


def _of_program(row: tuple[str, str, str, str | None, int, str | None], timeline: Timeline, draw: Random) -> Account:
    login, name, kind, owner, age, role = row
    made = timeline.ago(age)
    first, last = name.rsplit(" ", 1)
    factors: tuple[Factor, ...] = ()
    if kind == "Emergency":
        factors = (Factor("webauthn", made),)
    return Account(
        _okta_id(draw),
        f"{login}@{DOMAIN}",
        first,
        last,
        kind,
        "",
        "IT" if owner else "",
        "IE",
        f"{owner}@{DOMAIN}" if owner else None,
        None,
        made,
        None,
        ((role, made),) if role else (),
        factors,
    )


def _okta_id(draw: Random) -> str:
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "00u" + "".join(draw.choices(alphabet, k=14)) + "5d7"
