from __future__ import annotations

import re

import pytest

from earnest.engines.canonical.tables import TABLES
from earnest.library import content
from earnest.library.catalogue import (
    CROSSWALK_NOTE,
    DOMAINS,
    catalogue,
    control,
    parts,
    supports,
    supports_as_written,
)
from earnest.library.content import NotInLibraryError
from earnest.library.crosswalk import crosswalk, crosswalk_ids
from earnest.library.frameworks import framework, framework_ids

each = pytest.mark.parametrize("framework_id", framework_ids())


def test_the_catalogue_has_110_core_controls_and_58_parts() -> None:
    tiers = [entry.tier for entry in catalogue().values()]
    assert (tiers.count("core"), tiers.count("part")) == (110, 58)


def test_control_ids_are_unique_across_domains() -> None:
    written = [
        line.split("id: ")[1].strip()
        for domain in DOMAINS
        for line in (content.ROOT / "controls" / f"{domain}.yaml").read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*- id: ", line)
    ]
    assert len(written) == len(set(written)) == len(catalogue())


def test_each_domain_has_one_file_and_its_controls_say_so() -> None:
    assert set(content.ids_in("controls")) == set(DOMAINS)
    assert {entry.domain for entry in catalogue().values()} == set(DOMAINS)


def test_a_part_rolls_up_to_a_core_control() -> None:
    for entry in catalogue().values():
        if entry.part_of is not None:
            assert control(entry.part_of).tier == "core"
            assert entry.id in parts(entry.part_of)
            assert parts(entry.id) == ()


def test_each_core_control_names_the_evidence_that_proves_it() -> None:
    for entry in catalogue().values():
        if entry.tier == "core":
            assert entry.evidence


def test_evidence_is_a_canonical_table_or_something_that_a_person_inspects() -> None:
    tables = set(TABLES)
    kinds_of_record = {"alerts", "attestation", "exercises", "inspected record", "vendors"}
    named = {evidence.split(":")[0] for entry in catalogue().values() for evidence in entry.evidence}
    assert named <= tables | kinds_of_record


def test_every_framework_has_a_crosswalk() -> None:
    assert crosswalk_ids() == framework_ids()
    assert all(crosswalk(framework_id).framework == framework_id for framework_id in crosswalk_ids())


@each
def test_each_mapping_leads_from_an_assessable_requirement_to_a_control(framework_id: str) -> None:
    for requirement_id, control_ids in crosswalk(framework_id).supports.items():
        assert framework(framework_id).requirement(requirement_id).assessable
        assert all(control_id in catalogue() for control_id in control_ids)


@each
def test_every_assessable_requirement_has_a_control(framework_id: str) -> None:
    for requirement in framework(framework_id).assessable:
        assert supports(framework_id, requirement.id)


@each
def test_coverage_is_what_the_file_states(framework_id: str) -> None:
    file = crosswalk(framework_id)
    assessable = framework(framework_id).assessable
    own = [
        requirement
        for requirement in assessable
        if any(control(name).tier == "core" for name in supports_as_written(framework_id, requirement.id))
    ]
    assert file.counts.assessable == len(assessable)
    assert file.counts.covered == sum(1 for entry in assessable if supports(framework_id, entry.id))
    assert file.counts.core_own_covered == len(own)
    assert file.counts.mappings == sum(len(control_ids) for control_ids in file.supports.values())


def test_there_are_1792_mappings_read_from_either_side() -> None:
    assert sum(crosswalk(framework_id).counts.mappings for framework_id in crosswalk_ids()) == 1792
    assert sum(len(ids) for entry in catalogue().values() for ids in entry.maps.values()) == 1792


def test_the_maps_of_a_control_are_the_crosswalk_turned_round() -> None:
    for entry in catalogue().values():
        for framework_id, requirement_ids in entry.maps.items():
            for requirement_id in requirement_ids:
                assert entry.id in supports_as_written(framework_id, requirement_id)


@each
def test_a_part_lends_its_mappings_to_its_core_control(framework_id: str) -> None:
    for requirement in framework(framework_id).assessable:
        expected = {control(name).part_of or name for name in supports_as_written(framework_id, requirement.id)}
        answered = supports(framework_id, requirement.id)
        assert set(answered) == expected
        assert len(answered) == len(expected)
        assert all(control(name).tier == "core" for name in answered)


def test_a_heading_has_no_controls_of_its_own() -> None:
    assert supports("iso27001-2022", "5") == ()


def test_the_note_says_supports_and_unreviewed() -> None:
    assert "supports" in CROSSWALK_NOTE
    assert "not reviewed" in CROSSWALK_NOTE
    assert all("not reviewed" in crosswalk(framework_id).confidence for framework_id in crosswalk_ids())


def test_unknown_ids_are_answered_with_those_there_are() -> None:
    with pytest.raises(NotInLibraryError, match=r"no control 'mfa'.*mfa-privileged"):
        control("mfa")
    with pytest.raises(NotInLibraryError, match="no framework 'iso'"):
        supports("iso", "4.1")
    with pytest.raises(NotInLibraryError, match="no requirement"):
        supports("gdpr", "Art.1")
    with pytest.raises(NotInLibraryError, match="no crosswalk"):
        crosswalk("iso")
