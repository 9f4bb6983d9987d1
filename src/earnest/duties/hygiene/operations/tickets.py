"""Handing work packages over as tickets: shown first, sent once, and what came back is kept."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from earnest.core.risks.queries import Modelled
from earnest.duties.hygiene.models import TicketExport, TicketTarget
from earnest.duties.hygiene.operations.sending import Answer, NotSentError, UnclearError, post
from earnest.duties.hygiene.queries.tickets import ticket_of
from earnest.duties.hygiene.queries.values import Board
from earnest.duties.hygiene.rules.tickets import Ticket, csv_of, github_issue, jira_issue
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation

State = TicketExport.State
MADE = 201
TIMED_OUT = 408
MOST_KEPT = 2000
STILL = timedelta(minutes=2)
"""For how long a ticket may still be on its way."""
GITHUB = "https://api.github.com"


@dataclass(frozen=True)
class Sent:
    """What would be sent: where to, and the body. Of the headers the secret is left out."""

    url: str
    headers: dict[str, str]
    body: dict[str, object]


def dry_run(actor: Actor, target: TicketTarget, board: Board, package: str, modelled: Modelled | None = None) -> Sent:
    """What `export_package` would send. Writes and sends nothing."""
    actor.require(May.SEE_RECORD)
    return _sent(target, ticket_of(board, package, modelled))


def export_package(
    actor: Actor, target: TicketTarget, board: Board, package: str, modelled: Modelled | None = None
) -> TicketExport:
    """Send one work package as a ticket, and keep what came back.

    Invalid where it was handed over to this target before, where the secret is not there, or where the target takes
    files. An answer that is no, or an address that is refused, is kept as refused and may be tried again; where nobody
    knows whether it arrived, a person settles it first.
    """
    actor.require(May.EDIT_RECORD)
    if target.kind == TicketTarget.Kind.CSV:
        raise Invalid(f"“{target}” takes a CSV file: export one, and add it there by hand.", field="target")
    secret = _secret(target)
    ticket = ticket_of(board, package, modelled)
    sent = _sent(target, ticket)
    _never_twice(target, package)
    with operation(actor, "hygiene.send_ticket") as work:
        export = work.create(
            TicketExport(
                target=target, package=package, title=ticket.title[:300], payload=sent.body, sent_at=clock.now()
            )
        )
    try:
        answer = post(
            sent.url,
            {**sent.headers, "Authorization": _authorization(target, secret)},
            json.dumps(sent.body).encode(),
            private=tuple(settings.TICKET_PRIVATE_HOSTS),
        )
    except NotSentError as error:
        return _recorded(actor, export, State.REFUSED, answer=str(error))
    except UnclearError as error:
        return _recorded(actor, export, State.UNCLEAR, answer=str(error))
    return _answered(actor, target, export, _without(answer, secret, _authorization(target, secret)))


def export_csv(
    actor: Actor, target: TicketTarget, board: Board, packages: Sequence[str], modelled: Modelled | None = None
) -> str:
    """A CSV file of work packages that this target has not had yet; they count as handed over from then on."""
    actor.require(May.EDIT_RECORD)
    if target.kind != TicketTarget.Kind.CSV:
        raise Invalid(f"“{target}” takes tickets, not files.", field="target")
    had = set(_exports(target).filter(package__in=packages).values_list("package", flat=True))
    if had and had >= set(packages):
        _never_twice(target, packages[0])
    tickets = [ticket_of(board, key, modelled) for key in dict.fromkeys(packages) if key not in had]
    moment = clock.now()
    with operation(actor, "hygiene.export_tickets") as work:
        work.create_many(
            [
                TicketExport(
                    target=target,
                    package=one.package,
                    title=one.title[:300],
                    state=State.SENT,
                    payload={"text": list(one.paragraphs)},
                    sent_at=moment,
                )
                for one in tickets
            ]
        )
    return csv_of(tickets)


def settle(actor: Actor, export: TicketExport, *, arrived: bool, reason: str, ticket: str = "") -> TicketExport:
    """Say of a ticket that nobody knew of whether it arrived, after a look at the other side. If it did not, it may be
    sent again."""
    actor.require(May.EDIT_RECORD)
    if export.state not in {State.UNCLEAR, State.SENDING}:
        raise Invalid(f"Of this ticket it is known: {export.get_state_display().lower()}.")
    if export.state == State.SENDING and clock.now() - export.sent_at < STILL:
        raise Invalid("It is being sent at this moment: wait until an answer came, or two minutes went by.")
    if not reason.strip():
        raise Invalid("Say how you know: where you looked and what you found.", field="reason")
    with operation(actor, "hygiene.settle_ticket", reason=reason) as work:
        return work.change(export, state=State.SENT if arrived else State.REFUSED, ticket=ticket)


def close_ticket(actor: Actor, export: TicketExport, *, reason: str) -> TicketExport:
    """Say of a ticket that arrived that it is closed or gone on the other side. Its work package may be sent again."""
    actor.require(May.EDIT_RECORD)
    if export.state != State.SENT:
        raise Invalid(f"Of this ticket it is known: {export.get_state_display().lower()}.")
    if not reason.strip():
        raise Invalid("Say how you know: where you looked and what you found.", field="reason")
    with operation(actor, "hygiene.close_ticket", reason=reason) as work:
        return work.change(export, state=State.CLOSED)


def _exports(target: TicketTarget):  # type: ignore[no-untyped-def]  # a query set of this model, whose type Django's stubs cannot name here
    return TicketExport.objects.filter(target=target).exclude(state__in=TicketExport.OVER)


def _never_twice(target: TicketTarget, package: str) -> None:
    before = _exports(target).filter(package=package).first()
    if before is None:
        return
    if before.state in {State.UNCLEAR, State.SENDING}:
        raise Invalid(
            f"It was sent to “{target}” on {before.sent_at:%Y-%m-%d %H:%M} and nobody knows whether it arrived. "
            "Look there, and settle it first."
        )
    raise Invalid(f"It was handed over to “{target}” on {before.sent_at:%Y-%m-%d}: {before.ticket or before.title}.")


def _secret(target: TicketTarget) -> str:
    secret = os.environ.get(target.secret_name, "").strip()
    if not secret:
        raise Invalid(
            f"The server has no secret for “{target}”: set the environment variable {target.secret_name} where it is "
            "started.",
            field="secret_name",
        )
    if not secret.isprintable() or not secret.isascii():
        raise Invalid(f"The secret in {target.secret_name} holds characters that no header may.", field="secret_name")
    return secret


def _sent(target: TicketTarget, ticket: Ticket) -> Sent:
    headers = {"Content-Type": "application/json", "User-Agent": "earnest"}
    if target.kind == TicketTarget.Kind.JIRA:
        url = f"{target.url.rstrip('/')}/rest/api/3/issue"
        return Sent(
            url, headers | {"Accept": "application/json"}, jira_issue(ticket, target.project, target.issue_type)
        )
    if target.kind == TicketTarget.Kind.CSV:
        return Sent("", {}, {"title": ticket.title, "text": list(ticket.paragraphs)})
    if target.kind == TicketTarget.Kind.GITHUB:
        url = f"{(target.url or GITHUB).rstrip('/')}/repos/{target.project}/issues"
        accepts = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return Sent(url, headers | accepts, github_issue(ticket))
    raise Invalid(f"“{target}” takes a CSV file: nothing is sent.", field="target")


def _authorization(target: TicketTarget, secret: str) -> str:
    if target.kind == TicketTarget.Kind.JIRA and target.account:
        return "Basic " + base64.b64encode(f"{target.account}:{secret}".encode()).decode()
    return f"Bearer {secret}"


def _answered(actor: Actor, target: TicketTarget, export: TicketExport, answer: Answer) -> TicketExport:
    told = answer.body.decode("utf-8", "replace").replace("\x00", "\ufffd")[:MOST_KEPT]
    if answer.code != MADE:
        state = State.REFUSED if 300 <= answer.code < 500 and answer.code != TIMED_OUT else State.UNCLEAR
        return _recorded(actor, export, state, code=answer.code, answer=told)
    return _recorded(actor, export, State.SENT, code=answer.code, answer=told, ticket=_name(target, answer.body))


def _without(answer: Answer, secret: str, authorization: str) -> Answer:
    """The answer without the secret, which some servers repeat in what they say of an error."""
    body = answer.body
    for told in (authorization.partition(" ")[2], secret):
        body = body.replace(told.encode(), "•••".encode())
    return Answer(answer.code, body)


def _name(target: TicketTarget, body: bytes) -> str:
    """What the other side calls the ticket; empty where it does not say."""
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    name = found.get("key" if target.kind == TicketTarget.Kind.JIRA else "html_url") if isinstance(found, dict) else ""
    return str(name or "")[:300]


def _recorded(
    actor: Actor, export: TicketExport, state: str, *, answer: str, code: int | None = None, ticket: str = ""
) -> TicketExport:
    with operation(actor, "hygiene.record_ticket") as work:
        return work.change(export, state=state, answer=answer[:MOST_KEPT], answer_code=code, ticket=ticket)
