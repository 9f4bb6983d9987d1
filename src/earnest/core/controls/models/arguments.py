"""Another way to meet a requirement: an argument, its nodes, the doubts about it and the answers."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models.controls import Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.foundation.record import Record


class Argument(Record):
    """Why a requirement is met another way, or does not apply. What it earns is never stored here."""

    class Kind(models.TextChoices):
        CUSTOMISED = "customised_approach", _("Customised approach")
        COMPENSATING = "compensating_control", _("Compensating control")
        EXCLUSION = "exclusion", _("Exclusion")
        ADDRESSABLE = "addressable", _("Addressable specification")
        OTHER = "other_design", _("Other design")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        REVIEWED = "reviewed", _("Reviewed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    requirement = models.ForeignKey(
        Requirement, verbose_name=_("requirement"), on_delete=models.PROTECT, related_name="arguments"
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    objective = models.TextField(_("objective"), help_text=_("What the requirement is there to achieve."))
    constraint = models.TextField(
        _("constraint"), blank=True, help_text=_("What stands in the way of the requirement as written, until when.")
    )
    author = models.ForeignKey(Person, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    written_on = models.DateField(_("written"))
    reviewer = models.ForeignKey(
        Person, verbose_name=_("reviewed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_on = models.DateField(_("reviewed"), null=True, blank=True)
    review_note = models.TextField(_("what the review found"), blank=True)
    review_due = models.DateField(_("to be reviewed by"), null=True, blank=True)
    approver = models.ForeignKey(
        Person, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    replaces = models.ForeignKey(
        Control,
        verbose_name=_("in place of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The control of the usual way; the two are compared in money."),
    )
    instead = models.ForeignKey(
        Control, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("argument")
        verbose_name_plural = _("arguments")
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("author")),
                name="argument_reviewed_by_another",
                violation_error_message=_("Nobody reviews an argument that they wrote themselves."),
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("author")),
                name="argument_approved_by_another",
                violation_error_message=_("Nobody approves an argument that they wrote themselves."),
            ),
            models.UniqueConstraint(
                fields=("requirement",),
                condition=Q(state__in=("review", "reviewed")),
                name="one_argument_for_a_requirement",
                violation_error_message=_("Another argument for this requirement is in review or reviewed."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class ArgumentNode(Record):
    """One element of the Goal Structuring Notation. A solution names the control, or one test of it, it rests on."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("Goal")
        STRATEGY = "strategy", _("Strategy")
        CONTEXT = "context", _("Context")
        ASSUMPTION = "assumption", _("Assumption")
        JUSTIFICATION = "justification", _("Justification")
        SOLUTION = "solution", _("Solution")

    argument = models.ForeignKey(Argument, verbose_name=_("argument"), on_delete=models.CASCADE, related_name="nodes")
    key = models.CharField(_("id"), max_length=12)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    text = models.TextField(_("what it says"))
    parent = models.ForeignKey(
        "self", verbose_name=_("below"), null=True, blank=True, on_delete=models.PROTECT, related_name="below"
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    undeveloped = models.BooleanField(_("undeveloped"), default=False)
    control = models.ForeignKey(
        Control, verbose_name=_("control"), null=True, blank=True, on_delete=models.PROTECT, related_name="argued"
    )
    test = models.CharField(_("control test"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("node")
        verbose_name_plural = _("nodes")
        ordering = ("argument", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("argument", "key"), name="node_once"),
            models.CheckConstraint(
                condition=Q(test="") | Q(control__isnull=False),
                name="node_test_of_a_control",
                violation_error_message=_("A control test stands for a control: name the control too."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.argument}"


class Defeater(Record):
    """A doubt about one node. It stays on record with its answer; it is never deleted."""

    class Kind(models.TextChoices):
        REBUTS = "rebuts", _("Rebuts the claim")
        UNDERCUTS = "undercuts", _("Undercuts the reasoning")
        UNDERMINES = "undermines", _("Undermines the evidence")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        RESIDUAL = "residual", _("Accepted as residual")

    node = models.ForeignKey(ArgumentNode, verbose_name=_("about"), on_delete=models.PROTECT, related_name="defeaters")
    key = models.CharField(_("id"), max_length=12)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("doubt"))
    raised_by = models.ForeignKey(Person, verbose_name=_("raised by"), on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("raised"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        Person, verbose_name=_("answered by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    accepted_until = models.DateField(_("accepted until"), null=True, blank=True)

    class Meta:
        verbose_name = _("doubt")
        verbose_name_plural = _("doubts")
        ordering = ("node", "pk")
        constraints = (
            models.UniqueConstraint(fields=("node", "key"), name="doubt_once"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("raised_by")),
                name="doubt_answered_by_another",
                violation_error_message=_("Nobody answers a doubt that they raised themselves."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.text[:80]}"

    def state_on(self, day: date) -> str:
        """The state as it was, or will be, on a day. A residual doubt is open again after its last day."""
        if self.state == self.State.OPEN or self.answered_on is None or self.answered_on > day:
            return self.State.OPEN
        if self.state == self.State.RESIDUAL and (self.accepted_until is None or self.accepted_until < day):
            return self.State.OPEN
        return self.state


class ArgumentAnswer(Record):
    """What the author says under one heading of the paper that this kind of argument becomes."""

    argument = models.ForeignKey(Argument, verbose_name=_("argument"), on_delete=models.CASCADE, related_name="answers")
    field = models.SlugField(_("asked for"), max_length=60)
    text = models.TextField(_("answer"))

    class Meta:
        verbose_name = _("answer in a paper")
        verbose_name_plural = _("answers in papers")
        ordering = ("argument", "field")
        constraints = (models.UniqueConstraint(fields=("argument", "field"), name="argument_answered_once"),)

    def __str__(self) -> str:
        return f"{self.field} of {self.argument}"
