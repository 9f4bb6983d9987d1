"""Clocks that nobody promised, exemptions by word alone, and a security team that asks what it does not do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.evidence.models import SnapshotTable
from earnest.duties.hygiene.queries import Board, board_file, latency
from earnest.foundation.actor import Actor, May
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked
from earnest.foundation.once import once

ENOUGH = 30
"""Flaws that a team must have mended before its pace is told."""

SLOWER = Rule(
    "security-team-slower",
    gettext_lazy("The security team mends its own machines more slowly than others"),
    gettext_lazy("Nobody keeps a rule that those who wrote it do not keep."),
    Severity.MEDIUM,
    gettext_lazy("Patch the security team's machines first, and show that."),
)
BY_WORD = Rule(
    "exempted-without-reason",
    gettext_lazy("A flaw is said not to matter, and no reason is given"),
    gettext_lazy("“Not affected” without a why closes a flaw on paper. We do not count it, and its clock runs on."),
    Severity.LOW,
    gettext_lazy("Ask the supplier for the justification, or mend it."),
)
PROPOSED = Rule(
    "clocks-nobody-promised",
    gettext_lazy("The clocks for mending are a proposal that nobody adopted"),
    gettext_lazy("A share that is mended in time means nothing where nobody promised the time."),
    Severity.MEDIUM,
    gettext_lazy("Adopt a policy with the clocks that you mean to keep."),
)


def _board(actor: Actor, day: date) -> Board | None:
    if not actor.may(May.SEE_RECORD) or not SnapshotTable.objects.filter(table="vulnerabilities").exists():
        return None
    return once(("honesty-board", day), lambda: board_file(day))


def _slower(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    board = _board(actor, day)
    if board is None:
        yield SLOWER.blind(_("No scanner has delivered anything."))
        return
    teams = {line.team for line in board.by_team if line.security_team}
    if not teams:
        yield SLOWER.blind(_("The record does not say which team is the security team."))
        return
    curves = [one for one in latency(board, "team").groups if one.group and one.fixed >= ENOUGH]
    told = [one for one in curves if one.median is not None]
    others = [one for one in told if one.group not in teams]
    for own in told:
        faster = [one for one in others if (one.median or 0) < (own.median or 0)]
        if own.group not in teams or not faster or 2 * len(faster) < len(others):
            continue
        best = min(faster, key=lambda one: (one.median or 0, one.group))
        detail = _("Half of its flaws are mended after %(own)s days; %(team)s takes %(best)s days.") % {
            "own": own.median,
            "team": best.group,
            "best": best.median,
        }
        yield SLOWER.found(
            own.group, detail, "organization.team", "hygiene-latency",
            team=own.group, median_days=own.median, other=best.group, other_days=best.median,
        )  # fmt: skip


def _by_word(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    board = _board(actor, day)
    if board is None:
        yield BY_WORD.blind(_("No scanner has delivered anything."))
    elif board.vex_unhonoured:
        detail = ngettext(
            "%s finding is said not to apply, without a justification.",
            "%s findings are said not to apply, without a justification.",
            board.vex_unhonoured,
        )
        yield BY_WORD.found(
            _("Statements of suppliers"), detail % board.vex_unhonoured, "evidence.source", "hygiene",
            findings=board.vex_unhonoured,
        )  # fmt: skip


def _proposed(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    board = _board(actor, day)
    if board is None:
        yield PROPOSED.blind(_("No scanner has delivered anything."))
    elif not board.adopted:
        detail = _("Clocks run by “%s”, which is part of the program and no decision.") % board.policy_title
        yield PROPOSED.found(
            board.policy_title, detail, "hygiene.prioritypolicy", "priority-policies-list", policy=board.policy
        )


HONESTY: tuple[Check, ...] = (Check(SLOWER, _slower), Check(BY_WORD, _by_word), Check(PROPOSED, _proposed))
