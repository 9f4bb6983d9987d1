"""Tests that look at fewer and fewer things, though nothing left."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import JSONField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.assets.models import Asset
from earnest.core.assurance.concerns.scene import scene_of
from earnest.core.assurance.models import TestRun
from earnest.core.assurance.rules import Shrunk, shrunk
from earnest.core.controls.models import Control
from earnest.core.controls.queries import tests
from earnest.core.organization.models import Person
from earnest.engines.canonical import TABLES
from earnest.engines.control_tests.model import ControlTest
from earnest.foundation import clock, ledger
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked

SINCE = 120
"""Days back over which a population is held against itself."""
THINGS = frozenset(
    {"accounts", "cloud_resources", "devices", "log_sources", "people", "repositories", "scan_targets", "software"}
)
"""Tables of what is there. What happens (changes, tickets, flaws) comes and goes by itself."""
_WORD = re.compile(r"[a-z_]+")

SHRINKING = Rule(
    "population-shrinks",
    gettext_lazy("A test looks at fewer things than it did"),
    gettext_lazy("What drops out of sight no longer fails. The result gets better and nothing else does."),
    Severity.HIGH,
    gettext_lazy("Find what is missing: a filter in the export, a source that stopped, a scope that was cut."),
)


def of_things(test: ControlTest) -> bool:
    """Whether the population of a test is made of things that are there, and of nothing that comes and goes."""
    named = set(_WORD.findall(test.population_sql)) & TABLES.keys()
    return bool(named) and named <= THINGS


def _populations(names: list[str], day: date) -> dict[str, list[tuple[date, int]]]:
    first, last = clock.end_of(day - timedelta(days=SINCE)), clock.end_of(day)
    rows = (
        TestRun.objects.filter(test__in=names, as_of__range=(first, last))
        .annotate(told=Cast("result", JSONField()))
        .annotate(population=KT("told__population"))
        .order_by("as_of", "pk")
        .values_list("test", "as_of", "population")
    )
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for test, as_of, population in rows:
        found[test][as_of.date()] = int(population)
    return {test: sorted(days.items()) for test, days in found.items()}


def _left(first: date, day: date) -> int:
    """Things known to have gone: people who left and assets that were retired."""
    gone = Person.objects.filter(left_on__range=(first, day)).count()
    since = (day - first).days
    moved = ledger.moves(Asset, "life_cycle", until=day, days=since)
    return gone + len([one for one in moved if one.before is not None and one.after == Asset.LifeCycle.RETIRED.value])


def _shrinking(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    scene = scene_of(actor, day)
    if scene is None:
        yield SHRINKING.blind(_("Nothing is concluded for this day yet."))
        return
    known = tests()
    names = [name for name in scene.concluded if name in known and of_things(known[name])]
    counted = _populations(names, day)
    if names and all(len(days) < 2 for days in counted.values()):
        yield SHRINKING.blind(_("No earlier day is concluded, so nobody can tell what was looked at then."))
        return
    left = _left(day - timedelta(days=SINCE), day)
    for name in names:
        fell = shrunk(counted.get(name, []), left)
        for row, test in scene.concluded[name] if fell else ():
            if fell and row.status not in {"retired", "planned"}:
                yield _told(row.control, test["title"], name, fell, left)


def _told(control: Control, title: str, test: str, fell: Shrunk, left: int) -> Finding:
    detail = _("“%(title)s” looked at %(before)s on %(day)s and looks at %(now)s now. Known to have left: %(left)s.")
    return SHRINKING.found(
        control,
        detail
        % {
            "title": title,
            "before": fell.before,
            "day": date_format(fell.on, "j M Y"),
            "now": fell.now,
            "left": left,
        },
        control.reference, "controls-detail", control.pk,
        test=test, before=fell.before, on=fell.on, now=fell.now, left=left,
    )  # fmt: skip


POPULATIONS: tuple[Check, ...] = (Check(SHRINKING, _shrinking),)
