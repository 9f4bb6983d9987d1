from __future__ import annotations

from datetime import date

import pytest

from earnest.engines.reading_grade import grade
from earnest.library import anatomy, duties, eol, glossary, tool_incidents
from earnest.library.content import NotInLibraryError
from earnest.library.oscal_sources import oscal_sources

AS_OF = date(2026, 11, 21)


def test_there_are_51_notification_duties_and_14_subject_request_rules() -> None:
    assert len(duties.notification_duties()) == len(duties.notification_file().duties) == 51
    assert len(duties.subject_request_rules()) == len(duties.subject_request_file().rules) == 14


def test_most_duties_are_verified_and_the_others_say_so() -> None:
    confidences = [duty.confidence for duty in duties.notification_duties().values()]
    assert (confidences.count("verified"), confidences.count("partly verified")) == (42, 9)
    confidences = [rule.confidence for rule in duties.subject_request_rules().values()]
    assert (confidences.count("verified"), confidences.count("partly verified")) == (13, 1)


def test_both_files_say_that_they_are_not_legal_advice() -> None:
    assert "not legal advice" in duties.notification_file().disclaimer
    assert "not legal advice" in duties.subject_request_file().disclaimer


def test_the_authority_is_told_within_72_hours_of_awareness() -> None:
    """GDPR Art. 33(1)."""
    deadline = duties.notification_duty("eu-gdpr-authority").stages[0].deadline
    assert (deadline.value, deadline.unit, deadline.clock_start) == (72, "hours", "controller becomes aware")


def test_dora_gives_four_hours_from_classification_and_24_from_awareness() -> None:
    """Delegated Regulation (EU) 2025/301 Art. 5(1)(a)."""
    deadline = duties.notification_duty("eu-dora-major-incident").stages[0].deadline
    assert deadline.backstop is not None
    assert (deadline.value, deadline.unit) == (4, "hours")
    assert (deadline.backstop.value, deadline.backstop.unit) == (24, "hours")


def test_a_request_under_gdpr_is_answered_in_a_month_that_two_may_follow() -> None:
    """GDPR Art. 12(3)."""
    rule = duties.subject_request_rule("eu-gdpr")
    assert rule.extension is not None
    assert (rule.response.value, rule.response.unit) == (1, "months")
    assert (rule.extension.value, rule.extension.unit) == (2, "months")


@pytest.mark.parametrize(
    ("duty_id", "day", "binds"),
    [
        ("eu-gdpr-authority", AS_OF, True),
        ("eu-dora-major-incident", date(2025, 1, 16), False),
        ("eu-dora-major-incident", date(2025, 1, 17), True),
        ("in-dpdp", AS_OF, False),
        ("in-dpdp", date(2027, 6, 1), True),
        ("us-circia-incident", AS_OF, False),
        ("eu-dora-threat", AS_OF, False),
        ("cyber-insurer", AS_OF, True),
    ],
)
def test_a_duty_binds_from_its_day_on(duty_id: str, day: date, *, binds: bool) -> None:
    assert duties.notification_duty(duty_id).binding_on(day) is binds


def test_the_force_of_a_duty_agrees_with_its_words() -> None:
    for duty in duties.notification_duties().values():
        assert duty.status.startswith("not ") == (duty.force in {"not yet in force", "not in force"})
        if duty.force == "not yet in force":
            assert duty.applies_from is not None
        if duty.applies_from is not None:
            assert duty.applies_from.isoformat() in duty.status


def test_a_rule_that_starts_later_does_not_bind_before() -> None:
    rule = duties.subject_request_rule("us-ca-admt")
    assert not rule.binding_on(date(2026, 12, 31))
    assert rule.binding_on(date(2027, 1, 1))
    assert duties.subject_request_rule("eu-gdpr").binding_on(AS_OF)


def test_unknown_duties_are_answered_with_those_there_are() -> None:
    with pytest.raises(NotInLibraryError, match="eu-gdpr-authority"):
        duties.notification_duty("gdpr")
    with pytest.raises(NotInLibraryError, match="eu-gdpr"):
        duties.subject_request_rule("gdpr")


