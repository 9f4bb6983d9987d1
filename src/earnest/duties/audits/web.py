"""The plain records of the audits duty. What has a story of its own is written through operations, not typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.duties.audits.models import (
    AuditRequest,
    CorrectiveAction,
    Engagement,
    Invitation,
    ManagementReview,
    Nonconformity,
    Obligation,
    Population,
    Sample,
)
from earnest.foundation.resource import Resource

ENGAGEMENTS = Resource(
    model=Engagement,
    slug="engagements",
    purpose=_("Audits by others and by ourselves: what is looked at, over which period, and when."),
    columns=("title", "framework", "kind", "firm", "fieldwork_start", "state", "accountable"),
    more_columns=(
        "scope", "period_start", "period_end", "lead_auditor", "lead_auditor_email", "fieldwork_end", "report_due",
        "closed_on",
    ),
    fields=(
        "title", "framework", "kind", "scope", "period_start", "period_end", "firm", "lead_auditor",
        "lead_auditor_email", "fieldwork_start", "fieldwork_end", "report_due", "accountable",
    ),
    search=("title", "scope", "firm"),
    filters=("framework", "kind", "state", "accountable"),
    sort="fieldwork_start",
)  # fmt: skip
REQUESTS = Resource(
    model=AuditRequest,
    slug="audit-requests",
    purpose=_("What auditors ask for, who answers it, and how it stands."),
    columns=("number", "title", "engagement", "due_on", "assigned_to", "state"),
    more_columns=("detail", "requirement", "control", "asked_on", "state_since"),
    fields=(
        "engagement", "number", "title", "detail", "requirement", "control", "asked_on", "due_on", "assigned_to",
    ),
    search=("number", "title", "detail"),
    filters=("engagement", "state", "assigned_to", "control"),
    sort="due_on",
)  # fmt: skip
POPULATIONS = Resource(
    model=Population,
    slug="populations",
    purpose=_("What samples were drawn from: the population of a control test, with its evidence and digest."),
    columns=("title", "engagement", "test", "as_of", "size"),
    more_columns=("control", "digest", "test_digest", "parameters", "snapshots", "drawn_by", "note"),
    search=("title", "test", "note"),
    filters=("engagement", "control"),
    sort="-as_of",
)
SAMPLES = Resource(
    model=Sample,
    slug="samples",
    purpose=_("Members chosen from a population by a recorded method and seed, so that anybody can draw them again."),
    columns=("title", "population", "method", "size", "seed", "drawn_on", "drawn_by"),
    more_columns=("algorithm", "stratify_by", "reason", "attributes", "digest", "request"),
    search=("title", "seed", "reason"),
    filters=("method", "population"),
    sort="-drawn_on",
)
NONCONFORMITIES = Resource(
    model=Nonconformity,
    slug="nonconformities",
    purpose=_("What was found not to be as it should, why, and what was done so that it does not come back."),
    columns=("number", "title", "kind", "engagement", "raised_on", "due_on", "accountable"),
    more_columns=(
        "statement", "evidence", "requirement", "control", "test", "subject", "containment", "root_cause",
        "cause_stated_by", "raised_by", "closed_on", "closed_by", "closing_note",
    ),
    fields=(
        "number", "kind", "title", "statement", "evidence", "engagement", "requirement", "control", "test", "subject",
        "accountable", "raised_by", "raised_on", "due_on",
    ),
    search=("number", "title", "statement"),
    filters=("kind", "engagement", "accountable", "control"),
    sort="number",
)  # fmt: skip
CORRECTIVE_ACTIONS = Resource(
    model=CorrectiveAction,
    slug="corrective-actions",
    purpose=_("Actions against root causes, and whether somebody else saw that they work."),
    columns=("nonconformity", "action", "effect_due", "verified_by", "effect_seen"),
    more_columns=("effect_check", "verified_on", "effect_note", "evidence_said"),
    search=("nonconformity__title", "action__title", "effect_check"),
    filters=("nonconformity", "verified_by", "effect_seen"),
    sort="effect_due",
)
REVIEWS = Resource(
    model=ManagementReview,
    slug="management-reviews",
    purpose=_("Reviews by top management: when they are due, what was laid before them, what they decided."),
    columns=("title", "due_on", "held_on", "chair"),
    more_columns=("attendees", "minutes", "inputs_digest"),
    fields=("title", "due_on", "chair"),
    search=("title", "minutes"),
    filters=("chair",),
    sort="-due_on",
)
OBLIGATIONS = Resource(
    model=Obligation,
    slug="obligations",
    purpose=_("Duties of law and contract, said as what must be true here."),
    columns=("title", "source", "clause", "control", "accountable", "review_on"),
    more_columns=("key", "basis", "says", "must_be_true", "requirement", "test", "confidence", "adopted_on"),
    fields=(
        "key", "title", "basis", "source", "clause", "says", "must_be_true", "requirement", "control", "test",
        "accountable", "confidence", "review_on", "adopted_on",
    ),
    search=("title", "source", "clause", "says", "must_be_true"),
    filters=("basis", "control", "accountable"),
    sort="source",
)  # fmt: skip
INVITATIONS = Resource(
    model=Invitation,
    slug="invitations",
    purpose=_("Auditors who may look at one engagement until a day."),
    columns=("name", "email", "engagement", "expires_on", "revoked_on"),
    more_columns=("invited_by", "invited_on"),
    search=("name", "email"),
    filters=("engagement",),
    sort="-expires_on",
)
RESOURCES = (
    ENGAGEMENTS,
    REQUESTS,
    POPULATIONS,
    SAMPLES,
    NONCONFORMITIES,
    CORRECTIVE_ACTIONS,
    REVIEWS,
    OBLIGATIONS,
    INVITATIONS,
)
