"""Three old systems of Larkfield Pay: one that is argued about, one worth keeping, and one that is not."""

from __future__ import annotations

from earnest.library.sample.records import at
from earnest.library.sample.timeline import Timeline
from earnest.library.sample.upkeep_model import ClaimRecord, LeftRecord, OldSystemRecord, OptionRecord, StepRecord

SETTLE_KEY = "settle-1"
KEPT = "badge-printer"
"""It ended long ago, holds no data, is on no network, and what would replace it is dear."""
NOT_KEPT = "ticket-mirror"
"""It ended too, everybody can reach it, and turning it off costs next to nothing."""
RINGFENCE = "settle-1-ringfence"
LATE_STEP = "Close the ports that the jump host reaches"
LATE_DAYS = 9
_RED = "Red team report of the spring, and a workshop with Settlement Operations"
_OFFER = "Offers of three suppliers"


def old_systems(timeline: Timeline) -> tuple[OldSystemRecord, ...]:
    return (_settle(), _badge(timeline), _mirror(timeline))


def _settle() -> OldSystemRecord:
    return OldSystemRecord(
        SETTLE_KEY,
        "Settle-1",
        "settlement-1",
        at("cathal.tierney"),
        (14_000, 18_000, 25_000),
        (
            OptionRecord("keep", "Keep Settle-1 as it is", None, None, None, "As it is", at("cathal.tierney")),
            OptionRecord(
                "ringfence",
                "Ringfence Settle-1 and prove it",
                None,
                (19_000, 22_000, 27_000),
                (2, 3, 5),
                "Own plan of Platform Engineering",
                at("priya.raman"),
                left=(LeftRecord("settlement-failure", (0.35, 0.5, 0.75), _RED),),
            ),
            OptionRecord(
                "upgrade",
                "Upgrade Settle-1",
                (75_000, 85_000, 115_000),
                (7_000, 9_000, 12_000),
                (3, 4, 8),
                _OFFER,
                at("cathal.tierney"),
                left=(LeftRecord("settlement-failure", (0.25, 0.45, 0.75), _RED),),
            ),
            OptionRecord(
                "replace",
                "Replace Settle-1",
                (270_000, 310_000, 400_000),
                (20_000, 24_000, 30_000),
                (6, 7, 14),
                _OFFER,
                at("cathal.tierney"),
                as_is_goes_on=False,
                left=(LeftRecord("settlement-failure", (0.03, 0.08, 0.25), _RED),),
            ),
        ),
        "Makes the nightly settlement files of two banks.",
        shares=(("settlement-failure", (0.7, 0.85, 0.95), _RED),),
    )


def _badge(timeline: Timeline) -> OldSystemRecord:
    return OldSystemRecord(
        KEPT,
        "Badge printer of Dublin",
        "badge-printer",
        at("fergus.mccabe"),
        (300, 500, 900),
        (
            OptionRecord(
                "keep", "Keep the badge printer off every network", None, None, None, "As it is", at("fergus.mccabe")
            ),
            OptionRecord(
                "replace",
                "Replace printer, card and software",
                (34_000, 41_000, 60_000),
                (1_500, 2_400, 4_000),
                (3, 4, 6),
                "Offer of the maker, who has no driver for a newer Windows",
                at("fergus.mccabe"),
                as_is_goes_on=False,
            ),
        ),
        "The card in the PC has a driver for Windows 7 only. It holds no data that would not be on the badge.",
        decided="keep",
        approver=at("ines.okafor"),
        decided_on=timeline.ago(58),
        decided_because="No data, no network, and a spare disk in the safe. Nothing is bought before the office moves.",
        review_on=timeline.ago(-300),
    )


def _mirror(timeline: Timeline) -> OldSystemRecord:
    return OldSystemRecord(
        NOT_KEPT,
        "Mirror of the old ticket system",
        "ticket-mirror",
        at("jonas.lind"),
        (2_200, 3_000, 4_200),
        (
            OptionRecord("keep", "Keep the mirror", None, None, None, "As it is", at("jonas.lind")),
            OptionRecord(
                "upgrade",
                "Move the mirror to a supported system",
                (6_000, 9_000, 16_000),
                (500, 900, 1_500),
                (1, 2, 4),
                "Own estimate of IT",
                at("jonas.lind"),
                left=(LeftRecord("support-data-leak", (0.2, 0.4, 0.7), "Own estimate of IT"),),
            ),
            OptionRecord(
                "retire",
                "Keep an export and turn the mirror off",
                (500, 1_200, 2_500),
                None,
                (0.5, 1, 2),
                "Own estimate of IT",
                at("jonas.lind"),
                as_is_goes_on=False,
                left=(LeftRecord("support-data-leak", (0.0, 0.02, 0.05), "Own estimate of IT"),),
            ),
        ),
        "The auditor for whom it was put up has left; nobody has signed in for seven months.",
        shares=(("support-data-leak", (0.01, 0.03, 0.08), "Own estimate of IT: it holds the cases of two years"),),
        decided="retire",
        approver=at("ines.okafor"),
        decided_on=timeline.ago(12),
        decided_because="It is old, it faces the internet, and nobody uses it.",
    )


def claims(timeline: Timeline) -> tuple[ClaimRecord, ...]:
    return (
        ClaimRecord(
            RINGFENCE,
            "Only the settlement zone reaches Settle-1",
            "settlement-1",
            ("settlement", "10.40.9.0/24"),
            at("cathal.tierney"),
            timeline.ago(140),
            timeline.ago(-49),
            at("priya.raman"),
        ),
    )


def steps(timeline: Timeline) -> tuple[StepRecord, ...]:
    prove = "Test each night that only the settlement zone gets through"
    return (
        StepRecord(SETTLE_KEY, LATE_STEP, timeline.ago(40), timeline.ago(LATE_DAYS), at("priya.raman")),
        StepRecord(SETTLE_KEY, prove, timeline.ago(-5), timeline.ago(-35), at("tomasz.brandt"), needs=(LATE_STEP,)),
        StepRecord(
            SETTLE_KEY,
            "Decide between upgrade and replacement",
            timeline.ago(14),
            timeline.ago(-49),
            at("cathal.tierney"),
        ),
        StepRecord(
            NOT_KEPT,
            "Store an export of two years of tickets",
            timeline.ago(11),
            timeline.ago(4),
            at("jonas.lind"),
            "retire",
            done_on=timeline.ago(5),
        ),
        StepRecord(
            NOT_KEPT,
            "Turn the mirror off",
            timeline.ago(3),
            timeline.ago(-18),
            at("jonas.lind"),
            "retire",
            needs=("Store an export of two years of tickets",),
        ),
    )
