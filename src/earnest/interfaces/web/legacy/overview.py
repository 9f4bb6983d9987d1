"""Old systems at a glance: what ended, what ends soon, what is not known, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry
from earnest.duties.legacy.queries import Comparison, Fenced, Group
from earnest.duties.legacy.rules.support import MONTHS, Support
from earnest.foundation.actor import May
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.legacy import words
from earnest.interfaces.web.legacy.files import Files, files
from earnest.interfaces.web.legacy.words import Standing
from earnest.interfaces.web.risk.money import Amount

SHOWN = 8


@dataclass(frozen=True)
class EntryRow:
    """An old system with what the comparison says of it."""

    row: LifeCycleEntry
    found: Comparison
    stands: Standing
    ends: str
    leader: str
    why: str


@dataclass(frozen=True)
class FenceRow:
    """A ringfence with what evidence says of it."""

    found: Fenced
    stands: Standing
    why: str


@dataclass(frozen=True)
class GroupRow:
    """A release line with the machines that run it."""

    group: Group
    names: str
    more: int
    url: str


@require_safe
@queries.reading_once()
def overview(request: ActorRequest) -> HttpResponse:
    found = files(request)
    context = found.context("legacy", _("Legacy"), "")
    roads = queries.roadmap(request.actor, found.stands.day)
    context |= {
        "says": says(found),
        "why_ended": found.link("proof-legacy", "ended"),
        "figures": figures(found),
        "entries": [entry_row(found, row) for row in found.entries],
        "fences": fence_rows(found),
        "late": roads.late,
        "unplanned": roads.without,
        "groups": [group_row(found, one) for one in queries.ended(found.register)[:SHOWN]],
        "more_groups": max(0, len(queries.ended(found.register)) - SHOWN),
        "may_add": request.actor.may(May.EDIT_RECORD),
    }
    return render(request, "legacy/overview.html", context)


def says(found: Files) -> str:
    """How the estate stands, in two or three sentences."""
    register = found.register
    if not register.rows and not register.unnamed:
        return _("Nothing that was taken in says what runs where. Add an inventory, a scan or an image report first.")
    rows = register.of(Support.ENDED)
    machines = len({row.machine for row in rows})
    unknown = len({row.machine for row in register.of(Support.UNKNOWN)})
    parts = [
        ngettext("%d machine runs something that ended.", "%d machines run something that ended.", machines) % machines
        if machines
        else _("Nothing that we recognise has ended.")
    ]
    undecided = len({row.machine for row in found.undecided(rows)})
    if undecided:
        parts.append(
            ngettext("For %d of them nobody has decided.", "For %d of them nobody has decided.", undecided) % undecided
        )
    if unknown:
        parts.append(
            ngettext(
                "Of %d machine we cannot tell for something on it.",
                "Of %d machines we cannot tell for something on them.",
                unknown,
            )
            % unknown
        )
    return " ".join(parts)


def figures(found: Files) -> list[Amount]:
    """Machines by how what runs on them stands, each with its proof."""
    register = found.register

    def machines(rows: Sequence[Group]) -> int:
        return len({row.machine for group in rows for row in group.rows})

    counts = [("ended", _("Run something that ended"), machines(queries.ended(register)))]
    counts += [
        (f"within-{months}", _("Something ends within %d months") % months, machines(queries.ending(register, months)))
        for months in MONTHS
    ]
    counts.append(("unknown", _("Something is not known"), len({row.machine for row in register.of(Support.UNKNOWN)})))
    counts.append(("seen", _("Machines and images seen"), register.machines))
    return [Amount(key, label, str(count), "", found.link("proof-legacy", key)) for key, label, count in counts]


def entry_row(found: Files, row: LifeCycleEntry) -> EntryRow:
    told = found.comparison(row)
    titles = {one.way: one.title for one in told.compared.outcomes}
    ends = told.terms.support_ends
    if ends is None:
        says_ends = _("not known")
    else:
        years = abs((found.stands.day - ends).days) / 365.25
        says_ends = (_("%s years ago") if ends < found.stands.day else _("in %s years")) % f"{years:.1f}"
    return EntryRow(
        row=row,
        found=told,
        stands=words.verdict(told.compared),
        ends=says_ends,
        leader=titles.get(told.compared.leader, ""),
        why=found.link("proof-legacy-entry", row.pk),
    )


def fence_rows(found: Files) -> list[FenceRow]:
    return [
        FenceRow(one, words.fence(one.verified.state), found.link("proof-legacy-fence", one.claim))
        for one in map(found.fence, found.fences)
    ]


def group_row(found: Files, group: Group) -> GroupRow:
    names = sorted({row.machine for row in group.rows})
    url = found.link("legacy-register", product=group.product, line=group.line, title=group.title)
    return GroupRow(group, ", ".join(names[:4]), max(0, len(names) - 4), url)
