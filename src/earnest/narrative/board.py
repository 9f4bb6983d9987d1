"""The board page: one page in plain words on what works, what does not, what nobody knows and what to decide."""

from __future__ import annotations

from earnest.core.assurance.models import Assessment
from earnest.core.controls.models import ControlException
from earnest.core.telling.queries import Told, edition_before
from earnest.engines.documents.laid import LaidBullets, LaidParagraph
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Document,
    Fact,
    KeyFigures,
    PageBreak,
    Paragraph,
    Section,
    Sentence,
    Sentences,
)
from earnest.engines.documents.parts import Inline, Name, StatusName, parts_of
from earnest.foundation.actor import Actor
from earnest.narrative import board_annex, board_money, honesty, reasons, unknowns
from earnest.narrative.basis import Basis, load
from earnest.narrative.claims import Claims
from earnest.narrative.front import organisation
from earnest.narrative.lines import say
from earnest.narrative.money_basis import Money
from earnest.narrative.told import PostureTold, TestTold
from earnest.narrative.words import Words

SHOWN = 3
"""How many points of a kind the page shows; the heaviest come first. Fewer where long names leave no room, and at the
least one that does not work, one to decide, and no source by name."""

WIDTH, ROOM, CHANGES = 92, 22, 6
"""Characters to a line; lines of points and plain paragraphs that fit on the page; what changes take of them."""


def compose(actor: Actor, assessment: Assessment) -> Document:
    """The board page as of the assessment's day. NotAllowed where the actor may not see the shared record."""
    basis = load(actor, assessment, queries="violations")
    money = Money(basis)
    compared = edition_before(actor, Told("board", "", "page"), assessment.as_of)
    room = ROOM - CHANGES if compared else ROOM
    fitting = (shown for shown in range(SHOWN, 0, -1) if _lines(_page(basis, money, shown)) <= room)
    return _page(basis, money, next(fitting, 0), behind=True)


def _page(basis: Basis, money: Money, shown: int, *, behind: bool = False) -> Document:
    """The page, and with `behind` its annex, which begins on another page."""
    claims, words = Claims(basis), Words()
    sections = (
        Section("In short", (*_short(claims, words), *board_money.short(claims, money))),
        Section("What does not work", _failing(claims, shown)),
        Section("What we ask you to decide", _asks(claims, words, money, shown)),
    )
    turn = (PageBreak(),) if behind else ()
    unknown = Section("What we do not know", (*_unknown(claims, money, shown), *turn))
    annex = board_annex.annex(claims, words, money) if behind else ()
    return Document(
        title="Security on one page",
        organisation=organisation(basis),
        audience="Board of directors",
        as_of=basis.as_of,
        edition=basis.assessment.digest,
        sections=sections,
        unknown=unknown,
        annex=annex,
        claims=claims.all(),
        glossary=words.glossary(),
    )


