"""The page for customers."""

from __future__ import annotations

from datetime import timedelta

from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Framework
from earnest.duties.audits.models import Engagement
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.laid import LaidSection
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.proof import DecisionStep, QueryStep, RowsStep
from earnest.foundation import plain
from earnest.narrative import compose, write
from earnest.narrative.customer.named import Named
from earnest.narrative.measured import grades
from earnest.narrative.tests.conftest import HOSTILE, ISO, TODAY, Company
from earnest.narrative.tests.paper import shown, squeezed


def _empty(section: LaidSection) -> bool:
    return not (section.blocks or section.sections) or any(_empty(one) for one in section.sections)


def test_the_page_is_supported_whole_and_plain(company: Company) -> None:
    company.assess()
    made = compose("customer", TODAY)
    assert unsupported(made) == []
    assert not any(_empty(one) for one in lay_out(made).sections)
    assert [(one.heading, one.value) for one in grades("customer", made) if one.over] == []
    paper = shown(made)
    assert squeezed("The record holds no finished examination by an outside firm.") in paper
    assert squeezed("Approved exceptions in force: 1; the last ends on 30 December 2026.") in paper


def test_the_page_names_no_person_row_source_or_file(company: Company) -> None:
    company.assess()
    made = compose("customer", TODAY)
    paper = shown(made)
    for inside in ("admin-", "Bo Larch", HOSTILE, "birch-", "Sign-in portal", "sealed room", "Rules of use", "Hollow"):
        assert squeezed(inside) not in paper
    steps = [step for claim in made.claims for step in claim.proof.steps]
    assert not any(isinstance(step, QueryStep | RowsStep | DecisionStep) for step in steps)
    assert all(claim.proof.steps for claim in made.claims)


def test_a_safeguard_or_a_scope_that_names_a_machine_is_not_named(company: Company) -> None:
    plain.create(company.actor, Asset(key="dub-vault01", name="dub-vault01"))
    control = Control.objects.get(key="backup-immutable")
    plain.change(company.actor, control, {"name": "Backups on DUB-VAULT01 cannot be changed"})
    company.assess()
    paper = shown(compose("customer", TODAY))
    assert squeezed("dub-vault01") not in paper.lower()
    assert squeezed("A safeguard that we do not name here") in paper
    named = Named(company.actor)
    assert named.safe("Ask Bo Larch", "-") == named.safe("10.2.3.4", "-") == named.safe("x.corp", "-") == "-"
    assert named.safe("All of the service", "-") == "All of the service"


def test_a_finished_examination_is_told_without_claiming_a_certificate(company: Company) -> None:
    day = TODAY - timedelta(days=60)
    framework = Framework.objects.get(key=ISO)
    common = {"framework": framework, "scope": "The service", "fieldwork_start": day, "fieldwork_end": day}
    kind, closed = Engagement.Kind.CERTIFICATION, Engagement.State.CLOSED
    plain.create(
        company.actor,
        Engagement(title="First", kind=kind, firm="Quill & Sons", state=closed, closed_on=day, **common),
    )
    plain.create(company.actor, Engagement(title="Second", kind=kind, firm="Later Firm", **common))
    company.assess()
    made = compose("customer", TODAY)
    paper = shown(made)
    assert squeezed("Quill & Sons") in paper
    assert squeezed("21 September 2026") in paper
    assert "LaterFirm" not in paper
    assert squeezed("The record holds no certificates.") in paper
    assert unsupported(made) == []


def test_the_page_is_written_in_its_formats(company: Company) -> None:
    company.assess()
    assert [one.format for one in write("customer", TODAY)] == ["html", "pdf", "docx"]
