"""What is left to do, and what was done."""

from __future__ import annotations

from earnest.library.sample.decisions_model import ActionRecord
from earnest.library.sample.records import at
from earnest.library.sample.timeline import Timeline

# slug, title, control, owner, opened days ago, due in days, done days ago, origin
_ACTIONS: tuple[tuple[str, str, str | None, str | None, int, int, int | None, str], ...] = (
    (
        "A-41",
        "Name owners for the support tool, the status page, the sandbox and the reconciliation desk",
        "asset-inventory",
        "ines.okafor",
        60,
        -23,
        None,
        "management review",
    ),
    (
        "A-42",
        "Remove two leavers from the payment console",
        "access-revocation",
        "tomasz.brandt",
        34,
        -4,
        None,
        "access review",
    ),
    ("A-43", "Decide on the replacement of Settle-1", "eol-management", "sunita.rao", 133, 49, None, "exception"),
    (
        "A-44",
        "Give the two engineers of the migration new factors",
        "mfa-privileged",
        "jonas.lind",
        8,
        -2,
        None,
        "control test",
    ),
    (
        "A-45",
        "Start the Nessus export again after the scanner's move",
        "vulnerability-scanning",
        None,
        5,
        9,
        None,
        "source is late",
    ),
    (
        "A-46",
        "Lock the backups of card authorisation",
        "backup-immutable",
        "priya.raman",
        120,
        -31,
        None,
        "internal audit",
    ),
    (
        "A-47",
        "Repeat the restore of Settle-1 with the right driver",
        "backup-restore-test",
        "priya.raman",
        60,
        -15,
        None,
        "restore test",
    ),
    ("A-48", "Reword the acceptable-use policy", "acceptable-use", "ines.okafor", 170, -80, None, "management review"),
    (
        "A-49",
        "Enforce a second step for Customer Support Austin",
        "mfa-email",
        "jonas.lind",
        150,
        14,
        None,
        "risk treatment",
    ),
    (
        "A-50",
        "Public access block on all buckets of Benefits",
        "secure-configuration",
        "hannah.mercer",
        140,
        -110,
        117,
        "control test",
    ),
    (
        "A-51",
        "Fix the nightly job of the claims database",
        "backup-schedule",
        "priya.raman",
        60,
        -46,
        43,
        "control test",
    ),
    ("A-52", "Retire the SSL-VPN", "mfa-remote", "jonas.lind", 40, 90, None, "net worth"),
)


def actions(timeline: Timeline) -> tuple[ActionRecord, ...]:
    return tuple(
        ActionRecord(
            slug,
            title,
            control,
            at(owner) if owner else None,
            timeline.ago(opened),
            timeline.ago(-due),
            timeline.ago(done) if done is not None else None,
            origin,
        )
        for slug, title, control, owner, opened, due, done, origin in _ACTIONS
    )
