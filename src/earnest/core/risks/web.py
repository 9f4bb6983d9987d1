"""Threats and scenarios as people write them; what is believed and decided of them as it stands in the record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.risks.models import (
    Appetite,
    ControlEffect,
    Estimate,
    Experience,
    MatrixScale,
    NoIntroducedLoss,
    Scenario,
    Threat,
    Treatment,
)
from earnest.foundation.resource import Resource

THREATS = Resource(
    model=Threat,
    slug="threats",
    purpose=_("Who or what brings losses about."),
    columns=("name", "kind"),
    more_columns=("key", "description"),
    fields=("name", "kind", "description", "key"),
    search=("name", "key", "description"),
    filters=("kind",),
    sort="name",
)
SCENARIOS = Resource(
    model=Scenario,
    slug="scenarios",
    list_name="scenario-records",
    list_path="scenarios/records/",
    own_detail=True,
    purpose=_("What could go wrong and cost us money: who does what to which asset."),
    columns=("title", "state", "effect", "accountable", "introduced_by"),
    more_columns=("key", "statement", "threat", "assets", "doubt"),
    fields=(
        "title",
        "statement",
        "threat",
        "assets",
        "effect",
        "state",
        "accountable",
        "introduced_by",
        "doubt",
        "key",
    ),
    search=("title", "key", "statement"),
    filters=("state", "effect", "threat", "accountable", "introduced_by"),
    sort="title",
)
ESTIMATES = Resource(
    model=Estimate,
    slug="estimates",
    purpose=_("What we believe of each scenario, who said so and on what grounds. Newer ones supersede older ones."),
    columns=("scenario", "part", "shape", "low", "mode", "high", "provenance", "made_on"),
    more_columns=("form", "cap", "values", "confidence", "equal_bet", "author", "source", "superseded_on"),
    search=("scenario__title", "source"),
    filters=("scenario", "part", "form", "shape", "provenance", "author"),
    sort="-made_on",
)
CONTROL_EFFECTS = Resource(
    model=ControlEffect,
    slug="control-effects",
    purpose=_("What each control does to a scenario while it works; 1 changes nothing, 0.4 leaves 40 %."),
    columns=("control", "scenario", "frequency_mode", "severity_mode", "provenance", "made_on"),
    more_columns=(
        "frequency_low",
        "frequency_high",
        "severity_low",
        "severity_high",
        "author",
        "source",
        "superseded_on",
    ),
    search=("control__name", "scenario__title", "source"),
    filters=("control", "scenario", "provenance", "author"),
    sort="-made_on",
)
NO_INTRODUCED_LOSS = Resource(
    model=NoIntroducedLoss,
    slug="no-introduced-loss",
    purpose=_("Controls that bring no loss of their own, and who says why."),
    columns=("control", "because", "said_by", "said_on"),
    more_columns=("withdrawn_on",),
    search=("because", "control__name"),
    filters=("said_by",),
    sort="-said_on",
)
EXPERIENCE = Resource(
    model=Experience,
    slug="experience",
    purpose=_("How often each scenario really happened to us, which corrects how often we think it does."),
    columns=("scenario", "since", "until", "events"),
    more_columns=("losses", "source", "superseded_on"),
    search=("source", "scenario__title"),
    filters=("scenario",),
    sort="-until",
)
APPETITES = Resource(
    model=Appetite,
    slug="appetites",
    purpose=_("How large a chance of how large a loss the board will live with."),
    columns=("agreed_on", "agreed_by", "minutes", "valid_until"),
    more_columns=("points",),
    search=("agreed_by", "minutes"),
    sort="-agreed_on",
)
TREATMENTS = Resource(
    model=Treatment,
    slug="treatments",
    purpose=_("What is done about each scenario, who decided it, and until when."),
    columns=("scenario", "decision", "state", "ends_on", "approver"),
    more_columns=("reason", "asked_by", "starts_on", "decided_on", "revoked_on", "decision_note"),
    search=("reason", "scenario__title"),
    filters=("decision", "state", "scenario", "asked_by", "approver"),
    sort="ends_on",
)
MATRIX_SCALES = Resource(
    model=MatrixScale,
    slug="matrix-scales",
    purpose=_("Where a matrix is cut, for those who must show one. It follows from money."),
    columns=("set_on", "likelihood", "impact"),
    search=("set_on",),
    sort="-set_on",
)
RESOURCES = (
    THREATS,
    SCENARIOS,
    ESTIMATES,
    CONTROL_EFFECTS,
    NO_INTRODUCED_LOSS,
    EXPERIENCE,
    APPETITES,
    TREATMENTS,
    MATRIX_SCALES,
)
