"""The 152 people of Larkfield Pay and those who left in the last year, with their teams."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from earnest.library.sample import names
from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.model import Person, Team
from earnest.library.sample.timeline import Draft, Timeline

DOMAIN = "larkfieldpay.com"
LEAVERS = 23
JOINERS = 26
LIVE_LEAVER_DAYS = 35
"""Days since the leaver left whose GitHub account still works."""


@dataclass(frozen=True)
class _Plan:
    """People of one team: how many in Ireland and in the US, its titles from the most common, and its lead."""

    slug: str
    name: str
    ireland: int
    us: int
    lead: str
    titles: tuple[str, ...]


_PLANS = (
    _Plan("executive", "Executive", 6, 2, "helena.voss", ()),
    _Plan("security", "Security", 5, 2, "tomasz.brandt", ("Security Engineer", "Detection Engineer", "GRC Analyst")),
    _Plan("it", "IT", 4, 2, "jonas.lind", ("IT Support Specialist", "Endpoint Engineer")),
    _Plan(
        "platform-engineering",
        "Platform Engineering",
        9,
        3,
        "priya.raman",
        ("Site Reliability Engineer", "Platform Engineer", "Database Engineer"),
    ),
    _Plan(
        "payments-engineering",
        "Payments Engineering",
        17,
        1,
        "wojciech.nowicki",
        ("Software Engineer", "Senior Software Engineer", "Staff Engineer", "Test Engineer"),
    ),
    _Plan(
        "benefits-engineering",
        "Benefits Engineering",
        2,
        12,
        "hannah.mercer",
        ("Software Engineer", "Senior Software Engineer", "Test Engineer"),
    ),
    _Plan("data", "Data", 6, 2, "ananya.iyer", ("Data Engineer", "Data Analyst")),
    _Plan(
        "product-design",
        "Product and Design",
        8,
        4,
        "joana.teixeira",
        ("Product Manager", "Product Designer", "Researcher"),
    ),
    _Plan(
        "settlement-operations",
        "Settlement Operations",
        8,
        0,
        "cathal.tierney",
        ("Settlement Analyst", "Reconciliation Analyst"),
    ),
    _Plan(
        "support-dublin",
        "Customer Support Dublin",
        10,
        0,
        "folake.balogun",
        ("Customer Support Agent", "Senior Support Agent"),
    ),
    _Plan(
        "support-austin",
        "Customer Support Austin",
        0,
        14,
        "ruben.guerrero",
        ("Customer Support Agent", "Claims Specialist"),
    ),
    _Plan("finance", "Finance", 7, 3, "giulia.marchetti", ("Accountant", "Treasury Analyst", "Payroll Specialist")),
    _Plan("people", "People", 3, 2, "sinead.lawlor", ("People Partner", "Recruiter")),
    _Plan("legal-privacy", "Legal and Privacy", 4, 1, "maeve.doyle", ("Counsel", "Privacy Analyst")),
    _Plan("sales", "Sales", 3, 6, "travis.boone", ("Account Executive", "Solutions Consultant")),
    _Plan("marketing", "Marketing", 2, 2, "renata.ames", ("Marketing Manager", "Content Designer")),
    _Plan("partnerships", "Partnerships", 2, 0, "hugo.girard", ("Partner Manager",)),
)

# address, first, last, title, team, country, manager; the people the story speaks of.
_CAST = (
    ("helena.voss", "Helena", "Voss", "Chief Executive Officer", "executive", "IE", None),
    ("declan.moriarty", "Declan", "Moriarty", "Chief Financial Officer", "executive", "IE", "helena.voss"),
    ("sunita.rao", "Sunita", "Rao", "Chief Technology Officer", "executive", "IE", "helena.voss"),
    ("ines.okafor", "Ines", "Okafor", "Chief Information Security Officer", "executive", "IE", "helena.voss"),
    ("fergus.mccabe", "Fergus", "McCabe", "Chief Operating Officer", "executive", "IE", "helena.voss"),
    ("brid.hanley", "Bríd", "Hanley", "Chief People Officer", "executive", "IE", "helena.voss"),
    ("marcus.delgado", "Marcus", "Delgado", "President, Larkfield Benefits", "executive", "US", "helena.voss"),
    ("alicia.thornton", "Alicia", "Thornton", "Chief Revenue Officer", "executive", "US", "helena.voss"),
    ("tomasz.brandt", "Tomasz", "Brandt", "Security Operations Lead", "security", "IE", "ines.okafor"),
    ("jonas.lind", "Jonas", "Lind", "Head of IT", "it", "IE", "sunita.rao"),
    ("priya.raman", "Priya", "Raman", "Head of Platform Engineering", "platform-engineering", "IE", "sunita.rao"),
    ("dominique.moreau", "Dominique", "Moreau", "Staff Engineer", "platform-engineering", "IE", "priya.raman"),
    ("kemi.adeyemi", "Kemi", "Adeyemi", "Senior Software Engineer", "payments-engineering", "IE", "wojciech.nowicki"),
    (
        "wojciech.nowicki",
        "Wojciech",
        "Nowicki",
        "Head of Payments Engineering",
        "payments-engineering",
        "IE",
        "sunita.rao",
    ),
    ("hannah.mercer", "Hannah", "Mercer", "Head of Benefits Engineering", "benefits-engineering", "US", "sunita.rao"),
    ("ananya.iyer", "Ananya", "Iyer", "Head of Data", "data", "IE", "sunita.rao"),
    ("joana.teixeira", "Joana", "Teixeira", "Head of Product", "product-design", "IE", "helena.voss"),
    (
        "cathal.tierney",
        "Cathal",
        "Tierney",
        "Head of Settlement Operations",
        "settlement-operations",
        "IE",
        "fergus.mccabe",
    ),
    ("folake.balogun", "Folake", "Balogun", "Customer Support Manager", "support-dublin", "IE", "fergus.mccabe"),
    ("ruben.guerrero", "Ruben", "Guerrero", "Customer Support Manager", "support-austin", "US", "marcus.delgado"),
    ("giulia.marchetti", "Giulia", "Marchetti", "Financial Controller", "finance", "IE", "declan.moriarty"),
    ("sinead.lawlor", "Sinéad", "Lawlor", "Head of People Operations", "people", "IE", "brid.hanley"),
    ("maeve.doyle", "Maeve", "Doyle", "Data Protection Officer", "legal-privacy", "IE", "helena.voss"),
    ("travis.boone", "Travis", "Boone", "Head of Sales", "sales", "US", "alicia.thornton"),
    ("renata.ames", "Renata", "Ames", "Head of Marketing", "marketing", "US", "alicia.thornton"),
    ("hugo.girard", "Hugo", "Girard", "Head of Partnerships", "partnerships", "IE", "alicia.thornton"),
)


@dataclass(frozen=True)
class Workforce:
    """Everybody: the 152 of today, those who left in the last year, and the teams."""

    people: tuple[Person, ...]
    leavers: tuple[Person, ...]
    teams: tuple[Team, ...]
    live_leaver: str
    """Address of the leaver whose GitHub account still works."""

    def employed(self, day: date) -> tuple[Person, ...]:
        return tuple(person for person in (*self.people, *self.leavers) if person.employed(day))

    def by_email(self, local: str) -> Person:
        """The person with that local part of the address; KeyError if there is none."""
        for person in (*self.people, *self.leavers):
            if person.email == f"{local}@{DOMAIN}":
                return person
        raise KeyError(local)


def workforce(timeline: Timeline) -> Workforce:
    """The same people for the same seed; start and leaving days are relative to today."""
    draw = timeline.random("people")
    used = {address for address, *_ in _CAST}
    people = [_cast_member(row, timeline, draw) for row in _CAST]
    have = {
        (plan.slug, country): sum(p.team == plan.name and p.country == country for p in people)
        for plan in _PLANS
        for country in ("IE", "US")
    }
    for plan in _PLANS:
        for country, wanted in (("IE", plan.ireland), ("US", plan.us)):
            missing = range(wanted - have[plan.slug, country])
            people += [_newcomer(plan, country, used, draw, timeline) for _ in missing]
    people = _with_joiners(people, draw, timeline)
    leavers = _leavers(used, draw, timeline)
    live = next(person for person in leavers if person.left_on == timeline.ago(LIVE_LEAVER_DAYS))
    teams = tuple(Team(plan.slug, plan.name, f"{plan.lead}@{DOMAIN}") for plan in _PLANS)
    numbered = [replace(p, person_id=f"LP-{number:04d}") for number, p in enumerate([*people, *leavers], start=1001)]
    return Workforce(tuple(numbered[: len(people)]), tuple(numbered[len(people) :]), teams, live.email)


def _cast_member(row: tuple[str, str, str, str, str, str, str | None], timeline: Timeline, draw: Random) -> Person:
    address, first, last, title, team, country, manager = row
    name = next(plan.name for plan in _PLANS if plan.slug == team)
    started = timeline.ago(draw.randrange(700, 3300))
    return Person(
        "",
        first,
        last,
        f"{address}@{DOMAIN}",
        title,
        name,
        country,
        f"{manager}@{DOMAIN}" if manager else None,
        started,
        executive=team == "executive",
    )


def _newcomer(plan: _Plan, country: str, used: set[str], draw: Random, timeline: Timeline) -> Person:
    firsts, lasts = (names.IRELAND_FIRST, names.IRELAND_LAST) if country == "IE" else (names.US_FIRST, names.US_LAST)
    while True:
        first, last = draw.choice(firsts), draw.choice(lasts)
        address = f"{_plain(first)}.{_plain(last)}"
        if address not in used:
            break
    used.add(address)
    title = plan.titles[min(int(draw.expovariate(1.1)), len(plan.titles) - 1)]
    started = timeline.ago(draw.randrange(400, 2600))
    return Person("", first, last, f"{address}@{DOMAIN}", title, plan.name, country, f"{plan.lead}@{DOMAIN}", started)


def _with_joiners(people: list[Person], draw: Random, timeline: Timeline) -> list[Person]:
    """Twenty-six of today's people started within the last year; none of the cast did."""
    chosen = set(draw.sample(range(len(_CAST), len(people)), JOINERS))
    return [
        replace(person, started_on=timeline.ago(draw.randrange(9, 360))) if place in chosen else person
        for place, person in enumerate(people)
    ]


