"""Engagements of auditors, and the guests who are let in to one of them for a while."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.models import User
from earnest.foundation.record import Record, values_of


def seen_through(actor: Actor, path: str) -> Q | None:
    """Which rows an actor may see whose engagement is at `path`: all for those who see the record, for a guest those
    of engagements to which they are invited today, none for others."""
    if actor.may(May.SEE_RECORD):
        return Q()
    if actor.role != Role.AUDITOR or actor.user is None:
        return None
    open_to = Invitation.live_for(actor.user).values("engagement")
    return Q(**{f"{path}__in": open_to})


FROZEN = _(
    "“%s” is closed: what was asked, drawn and said in it stays as it is. Open it again, with a reason, to change it."
)


class Engagement(Record):
    """One audit by one firm, or by ourselves: what is looked at, over which period, and when.

    A closed one changes in nothing but by being opened again; nor does what belongs to it, but for what is done about
    its nonconformities.
    """

    class Kind(models.TextChoices):
        CERTIFICATION = "certification", _("Certification")
        SURVEILLANCE = "surveillance", _("Surveillance")
        TYPE1 = "type1", _("Type I: design on a day")
        TYPE2 = "type2", _("Type II: operation over a period")
        ASSESSMENT = "assessment", _("Assessment")
        INTERNAL = "internal", _("Internal audit")
        CUSTOMER = "customer", _("Audit by a customer")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        FIELDWORK = "fieldwork", _("Fieldwork")
        REPORTING = "reporting", _("Report is being written")
        CLOSED = "closed", _("Closed")

    title = models.CharField(_("engagement"), max_length=200, unique=True)
    framework = models.ForeignKey(
        Framework, verbose_name=_("framework"), on_delete=models.PROTECT, related_name="engagements"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    scope = models.TextField(_("scope"))
    period_start = models.DateField(_("period from"), null=True, blank=True)
    period_end = models.DateField(_("period until"), null=True, blank=True)
    firm = models.CharField(_("audit firm"), max_length=200, blank=True)
    lead_auditor = models.CharField(_("lead auditor"), max_length=200, blank=True)
    lead_auditor_email = models.EmailField(_("e-mail of the lead auditor"), blank=True)
    fieldwork_start = models.DateField(_("fieldwork begins"))
    fieldwork_end = models.DateField(_("fieldwork ends"))
    report_due = models.DateField(_("report due"), null=True, blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ("fieldwork_start",)
        constraints = (
            models.CheckConstraint(
                condition=Q(fieldwork_end__gte=F("fieldwork_start")),
                name="fieldwork_ends_after_start",
                violation_error_message=_("Fieldwork ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(period_start=None, period_end=None)
                | Q(period_start__isnull=False, period_end__isnull=False, period_end__gte=F("period_start")),
                name="audit_period_has_both_ends",
                violation_error_message=_("Give both ends of the period, the first day first; or neither."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        was = type(self)._default_manager.filter(pk=self.pk, state=self.State.CLOSED).first()
        if was is not None and self.state == self.State.CLOSED and values_of(was) != values_of(self):
            raise ValidationError(FROZEN % was)

    def stays(self) -> str:
        return frozen([self.pk])

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return seen_through(actor, "pk")


def frozen(engagements: Iterable[int | None]) -> str:
    """Why what belongs to these engagements may not change: because one of them is closed; empty where none is."""
    rows = Engagement._default_manager.filter(pk__in=[one for one in engagements if one is not None])
    closed = rows.filter(state=Engagement.State.CLOSED).first()
    return FROZEN % closed if closed else ""


class Invitation(Record):
    """A guest may see one engagement until a day. Expiry is looked at whenever something is read."""

    engagement = models.ForeignKey(
        Engagement, verbose_name=_("engagement"), on_delete=models.CASCADE, related_name="invitations"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    user = models.ForeignKey(User, verbose_name=_("signs in as"), on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.CharField(_("invited by"), max_length=200, blank=True)
    invited_on = models.DateField(_("invited"))
    expires_on = models.DateField(_("last day"))
    revoked_on = models.DateField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("expires_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("engagement", "user"), condition=Q(revoked_on=None), name="invited_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("invited_on")),
                name="invitation_ends_after_start",
                violation_error_message=_("The last day is before the invitation."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.engagement})"

    @classmethod
    def live_for(cls, user: int) -> models.QuerySet[Invitation]:
        """The invitations by which a user may look at something today; their last day counts."""
        return cls._default_manager.filter(user=user, revoked_on=None, expires_on__gte=clock.today()).order_by()

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        if actor.may(May.SEE_RECORD):
            return Q()
        return Q(pk__in=cls.live_for(actor.user)) if actor.role == Role.AUDITOR and actor.user else None