def _lines(made: Document) -> int:
    """How many lines its points and plain paragraphs take on paper, near enough to keep them on one page."""
    laid = lay_out(made)
    blocks = [block for section in laid.sections for block in section.blocks]
    points = [runs for block in blocks if isinstance(block, LaidBullets) for runs in block.items]
    plain = [block.runs for block in blocks if isinstance(block, LaidParagraph) and not block.lede]
    points += [*plain, *(() for _ in plain)]
    lengths = [sum(len(run.text) for run in runs) for runs in points]
    return sum(1 + length // WIDTH for length in lengths)


def _short(claims: Claims, words: Words) -> tuple[Block, ...]:
    told = claims.posture()
    counts = told.counts
    holes: dict[str, Inline] = {
        "safeguards": words.term("control", "safeguards"),
        "effective": told.is_("effective", in_words=True),
        "failing": told.is_("failing", in_words=True),
        "unproven": told.is_("unproven", in_words=True),
        "in_use": told.count(told.in_use),
        "good": told.count(counts["effective"], "is", "are"),
        "bad": told.count(counts["failing"], "is", "are"),
        "open": told.count(counts["unproven"], "is", "are"),
    }
    opening = (
        say("We run {in_use} {safeguards} against attack and loss.", holes),
        say("Of these, {good} {effective}: fresh proof shows that they work.", holes),
        say("{bad} {failing}: proof shows that they do not work.", holes),
        say("{open} {unproven}: proof is missing or too old, so nobody can say.", holes),
        _change(claims),
    )
    return (Paragraph(opening, lede=True), KeyFigures(_figures(told)))


def _figures(told: PostureTold) -> tuple[Fact, ...]:
    return tuple(
        Fact(StatusName(status), told.count(told.counts[status]))
        for status in ("effective", "partly-effective", "failing", "unproven")
    )


def _change(claims: Claims) -> Sentence:
    told = claims.change()
    if told is None:
        return Sentence("There is no earlier look to compare with.")
    holes: dict[str, Inline] = {
        "then": told.on(told.then),
        "better": told.count(len(told.better)),
        "worse": told.count(len(told.worse)),
        "good": told.count(told.counts["effective"], "was", "were"),
        "bad": told.count(told.counts["failing"], "was", "were"),
        "open": told.count(told.counts["unproven"], "was", "were"),
        "effective": told.is_("effective", in_words=True),
        "failing": told.is_("failing", in_words=True),
        "unproven": told.is_("unproven", in_words=True),
    }
    template = "Since {then}, {better} got better and {worse} got worse; then {good} {effective}, {bad} {failing}"
    return say(template + " and {open} {unproven}.", holes)


def _failing(claims: Claims, most: int) -> tuple[Block, ...]:
    points = []
    for key, entry in claims.basis.controls.items():
        if entry.status == "failing":
            points.append((_weight(claims, key), key))
    if not points:
        return (Paragraph((Sentence("No safeguard was seen to break."),)),)
    shown = [_failure(claims, key) for _, key in sorted(points)[: max(1, most)]]
    return (Bullets(tuple(shown)),)


def _weight(claims: Claims, key: str) -> tuple[int, float]:
    """Heaviest first: by severity of the worst failing test, then by the share that deviates."""
    worst = _worst(claims, key)
    return (worst.severity, -worst.deviating / max(1, worst.population)) if worst else (2, 0.0)


def _worst(claims: Claims, key: str) -> TestTold | None:
    failing = [one for one in claims.basis.controls[key].tests if one["status"] == "failing"]
    told = [TestTold(f"test:{key}/{one['id']}", one, ("", "")) for one in failing]
    return min(told, key=lambda one: (one.severity, -one.deviating / max(1, one.population), one.id), default=None)


def _failure(claims: Claims, key: str) -> Sentences:
    """One control that fails: what its worst test found, and who answers for it."""
    control = claims.basis.controls[key].control
    name, worst = Name(control.name, "record"), _worst(claims, key)
    if worst is None:
        told = claims.control(key)
        seen: Sentences = (
            Sentence((name, ": proof speaks against it."), (told.id,)),
            *reasons.of_control(claims, told)[:1],
        )
    else:
        test = claims.test(key, worst.concluded)
        seen = (Sentence((name, ": ", *parts_of(test.sentence()))),)
    if control.accountable is None:
        return (*seen, Sentence("Nobody answers for it.", (claims.nobody().id,)))
    return (*seen, Sentence((Name(control.accountable.name, "person"), " answers for it.")))


def _asks(claims: Claims, words: Words, money: Money, most: int) -> tuple[Block, ...]:
    """What only people can settle: exceptions that ended or are asked for, what money says, what nobody answers for."""
    dear = board_money.ask(claims, money)
    asks = [*[*_ended(claims, words), *_asked(claims, words)][: max(1, most - len(dear))], *dear]
    nobody = claims.nobody()
    if nobody.all:
        first = [claims.basis.controls[key].control.name for key in nobody.controls[:1]]
        first += [claims.basis.sources[slug].source.title for slug in nobody.sources[: 2 - len(first)]]
        named = [part for name in first for part in (" and ", Name(name, "record"))][1:]
        count = nobody.count(nobody.all, "thing", "things")
        asks.append(
            Sentence(("Name one person for each of ", count, " that nobody answers for, such as ", *named, "."))
        )
    if not asks:
        return (Paragraph((Sentence("We ask for no decision today."),)),)
    return (Bullets(tuple((ask,) for ask in asks), numbered=True),)


def _ended(claims: Claims, words: Words) -> Sentences:
    """Exceptions past their last day whose gap is still there."""
    ended = {
        str(ref).removeprefix("exception:")
        for entry in claims.basis.controls.values()
        for reason in entry.concluded["reasons"]
        if reason["code"] == "exception-ended"
        for ref in reason["refs"]
        if str(ref).startswith("exception:")
    }
    made = []
    for one in claims.basis.exceptions:
        if one in ended:
            told = claims.exception(one)
            allowed = words.term("exception (risk)", "exception")
            made.append(
                Sentence(
                    (
                        "Close this gap or allow it again, for the ",
                        allowed,
                        " ended on ",
                        told.ends,
                        ": ",
                        told.what,
                        ".",
                    )
                )
            )
    return tuple(made)


def _asked(claims: Claims, words: Words) -> Sentences:
    made = []
    for one, exception in claims.basis.exceptions.items():
        if exception.state == ControlException.State.ASKED:
            told = claims.exception(one)
            allowed = words.term("exception (risk)", "exception")
            made.append(
                Sentence(
                    (
                        "Say yes or no to the ",
                        allowed,
                        " that ",
                        told.asked_by,
                        " asks for until ",
                        told.ends,
                        ": ",
                        told.what,
                        ".",
                    )
                )
            )
    return tuple(made)


def _unknown(claims: Claims, money: Money, most: int) -> tuple[Block, ...]:
    points = [
        *unknowns.by_cause(claims, "safeguard", "safeguards"),
        *board_money.unknown(claims, money),
        (honesty.gravest(claims),),
        *(unknowns.of_source(told, "safeguard", "safeguards") for told in unknowns.silent_sources(claims)[:most]),
    ]
    if not points:
        return (Paragraph((Sentence("All our proof is fresh; what nobody thought to look at is not on this page."),)),)
    return (Bullets(tuple(points)),)
