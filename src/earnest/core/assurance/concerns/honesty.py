"""Controls with nothing behind them, paper that evidence contradicts, exceptions that swallow the rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.assurance import queries
from earnest.core.assurance.concerns.populations import POPULATIONS
from earnest.core.assurance.concerns.scene import Scene, scene_of
from earnest.core.assurance.concerns.shown import SHOWN
from earnest.core.assurance.models import ControlLook
from earnest.core.controls.models import Control, ControlException
from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked
from earnest.foundation.record import visible_to

WEAK = ("D", "E")
MET = ("met", "partly met", "met by another approach")

BARE = Rule(
    "control-without-evidence",
    gettext_lazy("A control has no evidence"),
    gettext_lazy("It is described, perhaps paid for, and nothing shows that it is there."),
    Severity.HIGH,
    gettext_lazy("Bind a test, let somebody inspect a record, or call it planned until there is something to see."),
)
WEAKLY = Rule(
    "met-by-word-only",
    gettext_lazy("A requirement is met by somebody's word only"),
    gettext_lazy("Grade D is what the owner says, grade E what is written. No one has looked."),
    Severity.MEDIUM,
    gettext_lazy("Bind a test to one of its controls, or let another person inspect a record."),
)
CONTRADICTED = Rule(
    "paper-contradicted",
    gettext_lazy("Paper says that it works, and evidence says that it does not"),
    gettext_lazy("Who reads only the document is misled."),
    Severity.HIGH,
    gettext_lazy("Mend what fails. Until then show the evidence next to the document, or take the document back."),
)
SWALLOWED = Rule(
    "exceptions-cover-most",
    gettext_lazy("Exceptions cover most of what a test looks at"),
    gettext_lazy("When most are excepted the exception is the rule, and the control is not what is done."),
    Severity.HIGH,
    gettext_lazy("End what can be ended. If the rest must stay, write the control as it is really done."),
)
ENDED = Rule(
    "exception-past-its-end",
    gettext_lazy("An exception has ended and what it excepted is still there"),
    gettext_lazy("Its end was a promise to mend it by then."),
    Severity.MEDIUM,
    gettext_lazy("Mend it now, or ask for another exception and say why the first was not enough."),
)
RETIRED = Rule(
    "retired-while-failing",
    gettext_lazy("A control was retired while it failed"),
    gettext_lazy("Taking it out of the count makes the picture better and nothing else."),
    Severity.HIGH,
    gettext_lazy("Say in its statement what takes its place, or put it back in operation."),
)

ARGUED = Rule(
    "argument-does-not-hold",
    gettext_lazy("Another way is argued for, and the argument does not hold"),
    gettext_lazy("A well-written case without live evidence, or with an open doubt, only sounds like one."),
    Severity.HIGH,
    gettext_lazy("Bind its claims to live evidence, answer its doubts, and let another person review it."),
)
UNHELD = frozenset({"argument-incomplete", "argument-overdue", "open-doubt", "no-evidence"})
"""Reasons for which an argument does not carry its requirement."""


def _bare(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    scene = scene_of(actor, day)
    if scene is None:
        yield BARE.blind(_("Nothing is concluded for this day yet."))
        return
    for row in scene.controls:
        codes = {reason["code"] for reason in row.conclusion["reasons"]}
        if row.status == "unproven" and codes & {"asserted-only", "no-evidence"}:
            answers = len(scene.bearing.answered([row.control.key]))
            detail = ngettext(
                "Nothing shows that it operates. %s requirement rests on it.",
                "Nothing shows that it operates. %s requirements rest on it.",
                answers,
            )
            yield BARE.found(
                row.control.name, detail % answers, row.control.reference, "controls-detail", row.control_id,
                control=row.control.key, requirements=answers,
            )  # fmt: skip


def _weakly(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    scene = scene_of(actor, day)
    if scene is None:
        yield WEAKLY.blind(_("Nothing is concluded for this day yet."))
        return
    rows = scene.assessment.requirements.filter(status__in=MET, grade__in=WEAK)
    for row in rows.select_related("requirement__framework").order_by("requirement_id"):
        detail = _("%(framework)s. Its best evidence is of grade %(grade)s.") % {
            "framework": row.requirement.framework,
            "grade": row.grade,
        }
        yield WEAKLY.found(
            row.requirement, detail, row.requirement.reference, "requirements-detail", row.requirement_id,
            framework=row.requirement.framework.key, requirement=row.requirement.key, grade=row.grade,
        )  # fmt: skip


def _contradicted(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    scene = scene_of(actor, day)
    if scene is None:
        yield CONTRADICTED.blind(_("Nothing is concluded for this day yet."))
        return
    failing = {row.control_id: _failing(scene, row.conclusion) for row in scene.controls}
    papers = visible_to(actor, InspectedRecord).filter(supports=True, inspected_on__lte=day)
    words = visible_to(actor, Attestation).filter(operates=True, attested_on__lte=day, valid_until__gte=day)
    for record in papers.select_related("control").order_by("-document_date"):
        if seen := failing.get(record.control_id):
            says = _("“%(what)s” of %(day)s is kept as proof of “%(control)s”. %(seen)s")
            detail = says % {
                "what": record.title,
                "day": date_format(record.document_date, "j M Y"),
                "control": record.control,
                "seen": seen,
            }
            yield CONTRADICTED.found(
                record.title, detail, record.reference, "controls-detail", record.control_id,
                control=record.control.key, dated=record.document_date,
            )  # fmt: skip
    for word in words.select_related("control", "attested_by"):
        if seen := failing.get(word.control_id):
            says = _("%(who)s said on %(day)s that “%(control)s” operates. %(seen)s")
            detail = says % {
                "who": word.attested_by.name,
                "day": date_format(word.attested_on, "j M Y"),
                "control": word.control,
                "seen": seen,
            }
            yield CONTRADICTED.found(
                word.control, detail, word.reference, "controls-detail", word.control_id,
                control=word.control.key, attested_on=word.attested_on,
            )  # fmt: skip


def _failing(scene: Scene, concluded: queries.Plain) -> str:
    """What the failing tests of a control say, in their own sentences; empty where none fails."""
    return " ".join(scene.said(concluded["id"], one) for one in concluded["tests"] if one["status"] == "failing")


def _swallowed(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    scene = scene_of(actor, day)
    if scene is None:
        yield SWALLOWED.blind(_("Nothing is concluded for this day yet."))
        return
    for row in scene.controls:
        for test in row.conclusion["tests"]:
            if test["population"] and 2 * test["excepted"] > test["population"]:
                detail = _("%(excepted)s of %(population)s are excepted: %(title)s.") % {
                    "excepted": test["excepted"],
                    "population": test["population"],
                    "title": test["title"],
                }
                yield SWALLOWED.found(
                    row.control.name, detail, row.control.reference, "controls-detail", row.control_id,
                    control=row.control.key, test=test["id"], excepted=test["excepted"],
                    population=test["population"],
                )  # fmt: skip


def _ended(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    scene = scene_of(actor, day)
    if scene is None:
        yield ENDED.blind(_("Nothing is concluded for this day yet."))
        return
    rows = visible_to(actor, ControlException).filter(
        state=ControlException.State.APPROVED, ends_on__lt=day, test__in=scene.violated
    )
    for row in rows.select_related("control").order_by("ends_on"):
        if row.subject not in scene.violating(row.test):
            continue
        detail = _("The exception from “%(control)s” ended on %(day)s. It still violates.") % {
            "control": row.control,
            "day": date_format(row.ends_on, "j M Y"),
        }
        yield ENDED.found(
            row.label, detail, row.reference, "exceptions-detail", row.pk,
            control=row.control.key, subject=row.subject, ended=row.ends_on,
        )  # fmt: skip


def _retired(actor: Actor, day: date) -> Iterator[Finding]:
    rows = {row.pk: row for row in visible_to(actor, Control).filter(state=Control.State.RETIRED)}
    last: dict[int, tuple[date, str]] = {}
    looks = ControlLook.objects.filter(control__in=rows, day__lte=day).exclude(status__in=("retired", "planned"))
    for control, looked, status in looks.order_by("day").values_list("control_id", "day", "status"):
        last[control] = (looked, status)
    for pk, (looked, status) in last.items():
        if status == "failing":
            detail = _("It is retired. It failed when it was last looked at, on %s.") % date_format(looked, "j M Y")
            yield RETIRED.found(
                rows[pk].name, detail, rows[pk].reference, "controls-detail", pk,
                control=rows[pk].key, last_look=looked,
            )  # fmt: skip


def _argued(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    scene = scene_of(actor, day)
    if scene is None:
        yield ARGUED.blind(_("Nothing is concluded for this day yet."))
        return
    rows = scene.assessment.requirements.select_related("requirement__framework").order_by("requirement_id")
    for row in rows:
        told = [
            reason["text"]
            for reason in row.conclusion.get("reasons", ())
            if reason["code"] in UNHELD and any(ref.startswith("argument:") for ref in reason["refs"])
        ]
        if told:
            yield ARGUED.found(
                row.requirement,
                " ".join(told),
                row.requirement.reference,
                "requirements-detail",
                row.requirement_id,
                framework=row.requirement.framework.key,
                requirement=row.requirement.key,
            )


HONESTY: tuple[Check, ...] = (
    Check(BARE, _bare),
    Check(WEAKLY, _weakly),
    Check(CONTRADICTED, _contradicted),
    Check(SWALLOWED, _swallowed),
    Check(ENDED, _ended),
    Check(RETIRED, _retired),
    Check(ARGUED, _argued),
    *POPULATIONS,
    *SHOWN,
)
