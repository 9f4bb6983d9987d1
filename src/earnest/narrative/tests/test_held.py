"""An application stays a draft while evidence speaks against what was told before."""

from __future__ import annotations

import pytest

from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Requirement
from earnest.core.telling.models import Edition
from earnest.core.telling.operations import frame_section
from earnest.core.telling.queries import Told, held
from earnest.engines.documents.check import unsupported
from earnest.foundation.errors import Invalid
from earnest.foundation.record import visible_to
from earnest.narrative import approve, asked, compose, telling, write
from earnest.narrative.held import open_points
from earnest.narrative.insurer import SETTLES
from earnest.narrative.tests.conftest import INSURANCE, TODAY, Company
from earnest.narrative.tests.paper import shown, squeezed


@pytest.fixture(autouse=True)
def _files_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "render", lambda _made, _kind: b"")


APPLICATION = Told("insurer", "", "application")


def the_edition(company: Company) -> Edition:
    return visible_to(company.actor, Edition).get()


def explain(company: Company, section: str) -> None:
    place = next(one for one in asked("insurer", TODAY).sections() if one.key == section)
    frame_section(
        company.actor,
        APPLICATION,
        section=place.key,
        heading=place.heading,
        text="The insurer agreed to a later date in writing.",
        basis=place.claims,
        edited_by=company.boss,
    )


def test_a_contradicted_answer_keeps_the_application_a_draft_and_is_named(company: Company) -> None:
    company.assess()
    write("insurer", TODAY)
    with pytest.raises(Invalid, match=r"stays a draft\. INS-07: evidence speaks against what was told before"):
        approve(company.actor, the_edition(company), approver=company.boss)
    assert the_edition(company).state == "draft"
    made = compose("insurer", TODAY)
    assert open_points(made) == held(the_edition(company))
    assert unsupported(made) == []


def test_an_answer_that_was_set_right_and_one_that_is_explained_hold_nothing(company: Company) -> None:
    company.assess()
    open_parts = [one.key for one in asked("insurer", TODAY).sections() if one.key.startswith(f"{SETTLES}/")]
    assert open_parts
    for key in open_parts[1:]:
        explain(company, key)
    number = open_parts[0].rpartition("/")[2].upper()
    frameworks.record_answer(
        company.actor,
        Requirement.objects.get(framework__key=INSURANCE, key=number),
        answer=False,
        text="No, not for all.",
        told_to="Hollow Oak Mutual",
        signed_by=company.boss,
        signed_on=TODAY,
    )
    company.assess()
    write("insurer", TODAY)
    assert held(the_edition(company)) == ()
    approve(company.actor, the_edition(company), approver=company.owner)
    assert the_edition(company).state == "approved"


def test_an_explanation_is_shown_with_its_author_and_day_and_ends_with_its_evidence(company: Company) -> None:
    company.assess()
    explain(company, f"{SETTLES}/ins-07")
    made = compose("insurer", TODAY)
    assert not any(one.startswith("INS-07") for one in open_points(made))
    assert squeezed("Bo Larch explained this on") in shown(made)
    assert unsupported(made) == []
    framing = asked("insurer", TODAY).sections()[0]
    frame_section(
        company.actor, APPLICATION, section=f"{SETTLES}/ins-07", heading="INS-07", text="As before.",
        basis=framing.claims, edited_by=company.boss,
    )  # fmt: skip
    assert any(one.startswith("INS-07") for one in open_points(compose("insurer", TODAY)))


def test_what_was_told_to_another_does_not_settle_it(company: Company) -> None:
    frameworks.record_answer(
        company.actor,
        Requirement.objects.get(framework__key=INSURANCE, key="INS-07"),
        answer=False,
        text="No.",
        told_to="Another Mutual",
        signed_by=company.boss,
        signed_on=TODAY,
    )
    company.assess()
    assert any(one.startswith("INS-07") for one in open_points(compose("insurer", TODAY)))
