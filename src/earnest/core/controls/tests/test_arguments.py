"""Another way is argued by one person, reviewed by another, doubted by anybody; nobody types what it earns."""

from __future__ import annotations

from datetime import date

import pytest

from earnest.core.controls import operations
from earnest.core.controls.models import Argument, ArgumentNode, Control, Defeater
from earnest.core.controls.queries import asked, case_of, fact_of, facts_on, loaded, open_on
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.foundation import ledger, plain
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
ACTOR = program("tests")
WRITTEN, REVIEWED, DUE = date(2026, 5, 1), date(2026, 6, 1), date(2027, 5, 1)


@pytest.fixture
def people() -> tuple[Person, Person, Person]:
    made = [plain.create(ACTOR, Person(name=name, email=f"{name}@birch.example")) for name in ("ann", "bob", "cid")]
    return made[0], made[1], made[2]


@pytest.fixture
def control() -> Control:
    return operations.adopt(ACTOR, "mfa-cloud-admin", on=date(2026, 1, 1))


@pytest.fixture
def requirement() -> Requirement:
    frameworks.adopt(ACTOR, "pci-dss-4.0.1", on=date(2026, 1, 1))
    return Requirement.objects.get(framework__key="pci-dss-4.0.1", key="1.3")


@pytest.fixture
def draft(requirement: Requirement, control: Control, people: tuple[Person, Person, Person]) -> Argument:
    made = operations.begin_argument(
        ACTOR,
        requirement,
        key="way",
        kind="customised_approach",
        title="Way",
        objective="Nothing gets in without business there.",
        author=people[0],
        on=WRITTEN,
    )
    top = operations.add_node(ACTOR, made, kind="goal", text="Only known people get in.")
    strategy = operations.add_node(ACTOR, made, kind="strategy", text="Argument over people.", parent=top)
    goal = operations.add_node(ACTOR, made, kind="goal", text="Each has a second factor.", parent=strategy)
    operations.add_node(
        ACTOR, made, kind="solution", text="Test of it", parent=goal, control=control, test="cloud-admin-mfa"
    )
    return whole(made)


def whole(argument: Argument) -> Argument:
    return loaded(ACTOR).get(pk=argument.pk)


def reviewed(draft: Argument, people: tuple[Person, Person, Person]) -> Argument:
    sent = operations.send_to_review(ACTOR, draft)
    operations.review_argument(
        ACTOR, sent, reviewer=people[1], stands=True, note="Read it.", review_due=DUE, on=REVIEWED
    )
    return whole(draft)


def test_nodes_get_ids_of_their_kind(draft: Argument) -> None:
    assert [node.key for node in draft.nodes.all()] == ["G1", "S1", "G2", "Sn1"]
    assert [node.parent for node in case_of(draft, WRITTEN).nodes] == [None, "G1", "S1", "G2"]


def test_only_a_reviewed_argument_speaks_for_its_requirement_and_from_that_day(
    draft: Argument, people: tuple[Person, Person, Person]
) -> None:
    assert facts_on(DUE) == {}
    found = reviewed(draft, people)
    assert facts_on(date(2026, 5, 31)) == {}
    fact = facts_on(REVIEWED)[found.requirement_id]
    assert fact == fact_of(found, REVIEWED)
    assert (fact.author, fact.reviewed_by) == ("ann@birch.example", "bob@birch.example")
    assert (fact.control_ids, fact.tests, fact.lacks) == ((), (("mfa-cloud-admin", "cloud-admin-mfa"),), ())
    operations.withdraw_argument(ACTOR, found, reason="Bought a gateway.", on=date(2026, 8, 1))
    assert facts_on(date(2026, 7, 31))
    assert facts_on(date(2026, 8, 1)) == {}


def test_nobody_reviews_their_own(draft: Argument, people: tuple[Person, Person, Person]) -> None:
    sent = operations.send_to_review(ACTOR, draft)
    with pytest.raises(Invalid, match="wrote themselves"):
        operations.review_argument(ACTOR, sent, reviewer=people[0], stands=True, note="Good.", review_due=DUE)


def test_nobody_reviews_in_the_name_of_another(draft: Argument, people: tuple[Person, Person, Person]) -> None:
    sent = operations.send_to_review(ACTOR, draft)
    cid = Actor(name="cid", role=Role.ANALYST, user=7, person=people[2].pk)
    with pytest.raises(Invalid, match="own name"):
        operations.review_argument(cid, sent, reviewer=people[1], stands=True, note="Good.", review_due=DUE)


