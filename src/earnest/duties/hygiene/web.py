"""The plain records of hygiene. A policy is adopted and a ticket sent through operations, not typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.duties.hygiene.models import AdoptedPolicy, SlaClock, TicketExport, TicketTarget
from earnest.foundation.resource import Resource

POLICIES = Resource(
    model=AdoptedPolicy,
    slug="priority-policies",
    purpose=_("Which policy says what is mended by when, and who decided it."),
    columns=("policy", "adopted_on", "adopted_by", "reason"),
    more_columns=("overrides",),
    search=("policy", "reason"),
    filters=("policy", "adopted_by"),
    sort="-adopted_on",
)
CLOCKS = Resource(
    model=SlaClock,
    slug="sla-clocks",
    purpose=_("Days by tier and exposure of the asset, where we promise other days than the policy."),
    columns=("policy", "priority", "tier", "exposure", "days", "starts_on", "ends_on"),
    more_columns=("because",),
    fields=("policy", "priority", "tier", "exposure", "days", "starts_on", "ends_on", "because"),
    search=("priority", "because"),
    filters=("policy", "priority", "tier", "exposure"),
    sort="policy",
)
TARGETS = Resource(
    model=TicketTarget,
    slug="ticket-targets",
    purpose=_("Where work packages go as tickets."),
    columns=("title", "kind", "url", "project", "accountable"),
    more_columns=("issue_type", "account", "secret_name"),
    fields=("title", "kind", "url", "project", "issue_type", "account", "secret_name", "accountable"),
    search=("title", "project"),
    filters=("kind", "accountable"),
    sort="title",
)
EXPORTS = Resource(
    model=TicketExport,
    slug="ticket-exports",
    purpose=_("What was handed over as a ticket, when, and what came back."),
    columns=("title", "target", "state", "sent_at", "ticket"),
    more_columns=("package", "answer_code", "answer", "payload"),
    search=("title", "ticket"),
    filters=("target", "state"),
    sort="-sent_at",
)
RESOURCES = (POLICIES, CLOCKS, TARGETS, EXPORTS)
