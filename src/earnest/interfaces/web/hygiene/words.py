"""How findings look and read: clocks, exploitation, reach, kinds of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.assets.models import Asset
from earnest.duties.hygiene.queries import LATENCY_BY, Line
from earnest.interfaces.web.risk.money import chance

Look = tuple[str, str | Promise]

CLOCKS: Mapping[str, Look] = {
    "overdue": ("failing", gettext_lazy("Overdue")),
    "due": ("partly effective", gettext_lazy("Due within 7 days")),
    "running": ("planned", gettext_lazy("Running")),
    "paused": ("met by another approach", gettext_lazy("Paused by an exception")),
    "not_applicable": ("not applicable", gettext_lazy("Does not apply (VEX)")),
}
"""How each clock looks: as which status, and in which words."""
GROUPED: Mapping[str, str | Promise] = {
    "late": gettext_lazy("Overdue or due within 7 days"),
    "open": gettext_lazy("Everything that applies"),
}
EXPLOITED: Mapping[str, str | Promise] = {
    "yes": gettext_lazy("Known to be exploited"),
    "no": gettext_lazy("Not on the list"),
    "not looked up": gettext_lazy("No list was looked at"),
}
SEVERITIES: Mapping[str, str | Promise] = {
    "critical": gettext_lazy("Critical"),
    "high": gettext_lazy("High"),
    "medium": gettext_lazy("Medium"),
    "low": gettext_lazy("Low"),
    "none": gettext_lazy("None"),
    "unknown": gettext_lazy("Not rated"),
}
KINDS: Mapping[str, str | Promise] = {
    "upgrade": gettext_lazy("Upgrade"),
    "base-image": gettext_lazy("Base image"),
    "os-patch": gettext_lazy("System updates"),
    "advisory": gettext_lazy("Advisory"),
}
BY: Mapping[str, str | Promise] = {
    "priority": gettext_lazy("Priority"),
    "severity": gettext_lazy("Severity"),
    "team": gettext_lazy("Team"),
    "os": gettext_lazy("System"),
}
assert set(BY) == set(LATENCY_BY)
NOBODY = gettext_lazy("Nobody answers for it")


@dataclass(frozen=True)
class Standing:
    """A state as a page shows it: how it looks, and its word."""

    look: str
    word: str


def clock(state: str) -> Standing:
    look, word = CLOCKS[state]
    return Standing(look, str(word))


def clock_of(line: Line) -> Standing:
    """How the clock of a finding stands, with how far over it is."""
    told = clock(line.clock)
    if line.clock == "overdue":
        days = ngettext("%s day over", "%s days over", line.overdue_days) % f"{line.overdue_days:,}"
        return Standing(told.look, days)
    return told


def team(name: str) -> str:
    """Who answers; in words where nobody does."""
    return name or str(NOBODY)


def exposure(value: str) -> str:
    """From where an asset can be reached."""
    return str(dict(Asset.Exposure.choices).get(value, value))


def tier(number: int) -> str:
    return _("tier %d") % number


def flaw(line: Line) -> str:
    """What a finding is called: its public name, else its title."""
    return line.vulnerability_id or line.title or line.finding[:12]


def package(line: Line) -> str:
    """What has the flaw and which version mends it; empty where the tool names no package."""
    if not line.package_name:
        return ""
    name = f"{line.package_name} {line.package_version or ''}".strip()
    if line.fixed_version:
        return _("%(name)s, mended in %(fixed)s") % {"name": name, "fixed": line.fixed_version}
    return _("%s, no mended version known") % name


def share(value: float) -> str:
    """A share in percent; nothing and everything without digits after the point."""
    return "0%" if value <= 0 else "100%" if value >= 1 else chance(value)
