"""IT's register of accounts that are not one person's: programs, shared desks, sealed and console accounts."""

from __future__ import annotations

from collections.abc import Iterator

from earnest.library.sample.accounts import Account
from earnest.library.sample.aws_iam import ACCOUNTS, USERS
from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.repositories import MACHINE_USERS
from earnest.library.sample.timeline import Draft, Timeline

HEADER = ("System", "Account ID", "Sign-in name", "Mail address", "Kind", "Owner", "What it is for", "Reviewed on")
UNOWNED = f"svc-recon@{DOMAIN}"
"""The shared account nobody owns: its owner left three years ago."""
_AWS_OWNERS = {
    "payments-production": "priya.raman",
    "benefits-production": "hannah.mercer",
    "shared-services": "priya.raman",
    "sandbox": "priya.raman",
}
_GOOGLE = (
    ("support", "Shared mailbox", "folake.balogun"),
    ("billing", "Shared mailbox", "giulia.marchetti"),
    ("claims-archive", "Shared mailbox", "ruben.guerrero"),
    ("gws-admin-1", "Sealed", "jonas.lind"),
    ("gws-admin-2", "Sealed", "ines.okafor"),
)


def register_files(accounts: tuple[Account, ...], timeline: Timeline) -> Iterator[Draft]:
    """The register at four days of the year."""
    for day in timeline.monthly(3):
        reviewed = f"{timeline.ago(150):%d/%m/%Y}" if day >= timeline.ago(150) else ""
        rows = [
            ("Okta", a.okta_id, a.login, a.login, _KINDS[a.kind], a.owner or "", f"{a.first} {a.last}", reviewed)
            for a in accounts
            if a.kind != "Employee" and a.there(day)
        ]
        rows += [
            (
                "Google Workspace",
                f"{name}@{DOMAIN}",
                f"{name}@{DOMAIN}",
                f"{name}@{DOMAIN}",
                kind,
                f"{owner}@{DOMAIN}",
                "",
                reviewed,
            )
            for name, kind, owner in _GOOGLE
        ]
        for account in ACCOUNTS:
            rows += [
                (
                    "AWS",
                    f"arn:aws:iam::{account.number}:user/{user.name}",
                    user.name,
                    f"{user.name}@{DOMAIN}",
                    "Sealed" if user.console else "Program",
                    f"{_AWS_OWNERS[account.slug]}@{DOMAIN}",
                    account.title,
                    reviewed,
                )
                for user in USERS[account.slug]
                if timeline.ago(user.age) <= day
            ]
        rows += [
            ("GitHub", name, name, f"{name}@{DOMAIN}", "Program", f"{owner}@{DOMAIN}", "Builds and releases", reviewed)
            for name, owner in MACHINE_USERS
        ]
        yield Draft(
            "account-register",
            "larkfield-account-register",
            f"account-register-{day}.csv",
            timeline.instant(day, 14),
            csv_bytes(HEADER, rows),
        )


_KINDS = {"Service": "Program", "Shared": "Shared", "Emergency": "Sealed"}