CYCLES = eol.end_of_life().cycles


def test_cycles_are_unique_and_their_dates_in_order() -> None:
    assert len({(cycle.key, cycle.cycle) for cycle in CYCLES}) == len(CYCLES) == 91
    for cycle in CYCLES:
        newest = cycle.security_end or cycle.updated_on
        assert newest is not None
        assert cycle.released < newest
        assert cycle.security_end is None or cycle.updated_on is None
        if cycle.active_support_end is not None:
            assert cycle.released < cycle.active_support_end <= newest
        if cycle.extended_paid_end is not None:
            assert cycle.extended_paid_end > cycle.released


def test_the_facts_carry_their_licence_notice() -> None:
    assert eol.end_of_life().licence == "MIT"
    assert "Permission is hereby granted" in eol.end_of_life().notice


def test_a_release_line_is_found_by_product_and_line() -> None:
    cycle = eol.end_of_life().find("windows-server", "2012")
    assert cycle is not None
    assert (cycle.security_end, cycle.extended_paid_end) == (date(2023, 10, 10), date(2026, 10, 13))
    assert eol.end_of_life().find("windows-server", "1999") is None


def test_tool_incidents_and_patterns_have_ids_of_their_own() -> None:
    file = tool_incidents.tool_incidents()
    assert len({case.id for case in file.cases}) == len(file.cases) == 24
    assert len({pattern.id for pattern in file.patterns}) == len(file.patterns) == 6
    assert all(case.date <= file.as_of for case in file.cases)
    assert "order of magnitude" in file.use_note


def test_terms_are_unique_and_explained_in_one_sentence() -> None:
    assert len(glossary.terms()) == len(glossary.plain_language().terms) == 143
    for term in glossary.terms().values():
        assert term.explanation.endswith(".")
        assert ". " not in term.explanation
        assert term.plain_name.casefold() != term.term.casefold()


def test_every_explanation_is_easy_enough_to_read() -> None:
    limit = glossary.plain_language().explanation_grade_limit
    for term in glossary.terms().values():
        value = grade(term.explanation).value
        assert value is not None
        assert value <= limit, term


def test_writing_rules_are_unique_and_each_audience_has_33() -> None:
    file = glossary.plain_language()
    assert len({rule.id for rule in file.rules}) == len(file.rules) == 68
    for entry in file.audiences:
        assert len(glossary.rules_for(entry.audience)) == 33


def test_the_board_knows_no_acronym_and_the_auditor_some() -> None:
    assert glossary.allowed_acronyms("board") == frozenset()
    assert glossary.allowed_acronyms("auditor")


def test_documents_refer_to_records_deadlines_and_documents_that_exist() -> None:
    common = anatomy.anatomy()
    families = set(duties.notification_duties()) | set(duties.subject_request_rules())
    assert len(anatomy.document_types()) == 55
    for document in anatomy.document_types().values():
        assert document.deadline_data is None or document.deadline_data in families
        assert document.sections
        for section in document.sections:
            assert set(section.comes_from) <= set(common.record_kinds)
            fields = [field.field for field in section.must_contain]
            assert len(fields) == len(set(fields))
    for change in common.pending_changes:
        assert set(change.affects) <= set(anatomy.document_type_ids())


def test_a_document_is_named_like_its_file() -> None:
    assert all(document.id == name for name, document in anatomy.document_types().items())
    with pytest.raises(NotInLibraryError, match="gdpr-ropa-controller"):
        anatomy.document_type("ropa")


def test_the_official_oscal_catalogs_say_under_which_licence_they_are() -> None:
    assert len(oscal_sources().catalogs) == 3
    assert all("public domain" in catalog.licence for catalog in oscal_sources().catalogs)


@pytest.mark.parametrize(
    "day",
    [
        duties.notification_file().as_of,
        duties.subject_request_file().as_of,
        eol.end_of_life().as_of,
        glossary.plain_language().as_of,
        anatomy.anatomy().as_of,
        oscal_sources().as_of,
    ],
)
def test_each_file_says_of_which_day_it_speaks(day: date) -> None:
    assert date(2026, 1, 1) <= day <= AS_OF
