from __future__ import annotations

from pathlib import Path

import pytest

from earnest.core.collection import operations
from earnest.core.collection.concerns import HONESTY
from earnest.core.collection.models import Collector
from earnest.core.collection.tests.test_turns import ACTOR, collector, report
from earnest.core.evidence import operations as evidence
from earnest.foundation import clock, plain
from earnest.foundation.tests.looking import looked, subjects

pytestmark = pytest.mark.django_db


def test_a_collector_that_does_not_work_is_found_and_one_that_is_off_is_not() -> None:
    row = collector("folder")
    operations.collect(ACTOR, row)
    found, _blind = looked(HONESTY, "collector-brings-nothing", clock.today())
    assert [one.subject for one in found] == ["drop"]
    Collector.objects.filter(pk=row.pk).update(active=False)
    assert subjects(HONESTY, "collector-brings-nothing", clock.today()) == []


def test_evidence_without_a_collector_is_found_until_one_brings_it(workspace: Path) -> None:
    source = evidence.take_in(ACTOR, report(workspace / "a.json")).snapshot.source
    assert subjects(HONESTY, "evidence-by-hand", clock.today()) == [source.title]
    plain.create(ACTOR, Collector(key="drop", title="Drop", kind="folder", source=source))
    assert subjects(HONESTY, "evidence-by-hand", clock.today()) == []
