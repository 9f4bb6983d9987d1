"""Pages of old systems: what they show, and what may be done on them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from earnest.core.assets.models import Asset, Dependence
from earnest.core.organization.models import Person
from earnest.duties.legacy import operations
from earnest.duties.legacy.models import LifeCycleEntry, Option, RingfenceClaim, RoadmapStep
from earnest.foundation import clock, plain, users
from earnest.foundation.actor import Role, program
from earnest.foundation.record import operation

pytestmark = pytest.mark.django_db
ACTOR = program("tests")


@pytest.fixture
def entry() -> LifeCycleEntry:
    ann = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    asset = plain.create(ACTOR, Asset(key="old", name="Old <one>"))
    above = plain.create(ACTOR, Asset(key="above", name="Above"))
    plain.create(ACTOR, Dependence(asset=above, needs=asset))
    row = operations.add_entry(ACTOR, LifeCycleEntry(key="old", title="Old <one>", asset=asset, run_mode="1000"))
    operations.add_option(ACTOR, Option(entry=row, kind="keep", title="Keep it", proposed_by=ann))
    operations.add_option(ACTOR, Option(entry=row, kind="replace", title="Replace it", one_off_mode="90000"))
    today = clock.today()
    operations.claim_ringfence(
        ACTOR,
        RingfenceClaim(key="old", title="Fenced", asset=asset, allowed_from="desk", agreed_by=ann, agreed_on=today,
                       valid_until=today + timedelta(days=9)),
    )  # fmt: skip
    operations.plan_step(ACTOR, RoadmapStep(entry=row, title="First step", starts_on=today, ends_on=today))
    return row


@pytest.fixture
def ciso(client: Client) -> Client:
    user = users.create_user(ACTOR, email="ciso@birch.example", name="Cis", role=Role.CISO)
    person = plain.create(ACTOR, Person(name="Cis", email="ciso@birch.example"))
    with operation(ACTOR, "tests.join") as work:
        work.change(person, user=user)
    client.force_login(user)
    return client


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def test_every_page_shows_what_is_on_record_and_escapes_it(ciso: Client, entry: LifeCycleEntry) -> None:
    overview = read(ciso, "/legacy/")
    assert "Old &lt;one&gt;" in overview
    assert "Old <one>" not in overview
    assert "Nobody has looked from any place outside the fence." in overview
    shown = read(ciso, f"/legacy/systems/{entry.pk}/")
    for said in ("“Keep it” is cheapest over 5 years, with a chance of more than 99%", "Replace it", "Above"):
        assert said in shown
    assert "First step" in read(ciso, "/legacy/roadmap/")
    assert "Not proven" in read(ciso, f"/legacy/ringfence/{RingfenceClaim.objects.get().pk}/")
    assert "4,000" in read(ciso, f"/legacy/proof/system/{entry.pk}/")
    for url in (
        "/legacy/register/?show=seen",
        "/legacy/ringfence/",
        "/legacy/frozen/?years=2",
        "/legacy/proof/frozen/",
    ):
        read(ciso, url)


def test_a_page_says_what_is_wrong_with_what_was_asked(ciso: Client) -> None:
    assert ciso.get("/legacy/frozen/?years=99").status_code == 422
    assert ciso.get("/legacy/proof/nothing/").status_code == 404
    assert "Nothing that was taken in says what runs where" in read(ciso, "/legacy/")


def test_what_another_proposed_can_be_decided_and_taken_back(ciso: Client, entry: LifeCycleEntry) -> None:
    keep, replace = entry.options.order_by("pk")
    url = f"/legacy/systems/{entry.pk}/"
    assert ciso.post(f"{url}decide/", {"option": keep.pk}).status_code == 422
    assert ciso.post(f"{url}decide/", {"option": replace.pk, "reason": "It is new."}).status_code == 422
    assert ciso.post(f"{url}decide/", {"option": keep.pk, "reason": "It is cheap."}).status_code == 302
    assert LifeCycleEntry.objects.get().decision == keep
    ciso.post(f"/legacy/options/{replace.pk}/propose/")
    assert ciso.post(f"{url}decide/", {"option": replace.pk, "reason": "It is new."}).status_code == 422
    ciso.post(f"{url}withdraw/", {"reason": "We think again."})
    assert LifeCycleEntry.objects.get().decision is None


def test_a_step_is_done_with_one_press(ciso: Client, entry: LifeCycleEntry) -> None:
    step = RoadmapStep.objects.get(entry=entry)
    assert ciso.post(f"/legacy/roadmap/{step.pk}/done/").status_code == 302
    assert RoadmapStep.objects.get().done_on == clock.today()


def test_a_decision_is_withdrawn_by_a_button_with_a_reason(ciso: Client, entry: LifeCycleEntry) -> None:
    address = f"/legacy/systems/{entry.pk}/"
    assert "Withdraw it" not in read(ciso, address)
    keep = entry.options.get(kind="keep")
    ciso.post(reverse("legacy-decide", args=[entry.pk]), {"option": keep.pk, "reason": "It is cheapest."})
    shown = read(ciso, address)
    assert "Withdraw it" in shown
    action = re.search(r'action="([^"]+/withdraw/)"', shown)
    assert action is not None
    ciso.post(action[1], {"reason": ""})
    entry.refresh_from_db()
    assert entry.decision == keep
    ciso.post(action[1], {"reason": "The price was wrong."})
    entry.refresh_from_db()
    assert entry.decision is None


def test_nobody_takes_over_a_proposal_so_that_its_author_could_decide_it(ciso: Client, entry: LifeCycleEntry) -> None:
    keep = entry.options.get(kind="keep")
    ciso.post(reverse("legacy-propose", args=[keep.pk]))
    keep.refresh_from_db()
    assert str(keep.proposed_by) == "Ann"


def test_a_step_that_is_done_keeps_its_day(ciso: Client, entry: LifeCycleEntry) -> None:
    step = entry.steps.get()
    before = clock.today() - timedelta(days=9)
    operations.finish_step(ACTOR, step, on=before)
    assert ciso.post(reverse("legacy-step-done", args=[step.pk])).status_code == 302
    step.refresh_from_db()
    assert step.done_on == before


def test_the_order_of_the_roadmap_is_said_and_a_circle_is_refused(ciso: Client, entry: LifeCycleEntry) -> None:
    first, today = RoadmapStep.objects.get(), clock.today()
    row = RoadmapStep(entry=entry, title="Move the data", starts_on=today, ends_on=today + timedelta(days=20))
    second = operations.plan_step(program("t"), row)
    url = reverse("legacy-step-order", args=[second.pk])
    assert first.title in read(ciso, url)
    given = {"seen": second.revision, "depends_on": [first.pk], "reason": "It needs the new host."}
    assert ciso.post(url, given).headers["Location"] == reverse("legacy-roadmap")
    assert list(second.depends_on.all()) == [first]
    first.refresh_from_db()
    other = reverse("legacy-step-order", args=[first.pk])
    answer = ciso.post(other, {"seen": first.revision, "depends_on": [second.pk]})
    assert (answer.status_code, "goes in a circle" in answer.content.decode()) == (422, True)
    answer = ciso.post(url, {**given, "depends_on": []})
    assert (answer.status_code, "changed by somebody else" in answer.content.decode()) == (422, True)
