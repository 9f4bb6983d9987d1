"""Frameworks: those adopted, and the matrix of one: its requirements with statuses, people, days and evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from earnest.core.assurance.models import RequirementStatus
from earnest.core.assurance.queries import resting
from earnest.core.frameworks.models import Framework, Requirement
from earnest.foundation.actor import Actor, May
from earnest.foundation.page import Choice, Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.controls_page import NOBODY
from earnest.interfaces.web.listing import Column, download, ordered
from earnest.interfaces.web.posture import REQUIREMENT_STATUSES, ControlRow, FrameworkTally, Posture, framework_tallies
from earnest.interfaces.web.proven import Share
from earnest.interfaces.web.standing import Standing, standing
from earnest.interfaces.web.wording import short
from earnest.library.crosswalk import CROSSWALK_NOTE

PAGE = 125
OPTIONAL = ("grade", "controls", "owner", "proven", "age", "reason")
SHOWN = ("grade", "controls", "owner", "proven", "age")


@dataclass(frozen=True)
class Asked:
    """What the matrix shows of a requirement itself."""

    pk: int
    key: str
    title: str
    parent: str
    position: int
    assessable: bool

    @classmethod
    def all_of(cls, actor: Actor, framework: Framework) -> tuple[Asked, ...]:
        """Every requirement of a framework, headings too, in its order."""
        rows = visible_to(actor, Requirement).filter(framework=framework).order_by("position")
        return tuple(cls(*row) for row in rows.values_list(*(one.name for one in fields(cls))))


@dataclass(frozen=True)
class Line:
    """A requirement as the matrix shows it; what takes time is worked out when it is first asked for."""

    posture: Posture
    requirement: Asked
    status: str
    grade: str
    controls: tuple[ControlRow, ...]
    reason: str

    @cached_property
    def counting(self) -> tuple[ControlRow, ...]:
        return tuple(one for one in self.controls if one.status != "retired")

    @cached_property
    def owners(self) -> tuple[tuple[int, str], ...]:
        """Those who answer for its controls, by name; empty where nobody does."""
        people = {one.owner.pk: one.owner.name for one in self.counting if one.owner}
        return tuple(sorted(people.items(), key=lambda one: one[1].casefold()))

    @property
    def owner(self) -> str:
        """The people in words: the first, and how many besides."""
        if not self.owners:
            return ""
        more = len(self.owners) - 1
        return self.owners[0][1] + (ngettext(" and %d more", " and %d more", more) % more if more else "")

    @cached_property
    def proven(self) -> Share | None:
        """Days on which all its controls were proven to work."""
        if self.status == "not applicable":
            return None
        return self.posture.proven.of([one.control.key for one in self.counting])

    @cached_property
    def age(self) -> int | None:
        """Days since the oldest evidence was observed."""
        ages = self.posture.ages
        days = [ages[one.control.key] for one in self.counting if one.control.key in ages]
        return (self.posture.standing.day - min(days)).days if days else None


COLUMNS: tuple[Column, ...] = (
    Column("key", gettext_lazy("Reference"), lambda line: line.requirement.key),
    Column("title", gettext_lazy("Requirement, in our words"), lambda line: line.requirement.title),
    Column("status", gettext_lazy("Status"), lambda line: line.status),
    Column("grade", gettext_lazy("Grade"), lambda line: line.grade),
    Column("controls", gettext_lazy("Controls"), lambda line: len(line.controls)),
    Column("owner", gettext_lazy("Accountable"), lambda line: ", ".join(name for _pk, name in line.owners)),
    Column("proven", gettext_lazy("Days proven of 90"), lambda line: line.proven.proven if line.proven else None),
    Column("age", gettext_lazy("Evidence age, days"), lambda line: line.age),
    Column("reason", gettext_lazy("Reason"), lambda line: line.reason),
)
_ORDERS = (
    Column("key", "", lambda line: line.requirement.position),
    Column("status", "", lambda line: REQUIREMENT_STATUSES.index(line.status)),
    *(column for column in COLUMNS if column.key not in {"key", "status"}),
)


@require_safe
def frameworks(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    context = {
        **stands.context,
        "tallies": framework_tallies(stands),
        "may_add": request.actor.may(May.EDIT_RECORD),
        "note": CROSSWALK_NOTE,
    }
    return render(request, "frameworks/frameworks.html", context)


@require_safe
def framework(request: ActorRequest, key: str) -> HttpResponse:
    stands = standing(request)
    found = get_object_or_404(visible_to(request.actor, Framework).select_related("accountable", "scope"), key=key)
    requirements = Asked.all_of(request.actor, found)
    get = request.GET
    columns = tuple(one for one in OPTIONAL if one in get.getlist("columns")) or SHOWN
    every = lines(
        stands, found, requirements, reasons="reason" in columns or get.get("export") in {"csv", "xlsx", "json"}
    )
    fitting = [line for line in every if _fits(line, get.get("q", "")[:200], get.getlist("owner"))]
    counts = Counter(line.status for line in fitting)
    statuses = [one for one in get.getlist("status") if one in REQUIREMENT_STATUSES]
    shown = [line for line in fitting if not statuses or line.status in statuses]
    sort = get.get("sort", "") or "key"
    shown = ordered(shown, _ORDERS, sort)
    kind = get.get("export", "")
    if kind in {"csv", "xlsx", "json"}:
        file = download(f"{found.key}-{stands.day}", _told(stands) if kind == "json" else COLUMNS, shown, kind)
        if file is not None:
            return file
    page = Paginator(shown, PAGE).get_page(get.get("page"))
    tally = FrameworkTally(found, Counter(line.status for line in every))
    context = {
        **stands.context,
        "framework": found,
        "tally": tally,
        "title": found.title,
        "crumbs": [Crumb(_("Frameworks"), stands.link("frameworks")), Crumb(short(found.title))],
        "others": [(one.key, short(one.title)) for one in _others(stands)],
        "page": page,
        "rows": _with_headings(page.object_list, requirements) if sort == "key" else [(None, line) for line in page],
        "choices": [Choice(s, s, counts[s], status=True) for s in REQUIREMENT_STATUSES if counts[s] or s in statuses],
        "statuses": statuses,
        "owners": _owners(every),
        "columns": columns,
        "optional": [(column.key, column.label) for column in COLUMNS if column.key in OPTIONAL],
        "sort": sort,
        "narrowed": bool(statuses or get.get("q") or get.getlist("owner")),
        "exports": ("csv", "xlsx", "json"),
        "note": CROSSWALK_NOTE,
    }
    return render(request, "frameworks/framework.html", context)


def lines(stands: Standing, framework: Framework, asked: Iterable[Asked], *, reasons: bool = False) -> list[Line]:
    """The assessed ones of these requirements of one framework, in their order, in a fixed number of queries."""
    posture = Posture(stands)
    supporting = resting(stands.assessment).supporting
    rows = RequirementStatus.objects.filter(assessment=stands.assessment, requirement__framework=framework)
    told = rows.values_list("requirement_id", "conclusion") if reasons else ()
    why = {pk: " ".join(str(one["text"]) for one in conclusion["reasons"]) for pk, conclusion in told}
    found = {pk: (status, grade) for pk, status, grade in rows.values_list("requirement_id", "status", "grade")}
    made = []
    for one in asked:
        if one.assessable and one.pk in found:
            keys = supporting.get((framework.key, one.key), ())
            controls = tuple(posture.by_key[key] for key in keys if key in posture.by_key)
            made.append(Line(posture, one, *found[one.pk], controls, why.get(one.pk, "")))
    return made


def _with_headings(shown: Iterable[Line], requirements: Iterable[Asked]) -> list[tuple[Asked | None, Line | None]]:
    """The lines with the headings of the framework's tree above the first line that stands under each."""
    by_key = {one.key: one for one in requirements}
    told: set[str] = set()
    rows: list[tuple[Asked | None, Line | None]] = []
    for line in shown:
        above: list[Asked] = []
        parent = by_key.get(line.requirement.parent)
        while parent is not None and parent.key not in told and len(above) < 6:
            if not parent.assessable:
                above.append(parent)
            told.add(parent.key)
            parent = by_key.get(parent.parent)
        rows += [(heading, None) for heading in reversed(above)]
        rows.append((None, line))
    return rows


