from __future__ import annotations

import pytest

from earnest.core.evidence import queries as evidence
from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import Population, Sample
from earnest.duties.audits.queries.population import list_population
from earnest.duties.audits.rules import listing
from earnest.duties.audits.rules.testing import Attribute
from earnest.duties.audits.tests.conftest import ACTOR, TEST, TODAY, Desk
from earnest.foundation.errors import Broken, Invalid

OWN = Attribute("A", "It has one holder")


@pytest.fixture
def population(desk: Desk) -> Population:
    desk.accounts(*["person"] * 30, "service", "shared")
    return operations.record_population(ACTOR, desk.engagement, test=TEST, control=desk.control)


def test_a_population_is_what_the_test_looks_at(population: Population) -> None:
    """Oracle: 32 rows in the file, of which the test leaves out the service account."""
    members = queries.kept_members(population)
    assert population.size == len(members) == 31
    assert [one.subject for one in members] == sorted(f"desk:a-{place:03}" for place in range(32) if place != 30)
    assert [one["source"] for one in population.snapshots] == ["accounts"]
    assert evidence.store().has(population.digest)
    assert queries.check_population(population).holds


def test_a_population_of_many_pages_is_listed_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 7)
    desk.accounts(*["person"] * 30)
    assert len(list_population(TEST, TODAY).members) == 30


def test_what_cannot_be_listed_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="No fresh evidence gives accounts"):
        list_population(TEST, TODAY)
    with pytest.raises(Invalid, match="nowhere to be found"):
        list_population("no-such", TODAY)
    desk.accounts("service")
    with pytest.raises(Invalid, match="is empty on that day"):
        list_population(TEST, TODAY)


def test_evidence_that_comes_later_for_that_day_shows_as_another_population(population: Population, desk: Desk) -> None:
    desk.accounts(*["person"] * 3, seen="2026-06-14 09:00")
    found = queries.check_population(population)
    assert not found.holds
    assert "came in after" in found.what


@pytest.mark.parametrize("method", ["random", "systematic", "stratified"])
def test_a_sample_is_drawn_again_and_is_the_same(method: str, population: Population) -> None:
    made = operations.draw_sample(ACTOR, population, method=method, size=6, seed="s1", stratify_by="subject_first")
    found = queries.sample(made)
    assert found.redrawn.holds
    assert len(found.items) == 6
    again = operations.draw_sample(ACTOR, population, method=method, size=6, seed="s1", stratify_by="subject_first")
    assert again.digest == made.digest


def test_a_member_that_was_swapped_is_found(population: Population) -> None:
    made = operations.draw_sample(ACTOR, population, method="random", size=3, seed="s1")
    item = made.items.get(position=2)
    there = set(made.items.values_list("subject", flat=True))
    other = next(one.subject for one in queries.kept_members(population) if one.subject not in there)
    type(item).objects.filter(pk=item.pk).update(subject=other)
    found = queries.sample(made).redrawn
    assert not found.holds
    assert set(found.differs) == {item.subject, other}


def test_another_seed_in_the_record_is_found(population: Population) -> None:
    made = operations.draw_sample(ACTOR, population, method="random", size=3, seed="s1")
    Sample.objects.filter(pk=made.pk).update(seed="s2")
    assert not queries.sample(Sample.objects.get()).redrawn.holds


def test_members_that_are_gone_from_the_store_are_told(population: Population) -> None:
    made = operations.draw_sample(ACTOR, population, method="random", size=3)
    assert len(made.seed) == 16, "a seed is made and recorded"
    evidence.store().path(population.digest).unlink()
    with pytest.raises(Broken, match="it is missing"):
        queries.kept_members(population)
    assert not queries.sample(made).redrawn.holds


def test_a_judgement_needs_a_reason(population: Population) -> None:
    with pytest.raises(Invalid) as refused:
        operations.draw_sample(ACTOR, population, method="judgement", chosen=["desk:a-031"])
    assert refused.value.field == "reason"
    made = operations.draw_sample(ACTOR, population, method="judgement", chosen=["desk:a-031"], reason="It is shared.")
    assert queries.sample(made).tallies == ()
    assert (made.seed, made.size) == ("", 1)


def test_an_exception_needs_a_note_and_is_counted(population: Population) -> None:
    made = operations.draw_sample(ACTOR, population, method="random", size=3, seed="s", attributes=[OWN])
    first, second, _ = made.items.all()
    with pytest.raises(Invalid, match="Say what the exception is"):
        operations.record_test(ACTOR, first, results={"A": "exception"})
    operations.record_test(ACTOR, first, results={"A": "exception"}, note="Two people know it.", tested_by="Gia")
    operations.record_test(ACTOR, second, results={"A": "pass"})
    found = queries.sample(made)
    assert [one.subject for one in found.exceptions] == [first.subject]
    (tally,) = found.tallies
    assert (tally.tested, tally.exceptions, tally.open, found.tested) == (2, 1, 1, 2)
    assert found.exceptions[0].tested_by == "Gia"
