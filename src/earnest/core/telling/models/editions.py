"""Editions: what was told to whom, as of which day, and in which words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person
from earnest.foundation.record import Record


class Scope(Record):
    """What a document is: for whom, about which framework, and which of the papers that there are."""

    audience = models.CharField(_("audience"), max_length=30)
    framework = models.CharField(_("framework"), max_length=100, blank=True)
    document = models.CharField(_("document"), max_length=60)

    class Meta:
        abstract = True


class Edition(Scope):
    """A document as it was told. What it said is kept in digests and in the values of its claims, not as a copy.

    `number` counts the editions of one day. `made_from` is the digest of the assessment, `digest` that of all that the
    document says, `outline` that of `sections` and `facts`. `author` is the person who had it written, where one did.
    An approved edition never changes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")

    title = models.CharField(_("title"), max_length=300)
    as_of = models.DateField(_("as of"))
    number = models.PositiveIntegerField(_("edition of the day"), default=1)
    made_from = models.CharField(_("digest of the assessment"), max_length=64)
    digest = models.CharField(_("digest of the document"), max_length=64)
    outline = models.CharField(_("digest of what it says"), max_length=64)
    sections = models.JSONField(_("sections"), default=list, blank=True)
    facts = models.JSONField(_("what its claims state"), default=dict, blank=True)
    files = models.JSONField(_("files"), default=list, blank=True)
    written_by = models.CharField(_("written by"), max_length=200)
    author = models.ForeignKey(
        Person, verbose_name=_("written in the name of"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    written_on = models.DateField(_("written"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    approver = models.ForeignKey(
        Person, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    unrecorded: ClassVar[frozenset[str]] = frozenset({"sections", "facts"})
    """Long, and held by `outline`, which is in the ledger."""

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-as_of", "audience", "framework", "document", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("audience", "framework", "document", "as_of", "number"), name="one_edition_of_a_number"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(approver__isnull=False, approved_on__isnull=False),
                name="an_approved_edition_has_its_approver",
                violation_error_message=_("An approved edition names the person who approved it, and the day."),
            ),
            models.CheckConstraint(
                condition=models.Q(approver=None) | models.Q(author=None) | ~models.Q(approver=models.F("author")),
                name="edition_approved_by_another",
                violation_error_message=_("Nobody approves an edition that they wrote themselves."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.as_of.isoformat()}"

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED
