"""Documents of an invented company, for the tests and for looking at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from earnest.engines.documents.model import (
    Bullets,
    Callout,
    Column,
    Document,
    Fact,
    FactList,
    GlossaryEntry,
    KeyFigures,
    Paragraph,
    Row,
    Section,
    Sentence,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import (
    ControlRef,
    DateRef,
    Figure,
    Grade,
    GradeRef,
    Inline,
    Name,
    Part,
    RequirementId,
    Status,
    StatusRef,
    Term,
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

UTC = UTC
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


def _loss(amount: int, low: int, high: int) -> Figure:
    return Figure(amount, "money", "loss", low, high, 0.9, "EUR", short=True)


LOSS = Claim(
    "loss",
    ("An average year costs ", _loss(640_000, 42_000, 2_300_000), "."),
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


def board_page() -> Document:
    """A board paper of one page."""
    kept, spent = VPN.states, "vpn"
    ask = list(VPN.stated())
    options = (
        Row(("Replace with per-application access", ask[1], kept[0], kept[1], kept[4])),
        Row(("Keep and ring-fence", kept[2], kept[3], kept[8], kept[5])),
        Row(("Do nothing", kept[6], kept[6], kept[8], kept[7])),
    )
    return Document(
        title="Replace the office gateway",
        subtitle="Board paper: one decision",
        organisation="Larkfield Pay Ltd",
        audience="Board of directors",
        as_of=AS_OF,
        edition=EDITION,
        front=(
            Fact("Sponsor", (Name("Helena Voss", "person"), ", chief operating officer")),
            Fact("Author", (Name("Ines Okafor", "person"), ", CISO")),
        ),
        sections=(
            Section(
                "What we ask",
                (
                    Callout(
                        "decision",
                        (
                            Sentence(("Approve ", ask[1], " by ", ask[2], " to replace the office gateway.")),
                            Sentence(("Each week of waiting costs ", ask[0], ".")),
                        ),
                    ),
                ),
            ),
            Section(
                "Where we stand",
                (
                    KeyFigures(
                        (
                            Fact("Loss expected in a year", _loss(640_000, 42_000, 2_300_000)),
                            Fact("Chance of passing the limit", Figure(0.061, "share", "tail", 0.039, 0.088, 0.9)),
                            Fact("Control days with proof", Figure(0.885, "share", "days", 0.84, 0.93, 0.9)),
                        )
                    ),
                    Paragraph(
                        (
                            Sentence(TAIL.sentence),
                            Sentence((*_words("The gateway itself is the largest way in: ", MFA.sentence),)),
                            Sentence(
                                "Attackers use such gateways to reach payment systems, and customers would soon notice."
                            ),
                        )
                    ),
                ),
            ),
            Section(
                "Options",
                (
                    Table(
                        (
                            Column("Option", 2.6),
                            Column("Cost", 1.1, "end"),
                            Column("Loss removed in a year", 2.3, "end"),
                            Column("Loss added", 2.1, "end"),
                            Column("Time", 0.9, "end"),
                        ),
                        options,
                    ),
                    Paragraph(
                        (
                            Sentence("We recommend replacing it: it removes most for its price and adds least."),
                            Sentence("The reasons stand in the proof.", (spent,)),
                        )
                    ),
                ),
            ),
        ),
        unknown=Section(
            "What we do not know",
            (
                Bullets(
                    (
                        (Sentence(BLIND.sentence),),
                        (
                            Sentence(RESTORE.sentence),
                            Sentence("Whether a full rebuild would be as fast, nobody has tried."),
                        ),
                        (
                            Sentence(
                                "What replacing would add in loss during the move is estimated by our own people only.",
                                (spent,),
                            ),
                        ),
                    )
                ),
            ),
        ),
        claims=(MFA, LOSS, TAIL, DAYS, VPN, RESTORE, BLIND),
    )


def _words(before: str, inline: Inline) -> tuple[str | Part, ...]:
    return (before, *(inline if isinstance(inline, tuple) else (inline,)))


TITLES = (
    "Policies are written, approved and reviewed",
    "Roles for security are named",
    "News of threats is collected and used",
    "Things of value are listed, each with an owner",
    "Access follows written rules",
    "Passwords and keys are handled safely",
    "Suppliers are examined before they matter",
    "Cloud services are chosen and left with care",
    "Incidents are handled by a plan",
    "Weaknesses are found and mended in time",
    "Behaviour of systems is watched",
    "Data in use and at rest is encrypted with care",
)
REASONS = (
    "Risk of stolen credentials in the payment console, and the contract with both partner banks.",
    "Data protection law, and the risk that cardholder data is read by a supplier.",
    "Risk of settlement files being changed on the way; asked for by the acquirer.",
    "Business need: card acceptance must come back within the hour.",
)
STATES: tuple[Status, ...] = (
    "met",
    "met",
    "partly-met",
    "met",
    "unproven",
    "met",
    "not-met",
    "met",
    "met-another-way",
    "met",
    "planned",
    "not-applicable",
)
GRADES: tuple[Grade, ...] = ("A", "A", "B", "C", "D", "A", "A", "C", "B", "A", "E", "C")
PEOPLE = ("Ines Okafor", "Jonas Lind", "Priya Raman", "Tomasz Brandt", "Maeve Doyle")


def annex_ids() -> list[str]:
    """The numbers of the 93 controls of Annex A."""
    return [f"A.{chapter}.{n}" for chapter, last in ((5, 37), (6, 8), (7, 14), (8, 34)) for n in range(1, last + 1)]


def statement_of_applicability(rows: int = 93) -> Document:
    """A Statement of Applicability with one claim for each row."""
    ids = (annex_ids() * (rows // 93 + 1))[:rows]
    claims, table = [], []
    for index, number in enumerate(ids):
        claim_id = f"soa-{index + 1}"
        status, grade = STATES[index % 12], GRADES[index % 12]
        seen = DateRef(date(2026, 11, 1 + index % 19), claim_id)
        answer = StatusRef(status, claim_id)
        claims.append(
            Claim(
                claim_id,
                (RequirementId(number, "ISO/IEC 27001:2022"), ": ", answer, ", observed ", seen, "."),
                snapshot_proof(
                    "Identity provider, accounts",
                    17_000 + index,
                    RequirementStep("ISO/IEC 27001:2022", number, TITLES[index % 12].lower()),
                ),
                (GradeRef(grade, claim_id),),
            )
        )
        table.append(
            Row(
                (
                    RequirementId(number, "ISO/IEC 27001:2022"),
                    TITLES[index % 12],
                    "Included" if status != "not-applicable" else "Left out",
                    REASONS[index % 4],
                    (answer,),
                    GradeRef(grade, claim_id),
                    seen,
                    Name(PEOPLE[index % 5], "person"),
                )
            )
        )
    total = Claim(
        "soa-total",
        (Figure(rows, "count", "soa-total"), " controls were looked at."),
        snapshot_proof("Framework library", 16_999),
    )
    columns = (
        Column("No.", 0.8),
        Column("Control, in our words", 2.6),
        Column("Included", 1.05),
        Column("Why", 3.6),
        Column("State", 2.15),
        Column("Grade", 0.75),
        Column("Observed", 1.55),
        Column("Owner", 1.45),
    )
    return Document(
        title="Statement of Applicability",
        subtitle=(Name("ISO/IEC 27001:2022", "framework"), " with its amendment on climate"),
        organisation="Larkfield Pay Ltd",
        audience="Certification auditor",
        as_of=AS_OF,
        edition=EDITION,
        state="approved",
        front=(
            Fact("Scope", "Card payments and health-benefit cards for employers, run from Dublin and Austin."),
            Fact("Approved by", (Name("Helena Voss", "person"), ", chief operating officer")),
        ),
        sections=(
            Section(
                "How to read this",
                (
                    Paragraph(
                        (
                            Sentence(total.sentence),
                            Sentence(
                                (
                                    "A control that is left out carries a reason, and the ",
                                    Term("grade", "grade"),
                                    " says how strong the evidence is.",
                                )
                            ),
                        )
                    ),
                    StatusLegend(),
                ),
            ),
            Section(
                "Controls",
                (
                    Table(
                        columns,
                        tuple(table),
                        ("All controls of ", Name("Annex A", "framework"), ", with their state"),
                        compact=True,
                    ),
                ),
                wide=True,
            ),
        ),
        unknown=Section(
            "What we do not know",
            (Callout("unknown", (Sentence("For the controls shown with a dashed ring nobody can say today."),)),),
        ),
        claims=(total, *claims),
        glossary=(
            GlossaryEntry(
                "grade",
                "Grade",
                "How strong evidence is, from a whole population tested by machine down to a bare assertion.",
            ),
        ),
        contents=True,
    )


def insurer_application() -> Document:
    """An application for cyber insurance with answers that evidence contradicts."""
    last = Claim(
        "backup-answer",
        (
            "The restore log shows ",
            Figure(2, "count", "backup-answer", one="failed restore", many="failed restores"),
            " since ",
            DateRef(date(2026, 8, 30), "backup-answer"),
            ".",
        ),
        snapshot_proof("Backup and restore log", 18440),
        (
            StatusRef("contradicted", "backup-answer"),
            StatusRef("partly", "backup-answer"),
            GradeRef("A", "backup-answer"),
        ),
    )
    mfa = Claim(
        "mfa-answer",
        MFA_SENTENCE,
        MFA_PROOF,
        (
            StatusRef("partly", "mfa-answer"),
            StatusRef("contradicted", "mfa-answer"),
            GradeRef("A", "mfa-answer"),
            Figure(0.929, "share", "mfa-answer"),
        ),
    )
    training = Claim(
        "training",
        (Figure(0.888, "share", "training"), " of staff finished the course."),
        snapshot_proof("Training platform", 18441),
        (StatusRef("yes", "training"), StatusRef("supported", "training"), GradeRef("B", "training")),
    )
    people = Claim(
        "people",
        (
            Figure(152, "count", "people", many="people"),
            " and ",
            Figure(38_000_000, "money", "people", currency="EUR", short=True),
            " in revenue.",
        ),
        snapshot_proof("Organisation facts", 18100),
        (Figure(410_000, "count", "people", many="cardholders"),),
    )
    facts = list(people.stated())
    return Document(
        title="Application for cyber insurance",
        subtitle="Answers with the evidence behind them",
        organisation="Larkfield Pay Ltd",
        audience="Underwriter",
        as_of=AS_OF,
        edition=EDITION,
        front=(
            Fact("Signer", (Name("Helena Voss", "person"), ", chief operating officer")),
            Fact("Policy", Name("CY-2025-00871", "document")),
        ),
        sections=(
            Section(
                "Organisation",
                (
                    FactList(
                        (
                            Fact("Staff", facts[0]),
                            Fact("Revenue", facts[1]),
                            Fact("Records held", facts[2]),
                            Fact("Countries", "Ireland and the United States"),
                        )
                    ),
                ),
            ),
            Section(
                "Controls asked",
                (
                    Callout(
                        "contradiction",
                        (
                            Sentence(
                                (
                                    "Last year's application said ",
                                    Name("MFA is enforced for all accounts", "quotation"),
                                    ".",
                                )
                            ),
                            Sentence((*MFA_SENTENCE,)),
                        ),
                    ),
                    Callout(
                        "contradiction",
                        (
                            Sentence(("It also said ", Name("all backups are immutable and tested", "quotation"), ".")),
                            Sentence(last.sentence),
                        ),
                    ),
                    Table(
                        (
                            Column("Question", 3.2),
                            Column("Answer", 1.1),
                            Column("Scope of the answer", 3),
                            Column("Evidence", 1.5),
                            Column("Grade", 0.7),
                        ),
                        (
                            Row(
                                (
                                    "Is a second factor enforced for privileged access?",
                                    StatusRef("partly", "mfa-answer"),
                                    ("All consoles, for ", Figure(0.929, "share", "mfa-answer"), " of accounts"),
                                    StatusRef("contradicted", "mfa-answer"),
                                    GradeRef("A", "mfa-answer"),
                                )
                            ),
                            Row(
                                (
                                    "Are backups kept apart and restored on trial?",
                                    StatusRef("partly", "backup-answer"),
                                    "Ledger database; the settlement server is outside",
                                    StatusRef("contradicted", "backup-answer"),
                                    GradeRef("A", "backup-answer"),
                                )
                            ),
                            Row(
                                (
                                    "Do staff take a course every year?",
                                    StatusRef("yes", "training"),
                                    "Everyone on the payroll",
                                    StatusRef("supported", "training"),
                                    GradeRef("B", "training"),
                                )
                            ),
                        ),
                        "Answers, each with its scope and what evidence says",
                    ),
                    StatusLegend(),
                ),
            ),
            Section(
                "Loss history",
                (
                    Paragraph(
                        (
                            Sentence("One incident is open and may lead to a claim."),
                            Sentence(("It is described in ", Name("INC-2026-014", "record"), ".")),
                        ),
                    ),
                ),
            ),
            Section(
                "Declaration",
                (
                    Paragraph(
                        (
                            Sentence("The signer saw both contradictions before signing."),
                            Sentence("Changes before binding will be told by the CISO."),
                        )
                    ),
                ),
            ),
        ),
        unknown=Section(
            "What we do not know",
            (Callout("unknown", (Sentence("How the settlement server would be restored, nobody has tried."),)),),
        ),
        claims=(mfa, last, training, people),
    )


MFA_SENTENCE: tuple[str | Figure, ...] = (
    "Today ",
    Figure(3, "count", "mfa-answer"),
    " of ",
    Figure(42, "count", "mfa-answer"),
    " privileged accounts sign in without one.",
)

CONTROL = ControlRef("CTL-014", "Second factor for privileged access")
