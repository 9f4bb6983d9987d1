"""The sample company as a whole: the same bytes each time, the numbers of its story, and a year of history."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from earnest.library.sample.evidence import world
from earnest.library.sample.generate import generate
from earnest.library.sample.model import Sample
from earnest.library.sample.timeline import Timeline


def test_the_same_day_and_seed_give_the_same_bytes(sample: Sample, folder: Path, today: date) -> None:
    again = generate(folder, today=today)
    assert [file.path.read_bytes() for file in again.files] == [file.path.read_bytes() for file in sample.files]
    assert [file.path.name for file in again.files] == [file.path.name for file in sample.files]
    assert again.people == sample.people
    assert again.decisions == sample.decisions
    assert again.planted == sample.planted


def test_another_seed_gives_other_people() -> None:
    first, second = (world(Timeline(date(2026, 11, 21), seed)) for seed in (1, 2))
    assert first.staff.people != second.staff.people


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 1, 1), date(2027, 3, 31)])
def test_any_day_and_seed_hold_the_numbers_of_the_story(today: date) -> None:
    there = world(Timeline(today, today.day))
    assert len(there.staff.people) == 152
    assert Counter(laptop.manager for laptop in there.laptops) == {"jamf": 88, "intune": 53, None: 9}
    assert len(there.cloud) == 310


def test_a_seed_whose_leavers_left_at_other_times_has_its_late_removal_too() -> None:
    found = world(Timeline(date(2025, 1, 1), 9))
    ends = {account.login: account.ends_on for account in found.accounts}
    late = [p for p in found.staff.leavers if p.left_on and (end := ends.get(p.email)) and (end - p.left_on).days > 10]
    assert len(late) == 1


def test_there_are_152_people_in_two_countries(sample: Sample) -> None:
    assert Counter(person.country for person in sample.people) == {"IE": 96, "US": 56}
    assert len({person.email for person in (*sample.people, *sample.leavers)}) == 152 + len(sample.leavers)
    assert sum(entity.people for entity in sample.organisation.entities) == 152


def test_everybody_has_a_manager_but_the_chief_executive(sample: Sample) -> None:
    addresses = {person.email for person in sample.people}
    heads = [person.title for person in sample.people if person.manager_email is None]
    assert heads == ["Chief Executive Officer"]
    assert {person.manager_email for person in sample.people if person.manager_email} <= addresses
    assert {team.lead_email for team in sample.teams} <= addresses


def test_whoever_is_named_works_here(sample: Sample) -> None:
    addresses = {person.email for person in sample.people}
    named = {asset.owner for asset in sample.assets} | {source.owner for source in sample.sources}
    named |= {control.owner for control in sample.decisions.controls}
    named |= {action.owner for action in sample.decisions.actions}
    named |= {record.inspected_by for record in sample.decisions.inspected}
    named |= {word.attested_by for word in sample.decisions.attestations}
    named |= {exception.asked_by for exception in sample.decisions.exceptions} | {sample.decisions.insurance.signed_by}
    assert named - {None} <= addresses


def test_each_kind_of_thing_has_some_that_nobody_owns(sample: Sample) -> None:
    assert sum(asset.owner is None for asset in sample.assets) == 4
    assert sum(source.owner is None for source in sample.sources) == 2
    assert sum(control.owner is None and control.state == "operating" for control in sample.decisions.controls) == 2


def test_assets_depend_on_assets_that_are_there(sample: Sample) -> None:
    known = {asset.slug for asset in sample.assets} | {"macos-laptops", "windows-laptops"}
    assert {need for asset in sample.assets for need in asset.depends_on} <= known


def test_files_are_few_and_small(sample: Sample) -> None:
    assert 300 <= len(sample.files) <= 350
    assert sum(file.path.stat().st_size for file in sample.files) < 60_000_000


def test_every_file_belongs_to_a_source_of_its_format(sample: Sample) -> None:
    formats = {source.slug: source.format for source in sample.sources}
    assert {file.source for file in sample.files} == set(formats)
    assert all(formats[file.source] == file.format for file in sample.files)


def test_nothing_was_observed_after_it_was_collected_or_in_the_future(sample: Sample, today: date) -> None:
    midnight = datetime.combine(today, time(), UTC)
    assert all(file.observed_at < file.collected_at for file in sample.files)
    assert all(file.observed_at < midnight for file in sample.files)


def test_the_newest_file_of_a_source_is_current_and_the_others_are_superseded(sample: Sample) -> None:
    current = Counter(file.source for file in sample.files if not file.superseded)
    assert set(current.values()) == {1}
    newest = {file.source: file.observed_at for file in sample.files if not file.superseded}
    assert all(file.observed_at < newest[file.source] for file in sample.files if file.superseded)


def test_the_main_sources_go_back_a_year_and_are_weekly_at_the_end(sample: Sample, today: date) -> None:
    for source in ("okta-users", "okta-factors", "intune"):
        days = [file.observed_at.date() for file in sample.files if file.source == source]
        assert min(days) <= today - timedelta(days=335)
        assert sum(day > today - timedelta(days=91) for day in days) == 13


def test_jamf_has_a_month_without_an_export(sample: Sample) -> None:
    days = sorted(file.observed_at.date() for file in sample.files if file.source == "jamf")
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert sum(gap > 35 for gap in gaps) == 1


def test_no_file_is_empty(sample: Sample) -> None:
    assert all(file.path.stat().st_size > 100 for file in sample.files)
