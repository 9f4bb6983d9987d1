"""Every paper of every audience, as the sample company is told it: nothing typed, nothing empty, plain enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from earnest.core.frameworks.models import Framework
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.laid import LaidSection
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.model import Document
from earnest.engines.documents.parts import DateRef, parts_of
from earnest.foundation.actor import program
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to
from earnest.narrative import BY_KEY, asked
from earnest.narrative.held import open_points
from earnest.narrative.measured import grades
from tests.journeys.conftest import World


@pytest.fixture(scope="module")
def every(world: World) -> dict[tuple[str, str, str], Document]:
    """All of them by audience, framework and paper, composed once."""
    with reading_once():
        return dict(_composed(world))


def _composed(world: World) -> Iterator[tuple[tuple[str, str, str], Document]]:
    adopted = visible_to(program("tests"), Framework).order_by("key").values_list("key", flat=True)
    for audience in BY_KEY.values():
        for framework in adopted if audience.of_framework else ("",):
            for paper in audience.of(framework):
                told = asked(audience.key, world.today, framework=framework or None, document=paper.key)
                yield (audience.key, framework, paper.key), told.document()


def _empty(section: LaidSection) -> Iterator[str]:
    if not section.blocks and not section.sections:
        yield section.id
    for part in section.sections:
        yield from _empty(part)


def test_every_audience_is_told_something(every: dict[tuple[str, str, str], Document]) -> None:
    assert {audience for audience, _, _ in every} == set(BY_KEY)
    told = {key for audience, key, _ in every if audience == "regulator"}
    assert {"gdpr", "hipaa-security-breach", "dora"} <= told
    assert {paper for _, key, paper in every if key == "soc2-tsc-2017"} == {"narrative", "matrix", "description"}


def test_no_sentence_with_a_fact_goes_without_its_proof(every: dict[tuple[str, str, str], Document]) -> None:
    found = {key: [(one.place, one.text, one.reason) for one in unsupported(made)] for key, made in every.items()}
    assert {key: some for key, some in found.items() if some} == {}


def test_no_section_is_empty(every: dict[tuple[str, str, str], Document]) -> None:
    found = {key: [id_ for one in lay_out(made).sections for id_ in _empty(one)] for key, made in every.items()}
    assert {key: some for key, some in found.items() if some} == {}


def test_every_section_is_as_plain_as_its_audience_needs(every: dict[tuple[str, str, str], Document]) -> None:
    found = {(key, one.heading): one.value for key, made in every.items() for one in grades(key[0], made) if one.over}
    assert found == {}


def test_the_application_stays_a_draft_for_what_the_sample_told_its_insurer(
    every: dict[tuple[str, str, str], Document],
) -> None:
    assert open_points(every["insurer", "", "application"])
    assert every["insurer", "", "application"].state == "draft"


def test_the_soc_2_period_is_that_of_the_examination(every: dict[tuple[str, str, str], Document], world: World) -> None:
    [facts] = [one for one in every["auditor", "soc2-tsc-2017", "matrix"].front if one.label == "Period"]
    days = [part.date for part in parts_of(facts.value) if isinstance(part, DateRef)]
    assert days == [world.ago(365), world.ago(1)]
