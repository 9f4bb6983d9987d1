"""Text that wants to be something else, and a document full of it."""

from __future__ import annotations

from earnest.engines.documents.model import (
    Bullets,
    Callout,
    Column,
    Document,
    Fact,
    FactList,
    GlossaryEntry,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from earnest.engines.documents.parts import Figure, Name, RequirementId, Term
from earnest.engines.documents.proof import Claim, Proof, QueryStep, RowsStep, SnapshotStep
from earnest.engines.documents.tests.sample_claims import AS_OF

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg/onload=1>",
    "&lt;b&gt; &amp; &#60;",
    '#import "@preview/evil:1.0.0": *',
    '#read("/etc/passwd")',
    "#set page(width: 1pt) $ x^2 $ *bold* _it_ `raw` = heading",
    "\\u{41} \\ // comment /* block */ ~ -- --- ...",
    "{name} {{}} %s ${HOME} [U+0041]",
    "a\u202eb\u2066c\u200bd\ufeffe\x00f\x1bg\x85h",
    "line\nbreak\r\nand\ttab\u2028end",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\u65e5\u672c\u8a9e \U0001f600 \U0001f469\u200d\U0001f4bb e\u0301 \u1e9e",
    "\ud800 lone",
    "arn:aws:iam::123456789012:role/" + "Very" * 30 + "/" + "LongRoleName" * 6,
    "W" * 400,
)


def hostile_document() -> Document:
    """A document in which every place that takes content holds hostile text."""
    everything = " ".join(HOSTILE)
    names = tuple(Name(text, "account") for text in HOSTILE)
    claim = Claim(
        HOSTILE[0],
        (Name(HOSTILE[4], "quotation"), Figure(3, "count", HOSTILE[0], many=HOSTILE[1])),
        Proof(
            (
                QueryStep(f"select '{everything}'\n\tfrom \x00 t", ((HOSTILE[2], HOSTILE[5]),)),
                RowsStep(HOSTILE[:3], (HOSTILE[3:6], HOSTILE[6:9], HOSTILE[13:16]), 3, 9),
                SnapshotStep(HOSTILE[0], HOSTILE[15], None, None),
            )
        ),
    )
    figure = Figure(3, "count", claim.id)
    return Document(
        title=Name(HOSTILE[0], "document"),
        subtitle=Name(HOSTILE[9], "document"),
        organisation=HOSTILE[1],
        audience=HOSTILE[2],
        as_of=AS_OF,
        edition=HOSTILE[3],
        front=(Fact(Name(HOSTILE[6], "record"), names[7]),),
        sections=(
            Section(
                names[4],
                (
                    Paragraph(tuple(Sentence((name, " ", figure)) for name in names)),
                    Bullets(tuple((Sentence(name),) for name in names)),
                    FactList(tuple(Fact(name, (name, figure)) for name in names)),
                    Callout("contradiction", (Sentence((*names, figure)),)),
                    Table(
                        (Column(names[0]), Column(names[14]), Column(names[15])),
                        tuple(Row((name, (RequirementId(name.text, name.text),), figure)) for name in names),
                        caption=(names[5], figure),
                        compact=True,
                    ),
                    Paragraph((Sentence(Term(HOSTILE[0], HOSTILE[1])),)),
                ),
                wide=True,
            ),
        ),
        unknown=Section(names[12], (Paragraph((Sentence(names[11]),)),)),
        claims=(claim,),
        glossary=(GlossaryEntry(HOSTILE[1], HOSTILE[2], names[3]),),
        contents=True,
    )
