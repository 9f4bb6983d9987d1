"""The policy of priority in force on a day, with our own clocks."""

from __future__ import annotations

from datetime import date

from earnest.duties.hygiene.models import AdoptedPolicy, SlaClock
from earnest.duties.hygiene.queries.values import InForce
from earnest.duties.hygiene.rules.clocks import SlaRow
from earnest.duties.hygiene.rules.priorities import Rules, rules_of
from earnest.foundation import clock
from earnest.library.priority_policies import priority_policies

PROPOSED = "cisa-bod-26-04"
"""What the board goes by while nobody has decided."""


def in_force(day: date | None = None) -> InForce:
    """The newest decision by a day; the library's proposal where there is none, and then `adopted` is False."""
    rows = AdoptedPolicy.objects.filter(adopted_on__lte=day or clock.today()).select_related("adopted_by")
    row = rows.order_by("-adopted_on", "-pk").first()
    if row is None:
        return InForce(PROPOSED, priority_policies().policy(PROPOSED).title, False, "", None)
    title = priority_policies().policy(row.policy).title
    return InForce(row.policy, title, True, row.adopted_by.name, row.adopted_on, row.overrides)


def rules_in_force(found: InForce) -> Rules:
    """The rules of a policy as it was adopted."""
    library = priority_policies()
    return rules_of(library, library.policy(found.policy), found.overrides)


def sla_rows(found: InForce, day: date | None = None) -> tuple[SlaRow, ...]:
    """Our own clocks for a policy that are in force on a day, today by default."""
    return tuple(SlaRow(one.priority, one.tier, one.exposure, one.days) for one in clocks_on(day, found.policy))


def clocks_on(day: date | None, policy: str) -> tuple[SlaClock, ...]:
    """Of each priority, tier and exposure the newest clock that had begun by a day, unless it has ended."""
    day = day or clock.today()
    rows = SlaClock.objects.filter(policy=policy, starts_on__lte=day).order_by("starts_on", "pk")
    newest = {(one.priority, one.tier, one.exposure): one for one in rows}
    return tuple(one for one in newest.values() if one.ends_on is None or one.ends_on >= day)
