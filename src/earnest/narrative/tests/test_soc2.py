"""What SOC 2 documents say of a period, and what a regulator is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from earnest.core.assurance.operations import look_back
from earnest.core.controls import operations as controls
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Framework
from earnest.duties.audits.models import Engagement
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Document, Section, Table
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation, visible_to
from earnest.narrative import regulator, soc2
from earnest.narrative.soc2.examined import examined
from earnest.narrative.tests.conftest import TODAY, Company
from earnest.narrative.tests.paper import shown, squeezed


def adopt(company: Company, key: str) -> None:
    controls.join_framework(company.actor, frameworks.adopt(company.actor, key, on=TODAY - timedelta(days=400)))


@pytest.fixture
def soc2_company(company: Company) -> Company:
    adopt(company, soc2.FRAMEWORK)
    return company


def part(document: Document, heading: str) -> Section:
    return next(one for one in document.sections if one.heading == heading)


def engage(company: Company, *, start: date, end: date) -> None:
    framework = visible_to(company.actor, Framework).get(key=soc2.FRAMEWORK)
    with operation(company.actor, "audits.engage") as work:
        work.create(
            Engagement(
                title="SOC 2 of the year",
                framework=framework,
                kind="type2",
                scope="The portal",
                period_start=start,
                period_end=end,
                fieldwork_start=end,
                fieldwork_end=end + timedelta(days=10),
            )
        )


def test_the_period_is_that_of_the_open_examination_and_never_runs_past_the_day(soc2_company: Company) -> None:
    engage(soc2_company, start=TODAY - timedelta(days=99), end=TODAY + timedelta(days=30))
    paper = shown(soc2.matrix(soc2_company.actor, soc2_company.assess()))
    assert squeezed("13 August 2026 to 20 November 2026") in paper
    assert squeezed("The period runs on until 20 December 2026; what comes is not told here.") in paper


def test_days_of_a_control_add_up_to_the_period(soc2_company: Company) -> None:
    look_back(TODAY, days=30)
    one = examined(soc2_company.actor, soc2_company.assess())
    told = [past for past in one.past.values() if past is not None]
    assert told
    for past in told:
        days = past.coverage
        worked = days.days - past.deviating_days - past.gap_days
        assert sum(span.days for span in days.spans) == days.days == 365
        assert worked >= 0


def test_a_deviation_is_told_with_both_its_dates_and_a_gap_stays_a_gap(soc2_company: Company) -> None:
    look_back(TODAY, days=30)
    made = soc2.matrix(soc2_company.actor, soc2_company.assess())
    paper = shown(made)
    assert squeezed("nobody had looked") in paper
    deviations = part(made, "Deviations and their dates")
    table = next(block for block in deviations.blocks if isinstance(block, Table))
    assert table.rows
    assert [(one.place, one.text, one.reason) for one in unsupported(made)] == []


def test_the_description_says_what_the_record_does_not_hold(soc2_company: Company) -> None:
    made = soc2.describe(soc2_company.actor, soc2_company.assess())
    assert [(one.place, one.text, one.reason) for one in unsupported(made)] == []
    assert squeezed("The record holds no register of incidents yet") in shown(made)


@pytest.mark.parametrize("law", ["gdpr", "hipaa-security-breach", "nis2", "dora"])
def test_every_duty_of_a_law_is_in_its_file_once(soc2_company: Company, law: str) -> None:
    adopt(soc2_company, law)
    assessment = soc2_company.assess()
    made = regulator.compose(soc2_company.actor, assessment, law)
    assert [(one.place, one.text, one.reason) for one in unsupported(made)] == []
    tables = [block for section in made.sections for block in section.blocks if isinstance(block, Table)]
    duties = [row.cells[0] for table in tables if table.columns[0].heading == "Duty" for row in table.rows]
    assert len(duties) == len(set(duties)) == assessment.requirements.filter(requirement__framework__key=law).count()
    headings = [one.heading for one in made.sections]
    assert "Other duties" not in headings


def test_a_file_for_no_law_is_refused_by_name(soc2_company: Company) -> None:
    with pytest.raises(Invalid, match="No file can be written for 'iso27001-2022'"):
        regulator.compose(soc2_company.actor, soc2_company.assess(), "iso27001-2022")
