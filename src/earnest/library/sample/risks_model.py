"""What the people of Larkfield Pay believe and decided about risk, as typed records. Nothing here is a conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ThreatKind = Literal["criminal", "state", "insider", "error", "failure", "supplier", "nature", "other"]
Effect = Literal["confidentiality", "integrity", "availability"]
Part = Literal["frequency", "primary", "secondary_probability", "secondary"]
Shape = Literal["poisson", "pert_rate", "lognormal_ci90", "pert", "constant", "empirical", "probability"]
Provenance = Literal["calibrated_expert", "expert", "own_incidents", "published", "starter"]
Range = tuple[float, float, float]
"""Low, most likely, high."""


@dataclass(frozen=True)
class ThreatRecord:
    key: str
    name: str
    kind: ThreatKind
    description: str


@dataclass(frozen=True)
class OwnControl:
    """A control that is not in the catalogue: one of our own, in use or an idea that an investment would bring."""

    key: str
    name: str
    statement: str
    domain: str
    state: Literal["operating", "planned"]
    owner: str | None
    since: date
    licence_eur: int
    people_days: int
    note: str = ""
    attested: str = ""


@dataclass(frozen=True)
class ScenarioRecord:
    """A loss scenario. `introduced_by` is the key of the control that brings it; `assets` are slugs."""

    key: str
    title: str
    statement: str
    threat: str
    assets: tuple[str, ...]
    owner: str | None
    effect: Effect
    doubt: float
    introduced_by: str | None = None


@dataclass(frozen=True)
class EstimateRecord:
    """One part of a scenario. Frequencies are events a year, losses euros an event, probabilities shares.

    Those of one part come oldest first: a later one takes the place of an earlier one.
    """

    scenario: str
    part: Part
    shape: Shape
    low: float | None
    mode: float | None
    high: float | None
    provenance: Provenance
    source: str
    author: str
    made_on: date
    form: str = ""
    cap: float | None = None
    confidence: Literal["high", "medium", "low"] = "medium"
    equal_bet: Literal["range", "wheel", "same", ""] = ""


@dataclass(frozen=True)
class EffectRecord:
    """What a control does to a scenario while it works: multipliers of how often and of how much."""

    control: str
    scenario: str
    frequency: Range | None
    severity: Range | None
    provenance: Provenance
    source: str
    author: str
    made_on: date


@dataclass(frozen=True)
class NoLossRecord:
    """Somebody's word that a control brings no loss of its own."""

    control: str
    because: str
    said_by: str
    said_on: date


@dataclass(frozen=True)
class ExperienceRecord:
    scenario: str
    since: date
    until: date
    events: int
    losses: tuple[float, ...]
    source: str


@dataclass(frozen=True)
class AppetiteRecord:
    """Points of loss in a year and the chance that it may be exceeded with."""

    points: tuple[tuple[float, float], ...]
    agreed_by: str
    agreed_on: date
    minutes: str
    valid_until: date


@dataclass(frozen=True)
class TreatmentRecord:
    scenario: str
    decision: Literal["accept", "reduce", "transfer", "avoid"]
    reason: str
    asked_by: str
    starts_on: date
    ends_on: date | None
    approver: str | None = None
    decided_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class CalibrationRecord:
    """The range that somebody gave to a question of the library's quiz."""

    person: str
    question: str
    low: float
    high: float


@dataclass(frozen=True)
class Risks:
    threats: tuple[ThreatRecord, ...]
    own_controls: tuple[OwnControl, ...]
    scenarios: tuple[ScenarioRecord, ...]
    estimates: tuple[EstimateRecord, ...]
    effects: tuple[EffectRecord, ...]
    no_loss: tuple[NoLossRecord, ...]
    experience: tuple[ExperienceRecord, ...]
    appetite: AppetiteRecord
    treatments: tuple[TreatmentRecord, ...]
    likelihood_bounds: tuple[float, ...]
    impact_bounds: tuple[float, ...]
    scale_reason: str
    calibration: tuple[CalibrationRecord, ...]
