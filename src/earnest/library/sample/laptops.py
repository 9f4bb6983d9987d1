"""The 141 laptops that a manager knows, and the nine that only the equipment list knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from earnest.library.sample.model import Person
from earnest.library.sample.people import Workforce
from earnest.library.sample.timeline import Timeline

JAMF, INTUNE, UNKNOWN = 88, 53, 9
RELEASES = 14
"""Monthly operating system releases that the story knows, the newest 24 days old."""
PATCH_DAYS = {"Finance": 6, "Security": 39}
"""Mean days from a release to its installation; 14 for every other team."""


@dataclass(frozen=True)
class Laptop:
    """`manager` is jamf, intune or None (equipment list only). `lag` is days from a release to its installation."""

    serial: str
    hostname: str
    manager: str | None
    model: str
    owner: Person
    bought_on: date
    lag: int
    encrypted_since: date
    firewall: bool
    silent_days: int
    number: int

    @property
    def mac(self) -> bool:
        return self.manager == "jamf" or (self.manager is None and self.model.startswith("MacBook"))


def release(laptop: Laptop, day: date, timeline: Timeline) -> int:
    """Place of the newest release on that laptop that day: 0 is the oldest known, RELEASES - 1 the newest."""
    age = (timeline.today - day).days + laptop.lag
    newest = RELEASES - 1
    for place in range(newest, 0, -1):
        if 24 + 30 * (newest - place) >= age:
            return place
    return 0


def laptops(staff: Workforce, timeline: Timeline) -> tuple[Laptop, ...]:
    """150 laptops for 152 people: two executives' assistants work on tablets. Nine are in no manager."""
    draw = timeline.random("laptops")
    tablets = {p.email for p in [p for p in staff.people if p.team == "Marketing"][-2:]}
    people = [p for p in staff.people if p.email not in tablets]
    windows = _windows_people(people)
    unknown = set(draw.sample([p.email for p in people if p.email in windows or p.team in _OFF_LIST_TEAMS], UNKNOWN))
    found = []
    for number, person in enumerate(people):
        found.append(_laptop(person, number, person.email in windows, draw, timeline))
    return _settle(found, unknown, draw, timeline)


_OFF_LIST_TEAMS = ("Sales", "Partnerships", "Benefits Engineering")
_WINDOWS_TEAMS = (
    "Finance",
    "Settlement Operations",
    "Customer Support Austin",
    "Customer Support Dublin",
    "Legal and Privacy",
    "People",
)


def _windows_people(people: list[Person]) -> set[str]:
    return {p.email for p in people if p.team in _WINDOWS_TEAMS}


def _laptop(person: Person, number: int, windows: bool, draw: Random, timeline: Timeline) -> Laptop:
    mean = PATCH_DAYS.get(person.team, 14)
    lag = max(1, round(draw.gauss(mean, mean / 5)))
    model = (
        draw.choice(("Latitude 7450", "Latitude 5540"))
        if windows
        else draw.choice(("MacBook Pro (14-inch, M3)", "MacBook Air (13-inch, M3)"))
    )
    serial = "".join(draw.choices("BCDFGHJKLMNPQRSTVWXYZ0123456789", k=7 if windows else 10))
    bought = max(person.started_on - timedelta(days=3), timeline.ago(draw.randrange(120, 1400)))
    prefix = "LP-W" if windows else "LP-M"
    return Laptop(
        serial,
        f"{prefix}{1000 + number}",
        "intune" if windows else "jamf",
        model,
        person,
        bought,
        lag,
        bought,
        draw.random() > 0.02,
        0 if draw.random() > 0.04 else draw.randrange(16, 70),
        number,
    )


def _settle(found: list[Laptop], unknown: set[str], draw: Random, timeline: Timeline) -> tuple[Laptop, ...]:
    """Give each manager its number, and encrypt late what the story left open for some weeks."""
    known = [laptop for laptop in found if laptop.owner.email not in unknown]
    hidden = [replace(laptop, manager=None) for laptop in found if laptop.owner.email in unknown]
    surplus = sum(laptop.manager == "intune" for laptop in known) - INTUNE
    kind, model = ("jamf", "MacBook Air (13-inch, M3)") if surplus > 0 else ("intune", "Latitude 7450")
    pool = [x for x in known if x.manager != kind and x.owner.team not in ("Finance", "Security")]
    moved = {laptop.serial for laptop in draw.sample(pool, abs(surplus))}
    known = [
        replace(
            x,
            manager=kind,
            model=model,
            hostname=x.hostname.replace("LP-W" if kind == "jamf" else "LP-M", "LP-M" if kind == "jamf" else "LP-W"),
        )
        if x.serial in moved
        else x
        for x in known
    ]
    late = {x.serial for x in draw.sample([x for x in known if x.manager == "jamf"], 6)}
    return tuple(_encrypted_late(x, late, timeline) for x in (*known, *hidden))


def _encrypted_late(laptop: Laptop, late: set[str], timeline: Timeline) -> Laptop:
    if laptop.serial in late:
        return replace(laptop, encrypted_since=max(laptop.bought_on, timeline.ago(45)))
    return laptop