def test_a_change_takes_the_review_away(draft: Argument, people: tuple[Person, Person, Person]) -> None:
    found = reviewed(draft, people)
    operations.change_node(ACTOR, found.nodes.get(key="G2"), {"text": "Each has two."})
    again = whole(found)
    assert (again.state, again.reviewer, again.review_due) == ("draft", None, None)
    assert facts_on(DUE) == {}


def test_a_returned_argument_is_a_draft_with_the_reason(draft: Argument, people: tuple[Person, Person, Person]) -> None:
    sent = operations.send_to_review(ACTOR, draft)
    back = operations.review_argument(ACTOR, sent, reviewer=people[1], stands=False, note="Where is the machine?")
    assert (back.state, back.review_note, back.reviewer) == ("draft", "Where is the machine?", None)


def test_the_notation_is_held_while_writing(draft: Argument, control: Control) -> None:
    nodes = {node.key: node for node in draft.nodes.all()}
    for kind, parent, field in (
        ("solution", nodes["S1"], "parent"),
        ("context", nodes["Sn1"], "parent"),
        ("strategy", None, "parent"),
    ):
        with pytest.raises(Invalid) as refused:
            operations.add_node(ACTOR, draft, kind=kind, text="x", parent=parent)
        assert refused.value.field == field
    with pytest.raises(Invalid, match="Only a solution"):
        operations.add_node(ACTOR, draft, kind="goal", text="x", parent=nodes["G1"], control=control)
    with pytest.raises(Invalid, match="not bound"):
        operations.add_node(
            ACTOR, draft, kind="solution", text="x", parent=nodes["G2"], control=control, test="device-encryption"
        )


def test_a_broken_form_is_not_sent_to_review(draft: Argument) -> None:
    entries = ledger.head()
    draft.nodes.filter(key="S1").update(parent=draft.nodes.get(key="G2"))
    with pytest.raises(Invalid, match="not an argument yet"):
        operations.send_to_review(ACTOR, whole(draft))
    assert ledger.head() == entries


def test_an_open_goal_is_told_as_lacking(draft: Argument, people: tuple[Person, Person, Person]) -> None:
    operations.add_node(ACTOR, draft, kind="goal", text="It stays so.", parent=draft.nodes.get(key="S1"))
    assert facts_on(DUE) == {}
    fact = fact_of(reviewed(whole(draft), people), REVIEWED)
    assert fact.lacks == ("Nothing supports G3",)


def test_a_way_that_the_framework_closes_is_refused(
    requirement: Requirement, people: tuple[Person, Person, Person]
) -> None:
    closed = Requirement.objects.get(framework__key="pci-dss-4.0.1", key="A3.1")
    for one, kind in ((closed, "customised_approach"), (requirement, "addressable")):
        with pytest.raises(Invalid) as refused:
            operations.begin_argument(ACTOR, one, key="no", kind=kind, title="No", objective="None.", author=people[0])
        assert refused.value.field == "kind"


def test_one_argument_at_a_time_is_put_forward_for_a_requirement(
    draft: Argument, people: tuple[Person, Person, Person]
) -> None:
    reviewed(draft, people)
    other = operations.begin_argument(
        ACTOR, draft.requirement, key="other", kind="other_design", title="Other", objective="Same.", author=people[0]
    )
    operations.add_node(ACTOR, other, kind="goal", text="It holds.")
    with pytest.raises(Invalid, match="already put forward"):
        operations.send_to_review(ACTOR, whole(other))


