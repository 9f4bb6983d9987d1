"""Exceptions that never end, tests that were made easier, and controls that nobody wrote for this organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.core.controls.queries import tests
from earnest.core.controls.rules import loosened
from earnest.foundation import ledger
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, answered_for
from earnest.foundation.record import visible_to
from earnest.library.catalogue import catalogue

RENEWALS = 2
"""How many times an exception may be given again before it is told."""
LATELY = 180
"""Days for which it is told that a test was made easier or dropped."""
APART = 30
"""Days between two exceptions of one subject within which the second carries the first on."""

EXTENDED = Rule(
    "exception-extended",
    gettext_lazy("An exception is extended again and again"),
    gettext_lazy("An exception has an end so that it comes back. One that is always renewed is how things are done."),
    Severity.MEDIUM,
    gettext_lazy("Mend what is excepted, or change the control so that it says what is really done."),
)
LOOSENED = Rule(
    "test-loosened",
    gettext_lazy("A test was made easier to pass"),
    gettext_lazy("A better result after that is not a better control."),
    Severity.HIGH,
    gettext_lazy("Put the parameter back, or say to the readers of the result what changed and when."),
)
DROPPED = Rule(
    "test-dropped",
    gettext_lazy("A test was taken off a control"),
    gettext_lazy("What is no longer looked at no longer fails."),
    Severity.MEDIUM,
    gettext_lazy("Bind it again, or bind another that looks at the same thing."),
)
COPIED = Rule(
    "control-copied",
    gettext_lazy("A control says only what the library says"),
    gettext_lazy("Words that fit every company tell a reader nothing about this one."),
    Severity.LOW,
    gettext_lazy("Write in the statement who does what here, with which tool and how often."),
)


def _extended(actor: Actor, day: date) -> Iterator[Finding]:
    groups: dict[tuple[int, str, str], list[ControlException]] = defaultdict(list)
    rows = visible_to(actor, ControlException).filter(
        decided_on__lte=day, state__in=(ControlException.State.APPROVED, ControlException.State.REVOKED)
    )
    for row in rows.select_related("control").order_by("starts_on", "pk"):
        groups[row.control_id, row.test, row.subject].append(row)
    for chain in groups.values():
        run = [chain[0]]
        for before, after in pairwise(chain):
            run = [*run, after] if (after.starts_on - before.ends_on).days <= APART else [after]
        last = run[-1]
        if len(run) > RENEWALS and last.ends_on >= day:
            detail = ngettext(
                "Excepted from “%(control)s” since %(since)s, given again %(times)s time, now until %(until)s.",
                "Excepted from “%(control)s” since %(since)s, given again %(times)s times, now until %(until)s.",
                len(run) - 1,
            ) % {
                "control": last.control,
                "since": date_format(run[0].starts_on, "j M Y"),
                "times": len(run) - 1,
                "until": date_format(last.ends_on, "j M Y"),
            }
            yield EXTENDED.found(
                last.label, detail, last.reference, "exceptions-detail", last.pk,
                times=len(run), since=run[0].starts_on, until=last.ends_on,
            )  # fmt: skip


def _loosened(actor: Actor, day: date) -> Iterator[Finding]:
    known, rows = tests(), {row.reference: row for row in visible_to(actor, BoundTest).select_related("control")}
    for move in ledger.moves(BoundTest, "parameters", until=day, days=LATELY):
        row = rows.get(move.record)
        test = known.get(row.test) if row else None
        if row is None or test is None or move.after is None:
            continue
        for parameter in test.parameters:
            name = parameter.name
            was = (move.before or {}).get(name, parameter.default)
            now = move.after.get(name, parameter.default)
            if loosened(name, was, now) and row.parameters.get(name, parameter.default) == now:
                detail = _("%(name)s went from %(was)s to %(now)s on %(day)s. Reason given: %(why)s") % {
                    "name": name,
                    "was": was,
                    "now": now,
                    "day": date_format(move.at, "j M Y"),
                    "why": move.reason or _("none"),
                }
                yield LOOSENED.found(
                    _("%(test)s, for %(control)s") % {"test": test.title, "control": row.control},
                    detail, row.reference, "controls-detail", row.control_id,
                    test=test.id, parameter=name, before=was, after=now, entry=move.number,
                )  # fmt: skip


def _dropped(actor: Actor, day: date) -> Iterator[Finding]:
    known = tests()
    controls = {row.pk: row for row in visible_to(actor, Control).exclude(state=Control.State.RETIRED)}
    bound = set(BoundTest.objects.values_list("control_id", "test"))
    owners = {one.record: one.before for one in ledger.moves(BoundTest, "control", until=day, days=LATELY)}
    for move in ledger.moves(BoundTest, "test", until=day, days=LATELY):
        control = controls.get(owners.get(move.record) or 0)
        if move.after is not None or control is None or (control.pk, move.before) in bound:
            continue
        test = known.get(str(move.before))
        detail = _("Taken off “%(control)s” on %(day)s. Reason given: %(why)s") % {
            "control": control,
            "day": date_format(move.at, "j M Y"),
            "why": move.reason or _("none"),
        }
        title = test.title if test else str(move.before)
        yield DROPPED.found(
            title, detail, control.reference, "controls-detail", control.pk, test=move.before, entry=move.number
        )


@cache
def _library_words() -> dict[str, str]:
    return {key: _plain(one.statement) for key, one in catalogue().items()}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _copied(actor: Actor, _day: date) -> Iterator[Finding]:
    words = _library_words()
    rows = list(visible_to(actor, Control).exclude(state=Control.State.RETIRED))
    copied = [row for row in rows if words.get(row.key) == _plain(row.statement)]
    if copied:
        detail = ngettext(
            "%(copied)s of %(all)s control has the words of the library and nothing else.",
            "%(copied)s of %(all)s controls have the words of the library and nothing else.",
            len(rows),
        ) % {"copied": len(copied), "all": len(rows)}
        named = ", ".join(row.name for row in copied[:5])
        yield COPIED.found(
            _("Statements of controls"), f"{detail} {named}", "controls.control", "controls",
            copied=len(copied), controls=len(rows), keys=" ".join(row.key for row in copied),
        )  # fmt: skip


HONESTY: tuple[Check, ...] = (
    Check(EXTENDED, _extended),
    Check(LOOSENED, _loosened),
    Check(DROPPED, _dropped),
    Check(COPIED, _copied),
    *answered_for(Control, "controls-detail", counted=~Q(state=Control.State.RETIRED)),
)
