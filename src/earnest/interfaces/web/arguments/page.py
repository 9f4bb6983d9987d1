"""One argument: what it earns, diagram, text, doubts, review, money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.assurance import queries
from earnest.core.assurance.queries import Argued
from earnest.core.controls.models import Argument, ArgumentNode, Defeater
from earnest.core.controls.queries import Asked, asked, loaded
from earnest.engines.arguments import Line, lines, svg
from earnest.foundation import ledger
from earnest.foundation.actor import Actor, May
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.arguments import money, words
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.standing import Standing, standing
from earnest.interfaces.web.wording import short


@dataclass(frozen=True)
class LineShown:
    """One line of the text form, with its row of the record."""

    line: Line
    node: ArgumentNode | None
    doubt: DoubtShown | None
    kind: str
    evidence: str
    evidence_url: str
    standing: str

    @property
    def anchor(self) -> str:
        one = self.line.node or self.line.challenge
        assert one is not None  # a line is one or the other
        return one.key


@dataclass(frozen=True)
class DoubtShown:
    """A doubt with what may be done about it now."""

    row: Defeater
    mark: words.Mark
    may_answer: bool
    may_accept: bool


@dataclass(frozen=True)
class AnswerShown:
    """What a paper asks, and what was answered."""

    asked: Asked
    text: str


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    return shown(request, stands, one_of(request.actor, pk))


def one_of(actor: Actor, pk: int) -> Argument:
    """The argument with all that belongs to it; Http404 where the actor sees none."""
    return get_object_or_404(loaded(actor), pk=pk)


def shown(request: ActorRequest, stands: Standing, row: Argument, forms: dict[str, Form] | None = None) -> HttpResponse:
    """The page, with forms that were refused where there are any."""
    actor = request.actor
    found = queries.argued_one(row, stands.assessment)
    context: dict[str, Any] = {
        **stands.context,
        **_acts(actor, row, current=stands.day == stands.today),
        "title": row.title,
        "lede": row.objective,
        "argument": row,
        "found": found,
        "earns": words.earns(found),
        "state": words.state(row),
        "proof": stands.link("proof-argument", row.pk),
        "reasons": [reason.text for reason in found.conclusion.reasons],
        "diagram": diagram(found),
        "lines": _lines(stands, found),
        "flaws": found.flaws,
        "answers": [AnswerShown(one, _answer(row, one.field)) for one in asked(row.kind)],
        "money": money.compared(stands, row),
        "entries": ledger.history(row.reference),
        "may_see_ledger": actor.may(May.SEE_LEDGER),
        "framework": short(row.requirement.framework.title),
        "crumbs": [Crumb(_("Another way"), stands.link("arguments")), Crumb(row.title)],
        **(forms or {}),
    }
    return render(request, "arguments/argument.html", context, status=422 if forms else 200)


def _acts(actor: Actor, row: Argument, *, current: bool) -> dict[str, bool]:
    """What the reader may do with it now."""
    writes = actor.may(May.EDIT_RECORD) and row.state != Argument.State.WITHDRAWN and current
    named, author = actor.person is not None, actor.person == row.author_id
    return {
        "may_write": writes,
        "may_doubt": actor.may(May.SEE_RECORD) and named and row.state != Argument.State.WITHDRAWN and current,
        "may_send": writes and row.state == Argument.State.DRAFT,
        "may_review": actor.may(May.ATTEST) and named and not author and row.state == Argument.State.REVIEW and current,
        "waits_for_another": author and row.state == Argument.State.REVIEW,
        "may_approve": actor.may(May.DECIDE_EXCEPTION)
        and named
        and not author
        and row.state == Argument.State.REVIEWED
        and row.approver_id is None
        and current,
    }


def diagram(found: Argued) -> SafeString:
    """The diagram; each box leads to its line of the text."""
    keys = [*(node.key for node in found.case.nodes), *(one.key for one in found.case.challenges)]
    links = {key: f"#{key}" for key in keys}
    drawn = svg(found.case, title=found.argument.title, labels=words.labels(), links=links)
    return mark_safe(drawn)  # noqa: S308 - our own engine wrote it and escaped every word


def _lines(stands: Standing, found: Argued) -> list[LineShown]:
    rows = {node.key: node for node in found.argument.nodes.all()}
    doubts = {one.key: one for node in rows.values() for one in node.defeaters.all()}
    return [_line(stands, found, one, rows, doubts) for one in lines(found.case)]


def _line(
    stands: Standing, found: Argued, line: Line, rows: dict[str, ArgumentNode], doubts: dict[str, Defeater]
) -> LineShown:
    if line.challenge is not None:
        return LineShown(line, None, _doubt(stands, found.argument, doubts[line.challenge.key]), _("Doubt"), "", "", "")
    assert line.node is not None  # a line is one or the other
    row = rows[line.node.key]
    url = ""
    if row.control is not None:
        proves = ("proof-test", row.control_id, row.test) if row.test else ("proof-control", row.control_id)
        url = stands.link(*proves)
    named = f"{row.control.name}: {row.test}" if row.control and row.test else str(row.control or "")
    return LineShown(line, row, None, row.get_kind_display(), named, url, line.node.standing)


def _doubt(stands: Standing, argument: Argument, row: Defeater) -> DoubtShown:
    state, actor = row.state_on(stands.day), stands.actor
    free = (
        state == Defeater.State.OPEN
        and stands.day == stands.today
        and actor.person is not None
        and actor.person != row.raised_by_id
    )
    return DoubtShown(
        row,
        words.doubt(state),
        may_answer=free and actor.may(May.EDIT_RECORD),
        may_accept=free and actor.may(May.DECIDE_EXCEPTION) and actor.person != argument.author_id,
    )


def _answer(row: Argument, field: str) -> str:
    return next((one.text for one in row.answers.all() if one.field == field), "")
