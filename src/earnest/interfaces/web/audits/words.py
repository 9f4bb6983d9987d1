"""How requests, findings, duties and evidence of audits look: their status mark and word."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.duties.audits.models import AuditRequest
from earnest.duties.audits.queries import LiveEvidence, NonconformityNow, Now, ObligationNow
from earnest.duties.audits.rules.standing import Standing, Truth

_REQUESTS = {
    AuditRequest.State.OPEN: "unproven",
    AuditRequest.State.ANSWERED: "partly met",
    AuditRequest.State.ACCEPTED: "met",
    AuditRequest.State.RETURNED: "not met",
}
_STANDINGS = {
    Standing.NO_CAUSE: ("failing", gettext_lazy("No cause stated")),
    Standing.NO_ACTION: ("failing", gettext_lazy("No action")),
    Standing.IN_WORK: ("partly effective", gettext_lazy("Actions under way")),
    Standing.TO_VERIFY: ("partly effective", gettext_lazy("Effect to be verified")),
    Standing.NO_EFFECT: ("failing", gettext_lazy("Without effect")),
    Standing.READY: ("partly met", gettext_lazy("May be closed")),
    Standing.CLOSED: ("effective", gettext_lazy("Closed")),
    Standing.CONTRADICTED: ("failing", gettext_lazy("Open: evidence contradicts the close")),
}
_TRUTHS = {
    Truth.TRUE: ("effective", gettext_lazy("True here")),
    Truth.NOT_TRUE: ("failing", gettext_lazy("Not true")),
    Truth.UNPROVEN: ("unproven", gettext_lazy("Unproven")),
}
_NOW = {
    Now.SAME: ("effective", gettext_lazy("The same today")),
    Now.NEWER: ("partly effective", gettext_lazy("Newer evidence is there")),
    Now.CHANGED: ("failing", gettext_lazy("Says something else today")),
    Now.GONE: ("unproven", gettext_lazy("Not there any more")),
}


@dataclass(frozen=True)
class Mark:
    """A state as a page shows it: how it looks, and its word."""

    look: str
    word: str


def request(row: AuditRequest) -> Mark:
    return Mark(_REQUESTS[AuditRequest.State(row.state)], row.get_state_display())


def finding(found: NonconformityNow) -> Mark:
    look, word = _STANDINGS[found.stands.standing]
    return Mark(look, str(word))


def obligation(found: ObligationNow) -> Mark:
    look, word = _TRUTHS[found.truth]
    return Mark(look, str(word))


def evidence(found: LiveEvidence) -> Mark:
    look, word = _NOW[found.state]
    return Mark(look, str(word))


def days_to(days: int) -> str:
    """How far fieldwork is away."""
    if days > 0:
        return ngettext("in %d day", "in %d days", days) % days
    return _("today") if days == 0 else ngettext("began %d day ago", "began %d days ago", -days) % -days


def percent(share: float | None) -> str:
    """A share, and plainly so where there is nothing to share."""
    return _("nothing applies") if share is None else f"{share:.0%}"
