"""Every write is one transaction and one ledger entry; the chain and the rows are held against one another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.organization.models import Person, Team
from earnest.foundation import ledger, plain
from earnest.foundation.actor import NOBODY, Actor, Role, program
from earnest.foundation.errors import Conflict, Invalid, NotAllowed
from earnest.foundation.models import LedgerEntry
from earnest.foundation.record import operation, values_of, visible_to

pytestmark = pytest.mark.django_db
ACTOR = program("tests")
READER = Actor(name="Rita", role=Role.READER, user=7)


@pytest.fixture
def team() -> Team:
    return plain.create(ACTOR, Team(name="Platform"))


def test_a_write_leaves_one_entry_with_what_was_before_and_after(team: Team) -> None:
    plain.change(ACTOR, team, {"name": "Foundations"}, reason="renamed at the offsite")
    entry = LedgerEntry.objects.get(number=2)
    assert entry.operation == "organization.team.change"
    assert entry.reason == "renamed at the offsite"
    assert entry.changes == [
        {
            "record": f"organization.team:{team.pk}",
            "label": "Foundations",
            "before": {"name": "Platform"},
            "after": {"name": "Foundations"},
        }
    ]


def test_a_change_that_changes_nothing_leaves_no_entry(team: Team) -> None:
    kept = plain.change(ACTOR, team, {"name": "Platform"})
    assert kept.revision == 1
    assert ledger.head() == 1


def test_an_operation_that_fails_leaves_neither_row_nor_entry(team: Team) -> None:
    def hire() -> None:
        with operation(ACTOR, "organization.hire") as work:
            work.create(Person(name="Ada", email="ada@birch.example", team=team))
            work.create(Person(name="Bob", email="not an address"))

    with pytest.raises(Invalid):
        hire()
    assert not Person.objects.exists()
    assert ledger.head() == 1


def test_an_invalid_value_is_refused_with_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        plain.create(ACTOR, Person(name="Bob", email="not an address"))
    assert refused.value.field == "email"


def test_an_edit_of_what_somebody_else_changed_is_a_conflict(team: Team) -> None:
    plain.change(ACTOR, team, {"name": "First"}, seen=1)
    with pytest.raises(Conflict):
        plain.change(ACTOR, team, {"name": "Second"}, seen=1)
    team.refresh_from_db()
    assert team.name == "First"


def test_a_reader_can_change_nothing(team: Team) -> None:
    with pytest.raises(NotAllowed):
        plain.change(READER, team, {"name": "Mine"})
    with pytest.raises(NotAllowed):
        plain.delete(READER, team)
    with pytest.raises(NotAllowed):
        plain.create(READER, Team(name="Other"))
    assert ledger.head() == 1


def test_nobody_sees_nothing(team: Team) -> None:
    assert not visible_to(NOBODY, Team).exists()
    assert visible_to(READER, Team).get() == team


def test_many_to_many_values_are_in_the_ledger() -> None:
    from earnest.core.assets.models import Asset, DataKind

    cards = plain.create(ACTOR, DataKind(name="card numbers"))
    asset = plain.create(ACTOR, Asset(key="gateway", name="Gateway"), data_handled=[cards])
    assert values_of(asset)["data_handled"] == [cards.pk]
    plain.change(ACTOR, asset, {"data_handled": []})
    (change,) = LedgerEntry.objects.get(number=3).changes
    assert (change["before"], change["after"]) == ({"data_handled": [cards.pk]}, {"data_handled": []})
    assert not list(ledger.drift())


def test_what_others_rest_on_cannot_be_deleted() -> None:
    from earnest.core.assets.models import Asset, Dependence

    one = plain.create(ACTOR, Asset(key="one", name="One"))
    two = plain.create(ACTOR, Asset(key="two", name="Two"))
    plain.create(ACTOR, Dependence(asset=one, needs=two))
    with pytest.raises(Invalid, match="One needs Two"):
        plain.delete(ACTOR, two)
    assert Asset.objects.count() == 2


class TestTheChain:
    def test_a_whole_ledger_has_no_breaks(self, team: Team) -> None:
        plain.change(ACTOR, team, {"name": "Other"})
        plain.delete(ACTOR, team)
        assert not list(ledger.breaks())
        assert not list(ledger.drift())

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("actor", "Mallory"),
            ("reason", "none"),
            ("changes", []),
            ("facts", {"a": 1}),
            ("operation", "x"),
            ("user", 9),
        ],
    )
    def test_a_changed_entry_is_located(self, team: Team, column: str, value: object) -> None:
        plain.change(ACTOR, team, {"name": "Other"}, reason="why")
        plain.change(ACTOR, team, {"name": "Third"}, reason="why")
        LedgerEntry.objects.filter(number=2).update(**{column: value})
        assert [one.number for one in ledger.breaks()] == [2]

    def test_a_removed_entry_is_located(self, team: Team) -> None:
        plain.change(ACTOR, team, {"name": "Other"})
        plain.change(ACTOR, team, {"name": "Third"})
        LedgerEntry.objects.filter(number=2).delete()
        (found,) = ledger.breaks()
        assert found.number == 3
        assert "entry 2 is missing" in found.what

    def test_an_entry_that_was_rewritten_with_a_fitting_hash_breaks_the_next(self, team: Team) -> None:
        plain.change(ACTOR, team, {"name": "Other"})
        plain.change(ACTOR, team, {"name": "Third"})
        forged = LedgerEntry.objects.get(number=2)
        forged.reason = "forged"
        LedgerEntry.objects.filter(number=2).update(reason="forged", hash=ledger.entry_hash(forged))
        assert [one.number for one in ledger.breaks()] == [3]

    def test_a_row_changed_behind_the_ledger_is_named(self, team: Team) -> None:
        Team.objects.filter(pk=team.pk).update(name="Quietly")
        (found,) = ledger.drift()
        assert found.record == f"organization.team:{team.pk}"
        assert "name changed" in found.what

    def test_a_row_added_behind_the_ledger_is_named(self, team: Team) -> None:
        Team.objects.bulk_create([Team(name="Smuggled", created_at=team.created_at, changed_at=team.changed_at)])
        (found,) = ledger.drift()
        assert "added without an entry (Smuggled)" in found.what

    def test_a_row_removed_behind_the_ledger_is_named(self, team: Team) -> None:
        Team.objects.filter(pk=team.pk).delete()
        (found,) = ledger.drift()
        assert "removed" in found.what


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), day=st.dates())
def test_any_text_and_day_survive_in_the_chain(text: str, day: date) -> None:
    with operation(ACTOR, "tests.note", reason=text) as work:
        work.facts |= {"text": text, "day": day}
    assert not list(ledger.breaks())


def test_a_nul_character_is_refused_with_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        plain.create(ACTOR, Team(name="Plat\x00form"))
    assert refused.value.field == "name"
