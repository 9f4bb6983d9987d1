"""Questionnaires of customers, their questions, and answers that were approved."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person
from earnest.foundation.record import Record

_COLUMN = RegexValidator(r"^[A-Z]{1,3}$", _("Write the letters of a column, such as C."))


class Questionnaire(Record):
    """A workbook that a customer sent. Its bytes are in the evidence store under `sha256` and never change."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        READ = "read", _("Questions read")
        SENT = "sent", _("Sent back")

    customer = models.CharField(_("customer"), max_length=200)
    title = models.CharField(_("title"), max_length=200)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(_("sheet"), max_length=60)
    header = models.PositiveIntegerField(_("row of headings"), default=0)
    question_column = models.CharField(_("column of questions"), max_length=3, validators=[_COLUMN])
    answer_column = models.CharField(_("column of answers"), max_length=3, validators=[_COLUMN])
    comment_column = models.CharField(_("column of comments"), max_length=3, blank=True, validators=[_COLUMN])
    number_column = models.CharField(_("column of numbers"), max_length=3, blank=True, validators=[_COLUMN])
    received_on = models.DateField(_("received"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    sent_on = models.DateField(_("sent back"), null=True, blank=True)
    sent_sha256 = models.CharField(_("digest of what was sent"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ("state", "due_on", "pk")

    def __str__(self) -> str:
        return f"{self.title}, {self.customer}"


class Question(Record):
    """One question of a questionnaire. What is answered is derived; only what went back to the customer is kept."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    row = models.PositiveIntegerField(_("row"))
    number = models.CharField(_("number"), max_length=40, blank=True)
    text = models.TextField(_("question"))
    choices = models.JSONField(_("what may be chosen"), default=list, blank=True)
    given = models.TextField(_("what stands there already"), blank=True)
    told = models.CharField(_("what the customer was told"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("questionnaire", "row")
        constraints = (models.UniqueConstraint(fields=("questionnaire", "row"), name="one_question_of_a_row"),)

    def __str__(self) -> str:
        return self.text[:200]


class RememberedAnswer(Record):
    """Words that a person approved for a question, wherever it is asked. The newest of a fingerprint counts.

    `found` is what was derived then and `basis` the digest of what it stood on: where they differ now, the words are
    flagged and not used.
    """

    fingerprint = models.CharField(max_length=64, db_index=True)
    question = models.TextField(_("question"))
    text = models.TextField(_("words"), max_length=4000)
    found = models.CharField(_("derived answer"), max_length=20)
    basis = models.CharField(_("digest of what it stands on"), max_length=64)
    approved_by = models.ForeignKey(Person, verbose_name=_("approved by"), on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField(_("approved"))
    valid_until = models.DateField(_("good until"))
    first_for = models.ForeignKey(
        Question, verbose_name=_("first asked in"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")
        ordering = ("question", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("approved_on")), name="words_are_good_after_approval"
            ),
        )

    def __str__(self) -> str:
        return self.question[:200]
