"""The priority of a flaw by a policy: from what is known of it, with the reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from earnest.library.priority_policies import POINTS, Exposures, Policy, Priority, PriorityPolicies

NAMES = {
    "kev": "known to be exploited",
    "exposed": "exposed to others",
    "automatable": "automatable",
    "technical_impact": "technical impact",
    "exploitation": "exploitation",
    "system_exposure": "exposure of the system",
    "human_impact": "human impact",
    "severity": "severity",
    "epss": "EPSS",
}
DERIVED = {"automatable", "technical_impact"}
NOT_LOOKED_UP = "not looked up"
"""In the place of `exploited` or `epss` where there is no list to look it up in: taken as not on the list, and said."""


@dataclass(frozen=True)
class Facts:
    """What is known of one finding. Empty or None is unknown.

    `exploited` is yes, no or empty; `severity` after the score where there is one, else as the tool rates it;
    `epss` is above, below or empty. Both are NOT_LOOKED_UP where there is no list. `automatable` and
    `technical_impact` are read from the vector. `registered`: the asset is in our register, so that somebody said how
    exposed it is. `list_is_old`: a list of exploited flaws is older than it may be.
    """

    exploited: str = ""
    exposure: str = ""
    tier: int | None = None
    severity: str = ""
    epss: str = ""
    automatable: str = ""
    technical_impact: str = ""
    registered: bool = True
    list_is_old: bool = False


@dataclass(frozen=True)
class Rules:
    """A policy as it was adopted: the library's, with what the organisation decided otherwise.

    `days` replaces the days of priorities by id, `human_impacts` the impact of tiers.
    """

    policy: Policy
    exposures: Exposures
    human_impacts: Mapping[int, str]
    days: Mapping[str, int] = field(default_factory=dict)

    def days_of(self, priority: Priority) -> int | None:
        """Days from the start of the clock; None where the policy sets no day."""
        return self.days.get(priority.id, priority.days)

    def rank(self, wanted: str) -> int:
        """0 for the most pressing priority."""
        return [one.id for one in self.policy.priorities].index(wanted)


@dataclass(frozen=True)
class Decided:
    """The priority and why. `guessed` are the points that were not known and counted as the worse case."""

    priority: Priority
    why: str
    points: Mapping[str, str]
    guessed: tuple[str, ...]


def points_of(rules: Rules, facts: Facts) -> dict[str, str]:
    """The value of each point that the policy asks for; empty where it is not known."""
    reached = rules.exposures.of(facts.exposure)
    exploited = "no" if facts.exploited == NOT_LOOKED_UP else facts.exploited
    known = {
        "kev": exploited,
        "exposed": reached.exposed if facts.exposure else "",
        "automatable": facts.automatable,
        "technical_impact": facts.technical_impact,
        "exploitation": {"yes": "active", "no": "public poc"}.get(exploited, ""),
        "system_exposure": reached.system_exposure if facts.exposure else "",
        "human_impact": rules.human_impacts.get(facts.tier, "") if facts.tier else "",
        "severity": facts.severity if facts.severity != "unknown" else "",
        "epss": "below" if facts.epss == NOT_LOOKED_UP else facts.epss,
    }
    return {point: known[point] for point in rules.policy.points}


def decide(rules: Rules, facts: Facts) -> Decided:
    """The first row of the policy that fits. A point that is not known counts as the worst of its values."""
    known = points_of(rules, facts)
    taken = {point: value or POINTS[point][0] for point, value in known.items()}
    guessed = tuple(point for point, value in known.items() if not value)
    for row in rules.policy.rows:
        if all(taken[point] in values for point, values in row.when.items()):
            priority = rules.policy.priority(row.then)
            return Decided(priority, _why(rules.policy, facts, taken, guessed), taken, guessed)
    raise LookupError(f"no row of the policy {rules.policy.id} fits {taken}")


def _why(policy: Policy, facts: Facts, taken: Mapping[str, str], guessed: tuple[str, ...]) -> str:
    said = (f"{NAMES[point]}: {value}{_how_known(point, value, facts, guessed)}" for point, value in taken.items())
    return f"{policy.title}: {'; '.join(said)}."


def _how_known(point: str, value: str, facts: Facts, guessed: tuple[str, ...]) -> str:
    if point in guessed:
        return " (not known, so the worse case)"
    if point in DERIVED:
        return " (derived from the CVSS vector)"
    if point in {"kev", "exploitation"} and facts.exploited == NOT_LOOKED_UP:
        return " (no list of exploited flaws was looked at)"
    if point == "epss" and facts.epss == NOT_LOOKED_UP:
        return " (no list of predictions was looked at)"
    if point in {"kev", "exploitation"} and facts.list_is_old and facts.exploited == "no":
        return " (a list of exploited flaws is older than its limit)"
    if point in {"exposed", "system_exposure"} and not facts.registered and facts.exposure == "internal":
        return " (nobody registered the asset, and no look shows it reachable from outside)"
    if point == "exploitation" and value == "public poc":
        return " (not listed as exploited; nothing shows that no exploit is public)"
    return ""


class BadOverride(ValueError):
    """What was to be decided otherwise cannot be. `field` names it."""

    def __init__(self, what: str, field: str) -> None:
        super().__init__(what)
        self.field = field


def rules_of(library: PriorityPolicies, policy: Policy, overrides: Mapping[str, object]) -> Rules:
    """The policy with its overrides: `days` by priority, `epss_threshold` 0 to 1, `human_impacts` by tier.

    BadOverride says which of them cannot be used.
    """
    for name in overrides:
        if name not in {"days", "epss_threshold", "human_impacts"}:
            raise BadOverride(f"There is nothing called {name!r} to decide otherwise.", name)
    days = _days(policy, overrides.get("days", {}))
    threshold(policy, overrides)
    impacts = dict(library.human_impacts.values)
    told = overrides.get("human_impacts", {})
    if not isinstance(told, Mapping):
        raise BadOverride('human_impacts: give an impact for each tier, such as {"1": "very high"}.', "human_impacts")
    for tier, impact in told.items():
        if str(tier) not in {"1", "2", "3", "4"} or impact not in POINTS["human_impact"]:
            raise BadOverride(f"human_impacts: tier {tier!r} cannot be {impact!r}.", "human_impacts")
        impacts[int(tier)] = str(impact)
    return Rules(policy, library.exposures, impacts, days)


def threshold(policy: Policy, overrides: Mapping[str, object]) -> float:
    """The EPSS probability from which a flaw counts as likely to be exploited; 1 where the policy asks for none."""
    told = overrides.get("epss_threshold", policy.epss_threshold)
    if told is None:
        return 1.0
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told < 1:
        raise BadOverride(f"epss_threshold: {told!r} is no probability between 0 and 1.", "epss_threshold")
    return float(told)


def _days(policy: Policy, told: object) -> dict[str, int]:
    if not isinstance(told, Mapping):
        raise BadOverride('days: give days for priorities, such as {"days-14": 10}.', "days")
    known = {one.id for one in policy.priorities}
    found: dict[str, int] = {}
    for name, days in told.items():
        if name not in known:
            raise BadOverride(
                f"days: {policy.title} has no priority {name!r}; it has {', '.join(sorted(known))}.", "days"
            )
        if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= 3650:
            raise BadOverride(f"days: {days!r} for {name} is not a number of days from 0 to 3650.", "days")
        found[str(name)] = days
    return found
