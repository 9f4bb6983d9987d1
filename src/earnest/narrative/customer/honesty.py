"""What customers were told, held against what evidence says now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.assurance.queries import latest
from earnest.core.telling.models import Question, Questionnaire, RememberedAnswer
from earnest.core.telling.queries import as_asked, fingerprint_of, remembered
from earnest.core.telling.rules import NO, NOT_APPLICABLE, PARTLY, YES
from earnest.engines.workbooks.questions import Asked
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked
from earnest.foundation.record import visible_to
from earnest.narrative.basis import load
from earnest.narrative.customer.answering import Answers

TOLD = Rule(
    "customer-answer-contradicted",
    gettext_lazy("A customer was told something that evidence contradicts"),
    gettext_lazy("They rely on it, and a contract may rest on it, also where it was true on the day."),
    Severity.HIGH,
    gettext_lazy("Tell the customer what is so now, or mend it before they rely on it."),
)
WORDS = Rule(
    "customer-words-outdated",
    gettext_lazy("Words kept for customers no longer fit their evidence"),
    gettext_lazy("Somebody approved them when evidence said something else. They wait to be copied by hand."),
    Severity.MEDIUM,
    gettext_lazy("Read them against what evidence says now, and approve them again or forget them."),
)
_WORSE = {YES: (NO, PARTLY), PARTLY: (NO,), NOT_APPLICABLE: (NO, PARTLY, YES)}
"""What was told, and what evidence may say now that contradicts it. Told too little contradicts nothing."""


def _answers(actor: Actor, day: date) -> Answers | None:
    assessment = latest(day)
    return Answers(load(actor, assessment)) if assessment is not None else None


def _told(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    sent = visible_to(actor, Question).filter(
        questionnaire__state=Questionnaire.State.SENT, questionnaire__sent_on__lte=day
    )
    last: dict[tuple[str, str], Question] = {}
    rows = sent.exclude(told="").select_related("questionnaire").order_by("questionnaire__sent_on", "pk")
    for row in rows:
        last[row.questionnaire.customer.casefold(), fingerprint_of(row)] = row
    if not last:
        return
    answers = _answers(actor, day)
    if answers is None:
        yield TOLD.blind(_("Nothing is concluded for this day yet."))
        return
    for row in last.values():
        found = answers.to(as_asked(row)).found
        if found in _WORSE.get(row.told, ()) and row.questionnaire.sent_on is not None:
            detail = _("%(to)s was told “%(said)s” on %(day)s. Evidence answers: %(shown)s.") % {
                "to": row.questionnaire.customer,
                "said": row.told,
                "day": date_format(row.questionnaire.sent_on, "j M Y"),
                "shown": found,
            }
            yield TOLD.found(
                row.text, detail, row.reference, "questionnaire-question", row.pk,
                told_to=row.questionnaire.customer, told=row.told, evidence=found,
            )  # fmt: skip


def outdated(answers: Answers, actor: Actor) -> Iterator[tuple[RememberedAnswer, str]]:
    """Remembered answers that are still within their time and no longer stand on the same evidence, with why."""
    for row in remembered(actor).values():
        if row.valid_until >= answers.basis.day and row.approved_on <= answers.basis.day:
            asked = as_asked(row.first_for) if row.first_for else Asked(0, "", row.question)
            why = answers.to(asked).outdated
            if why:
                yield row, why


def _words(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    if not remembered(actor):
        return
    answers = _answers(actor, day)
    if answers is None:
        yield WORDS.blind(_("Nothing is concluded for this day yet."))
        return
    for row, why in outdated(answers, actor):
        first = row.first_for
        page, args = ("questionnaire-question", (first.pk,)) if first else ("questionnaires", ())
        yield WORDS.found(row.question, why, row.reference, page, *args, approved_on=row.approved_on)


HONESTY: tuple[Check, ...] = (Check(TOLD, _told), Check(WORDS, _words))


def concerns(actor: Actor, today: date) -> list[Concern]:
    """One for all remembered answers whose evidence has changed."""
    answers = _answers(actor, today) if actor.may(May.SEE_RECORD) and remembered(actor) else None
    rows = [row for row, _why in outdated(answers, actor)] if answers is not None else []
    if not rows:
        return []
    first = rows[0].first_for
    return [
        Concern(
            rule="answers-outdated",
            weight=Weight.DECISION,
            kind=_("Answers to customers"),
            look="decide",
            title=_("Evidence no longer says what %s remembered answers stand on") % len(rows),
            detail=_("They are not used until somebody approves them again."),
            cost=_("Words that no longer fit"),
            cost_note="",
            who=rows[0].approved_by.name,
            when="",
            act=_("Look at them"),
            page="questionnaire-question" if first else "questionnaires",
            args=(first.pk,) if first else (),
        )
    ]
