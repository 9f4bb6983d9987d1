"""Proofs and claims of an invented company."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from earnest.engines.documents.parts import (
    DateRef,
    Figure,
    GradeRef,
    StatusRef,
)
from earnest.engines.documents.proof import (
    Claim,
    ControlStep,
    DecisionStep,
    LedgerStep,
    MethodStep,
    MissingStep,
    Proof,
    QueryStep,
    RequirementStep,
    RowsStep,
    SnapshotStep,
    Step,
    TestStep,
)

AS_OF = datetime(2026, 11, 19, 9, 40, tzinfo=timezone(timedelta(0), "GMT"))
EDITION = "9b1c4de07f3a2255c0a1e88d4f6b90ab7712cc31f05e84d96a3b7e1f20c4d8e6"
SEEN = datetime(2026, 11, 19, 6, 0, tzinfo=timezone(timedelta(0), "GMT"))

SQL = """select a.system || ':' || a.account_id as subject, a.username as label
from accounts as a
where a.privileged and a.enabled
  and not exists (
    select 1 from authenticators as f where f.account_id = a.account_id and f.strength = 'phishing-resistant'
  )"""

MFA_PROOF = Proof(
    (
        RequirementStep("ISO/IEC 27001:2022", "A.8.5", "sign-in is strong"),
        ControlStep("mfa-privileged", "Second factor for privileged access", "Jonas Lind"),
        TestStep(
            "privileged-mfa",
            4,
            "Privileged accounts sign in with a second factor",
            "no row is left after exceptions",
            "5f" * 32,
        ),
        QueryStep(SQL, (("as_of", "2026-11-19T09:40Z"), ("max_share", "0"))),
        RowsStep(
            ("Account", "Role", "Last sign-in"),
            (
                ("d.moreau", "prod-admin", "19 Nov 08:51"),
                ("svc-payouts", "ledger-write", "19 Nov 06:00"),
                ("k.adeyemi", "prod-admin", "18 Nov 17:20"),
            ),
            3,
            42,
        ),
        SnapshotStep(
            "c93f7a10e4b862dd0d5be7719ac4f2086e13b95a47d0c8fe21a6940b3fd715c7",
            "Identity provider, accounts",
            SEEN,
            SEEN + timedelta(minutes=2),
            grade="A",
        ),
        LedgerStep(18451, SEEN + timedelta(minutes=2), "5f2c" * 16, "90ae" * 16),
    )
)


def snapshot_proof(source: str, entry: int, *more: Step) -> Proof:
    """A short proof that ends in one snapshot."""
    steps = (
        *more,
        SnapshotStep(f"{entry:064x}", source, SEEN, SEEN + timedelta(minutes=2), grade="A"),
        LedgerStep(entry, SEEN + timedelta(minutes=3)),
    )
    return Proof(steps)


MFA = Claim(
    "privileged-mfa",
    (
        Figure(3, "count", "privileged-mfa"),
        " of ",
        Figure(42, "count", "privileged-mfa"),
        " privileged accounts can sign in without a second factor.",
    ),
    MFA_PROOF,
    (StatusRef("failing", "privileged-mfa"), GradeRef("A", "privileged-mfa"), DateRef(SEEN, "privileged-mfa")),
)


def loss(amount: int, low: int, high: int) -> Figure:
    return Figure(amount, "money", "loss", low, high, 0.9, "EUR", short=True)


LOSS = Claim(
    "loss",
    ("An average year costs ", loss(640_000, 42_000, 2_300_000), "."),
    Proof(
        (
            MethodStep(
                "Exact aggregation of 38 loss scenarios, frequency and magnitude",
                (("Scenarios", "38"), ("Estimates from own incidents", "9"), ("Seed", "none, exact")),
            ),
            DecisionStep("DEC-112", "Estimates calibrated", "Ines Okafor", SEEN, "yearly calibration with finance"),
            LedgerStep(18397, SEEN),
        )
    ),
)
TAIL = Claim(
    "tail",
    (
        "The chance of losing more than ",
        Figure(2_000_000, "money", "tail", currency="EUR", short=True),
        " in a year is ",
        Figure(0.061, "share", "tail", 0.039, 0.088, 0.9),
        "; the board accepts ",
        Figure(0.05, "share", "tail"),
        ".",
    ),
    Proof(
        (
            MethodStep("Loss exceedance at the stated appetite"),
            DecisionStep("DEC-090", "Appetite of the board", "Helena Voss", SEEN),
            LedgerStep(18398, SEEN),
        )
    ),
)
DAYS = Claim(
    "days",
    (Figure(0.885, "share", "days", 0.84, 0.93, 0.9), " of control days have a live proof."),
    Proof(
        (
            MethodStep("Share of days with fresh evidence and no violation"),
            MissingStep("4 days without observation", "the source was being moved"),
            LedgerStep(18399, SEEN),
        )
    ),
)
VPN = Claim(
    "vpn",
    (
        "Keeping the office gateway costs ",
        Figure(3_100, "money", "vpn", 1_400, 6_800, 0.9, "EUR"),
        " a week more than replacing it for ",
        Figure(85_000, "money", "vpn", currency="EUR"),
        "; the offer ends on ",
        DateRef(date(2026, 11, 27), "vpn"),
        ".",
    ),
    Proof((MethodStep("Loss removed less loss introduced less cost"), LedgerStep(18420, SEEN))),
    (
        Figure(212_000, "money", "vpn", 90_000, 410_000, currency="EUR"),
        Figure(9_000, "money", "vpn", 2_000, 31_000, currency="EUR"),
        Figure(22_000, "money", "vpn", currency="EUR"),
        Figure(60_000, "money", "vpn", 20_000, 150_000, currency="EUR"),
        Figure(6, "days", "vpn"),
        Figure(40, "days", "vpn"),
        Figure(0, "money", "vpn", currency="EUR"),
        Figure(0, "days", "vpn"),
        Figure(None, "money", "vpn", currency="EUR"),
    ),
)
RESTORE = Claim(
    "restore",
    (
        "The last restore of the ledger took ",
        Figure(Decimal("5.7"), "hours", "restore"),
        "; the promise is ",
        Figure(1, "hours", "restore"),
        ".",
    ),
    snapshot_proof("Backup and restore log", 18433),
)
BLIND = Claim(
    "blind",
    (Figure(9, "count", "blind", one="laptop", many="laptops"), " are in no device manager."),
    snapshot_proof("Joiners and leavers list", 18434, MissingStep("Device manager record for 9 laptops")),
)