def _others(stands: Standing) -> list[Framework]:
    return list(
        visible_to(stands.actor, Framework).filter(adopted_on__lte=stands.day).only("key", "title").order_by("title")
    )


def _owners(every: Iterable[Line]) -> list[tuple[str, str]]:
    """Everybody who answers for a control of these, and nobody where that is so."""
    found = {one.control.pk: one for line in every for one in line.counting}
    people = {str(one.owner.pk): one.owner.name for one in found.values() if one.owner}
    named = sorted(people.items(), key=lambda one: one[1].casefold())
    nobody = any(not any(one.owner for one in line.counting) for line in every)
    return [*([(NOBODY, _("Nobody named"))] if nobody else []), *named]


def _fits(line: Line, words: str, people: list[str]) -> bool:
    if people and not ({str(pk) for pk, _name in line.owners} or {NOBODY}) & set(people):
        return False
    if not words:
        return True
    names = " ".join(one.control.name for one in line.controls)
    text = f"{line.requirement.key} {line.requirement.title} {names}".casefold()
    return all(word in text for word in words.casefold().split())


def _told(stands: Standing) -> tuple[Column, ...]:
    """The columns with the keys of the controls and where each row and its proof are."""
    return (
        *COLUMNS,
        Column("controls", "", lambda line: [one.control.key for one in line.controls]),
        Column("page", "", lambda line: stands.link("requirements-detail", line.requirement.pk)),
        Column("proof", "", lambda line: stands.link("proof-requirement", line.requirement.pk)),
        Column("as_of", "", lambda _line: stands.day),
    )
