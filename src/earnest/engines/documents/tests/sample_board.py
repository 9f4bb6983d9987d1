"""A board paper of one page."""

from __future__ import annotations

from earnest.engines.documents.model import (
    Bullets,
    Callout,
    Column,
    Document,
    Fact,
    KeyFigures,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from earnest.engines.documents.parts import (
    Figure,
    Inline,
    Name,
    Part,
)
from earnest.engines.documents.tests.sample_claims import (
    AS_OF,
    BLIND,
    DAYS,
    EDITION,
    LOSS,
    MFA,
    RESTORE,
    TAIL,
    VPN,
    loss,
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
                            Fact("Loss expected in a year", loss(640_000, 42_000, 2_300_000)),
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
