"""Access: what the product finds of it in the sample company."""

from __future__ import annotations

from earnest.core.assets.models import Asset
from earnest.core.assurance.models import ControlLook
from earnest.core.controls.concerns import concerns
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Source
from earnest.foundation.actor import program
from tests.journeys.conftest import World


def test_three_of_42_privileged_accounts_sign_in_without_a_second_factor(world: World) -> None:
    found = world.test("mfa-privileged", "privileged-mfa")
    assert world.control("mfa-privileged")["status"] == "failing"
    assert (found["violations"], found["population"]) == (3, 42)
    promised = {one for one in world.expected("privileged-without-mfa") if one.startswith("okta:")}
    assert world.violating("privileged-mfa") == promised


def test_an_exception_that_ended_12_days_ago_came_back_by_itself(world: World) -> None:
    subject = next(one for one in world.expected("expired-exception") if one.startswith("okta:"))
    assert subject in world.violating("privileged-mfa")
    assert f"for {subject} ended 12 days ago, on {world.ago(12)}." in world.reasons("mfa-privileged")
    assert "exception-ended" in {one.rule for one in concerns(program("journey"), world.today)}


def test_the_past_shows_since_when_privileged_access_is_not_sound(world: World) -> None:
    """The exception held until 12 days ago; two engineers lost their factors nine days ago."""
    looks = dict(ControlLook.objects.filter(control__key="mfa-privileged").values_list("day", "status"))
    assert world.looks >= 5
    assert {status for day, status in looks.items() if day < world.ago(12)} == {"effective"}
    assert {status for day, status in looks.items() if day >= world.ago(8)} == {"failing"}


def test_a_leaver_of_five_weeks_has_a_live_github_account(world: World) -> None:
    (subject,) = world.violating("leaver-accounts")
    assert subject.endswith(":github")
    assert world.control("access-revocation")["status"] == "failing"
    assert world.test("access-revocation", "leaver-accounts")["unknown"] == 0


def test_nobody_owns_the_shared_account_of_the_reconciliation_desk(world: World) -> None:
    (subject,) = world.violating("unowned-service-accounts")
    assert subject in world.expected("unowned-shared-account")


def test_four_quarters_were_signed_on_one_day(world: World) -> None:
    found = world.test("access-review", "reviews-signed-together")
    assert (found["status"], found["violations"]) == ("failing", len(world.sample.decisions.access_reviews))


def test_what_nobody_answers_for_is_said_with_the_control(world: World) -> None:
    unowned = set(Control.objects.filter(accountable=None, state="operating").values_list("key", flat=True))
    assert unowned == {"network-segmentation", "bcdr-plan"}
    assert all("no-owner" in world.codes(key) for key in unowned)
    assert Asset.objects.filter(accountable=None).count() == 4
    assert Source.objects.filter(accountable=None).count() == 2
