"""Who is told what: the audiences, the papers that each can be told, and how plain each must be.

A new paper is one more `Paper` in its audience; it is then told by the command line, the pages and the editions alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from earnest.core.assurance.models import Assessment
from earnest.engines.documents.model import Document
from earnest.foundation.actor import Actor
from earnest.library.glossary import Audience as Reader
from earnest.narrative import auditor, board, budget_paper, customer, insurer, legacy_paper, regulator, soc2

Format: TypeAlias = Literal["html", "pdf", "docx", "pptx", "xlsx"]
FORMATS: tuple[Format, ...] = ("html", "pdf", "docx", "pptx", "xlsx")

Compose: TypeAlias = Callable[[Actor, Assessment, str], Document]
"""Composes a paper from an assessment; the last argument is the key of the framework, empty where it has none."""


@dataclass(frozen=True)
class Paper:
    """One document that an audience can be told. `key` names it within its audience and in file names.

    `frameworks` are the keys of those that it is about: () for a paper about none, None for one about any that is
    adopted. `slides` and `sheets` say that it is written as PPTX and XLSX too. `short` papers list few changes.
    `settles` is the key of a section whose parts must each be settled before anybody can approve the paper.
    """

    key: str
    compose: Compose
    frameworks: tuple[str, ...] | None = ()
    slides: bool = False
    sheets: bool = False
    short: bool = False
    settles: str = ""

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats that it is written in, in the order of `FORMATS`."""
        left_out = {kind for kind, there in (("pptx", self.slides), ("xlsx", self.sheets)) if not there}
        return tuple(one for one in FORMATS if one not in left_out)

    def about(self, framework: str) -> bool:
        """Whether the paper can be told of that framework; of none where it is empty."""
        return bool(framework) if self.frameworks is None else framework in (self.frameworks or ("",))


@dataclass(frozen=True)
class Audience:
    """Whom papers are for, and what they do for them.

    `reader` is whose acronyms and writing rules hold; `aim` is the reading grade that no section should pass, None
    where there is no aim. Of several papers the first that fits is told unless another is named.
    """

    key: str
    title: str | Promise
    purpose: str | Promise
    papers: tuple[Paper, ...]
    reader: Reader
    aim: float | None = None

    @property
    def of_framework(self) -> bool:
        """Whether each of its papers is about a framework, so that one must be named."""
        return all(paper.frameworks != () for paper in self.papers)

    def of(self, framework: str) -> tuple[Paper, ...]:
        """The papers that can be told of a framework: those that name it first, then those about any."""
        found = [paper for paper in self.papers if paper.about(framework)]
        return tuple(sorted(found, key=lambda paper: paper.frameworks is None))

    @property
    def formats(self) -> tuple[Format, ...]:
        """Every format that one of its papers is written in."""
        return tuple(one for one in FORMATS if any(one in paper.formats for paper in self.papers))


_ALL: tuple[Audience, ...] = (
    Audience(
        "auditor",
        _("For an auditor"),
        _("Every requirement of one framework: met by what, proven how, with the chain to each snapshot."),
        (
            Paper("narrative", auditor.compose, None, sheets=True),
            Paper("matrix", lambda actor, made, _key: soc2.matrix(actor, made), (soc2.FRAMEWORK,), sheets=True),
            Paper("description", lambda actor, made, _key: soc2.describe(actor, made), (soc2.FRAMEWORK,)),
        ),
        reader="auditor",
    ),
    Audience(
        "regulator",
        _("For a regulator"),
        _("Duty by duty what is done, whether it works, who answers for it, and what is not shown."),
        (Paper("file", regulator.compose, tuple(regulator.LAWS)),),
        reader="regulator",
        aim=11,
    ),
    Audience(
        "insurer",
        _("For an insurer"),
        _("Answers to what underwriters ask, each with its evidence, and what is not known."),
        (Paper("application", lambda actor, made, _key: insurer.compose(actor, made), settles=insurer.SETTLES),),
        reader="insurer",
        aim=11,
    ),
    Audience(
        "board",
        _("For the board"),
        _("Where we stand, what it may cost and what to decide, on a few pages."),
        (Paper("page", lambda actor, made, _key: board.compose(actor, made), slides=True, short=True),),
        reader="board",
        aim=9,
    ),
    Audience(
        "customer",
        _("For a customer"),
        _("Which safeguards are shown to work and since when, without names, and what is not shown."),
        (Paper("page", lambda actor, made, _key: customer.compose_trust(actor, made)),),
        reader="customer",
        aim=11,
    ),
    Audience(
        "budget",
        _("For the budget round"),
        _("What we ask, what a euro buys, what is left undone and what that costs, and what to decide."),
        (Paper("paper", lambda actor, made, _key: budget_paper.compose(actor, made), slides=True),),
        reader="board",
        aim=9,
    ),
    Audience(
        "legacy",
        _("On old systems"),
        _("What is no longer updated, what each way with it costs and risks, and what waiting means."),
        (Paper("paper", lambda actor, made, _key: legacy_paper.compose(actor, made)),),
        reader="board",
        aim=9,
    ),
)

BY_KEY: dict[str, Audience] = {audience.key: audience for audience in _ALL}
"""The audiences by their key."""

AUDIENCES: tuple[str, ...] = tuple(BY_KEY)
"""The keys of the audiences, as they are named on the command line and in addresses."""
