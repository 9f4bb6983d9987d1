"""The training platform and the phishing simulations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.model import Person
from earnest.library.sample.people import DOMAIN, Workforce
from earnest.library.sample.timeline import Draft, Timeline

TRAINING_HEADER = ("Enrollment ID", "Email", "Course", "Assigned", "Due", "Completed", "Score (%)", "Outcome")
PHISHING_HEADER = ("Campaign", "Recipient", "Delivered at", "Opened at", "Clicked at", "Data entered at", "Reported at")
OVERDUE = 17
OVERDUE_EXECUTIVE = f"declan.moriarty@{DOMAIN}"
COURSE = "Security basics, yearly"
_ASSIGNED, _DUE = 72, 21
_PRIVACY, _HELP = 190, 20
_ADMINISTRATORS = ("Security", "IT", "Platform Engineering")
CAMPAIGNS = (332, 270, 211, 150, 88, 26)
"""Days since each simulation, the oldest first."""
_REPORT = (0.22, 0.29, 0.35, 0.43, 0.52, 0.61)
_CLICK = (0.16, 0.14, 0.12, 0.10, 0.08, 0.07)
REPEAT_TEAM = "Customer Support Austin"
_REPEAT_CLICK = (0.5, 0.43, 0.36, 0.29, 0.15, 0.07)


def training_files(staff: Workforce, timeline: Timeline) -> Iterator[Draft]:
    late = overdue(staff, timeline)
    for day in timeline.monthly(2):
        rows = []
        for person in sorted((*staff.people, *staff.leavers), key=lambda p: p.person_id):
            if person.started_on <= day and (person.left_on is None or person.left_on > day):
                rows += list(_courses(person, day, person.email in late, timeline))
        yield Draft(
            "training",
            "larkfield-training",
            f"training-{day}.csv",
            timeline.instant(day, 17),
            csv_bytes(TRAINING_HEADER, rows),
        )


def overdue(staff: Workforce, timeline: Timeline) -> frozenset[str]:
    """The 17 people whose yearly course is late; one is the chief financial officer."""
    pool = [p.email for p in staff.people if not p.executive and p.started_on < timeline.ago(200)]
    return frozenset({OVERDUE_EXECUTIVE, *timeline.random("overdue").sample(pool, OVERDUE - 1)})


def _courses(person: Person, day: date, late: bool, timeline: Timeline) -> Iterator[tuple[str, ...]]:
    joined = person.started_on > timeline.ago(380)
    if joined:
        yield _course(
            person,
            "Welcome: how we handle card and health data",
            person.started_on,
            person.started_on + timedelta(days=14),
            False,
            day,
            timeline,
        )
    if person.started_on <= timeline.ago(_ASSIGNED + 365) or not joined:
        assigned = timeline.ago(_ASSIGNED + 365)
        yield _course(person, COURSE, assigned, timeline.ago(_DUE + 365), False, day, timeline)
    if person.team in _ADMINISTRATORS and person.started_on <= timeline.ago(210) <= day:
        yield _course(
            person,
            "For administrators: keys, secrets and doors",
            timeline.ago(210),
            timeline.ago(180),
            False,
            day,
            timeline,
        )
    assigned = timeline.ago(_PRIVACY)
    if person.started_on <= assigned <= day:
        yield _course(
            person, "Personal and health data at work", assigned, timeline.ago(_PRIVACY - 30), False, day, timeline
        )
    assigned = timeline.ago(_HELP)
    if person.started_on <= assigned <= day and clicks(person, timeline) > 1:
        yield _course(person, "After a click: ten minutes", assigned, timeline.ago(_HELP - 14), False, day, timeline)
    assigned = timeline.ago(_ASSIGNED)
    if person.started_on <= assigned <= day:
        yield _course(person, COURSE, assigned, timeline.ago(_DUE), late, day, timeline)


def _course(
    person: Person, course: str, assigned: date, due: date, late: bool, day: date, timeline: Timeline
) -> tuple[str, ...]:
    draw = timeline.random("course", person.email, course, assigned)
    done = assigned + timedelta(days=draw.randrange(1, max(2, (due - assigned).days)))
    finished = not late and done <= day
    score = draw.randrange(80, 101)
    return (
        f"E{assigned:%y%j}-{person.person_id[3:]}",
        person.email,
        course,
        f"{assigned} 08:00",
        str(due),
        f"{done} {draw.randrange(8, 18):02d}:{draw.randrange(60):02d}" if finished else "",
        str(score) if finished else "",
        "Passed" if finished else "Not started",
    )


def phishing_files(staff: Workforce, timeline: Timeline) -> Iterator[Draft]:
    """All simulations so far, at four days of the year."""
    for day in timeline.monthly(3):
        rows: list[tuple[str, ...]] = []
        for place, ago in enumerate(CAMPAIGNS):
            if timeline.ago(ago) < day:
                rows += _campaign(staff, place, timeline)
        if rows:
            yield Draft(
                "phishing",
                "larkfield-phishing",
                f"phishing-results-{day}.csv",
                timeline.instant(day, 17, 10),
                csv_bytes(PHISHING_HEADER, rows),
            )


def _campaign(staff: Workforce, place: int, timeline: Timeline) -> list[tuple[str, ...]]:
    sent = timeline.at(CAMPAIGNS[place], 9, 30)
    name = f"{sent:%Y-%m} {('parcel', 'payroll', 'shared file', 'invoice', 'calendar', 'benefits enrolment')[place]}"
    rows: list[tuple[str, ...]] = []
    for person in staff.employed(sent.date()):
        draw = timeline.random("phishing", place, person.email)
        opened = sent + timedelta(minutes=draw.randrange(2, 400))
        clicked = draw.random() < _click(person, place)
        entered = clicked and draw.random() < 0.3
        reported = draw.random() < _REPORT[place] * (0.4 if clicked else 1.1)
        rows.append(
            (
                name,
                person.email,
                f"{sent:%Y-%m-%d %H:%M}",
                f"{opened:%Y-%m-%d %H:%M}" if clicked or draw.random() < 0.5 else "",
                f"{opened + timedelta(minutes=1):%Y-%m-%d %H:%M}" if clicked else "",
                f"{opened + timedelta(minutes=2):%Y-%m-%d %H:%M}" if entered else "",
                f"{opened + timedelta(minutes=4):%Y-%m-%d %H:%M}" if reported else "",
            )
        )
    return rows


def _click(person: Person, place: int) -> float:
    return (_REPEAT_CLICK if person.team == REPEAT_TEAM else _CLICK)[place]


def clicks(person: Person, timeline: Timeline) -> int:
    """In how many simulations of the year that person clicked."""
    found = 0
    for place, ago in enumerate(CAMPAIGNS):
        draw = timeline.random("phishing", place, person.email)
        draw.randrange(2, 400)
        found += person.employed(timeline.ago(ago)) and draw.random() < _click(person, place)
    return found
