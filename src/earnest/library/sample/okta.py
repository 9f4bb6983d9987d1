"""Okta exports: GET /api/v1/users with each user's administrator roles joined, and the factors of each user."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from earnest.library.sample.accounts import ROLE_LABELS, Account, Factor
from earnest.library.sample.formats import json_bytes, zulu
from earnest.library.sample.timeline import Draft, Timeline

_BASE = "https://larkfield.okta.com/api/v1/users"
_PROVIDERS = {
    "webauthn": ("FIDO", "FIDO"),
    "push": ("OKTA", "OKTA"),
    "token:software:totp": ("OKTA", "OKTA"),
    "sms": ("OKTA", "OKTA"),
}


def okta_files(accounts: tuple[Account, ...], timeline: Timeline) -> Iterator[Draft]:
    """Users and factors of each weekly day; the file is sorted by creation, as Okta pages it."""
    ordered = sorted(accounts, key=lambda account: (account.created_on, account.login))
    for day in timeline.weekly():
        there = [account for account in ordered if account.there(day)]
        users = [_user(account, day, timeline) for account in there]
        factors = {
            account.okta_id: [_factor(f, account, number) for number, f in enumerate(account.factors_on(day))]
            for account in there
        }
        yield Draft("okta-users", "okta-users", f"okta-users-{day}.json", timeline.instant(day, 22), json_bytes(users))
        yield Draft(
            "okta-factors",
            "okta-factors",
            f"okta-factors-{day}.json",
            timeline.instant(day, 22, 10),
            json_bytes(factors),
        )


def _user(account: Account, day: date, timeline: Timeline) -> dict[str, object]:
    draw = timeline.random("okta", account.login, day)
    created = timeline.instant(account.created_on, 8, 30)
    seen = timeline.instant(
        day - timedelta(days=min(int(draw.expovariate(0.6)), 30)), draw.randrange(7, 19), draw.randrange(60)
    )
    if account.dormant:
        seen = timeline.instant(min(day, timeline.ago(94)), 9, 12)
    if account.kind == "Emergency":
        seen = timeline.instant(timeline.ago(214), 11, 5)
    changed = max(
        created, timeline.instant(timeline.ago(timeline.random("password", account.login).randrange(20, 700)), 10)
    )
    profile: dict[str, object] = {
        "firstName": account.first,
        "lastName": account.last,
        "login": account.login,
        "email": account.login,
        "secondEmail": None,
        "mobilePhone": None,
        "title": account.title or None,
        "department": account.team or None,
        "userType": account.kind,
        "countryCode": account.country,
        "manager": account.owner or account.manager,
    }
    roles = [
        {
            "id": f"ra1{account.okta_id[3:]}",
            "label": ROLE_LABELS[role],
            "type": role,
            "status": "ACTIVE",
            "assignmentType": "USER",
        }
        for role in account.roles_on(day)
    ]
    return {
        "id": account.okta_id,
        "status": "ACTIVE",
        "created": zulu(created),
        "activated": zulu(created),
        "statusChanged": zulu(created),
        "lastLogin": zulu(seen) if seen >= created else None,
        "lastUpdated": zulu(max(created, changed)),
        "passwordChanged": zulu(min(changed, timeline.instant(day, 9))),
        "type": {"id": "oty1h2k3l4m5n6o7p5d7"},
        "profile": profile,
        "credentials": {"password": {}, "provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"self": {"href": f"{_BASE}/{account.okta_id}"}},
        "roles": roles,
    }


def _factor(factor: Factor, account: Account, number: int) -> dict[str, object]:
    provider, vendor = _PROVIDERS[factor.kind]
    created = f"{factor.enrolled_on:%Y-%m-%d}T09:41:00.000Z"
    return {
        "id": f"fuf{account.okta_id[3:-4]}{number}5d7",
        "factorType": factor.kind,
        "provider": provider,
        "vendorName": vendor,
        "status": "ACTIVE" if factor.active else "PENDING_ACTIVATION",
        "created": created,
        "lastUpdated": created,
        "profile": {"credentialId": account.login},
        "_links": {"self": {"href": f"{_BASE}/{account.okta_id}/factors"}},
    }
