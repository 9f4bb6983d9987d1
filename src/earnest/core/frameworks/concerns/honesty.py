"""Requirements set aside long ago, and frameworks that nobody who works here answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.frameworks.models import Applicability, Framework
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, answered_for
from earnest.foundation.record import visible_to

OLD = 365
"""Days after which a decision that something does not apply is to be looked at again."""

EXCLUDED = Rule(
    "exclusion-old",
    gettext_lazy("A requirement was set aside long ago"),
    gettext_lazy("What did not apply to the company of then may apply to that of today."),
    Severity.LOW,
    gettext_lazy("Look at the reason again. Withdraw the exclusion, or let it be approved anew."),
)


def _old(actor: Actor, day: date) -> Iterator[Finding]:
    rows = visible_to(actor, Applicability).filter(approver__isnull=False, decided_on__lt=day - timedelta(days=OLD))
    for row in rows.select_related("requirement__framework").order_by("decided_on"):
        assert row.decided_on is not None  # filtered by it
        detail = _("Set aside on %(day)s: %(reason)s") % {
            "day": date_format(row.decided_on, "j M Y"),
            "reason": row.reason,
        }
        requirement = row.requirement
        yield EXCLUDED.found(
            f"{requirement.framework}, {requirement}", detail, row.reference, "requirements-detail", requirement.pk,
            decided_on=row.decided_on, requirement=requirement.key, framework=requirement.framework.key,
        )  # fmt: skip


HONESTY: tuple[Check, ...] = (
    Check(EXCLUDED, _old),
    *answered_for(Framework, "framework-records-detail"),
)
