from __future__ import annotations

import re
from collections import Counter

import pytest

from earnest.library.content import NotInLibraryError
from earnest.library.frameworks import Framework, framework, framework_ids, frameworks

ALL = list(frameworks().values())
IDS = [entry.id for entry in ALL]
each = pytest.mark.parametrize("entry", ALL, ids=IDS)


def test_the_frameworks_of_the_product_are_all_there() -> None:
    assert set(frameworks()) == {
        "apac-pdpa",
        "ccpa-cpra",
        "cis-controls-8.1",
        "cyber-insurance-typical",
        "dora",
        "gdpr",
        "hipaa-security-breach",
        "iso27001-2022",
        "nis2",
        "nist-csf-2.0",
        "pci-dss-4.0.1",
        "soc2-tsc-2017",
    }


@each
def test_the_id_of_a_framework_is_the_name_of_its_file(entry: Framework) -> None:
    assert framework(entry.id) is entry
    assert entry.id in framework_ids()


@each
def test_requirement_ids_are_unique_and_their_parents_stand_before_them(entry: Framework) -> None:
    seen: set[str] = set()
    for requirement in entry.requirements:
        assert requirement.id not in seen
        seen.add(requirement.id)
    for requirement in entry.requirements:
        assert requirement.parent is None or requirement.parent in seen


@each
def test_no_requirement_is_its_own_ancestor(entry: Framework) -> None:
    for requirement in entry.requirements:
        path = [requirement.id]
        while (parent := entry.requirement(path[-1]).parent) is not None:
            assert parent not in path
            path.append(parent)


@each
def test_the_counts_are_what_the_file_states(entry: Framework) -> None:
    assert len(entry.requirements) == entry.counts.total
    assert len(entry.assessable) == entry.counts.assessable


@each
def test_an_assessable_requirement_says_what_to_show_unless_the_licence_forbids(entry: Framework) -> None:
    if entry.id == "cis-controls-8.1":
        assert all(requirement.show is None for requirement in entry.requirements)
    else:
        assert all(requirement.show for requirement in entry.assessable)


@each
def test_own_words_stay_shorter_than_the_text_of_a_standard(entry: Framework) -> None:
    for requirement in entry.requirements:
        assert len(requirement.title) <= 60
        assert len(requirement.title.split()) <= 10
        assert len(requirement.show or "") <= 160


COPYRIGHTED = ("iso27001-2022", "soc2-tsc-2017", "pci-dss-4.0.1", "cis-controls-8.1")


@pytest.mark.parametrize("framework_id", COPYRIGHTED)
def test_no_sentence_of_a_copyrighted_standard_is_in_its_file(framework_id: str) -> None:
    """ISO speaks in "shall", SOC 2 in "the entity", PCI DSS in "are defined and implemented"."""
    voice = re.compile(r"\bshall\b|\bthe entity\b|are defined and implemented", re.IGNORECASE)
    for requirement in framework(framework_id).requirements:
        assert not voice.search(f"{requirement.title} {requirement.show or ''}")
    assert framework(framework_id).licence_caution


def test_only_cis_is_off_until_somebody_turns_it_on() -> None:
    assert [entry.id for entry in ALL if not entry.enabled_by_default] == ["cis-controls-8.1"]
    assert "NC-ND" in framework("cis-controls-8.1").licence_caution


def test_iso_annex_a_has_its_four_themes() -> None:
    controls = [entry.id for entry in framework("iso27001-2022").requirements if entry.kind == "annex-a-control"]
    assert Counter(name.split(".")[1] for name in controls) == {"5": 37, "6": 8, "7": 14, "8": 34}


def test_csf_has_its_functions_categories_and_subcategories() -> None:
    kinds = Counter(entry.kind for entry in framework("nist-csf-2.0").requirements)
    assert kinds == {"function": 6, "category": 22, "subcategory": 106}


def test_soc2_has_the_criteria_of_each_category() -> None:
    counted = Counter(entry.category for entry in framework("soc2-tsc-2017").assessable)
    assert counted == {
        "security (common criteria)": 33,
        "availability": 3,
        "confidentiality": 2,
        "processing integrity": 5,
        "privacy": 18,
    }


def test_cis_groups_have_their_published_sizes() -> None:
    groups = Counter(entry.implementation_group for entry in framework("cis-controls-8.1").assessable)
    assert groups == {1: 56, 2: 74, 3: 23}


def test_pci_has_twelve_principal_requirements_and_three_appendices() -> None:
    kinds = Counter(entry.kind for entry in framework("pci-dss-4.0.1").requirements)
    assert (kinds["principal requirement"], kinds["appendix"]) == (12, 3)


def test_pci_closes_the_customised_approach_where_it_says_so() -> None:
    for entry in framework("pci-dss-4.0.1").assessable:
        assert entry.customised_approach is not None
        if entry.customised_approach == "yes":
            assert entry.not_customisable == ()
        for below in entry.not_customisable:
            assert below.startswith(f"{entry.id}.")


def test_nis2_has_its_ten_measures() -> None:
    measures = [entry.id for entry in framework("nis2").assessable if re.fullmatch(r"21\.2\.[a-j]", entry.id)]
    assert len(measures) == 10


def test_hipaa_says_of_each_provision_whether_it_is_addressable() -> None:
    counted = Counter(entry.designation for entry in framework("hipaa-security-breach").assessable)
    assert None not in counted
    assert counted["Addressable"] == 22


def test_each_insurance_question_asks_and_says_how_to_answer() -> None:
    for entry in framework("cyber-insurance-typical").requirements:
        assert entry.question is not None
        assert entry.question.endswith("?")
        assert entry.answer_type


def test_an_unknown_framework_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotInLibraryError, match=r"no framework 'iso'.*iso27001-2022"):
        framework("iso")


def test_an_unknown_requirement_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotInLibraryError, match=r"no requirement of gdpr 'Art\.99'.*Art\.32"):
        framework("gdpr").requirement("Art.99")
