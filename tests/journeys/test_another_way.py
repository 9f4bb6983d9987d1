"""Another way: what is well argued counts while its evidence lives, what is argued badly does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from earnest.core.assurance import operations as assurance
from earnest.core.assurance import queries
from earnest.core.assurance.models import Assessment
from earnest.core.assurance.queries import Argued
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Argument, ArgumentNode, Control
from earnest.core.controls.queries import loaded
from earnest.core.organization.models import Person
from earnest.engines.documents.check import unsupported
from earnest.foundation.actor import program
from earnest.narrative import another_way
from tests.journeys.conftest import World

ACTOR = program("journey")
KEYS = (
    "zero-trust-card-access",
    "leakage-by-trust",
    "payouts-desk",
    "maintenance-in-the-cloud",
    "no-outsourced-development",
)


def argued(world: World, key: str) -> Argued:
    return queries.argued_one(loaded(ACTOR).get(key=key), world.assessment)


def requirement(world: World, framework: str, key: str, assessment: Any = None) -> Any:
    found = (assessment or world.assessment).requirements
    return found.get(requirement__framework__key=framework, requirement__key=key).conclusion


def test_zero_trust_meets_the_requirement_another_way(world: World) -> None:
    found = requirement(world, "pci-dss-4.0.1", "1.3")
    assert (found["status"], found["grade"]) == ("met by another approach", "A")
    assert "argument:zero-trust-card-access" in found["rests_on"]
    assert argued(world, "zero-trust-card-access").flaws == ()


def test_the_sloppy_argument_is_unproven_and_says_what_it_lacks(world: World) -> None:
    found = argued(world, "leakage-by-trust")
    assert found.conclusion.status.value == "unproven"
    lacks = {flaw.rule for flaw in found.flaws}
    assert lacks == {"unsupported", "solution-without-evidence", "no-context", "no-doubts"}
    assert requirement(world, "iso27001-2022", "A.8.12")["status"] == "unproven"


def test_the_others_earn_what_their_evidence_bears(world: World) -> None:
    earned = {key: argued(world, key).conclusion.status.value for key in KEYS[2:]}
    assert earned == {
        "payouts-desk": "partly met",
        "maintenance-in-the-cloud": "met by another approach",
        "no-outsourced-development": "met by another approach",
    }
    assert requirement(world, "hipaa-security-breach", "164.310(a)(2)(iv)")["status"] == "met by another approach"
    assert requirement(world, "iso27001-2022", "A.8.30")["status"] == "not applicable"


def test_evidence_that_fails_takes_the_requirement_back_by_itself(world: World) -> None:
    solution = ArgumentNode.objects.get(argument__key="zero-trust-card-access", key="Sn1")
    ArgumentNode.objects.filter(pk=solution.pk).update(
        control=Control.objects.get(key="mfa-privileged"), test="privileged-mfa"
    )
    Assessment.objects.all().delete()
    again = assurance.assess(world.today)
    found = requirement(world, "pci-dss-4.0.1", "1.3", again)
    assert found["status"] == "partly met"
    assert any("privileged-mfa" in reason["text"] for reason in found["reasons"])


def test_a_doubt_takes_it_back_until_it_is_answered(world: World) -> None:
    node = ArgumentNode.objects.get(argument__key="maintenance-in-the-cloud", key="G2")
    people = {one.email.partition("@")[0]: one for one in Person.objects.all()}
    raised = controls.raise_doubt(
        ACTOR, node, kind="rebuts", text="Their report is old.", raised_by=people["maeve.doyle"], on=world.today
    )
    key = ("hipaa-security-breach", "164.310(a)(2)(iv)")
    assert requirement(world, *key, assurance.assess(world.today))["status"] == "unproven"
    controls.answer_doubt(
        ACTOR, raised, answer="It is of this year.", answered_by=people["hannah.mercer"], on=world.today
    )
    assert requirement(world, *key, assurance.assess(world.today))["status"] == "met by another approach"


def test_the_day_after_its_review_date_it_is_unproven_by_itself(world: World) -> None:
    row = Argument.objects.get(key="zero-trust-card-access")
    assert row.review_due is not None
    found = queries.argued_one(loaded(ACTOR).get(pk=row.pk), world.assessment)
    assert found.conclusion.status.value == "met by another approach"
    Argument.objects.filter(pk=row.pk).update(review_due=world.today - timedelta(days=1))
    late = argued(world, row.key)
    assert late.conclusion.status.value == "unproven"
    assert "argument-overdue" in {reason.code for reason in late.conclusion.reasons}


@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_of_every_paper_has_its_proof(world: World, key: str) -> None:
    document = another_way.compose(key, world.today, ACTOR)
    assert unsupported(document) == []
    assert document.claims
    assert all(claim.proof.steps for claim in document.claims)


def test_a_paper_has_the_sections_of_its_form(world: World) -> None:
    told = repr(another_way.compose("zero-trust-card-access", world.today, ACTOR))
    for heading in ("Equal protection", "Ongoing assurance", "Likelihood change", "Approval and review"):
        assert heading in told
    assert "'Sunita Rao'" in told