def _leavers(used: set[str], draw: Random, timeline: Timeline) -> list[Person]:
    plans = [plan for plan in _PLANS if plan.titles]
    engineering = next(plan for plan in plans if plan.slug == "payments-engineering")
    days = sorted(
        [*draw.sample([day for day in range(12, 360) if day != LIVE_LEAVER_DAYS], LEAVERS - 1), LIVE_LEAVER_DAYS]
    )
    leavers = []
    for day in days:
        plan = engineering if day == LIVE_LEAVER_DAYS else draw.choice(plans)
        country = "IE" if plan.ireland > plan.us else "US"
        person = _newcomer(plan, country, used, draw, timeline)
        started = timeline.ago(day) - timedelta(days=draw.randrange(380, 1500))
        leavers.append(replace(person, started_on=started, left_on=timeline.ago(day)))
    return leavers


def _plain(name: str) -> str:
    """The name as it stands in an address: lower case, letters only, without accents."""
    bare = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha())


HEADER = (
    "Employee ID",
    "Display name",
    "Work email",
    "Status",
    "Employment type",
    "Department",
    "Job title",
    "Reports to (email)",
    "Country",
    "Hire date",
    "Termination date",
)


def people_files(staff: Workforce, timeline: Timeline) -> Iterator[Draft]:
    """The personnel system's people list at each month end, leavers of the year before it included."""
    for day in timeline.monthly():
        rows = [_row(person, day) for person in (*staff.people, *staff.leavers) if person.started_on <= day]
        rows.sort()
        yield Draft(
            "people",
            "larkfield-people",
            f"people-{day:%Y-%m-%d}.csv",
            timeline.instant(day, 21),
            csv_bytes(HEADER, rows),
        )


def _row(person: Person, day: date) -> tuple[str, ...]:
    left = person.left_on if person.left_on and person.left_on < day else None
    return (
        person.person_id,
        person.name,
        person.email,
        "Terminated" if left else "Active",
        "Permanent",
        person.team,
        person.title,
        person.manager_email or "",
        "Ireland" if person.country == "IE" else "United States",
        f"{person.started_on:%d/%m/%Y}",
        f"{left:%d/%m/%Y}" if left else "",
    )
