"""Starter estimates, benchmarks, quiz questions and reference cases: what the library gives to risk and budget."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from earnest.library import tool_incidents
from earnest.library.budget_benchmarks import budget_benchmarks
from earnest.library.calibration_questions import calibration_question, calibration_questions
from earnest.library.content import NotInLibraryError
from earnest.library.starter_estimates import (
    Starter,
    for_organisation,
    nearest_sector,
    sectors,
    starter_estimates,
)

STARTERS = {one.id: one for one in starter_estimates().starters}
Z = NormalDist().inv_cdf(0.95)


def close(found: float | None, expected: float, within: float = 0.01) -> bool:
    return found is not None and math.isclose(found, expected, rel_tol=within)


def test_each_starter_has_an_id_of_its_own_a_source_and_a_caution() -> None:
    assert len(STARTERS) == len(starter_estimates().starters) >= 30
    assert len(starter_estimates().left_out) >= 5
    for one in STARTERS.values():
        assert one.source
        assert one.caution
        assert one.url.startswith("https://")
        assert one.year <= starter_estimates().as_of.year


@pytest.mark.parametrize("one", STARTERS.values(), ids=STARTERS)
def test_a_starter_has_what_its_shape_needs_in_order(one: Starter) -> None:
    ends = [value for value in (one.low, one.mode, one.high) if value is not None]
    assert ends == sorted(ends)
    assert ends[-1] > 0
    needed = {"lognormal_ci90": (one.low, one.high), "pert_rate": (one.low, one.mode, one.high)}
    needed["pert"], needed["poisson"], needed["constant"] = needed["pert_rate"], (one.mode,), (one.mode,)
    assert None not in needed[one.shape]
    assert (one.currency is not None) is (one.unit == "currency an event")
    assert one.cap is None or (one.high is not None and one.cap > one.high)
    if one.use == "prior":
        assert one.low is not None
        assert one.high is not None


def test_a_chance_in_a_year_became_a_rate() -> None:
    rates = {
        "incident-probability-middle": (0.0218, 0.1295),
        "incident-probability-large": (0.093, 0.5),
    }
    for name, (low, high) in rates.items():
        assert close(STARTERS[name].low, -math.log1p(-low)), name
        assert close(STARTERS[name].high, -math.log1p(-high)), name
    assert close(STARTERS["incident-probability-middle"].mode, math.sqrt(math.log1p(-0.0218) * math.log1p(-0.1295)))


def test_the_claims_of_smaller_firms_follow_from_their_two_tails_and_agree_with_the_printed_average() -> None:
    claims = 8_936
    above_half, above_one = (NormalDist().inv_cdf(1 - many / claims) for many in (395 + 341, 395))
    sigma = math.log(2) / (above_one - above_half)
    mu = math.log(500_000) - above_half * sigma
    one = STARTERS["claim-loss-smaller-firms"]
    assert close(one.low, math.exp(mu - Z * sigma))
    assert close(one.high, math.exp(mu + Z * sigma))
    assert close(math.exp(mu + sigma**2 / 2), 264_000)


@pytest.mark.parametrize(
    ("name", "average"),
    [
        ("claim-loss-25-100", 139_000),
        ("ransomware-loss-smaller-firms", 631_000),
        ("email-compromise-loss", 98_000),
        ("funds-transfer-loss", 185_000),
    ],
)
def test_an_average_that_was_spread_keeps_its_average(name: str, average: float) -> None:
    one = STARTERS[name]
    assert one.low is not None
    assert one.high is not None
    sigma = math.log(one.high / one.low) / (2 * Z)
    assert close(math.sqrt(one.low * one.high) * math.exp(sigma**2 / 2), average, 0.02)


def test_the_typical_loss_of_iris_needs_a_cap() -> None:
    one = STARTERS["incident-loss-iris"]
    sigma = math.log(100) / NormalDist().inv_cdf(0.9)
    assert close(one.low, 200_000 * math.exp(-Z * sigma))
    assert close(one.high, 200_000 * math.exp(Z * sigma))
    assert one.cap == 100_000_000


def test_outages_and_ransoms_follow_from_published_quantiles() -> None:
    normal = NormalDist()
    sigma = math.log(10) / (normal.inv_cdf(1 - 0.16) - normal.inv_cdf(1 - 0.54))
    middle = 100_000 * math.exp(-normal.inv_cdf(1 - 0.54) * sigma)
    assert close(STARTERS["outage-loss"].low, middle * math.exp(-Z * sigma))
    assert close(STARTERS["outage-loss"].high, middle * math.exp(Z * sigma))
    assert close(STARTERS["outage-frequency"].mode, -math.log(0.8) / 3)
    assert close(STARTERS["ransom-paid"].low, 115_000**2 / 3_000_000)


def test_an_organisation_gets_its_own_sector_and_size_first_and_priors_before_references() -> None:
    found = for_organisation("Card payments, and health-benefit cards for employers.", 38_000_000, "EUR")
    names = [one.id for one in found]
    assert "ransomware-frequency-25-100" in names
    assert "breach-average-financial" in names
    assert "claim-frequency-above-100" not in names
    assert "breach-average-healthcare" not in names
    uses = [one.use for one in found]
    assert uses == sorted(uses)
    assert found[0].by_size


def test_without_a_currency_near_the_dollar_no_size_is_chosen() -> None:
    assert not any(one.by_size for one in for_organisation("healthcare", 5_000_000_000, "JPY"))
    assert not any(one.by_size for one in for_organisation("healthcare", None, "USD"))
    assert "breach-average-healthcare" in {one.id for one in for_organisation("healthcare", None, "USD")}


def test_a_sector_is_known_by_its_words() -> None:
    assert sectors() == ("financial services", "healthcare", "information technology")
    assert nearest_sector("A hospital group") == "healthcare"
    assert nearest_sector("Bakery") == "any"


def test_benchmarks_are_unique_and_their_ranges_in_order() -> None:
    file = budget_benchmarks()
    assert len({one.id for one in file.items}) == len(file.items) >= 10
    for one in file.items:
        ends = [value for value in (one.low, one.middle, one.high) if value is not None]
        assert ends == sorted(ends)
        assert one.measure == "spending per head" or ends[-1] < 1
    assert file.of("share of IT spending")[0].year == 2025
    assert file.left_out


def test_quiz_questions_are_many_various_and_answered() -> None:
    asked = calibration_questions().questions
    assert len({one.id for one in asked}) == len(asked) >= 40
    assert len({one.topic for one in asked}) >= 8
    assert all(one.question.endswith("?") for one in asked)
    assert calibration_question("rfc-1").holds(1960, 1970)
    assert not calibration_question("rfc-1").holds(1970, 1980)
    with pytest.raises(NotInLibraryError, match="rfc-1"):
        calibration_question("rfc-0")


def test_answers_that_can_be_computed_are_right() -> None:
    computed = {
        "sunlight": round(149_597_870.7 / 299_792.458),
        "ipv4": 2**32,
        "leap-year": 366 * 86_400,
        "rsa-2048": len(str(2**2047)),
        "chess-first": 16 + 4,
    }
    for name, answer in computed.items():
        assert calibration_question(name).answer == answer
    share = 1.0
    for taken in range(23):
        share *= 1 - taken / 365
        assert (1 - share > 0.5) is (taken == 22)


@pytest.mark.parametrize(
    ("kind", "case", "pattern"),
    [
        ("EDR", "crowdstrike-2024", "fleet-push"),
        ("SSL-VPN", "ivanti-connect-2024", "exposed-appliance"),
        ("dlp", "cyberhaven-2024", "signed-update-tampered"),
        ("MDM", "mobile-guardian-2024", "console-takeover"),
        ("Identity provider", "okta-support-2023", "control-plane-down"),
    ],
)
def test_a_kind_of_tool_brings_cases_and_patterns_with_their_confidence(kind: str, case: str, pattern: str) -> None:
    found = tool_incidents.tool_reference_cases(kind)
    assert case in {one.id for one in found.cases}
    assert pattern in {one.id for one in found.patterns}
    assert all(one.confidence for one in found.cases)
    assert "order of magnitude" in found.use_note
    dates = [one.date for one in found.cases]
    assert dates == sorted(dates, reverse=True)


def test_every_case_and_pattern_belongs_to_a_kind_of_tool() -> None:
    file = tool_incidents.tool_incidents()
    assert {name for kind in file.kinds for name in kind.cases} == {case.id for case in file.cases}
    assert {name for kind in file.kinds for name in kind.patterns} == {pattern.id for pattern in file.patterns}
    with pytest.raises(NotInLibraryError, match="edr"):
        tool_incidents.tool_reference_cases("abacus")
