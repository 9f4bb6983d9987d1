"""Which policy of priority is in force, our own clocks, and where work goes as tickets."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person
from earnest.foundation import clock
from earnest.foundation.errors import Invalid
from earnest.foundation.record import Record
from earnest.library.priority_policies import priority_policies


def policies() -> list[tuple[str, str]]:
    """The policies of the library, as choices."""
    return [(one.id, one.title) for one in priority_policies().policies]


def priorities() -> list[tuple[str, str]]:
    """Every priority of every policy, as choices; one that two policies share is there once."""
    found: dict[str, str] = {}
    for policy in priority_policies().policies:
        for one in policy.priorities:
            found.setdefault(one.id, one.title)
    return list(found.items())


class AdoptedPolicy(Record):
    """The policy of priority that the organisation decided on, from a day on until a newer decision."""

    policy = models.CharField(_("policy"), max_length=60, choices=policies)
    overrides: models.JSONField[dict[str, object]] = models.JSONField(_("decided otherwise"), default=dict, blank=True)
    adopted_by = models.ForeignKey(Person, verbose_name=_("adopted by"), on_delete=models.PROTECT, related_name="+")
    adopted_on = models.DateField(_("adopted"))
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("adopted priority policy")
        verbose_name_plural = _("adopted priority policies")
        ordering = ("-adopted_on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_policy_display()} from {self.adopted_on:%Y-%m-%d}"


class SlaClock(Record):
    """Days for a priority on assets of a tier or exposure, where we promise other days than the policy."""

    priority = models.CharField(_("priority"), max_length=60, choices=priorities)
    policy = models.CharField(_("policy"), max_length=60, choices=policies)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Asset.Tier.choices, null=True, blank=True)
    exposure = models.CharField(_("reached from"), max_length=10, choices=Asset.Exposure.choices, blank=True)
    days = models.PositiveIntegerField(_("days"), validators=[MaxValueValidator(3650)])
    because = models.TextField(_("why"), help_text=_("The promise or judgement that these days rest on."))
    starts_on = models.DateField(
        _("in force from"),
        default=clock.today,
        help_text=_("Other days are a new clock from a later day: what was promised before stays as it was."),
    )
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day; empty until a later clock replaces it.")
    )

    class Meta:
        verbose_name = _("clock of service level")
        verbose_name_plural = _("clocks of service level")
        ordering = ("policy", "priority", "tier", "exposure", "-starts_on")
        constraints = (
            models.UniqueConstraint(
                fields=("policy", "priority", "tier", "exposure", "starts_on"),
                name="sla_clock_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "There is a clock for this priority, tier and exposure from that day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="sla_clock_ends_after_start",
                violation_error_message=_("It ends before it starts."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.priority}: {self.days} days"

    def clean(self) -> None:
        known = {
            one.id for policy in priority_policies().policies if policy.id == self.policy for one in policy.priorities
        }
        if known and self.priority not in known:
            raise ValidationError({"priority": _("The policy has no such priority.")})
        self._keep_the_past()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.starts_on < clock.today():
            raise Invalid(
                f"This clock has run since {self.starts_on}, and boards rest on it. Give it a last day instead."
            )
        return super().delete(*args, **kwargs)

    def _keep_the_past(self) -> None:
        """What was in force before today is not changed: boards of those days rest on it."""
        today = clock.today()
        before = type(self).objects.filter(pk=self.pk, starts_on__lt=today).first() if self.pk else None
        if before is None:
            return
        fixed = ("policy", "priority", "tier", "exposure", "days", "starts_on")
        for name in fixed:
            if getattr(self, name) != getattr(before, name):
                raise ValidationError({name: _("This clock has run since %s. Add a new one.") % before.starts_on})
        if before.ends_on != self.ends_on:
            for end in (before.ends_on, self.ends_on):
                if end is not None and end < today - timedelta(days=1):
                    raise ValidationError({"ends_on": _("It was in force until then, or is: end it today or later.")})


class TicketTarget(Record):
    """Where work packages go as tickets. The secret stays in the environment; only its name is kept."""

    class Kind(models.TextChoices):
        CSV = "csv", _("CSV file")
        JIRA = "jira", _("Jira")
        GITHUB = "github", _("GitHub")

    title = models.CharField(_("title"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    url = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Such as https://example.atlassian.net; https only."),
    )
    project = models.CharField(
        _("project"), max_length=200, blank=True, help_text=_("Key of the Jira project, or owner/repository of GitHub.")
    )
    issue_type = models.CharField(_("type of issue"), max_length=60, blank=True, default="Task")
    account = models.CharField(
        _("account"), max_length=200, blank=True, help_text=_("Jira Cloud: the address that the token belongs to.")
    )
    secret_name = models.CharField(
        _("variable with the secret"),
        max_length=80,
        blank=True,
        validators=[RegexValidator(r"^EARNEST_TICKET_[A-Z0-9_]+$", _("Begin with EARNEST_TICKET_, in capitals."))],
        help_text=_("Name of an environment variable of the server. The secret itself is never kept here."),
    )
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("ticket target")
        verbose_name_plural = _("ticket targets")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.kind == self.Kind.CSV:
            return
        if not self.url.startswith("https://"):
            raise ValidationError({"url": _("Tickets are only sent over https.")})
        if not self.secret_name:
            raise ValidationError({"secret_name": _("Name the variable that holds the secret.")})
        shape = r"[A-Z][A-Z0-9_]+" if self.kind == self.Kind.JIRA else r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+"
        if not re.fullmatch(shape, self.project):
            raise ValidationError({"project": _("Give the key of the Jira project, or owner/repository of GitHub.")})


class TicketExport(Record):
    """One work package handed over to one target: what was sent, when, and what came back."""

    class State(models.TextChoices):
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused")
        UNCLEAR = "unclear", _("Nobody knows whether it arrived")
        CLOSED = "closed", _("Closed or gone there")

    OVER = (State.REFUSED, State.CLOSED)
    """What stands in the way of no other ticket for the same work package."""

    target = models.ForeignKey(TicketTarget, verbose_name=_("target"), on_delete=models.PROTECT, related_name="exports")
    package = models.CharField(_("work package"), max_length=64)
    title = models.CharField(_("title"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SENDING)
    payload: models.JSONField[dict[str, object]] = models.JSONField(_("what was sent"), default=dict, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    answer_code = models.PositiveIntegerField(_("answer"), null=True, blank=True)
    answer = models.TextField(_("what came back"), blank=True)
    ticket = models.CharField(_("ticket"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("exported ticket")
        verbose_name_plural = _("exported tickets")
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("target", "package"),
                condition=~Q(state__in=("refused", "closed")),
                name="ticket_once",
                violation_error_message=_("This work package was handed over to this target already."),
            ),
        )

    def __str__(self) -> str:
        return self.title
