from __future__ import annotations

from earnest.duties.legacy.models.conclusions import LegacyConclusion
from earnest.duties.legacy.models.entries import LifeCycleEntry, Option, OptionEffect, ScenarioShare
from earnest.duties.legacy.models.fences import RingfenceClaim
from earnest.duties.legacy.models.roads import RoadmapStep
from earnest.duties.legacy.models.support import AgeingBelief, PaidSupport

__all__ = [
    "AgeingBelief",
    "LegacyConclusion",
    "LifeCycleEntry",
    "Option",
    "OptionEffect",
    "PaidSupport",
    "RingfenceClaim",
    "RoadmapStep",
    "ScenarioShare",
]
