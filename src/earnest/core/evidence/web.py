"""Evidence sources and what is kept of them. Pages with a story of their own are in the workbench."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.evidence.models import Attestation, InspectedRecord, Snapshot, Source
from earnest.foundation.resource import Resource

SOURCES = Resource(
    model=Source,
    slug="sources",
    purpose=_("Where evidence comes from, how often it should come, and when it stops proving anything."),
    columns=("title", "format", "accountable", "cadence_days", "freshness_days", "active"),
    more_columns=("slug", "note"),
    fields=("slug", "title", "format", "accountable", "cadence_days", "freshness_days", "note"),
    search=("title", "slug", "format"),
    filters=("active", "accountable"),
    sort="title",
    own_detail=True,
)
SNAPSHOTS = Resource(
    model=Snapshot,
    slug="snapshots",
    purpose=_("Every file that came in, under the hash of its bytes."),
    columns=("name", "source", "state", "observed_at", "uploaded_at", "size"),
    more_columns=("part", "sha256", "format", "observed_basis", "collected_at", "problem", "rejected_count"),
    search=("name", "sha256", "source__title", "part"),
    filters=("source", "state", "observed_basis"),
    sort="-observed_at",
    own_detail=True,
)
INSPECTED = Resource(
    model=InspectedRecord,
    slug="inspected-records",
    purpose=_("Documents that a person looked at and answered one question about."),
    columns=("title", "control", "supports", "document_date", "inspected_by", "valid_until"),
    more_columns=("question", "note", "inspected_on", "sha256"),
    search=("title", "question", "note", "control__name"),
    filters=("control", "supports", "inspected_by"),
    sort="valid_until",
)
ATTESTATIONS = Resource(
    model=Attestation,
    slug="attestations",
    purpose=_("What owners say of their own controls: the weakest evidence that counts."),
    columns=("control", "operates", "attested_by", "attested_on", "valid_until"),
    more_columns=("statement",),
    search=("statement", "control__name"),
    filters=("control", "operates", "attested_by"),
    sort="valid_until",
)
RESOURCES = (SOURCES, SNAPSHOTS, INSPECTED, ATTESTATIONS)
