"""A Statement of Applicability of as many rows as wanted."""

from __future__ import annotations

from datetime import date

from earnest.engines.documents.model import (
    Callout,
    Column,
    Document,
    Fact,
    GlossaryEntry,
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
    Grade,
    GradeRef,
    Name,
    RequirementId,
    Status,
    StatusRef,
    Term,
)
from earnest.engines.documents.proof import (
    Claim,
    RequirementStep,
)
from earnest.engines.documents.tests.sample_claims import AS_OF, EDITION, snapshot_proof

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
