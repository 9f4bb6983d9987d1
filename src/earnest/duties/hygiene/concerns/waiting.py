"""What of hygiene needs a person: exploited flaws past their clock, teams that fall behind, looks that stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.controls.models import ControlException
from earnest.core.evidence.models import SnapshotTable
from earnest.duties.hygiene.models import TicketExport
from earnest.duties.hygiene.queries import Board, Filters, TeamLine, board_file, findings
from earnest.duties.hygiene.queries.gathering import PATCH_TESTS
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, first_of
from earnest.foundation.record import visible_to

SOON = 14
"""Days ahead in which the end of an exception is told."""
TEAMS = 5
"""How many teams that are behind are told of, the security team among them where it is."""


def concerns(actor: Actor, today: date) -> list[Concern]:
    """Nothing is concluded where no scanner ever delivered anything."""
    if not actor.may(May.SEE_RECORD) or not SnapshotTable.objects.filter(table="vulnerabilities").exists():
        return []
    board = board_file(today)
    return [
        *_exploited(board, today),
        *_teams(board),
        *_unproven(actor, board),
        *_ending(actor, today),
        *_unclear(actor),
    ]


def _exploited(board: Board, today: date) -> Iterator[Concern]:
    if not board.exploited_overdue:
        return
    worst = findings(board, Filters(clock="overdue", exploited="yes"), sort="overdue", size=20).lines
    names = list(dict.fromkeys(f"{one.vulnerability_id} ({one.asset_name})" for one in worst))
    days = worst[0].overdue_days
    yield Concern(
        rule="hygiene-exploited-overdue",
        weight=Weight.FAILING,
        kind=_("Exploited, past its clock"),
        look="clock",
        title=ngettext(
            "%s finding known to be exploited is past its clock",
            "%s findings known to be exploited are past their clock",
            board.exploited_overdue,
        )
        % f"{board.exploited_overdue:,}",
        detail=first_of(names),
        cost=_("Open now"),
        cost_note=_("others are attacked through it"),
        who=worst[0].team or _("Nobody named"),
        when=ngettext("%s day over", "%s days over", days) % days,
        act=_("See them"),
        page="hygiene-findings",
        query="clock=overdue&exploited=yes",
        tone="bad",
        due=today - timedelta(days=days),
    )


def _teams(board: Board) -> Iterator[Concern]:
    """The security team first, however little it has: it asks others for the same."""
    late = [one for one in board.by_team if one.overdue]
    for place, one in enumerate(late[:TEAMS]):
        yield _team(board, one, place)


def _team(board: Board, line: TeamLine, place: int) -> Concern:
    counting = line.open - line.paused
    if line.security_team:
        title = ngettext(
            "The security team has %s finding past its clock",
            "The security team has %s findings past their clock",
            line.overdue,
        )
    else:
        title = ngettext("%s finding past its clock", "%s findings past their clock", line.overdue)
    told = title % f"{line.overdue:,}"
    return Concern(
        rule="hygiene-security-team-overdue" if line.security_team else "hygiene-team-overdue",
        weight=Weight.FAILING if line.security_team else Weight.OVERDUE,
        kind=_("Overdue"),
        look="clock",
        title=told if line.security_team else f"{told}: {line.team or _('no team')}",
        detail=_("%(late)s of %(all)s whose clock runs, by “%(policy)s”. The oldest is %(days)s days over.")
        % {
            "late": f"{line.overdue:,}",
            "all": f"{counting:,}",
            "policy": board.policy_title,
            "days": line.worst_days,
        },
        cost=_("Promise broken"),
        cost_note=_("the clock is our own"),
        who=line.team or _("Nobody named"),
        when=ngettext("%s day over", "%s days over", line.worst_days) % line.worst_days,
        act=_("See them"),
        page="hygiene-findings",
        query=f"clock=overdue&team={quote(line.team)}",
        tone="bad" if line.security_team else "",
        due=board.day - timedelta(days=line.worst_days) + timedelta(days=place),
    )


def _unproven(actor: Actor, board: Board) -> Iterator[Concern]:
    """A look that stopped, a list that is missing or old, a policy that nobody adopted."""
    acts = {
        "stale-source": (Weight.LAPSING, _("Hygiene unproven"), _("See the evidence"), "sources-list"),
        "no-source": (Weight.LAPSING, _("Hygiene unproven"), _("See the evidence"), "sources-list"),
        "no-kev": (Weight.LAPSING, _("List missing"), _("Add the list"), "sources-list"),
        "stale-kev": (Weight.LAPSING, _("List too old"), _("Add a newer one"), "sources-list"),
        "no-epss": (Weight.WEAK, _("List missing"), _("Add the list"), "sources-list"),
        "stale-epss": (Weight.WEAK, _("List too old"), _("Add a newer one"), "sources-list"),
        "no-policy": (Weight.DECISION, _("Decision"), _("Adopt a policy"), "priority-policies-list"),
    }
    for one in board.unproven:
        weight, kind, act, page = acts[one.kind]
        yield Concern(
            rule=f"hygiene-{one.kind}",
            weight=weight,
            kind=kind,
            look="decide" if one.kind == "no-policy" else "lapse",
            title=one.text,
            detail=_told(one.kind, board),
            cost=_("Not proven"),
            cost_note=_("what is not on the board may be there"),
            who=_("CISO") if one.kind == "no-policy" else _("Whoever answers for the source"),
            when="",
            act=act if actor.may(May.EDIT_RECORD) else _("See it"),
            page=page,
            tone="unk",
        )


def _told(kind: str, board: Board) -> str:
    if kind.endswith("policy"):
        return _("Until then clocks run by a proposal, and nobody has promised them.")
    if kind.endswith("source"):
        return (
            ngettext(
                "%s finding stays as it was last seen; that nothing new came is not shown.",
                "%s findings stay as they were last seen; that nothing new came is not shown.",
                board.unlooked,
            )
            % f"{board.unlooked:,}"
        )
    return _("A flaw that is not on the list is taken as not listed, and each row says that.")


def _ending(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, ControlException).filter(
        test__in=PATCH_TESTS,
        state=ControlException.State.APPROVED,
        starts_on__lte=today,
        ends_on__range=(today, today + timedelta(days=SOON)),
    )
    found = list(rows.select_related("asked_by").order_by("ends_on", "pk"))
    if not found:
        return
    first = found[0]
    days = (first.ends_on - today).days
    yield Concern(
        rule="hygiene-exceptions-ending",
        weight=Weight.LAPSING,
        kind=_("Exceptions end soon"),
        look="clock",
        title=ngettext(
            "%s clock that is paused runs again soon", "%s clocks that are paused run again soon", len(found)
        )
        % len(found),
        detail=first_of([row.label for row in found]),
        cost=_("Overdue"),
        cost_note=_("from the day after, if not mended"),
        who=first.asked_by.name,
        when=ngettext("in %s day", "in %s days", days) % days if days else _("today"),
        act=_("See the exceptions"),
        page="exceptions-list",
        due=first.ends_on,
    )


def _unclear(actor: Actor) -> Iterator[Concern]:
    """Tickets of which nobody knows whether they arrived: they are not sent again until a person has looked."""
    states = (TicketExport.State.UNCLEAR, TicketExport.State.SENDING)
    rows = list(visible_to(actor, TicketExport).filter(state__in=states).order_by("sent_at"))
    if not rows:
        return
    yield Concern(
        rule="hygiene-ticket-unclear",
        weight=Weight.OVERDUE,
        kind=_("Ticket"),
        look="flag",
        title=ngettext(
            "Of %s ticket nobody knows whether it arrived", "Of %s tickets nobody knows whether they arrived", len(rows)
        )
        % len(rows),
        detail=first_of([row.title for row in rows]),
        cost=_("Not in work"),
        cost_note=_("perhaps"),
        who=_("Whoever sent it"),
        when=date_format(rows[0].sent_at, "j M Y"),
        act=_("Look and settle it"),
        page="hygiene-settle",
        args=(rows[0].pk,),
    )
