"""An application for cyber insurance."""

from __future__ import annotations

from datetime import date

from earnest.engines.documents.model import (
    Callout,
    Column,
    Document,
    Fact,
    FactList,
    Paragraph,
    Row,
    Section,
    Sentence,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import (
    DateRef,
    Figure,
    GradeRef,
    Name,
    StatusRef,
)
from earnest.engines.documents.proof import (
    Claim,
)
from earnest.engines.documents.tests.sample_claims import AS_OF, EDITION, MFA_PROOF, snapshot_proof

MFA_SENTENCE: tuple[str | Figure, ...] = (
    "Today ",
    Figure(3, "count", "mfa-answer"),
    " of ",
    Figure(42, "count", "mfa-answer"),
    " privileged accounts sign in without one.",
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
