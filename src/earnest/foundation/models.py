"""Tables of the foundation: who signs in, the ledger, background jobs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.record import Record


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Record):
    """Somebody who may sign in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=10, choices=[r for r in Role.choices if r[0] != Role.PROGRAM])
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    unrecorded = frozenset({"password", "last_login"})

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return Q() if actor.may(May.MANAGE_USERS) else Q(pk=actor.user) if actor.user else None


class LedgerEntry(models.Model):
    """One thing that happened. Each entry carries the hash of the one before, so that none can be changed unseen."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    role = models.CharField(max_length=10)
    user = models.PositiveBigIntegerField(null=True)
    operation = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.operation}"


class LedgerSubject(models.Model):
    """Which records an entry touched: the index behind every record's history."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.CASCADE, related_name="subjects")
    record = models.CharField(max_length=100, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record", "entry"), name="ledger_subject_once"),)

    def __str__(self) -> str:
        return self.record


class Job(models.Model):
    """Long work that can be left, come back to, cancelled and taken up again."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    actor = models.JSONField()
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    doing = models.CharField(max_length=200, blank=True)
    checkpoint: models.JSONField[Any] = models.JSONField(default=dict)
    result: models.JSONField[Any] = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "heartbeat_at"), name="job_state"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def percent(self) -> int | None:
        return None if not self.total else min(100, round(100 * self.done / self.total))


class SignInFailure(models.Model):
    """A failed sign-in, counted to slow down guessing. Swept after a day."""

    email = models.CharField(max_length=254)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("email", "at"), name="failure_email"),
            models.Index(fields=("address", "at"), name="failure_address"),
        )

    def __str__(self) -> str:
        return f"{self.email} {self.at:%Y-%m-%d %H:%M}"


class ApiToken(Record):
    """A secret by which a program acts as a user. Only its hash is kept."""

    user = models.ForeignKey(User, verbose_name=_("user"), on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(_("may change records"), default=False)
    expires_on = models.DateField(_("ends on"))
    unrecorded = frozenset({"digest"})

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return Q(user=actor.user) if actor.user else None
