"""Actions and their due dates, from anywhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor, May
from earnest.foundation.record import Record


class Action(Record):
    """Something that one person has promised to do by a day."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    title = models.CharField(_("action"), max_length=300)
    detail = models.TextField(_("detail"), blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    done_on = models.DateField(_("done"), null=True, blank=True)
    control = models.ForeignKey(Control, verbose_name=_("control"), null=True, blank=True, on_delete=models.SET_NULL)
    asset = models.ForeignKey(Asset, verbose_name=_("asset"), null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ("state", "due_on")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        if actor.may(May.SEE_RECORD):
            return Q()
        return Q(accountable=actor.person) if actor.person else None
