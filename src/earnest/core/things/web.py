"""What people decided of things, and where they expect to see them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.things.models import CoverageExpectation, MatchDecision
from earnest.foundation.resource import Resource

MATCH_DECISIONS = Resource(
    model=MatchDecision,
    slug="match-decisions",
    purpose=_("Where a person said that two sightings are one thing, or are not, whatever their keys say."),
    columns=("left_label", "kind", "right_label", "decided_by", "decided_on", "withdrawn_on"),
    more_columns=("reason", "withdrawn_because", "left", "right"),
    search=("left_label", "right_label", "reason"),
    filters=("kind", "decided_by"),
    sort="-decided_on",
    own_detail=True,
)
COVERAGE_EXPECTATIONS = Resource(
    model=CoverageExpectation,
    slug="coverage-expectations",
    purpose=_("Where we expect to see what we know to be there. One with the key of a proposal takes its place."),
    columns=("title", "active", "accountable"),
    more_columns=("key", "expected_from", "looked_by", "because", "way_out"),
    fields=("title", "expected_from", "looked_by", "because", "way_out", "accountable", "active", "key"),
    search=("title", "key", "because"),
    filters=("active", "accountable"),
    sort="title",
)
RESOURCES = (MATCH_DECISIONS, COVERAGE_EXPECTATIONS)
