"""A small document with every kind of block."""

from __future__ import annotations

from earnest.engines.documents.charts import behind
from earnest.engines.documents.charts.pictures import NetWorth, WorthRow
from earnest.engines.documents.model import (
    Bullets,
    Callout,
    Chart,
    Column,
    Document,
    Fact,
    FactList,
    GlossaryEntry,
    KeyFigures,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Sentence,
    StatusLegend,
    Table,
)
from earnest.engines.documents.parts import DateRef, Figure, GradeRef, Name, StatusRef, Term
from earnest.engines.documents.proof import Claim, MethodStep, Proof
from earnest.engines.documents.tests.sample_claims import AS_OF, EDITION

_ROWS = tuple(
    WorthRow(f"Tool {letter}", -6e3, 10e3, 31e3, 60e3, 120e3, "cannot-tell", "Olu Bankole")
    for letter in "ABCDEFGHIJKLMNOPQR"
)


def every_block() -> Document:
    """A claim that states one of each, and a section that shows it in every way."""
    day = DateRef(AS_OF.date(), "c")
    money = Figure(1200, "money", "c", low=900, high=1500, level=0.9, currency="EUR")
    count = Figure(3, "count", "c", one="thing", many="things")
    bare = Figure(3, "count", "c")
    claim = Claim(
        "c",
        ("It is so on ", day, "."),
        Proof((MethodStep("Counted"),)),
        (money, count, StatusRef("failing", "c"), GradeRef("B", "c")),
    )
    picture = NetWorth(_ROWS, "EUR")
    sentence = Sentence(("There are ", count, "."))
    blocks = (
        Paragraph((Sentence("First words."),), lede=True),
        Paragraph((sentence, Sentence(("A ", Term("word", "word"), " that is explained.")))),
        Bullets(((Sentence("A point."),), (sentence,))),
        Bullets(((Sentence("Step by step."),),), numbered=True),
        FactList((Fact("What it is", (StatusRef("failing", "c"), " ", GradeRef("B", "c"))),)),
        KeyFigures((Fact("Large", money), Fact("Many", count))),
        Callout("decision", (sentence,)),
        Callout("unknown", (Sentence("Nobody has looked."),)),
        Table((Column("Name"), Column("Sum", 1, "end")), (Row((Name("=1+1", "record"), money)),), caption="Sums"),
        Table((Column("Day"), Column("Number"), Column("State")), (Row((day, bare, StatusRef("failing", "c"))),)),
        Table((Column("Nothing"),), ()),
        StatusLegend(),
        Chart(picture, "Worth", (sentence,), behind.table(picture, "c"), ("c",)),
        PageBreak(),
        Paragraph((Sentence("After the break."),)),
    )
    return Document(
        title="Everything",
        organisation="Larkfield Pay Ltd",
        audience="Tests",
        as_of=AS_OF,
        edition=EDITION,
        sections=(
            Section("All of it", blocks, (Section("Part", (Paragraph((sentence,)),), wide=True),)),
            Section("Second", (Table((Column("Name"), Column("Sum", 1, "end")), (Row(("Two", money)),)),)),
        ),
        unknown=Section("What we do not know", (Bullets(((Sentence("Much."),),)),)),
        claims=(claim,),
        glossary=(GlossaryEntry("word", "word", "A thing said."),),
        contents=True,
    )
