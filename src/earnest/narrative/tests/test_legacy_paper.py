"""The paper on old systems."""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person
from earnest.core.risks.models import Scenario
from earnest.duties.legacy import operations
from earnest.duties.legacy.models import LifeCycleEntry, Option, RingfenceClaim, RoadmapStep
from earnest.duties.legacy.operations import Change
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Chart, Document
from earnest.engines.reading_grade import grade
from earnest.foundation import plain
from earnest.foundation.actor import program
from earnest.narrative import legacy_paper, write
from earnest.narrative.tests.conftest import TODAY, Company
from earnest.narrative.tests.money_record import price
from earnest.narrative.tests.paper import shown, squeezed
from earnest.narrative.tests.test_board import prose

ACTOR = program("tests")


def record(*, decided: bool) -> None:
    """An old server with three ways, a fence that nobody has looked at, and a late step."""
    ann = plain.create(ACTOR, Person(name="Ann Old", email="ann.old@birch.example"))
    bob = plain.create(ACTOR, Person(name="Bob New", email="bob.new@birch.example"))
    asset = plain.create(ACTOR, Asset(key="old-one", name="Old one"))
    scenario = Scenario.objects.filter(state="live").order_by("key")[0]
    entry = operations.add_entry(
        ACTOR,
        LifeCycleEntry(key="old-one", title="Old one", asset=asset, stated_end=TODAY - timedelta(days=900),
                       stated_because="The vendor's letter.", run_mode="9000"),
    )  # fmt: skip
    keep = operations.add_option(ACTOR, Option(entry=entry, kind="keep", title="Keep it", proposed_by=ann))
    new = operations.add_option(
        ACTOR, Option(entry=entry, kind="replace", title="Buy a new one", one_off_mode="200000", as_is_goes_on=False)
    )
    operations.say_share(ACTOR, entry, scenario, share=Change(0.001, 0.002, 0.005), source="A talk.")
    operations.say_effect(ACTOR, new, scenario, after=Change(mode=0.5), source="A talk.")
    operations.claim_ringfence(
        ACTOR,
        RingfenceClaim(key="old-one", title="Old one is fenced", asset=asset, allowed_from="desk", agreed_by=bob,
                       agreed_on=TODAY, valid_until=TODAY + timedelta(days=90)),
    )  # fmt: skip
    operations.plan_step(
        ACTOR,
        RoadmapStep(
            entry=entry, title="Ask the vendor", starts_on=TODAY - timedelta(days=9), ends_on=TODAY - timedelta(days=1)
        ),
    )
    if decided:
        operations.decide(ACTOR, entry, keep, approver=bob, reason="It is cheap.", on=TODAY)


@pytest.fixture
def paper(company: Company) -> Document:
    price(company)
    record(decided=True)
    return legacy_paper.compose(company.actor, company.assess())


def test_nothing_of_the_paper_is_typed_and_it_reads_at_grade_nine_or_below(paper: Document) -> None:
    assert unsupported(paper) == []
    measured = grade(prose(paper))
    assert measured.value is not None
    assert measured.value <= 9
    assert not measured.long_sentences


def test_the_paper_says_that_keeping_is_cheapest_who_decided_and_what_waiting_means(paper: Document) -> None:
    read = shown(paper)
    for said in (
        "Over 5 years the cheapest way is this: “Keep it”.",
        "Bob New decided: “Keep it”.",
        "Have somebody look from where it matters",
        "See to 1 late step of the roadmap.",
        "If nothing is done for 3 years",
        "What we do not know",
    ):
        assert squeezed(said) in read
    assert any(isinstance(block, Chart) for section in paper.sections for block in section.blocks)


def test_what_nobody_decided_is_asked_for(company: Company) -> None:
    price(company)
    record(decided=False)
    read = shown(legacy_paper.compose(company.actor, company.assess()))
    assert squeezed("Decide what to do with Old one.") in read
    assert squeezed("Nobody has decided on it.") in read


def test_without_any_old_system_the_paper_says_so_and_the_same_record_gives_the_same_bytes(company: Company) -> None:
    company.assess()
    first = [one.sha256 for one in write("legacy", TODAY, actor=company.actor)]
    assert first == [one.sha256 for one in write("legacy", TODAY, actor=company.actor)]