class TestDoubts:
    @pytest.fixture
    def node(self, draft: Argument) -> ArgumentNode:
        return draft.nodes.get(key="G2")

    def doubt(self, node: ArgumentNode, by: Person) -> Defeater:
        return operations.raise_doubt(
            ACTOR, node, kind="rebuts", text="Keys get lost.", raised_by=by, on=date(2026, 6, 5)
        )

    def test_a_reader_may_doubt_and_a_vendor_may_not(
        self, node: ArgumentNode, people: tuple[Person, Person, Person]
    ) -> None:
        reader = Actor(name="cid", role=Role.READER, user=7, person=people[2].pk)
        raised = operations.raise_doubt(reader, node, kind="rebuts", text="Hm.", raised_by=people[2])
        assert raised.key == "D1"
        with pytest.raises(NotAllowed):
            operations.raise_doubt(
                Actor(name="v", role=Role.VENDOR), node, kind="rebuts", text="Hm.", raised_by=people[2]
            )

    def test_it_leaves_the_argument_open_from_its_day_until_its_answer(
        self, node: ArgumentNode, people: tuple[Person, Person, Person]
    ) -> None:
        raised = self.doubt(node, people[2])
        operations.answer_doubt(ACTOR, raised, answer="Two each.", answered_by=people[0], on=date(2026, 6, 9))
        argument = whole(node.argument)
        for day, left in ((date(2026, 6, 4), 0), (date(2026, 6, 5), 1), (date(2026, 6, 8), 1), (date(2026, 6, 9), 0)):
            assert len(open_on(day, [argument])) == left
            assert sum(one.open for one in fact_of(argument, day).doubts) == left

    def test_nobody_answers_their_own(self, node: ArgumentNode, people: tuple[Person, Person, Person]) -> None:
        with pytest.raises(Invalid, match="raised themselves"):
            operations.answer_doubt(ACTOR, self.doubt(node, people[2]), answer="No.", answered_by=people[2])

    def test_a_residual_doubt_is_not_for_the_author_to_accept_and_comes_back_after_its_day(
        self, node: ArgumentNode, people: tuple[Person, Person, Person]
    ) -> None:
        raised, until = self.doubt(node, people[2]), date(2026, 9, 1)
        with pytest.raises(Invalid, match="author"):
            operations.accept_residual(
                ACTOR, raised, reason="Rare.", approver=people[0], until=until, on=date(2026, 6, 9)
            )
        kept = operations.accept_residual(
            ACTOR, raised, reason="Rare.", approver=people[1], until=until, on=date(2026, 6, 9)
        )
        assert [kept.state_on(day) for day in (date(2026, 6, 8), until, date(2026, 9, 2))] == [
            "open",
            "residual",
            "open",
        ]

    def test_an_owner_may_not_accept_one(self, node: ArgumentNode, people: tuple[Person, Person, Person]) -> None:
        owner = Actor(name="bob", role=Role.OWNER, user=7, person=people[1].pk)
        with pytest.raises(NotAllowed):
            operations.accept_residual(
                owner, self.doubt(node, people[2]), reason="Rare.", approver=people[1], until=DUE
            )


def test_what_a_paper_asks_is_what_its_anatomy_says() -> None:
    fields = {one.field for one in asked("customised_approach")}
    assert {"mischief", "where", "account_data_volume"} <= fields
    assert asked("exclusion") == ()


def test_an_answer_in_a_paper_is_kept_once(draft: Argument) -> None:
    operations.answer_paper(ACTOR, draft, "where", "Here.")
    operations.answer_paper(ACTOR, draft, "where", "There.")
    assert [(one.field, one.text) for one in whole(draft).answers.all()] == [("where", "There.")]


def test_who_wrote_at_it_under_another_name_neither_reviews_nor_approves(
    draft: Argument, people: tuple[Person, Person, Person]
) -> None:
    bob = Actor(name="bob", role=Role.CISO, user=7, person=people[1].pk)
    operations.change_node(bob, draft.nodes.get(key="G2"), {"text": "Each has two."})
    sent = operations.send_to_review(ACTOR, whole(draft))
    with pytest.raises(Invalid, match="You wrote at this argument"):
        operations.review_argument(bob, sent, reviewer=people[1], stands=True, note="Good.", review_due=DUE)
    cid = Actor(name="cid", role=Role.CISO, user=8, person=people[2].pk)
    operations.review_argument(cid, sent, reviewer=people[2], stands=True, note="Good.", review_due=DUE)
    with pytest.raises(Invalid, match="You wrote at this argument"):
        operations.approve_argument(bob, whole(draft), approver=people[1])
    operations.approve_argument(cid, whole(draft), approver=people[2])


def test_what_changed_after_the_reviewer_opened_it_is_not_reviewed(
    draft: Argument, people: tuple[Person, Person, Person]
) -> None:
    opened = operations.send_to_review(ACTOR, draft).revision
    operations.change_node(ACTOR, whole(draft).nodes.get(key="G2"), {"text": "Each has two."})
    again = operations.send_to_review(ACTOR, whole(draft))
    with pytest.raises(Conflict):
        operations.review_argument(
            ACTOR, again, reviewer=people[1], stands=True, note="Good.", review_due=DUE, seen=opened
        )
