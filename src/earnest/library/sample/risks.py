"""What Larkfield Pay decided about risk, what happened to it, and how well its estimators know their own doubt."""

from __future__ import annotations

from earnest.library.sample.effects import effects, no_loss
from earnest.library.sample.estimates import estimates
from earnest.library.sample.own_controls import own_controls
from earnest.library.sample.records import at
from earnest.library.sample.risks_model import (
    AppetiteRecord,
    CalibrationRecord,
    ExperienceRecord,
    Risks,
    TreatmentRecord,
)
from earnest.library.sample.scenarios import scenarios, threats
from earnest.library.sample.tickets import LOST_LAPTOPS
from earnest.library.sample.timeline import Timeline

APPETITE_LOSS = 1_500_000
APPETITE_PROBABILITY = 0.05
MINUTES_DAYS = 52
ACCEPTANCE_LAPSED_DAYS = 26
OVERCONFIDENT = "wojciech.nowicki"
CALIBRATED = "ines.okafor"


def risks(timeline: Timeline) -> Risks:
    return Risks(
        threats=threats(),
        own_controls=own_controls(timeline),
        scenarios=scenarios(),
        estimates=estimates(timeline),
        effects=effects(timeline),
        no_loss=no_loss(timeline),
        experience=_experience(timeline),
        appetite=_appetite(timeline),
        treatments=_treatments(timeline),
        likelihood_bounds=(0.02, 0.1, 0.4, 1.5),
        impact_bounds=(25_000, 100_000, 400_000, 1_500_000),
        scale_reason="For the auditor, who asks for a matrix: once in 50, 10, 2.5 years and more often than yearly.",
        calibration=_calibration(),
    )


def _experience(timeline: Timeline) -> tuple[ExperienceRecord, ...]:
    """Only where no control changes how often it happens: what was seen is then what the estimate speaks of."""
    keys = " and ".join(key for key, *_ in LOST_LAPTOPS)
    return (
        ExperienceRecord(
            "lost-laptop",
            timeline.ago(365),
            timeline.ago(1),
            len(LOST_LAPTOPS),
            (2_900.0, 6_400.0),
            f"Tickets {keys}; the incident register has neither",
        ),
        ExperienceRecord(
            "sign-on-outage",
            timeline.ago(1095),
            timeline.ago(1),
            2,
            (9_500.0, 21_000.0),
            "Two outages of the identity provider, from the ticket export",
        ),
    )


def _appetite(timeline: Timeline) -> AppetiteRecord:
    return AppetiteRecord(
        ((500_000, 0.4), (APPETITE_LOSS, APPETITE_PROBABILITY), (5_000_000, 0.01)),
        "Board of Larkfield Pay",
        timeline.ago(MINUTES_DAYS),
        "Board minutes, security item: appetite confirmed as in the risk method",
        timeline.ago(MINUTES_DAYS - 365),
    )


def _treatments(timeline: Timeline) -> tuple[TreatmentRecord, ...]:
    return (
        TreatmentRecord(
            "settlement-failure",
            "accept",
            "The replacement is being decided; until then the server is called ringfenced.",
            at("cathal.tierney"),
            timeline.ago(206),
            timeline.ago(ACCEPTANCE_LAPSED_DAYS),
            at("sunita.rao"),
            timeline.ago(204),
            "Until the budget is decided, no longer.",
        ),
        TreatmentRecord(
            "health-records-breach",
            "transfer",
            "The cyber policy covers response and notification above the retention.",
            at("maeve.doyle"),
            timeline.ago(318),
            timeline.ago(-47),
            at("declan.moriarty"),
            timeline.ago(316),
            "Renew or decide again.",
        ),
        TreatmentRecord(
            "ransomware-payments",
            "reduce",
            "Largest scenario: locked copies, faster restore and fewer ways in.",
            at("ines.okafor"),
            timeline.ago(128),
            None,
            at("helena.voss"),
            timeline.ago(126),
        ),
        TreatmentRecord(
            "payouts-insider",
            "accept",
            "The payment console cannot tell its users apart before next year.",
            at("fergus.mccabe"),
            timeline.ago(9),
            timeline.ago(-170),
        ),
    )


# question, narrow range of somebody sure of himself, wide range of somebody who is not
_QUIZ: tuple[tuple[str, tuple[float, float], tuple[float, float]], ...] = (
    ("rfc-1", (1971, 1974), (1964, 1973)),
    ("elements", (117, 119), (110, 122)),
    ("gold-number", (76, 78), (70, 90)),
    ("tungsten-number", (68, 72), (60, 85)),
    ("sunlight", (470, 490), (420, 560)),
    ("moon", (380_000, 390_000), (330_000, 420_000)),
    ("everest", (8_840, 8_860), (8_700, 8_950)),
    ("kilimanjaro", (5_600, 5_800), (5_200, 6_300)),
    ("danube", (2_200, 2_600), (2_000, 3_400)),
    ("baikal", (1_100, 1_500), (900, 2_200)),
    ("suez-length", (150, 180), (120, 260)),
    ("eiffel", (318, 328), (295, 340)),
    ("magna-carta", (1214, 1216), (1195, 1235)),
    ("suez-opened", (1880, 1895), (1855, 1885)),
    ("panama-opened", (1912, 1916), (1900, 1925)),
    ("birthday", (28, 40), (20, 45)),
    ("des-key", (56, 64), (40, 80)),
    ("aes-year", (1998, 2000), (1998, 2002)),
    ("morris-worm", (1988, 1990), (1984, 1991)),
    ("gdpr-articles", (88, 96), (80, 120)),
    ("intel-4004", (2_500, 4_000), (3_000, 30_000)),
    ("wannacry-patch", (25, 40), (20, 90)),
)


def _calibration() -> tuple[CalibrationRecord, ...]:
    sure = (CalibrationRecord(at(OVERCONFIDENT), name, *narrow) for name, narrow, _ in _QUIZ)
    honest = (CalibrationRecord(at(CALIBRATED), name, *wide) for name, _, wide in _QUIZ)
    return (*sure, *honest)
