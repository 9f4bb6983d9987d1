"""An audit, an argument, a questionnaire and an edition in the small company, with text that is long, hostile, or runs
from right to left."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta

from openpyxl import Workbook

from earnest.core.assurance import operations as assurance
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Argument, ArgumentNode, Defeater
from earnest.core.frameworks.models import Requirement
from earnest.core.telling import operations as telling
from earnest.core.telling.models import Edition, Question, Questionnaire
from earnest.duties.audits import operations
from earnest.duties.audits.models import (
    AuditRequest,
    Engagement,
    ManagementReview,
    Nonconformity,
    Obligation,
    Population,
    Sample,
)
from earnest.duties.audits.operations import Link
from earnest.duties.audits.rules.testing import Attribute
from earnest.engines.workbooks.questions import Layout
from earnest.foundation.models import User
from earnest.interfaces.web.tests.world import ACTOR, HOSTILE, TODAY, World
from earnest.library.obligations import obligations
from earnest.narrative import write

UNBROKEN = "w" * 180
LEFTWARD = "مراجعة الوصول"
"""Arabic for a review of access."""


@dataclass(frozen=True)
class Told:
    """One of each kind."""

    engagement: Engagement
    request: AuditRequest
    population: Population
    sample: Sample
    finding: Nonconformity
    review: ManagementReview
    obligation: Obligation
    argument: Argument
    doubt: Defeater
    questionnaire: Questionnaire
    question: Question
    edition: Edition
    guest: User


def build_told(world: World) -> Told:
    """The company as of TODAY, with what outsiders ask and are told."""
    assurance.assess(TODAY)
    due = TODAY + timedelta(days=20)
    engagement = operations.plan_engagement(
        ACTOR,
        Engagement(
            title=f"Surveillance {UNBROKEN}"[:200], framework=world.framework, kind="surveillance", scope=HOSTILE,
            fieldwork_start=due, fieldwork_end=due + timedelta(days=4), accountable=world.ann,
        ),
    )  # fmt: skip
    made = AuditRequest(engagement=engagement, number="R-1", title=LEFTWARD, asked_on=TODAY, due_on=due, detail=HOSTILE)
    request = operations.ask(ACTOR, made)
    reference = f"{world.failing.key}/privileged-mfa"
    operations.answer(ACTOR, request, text=UNBROKEN, answered_by=world.ann, evidence=[Link("test", reference)])
    operations.comment(ACTOR, request, text=f"{LEFTWARD} {HOSTILE}", by="Ruth")
    population = operations.record_population(ACTOR, engagement, test="privileged-mfa", control=world.failing)
    attributes = (Attribute("A", "Has a second factor"),)
    sample = operations.draw_sample(
        ACTOR, population, method="random", size=2, seed="s", title=HOSTILE, attributes=attributes
    )
    finding = operations.raise_nonconformity(
        ACTOR,
        Nonconformity(
            engagement=engagement, kind="minor", title=f"Two {UNBROKEN}"[:200], statement=LEFTWARD, raised_on=TODAY,
            due_on=due, control=world.failing, accountable=world.ann,
        ),
    )  # fmt: skip
    operations.add_corrective_action(
        ACTOR, finding, title="Enrol them", effect_check="All have one.", accountable=world.bob, due_on=due
    )
    invitation = operations.invite(ACTOR, engagement, name="Ruth", email="ruth@firm.example", expires_on=due)
    questionnaire = asked_by_a_customer()
    write("board", TODAY)
    argument, doubt = argued(world)
    return Told(
        engagement=engagement,
        request=request,
        population=population,
        sample=sample,
        finding=finding,
        review=operations.plan_review(ACTOR, title="Review", due_on=TODAY, chair=world.ann),
        obligation=operations.adopt_obligations(ACTOR, [next(iter(obligations()))])[0],
        argument=argument,
        doubt=doubt,
        questionnaire=questionnaire,
        question=questionnaire.questions.order_by("pk")[0],
        edition=Edition.objects.get(),
        guest=invitation.user,
    )


def argued(world: World) -> tuple[Argument, Defeater]:
    """An argument with a doubt that nobody has answered."""
    asked = Requirement.objects.filter(framework=world.framework, assessable=True).order_by("position")[0]
    argument = controls.begin_argument(
        ACTOR, asked, key="way", kind="other_design", title=f"Another way {HOSTILE}", objective=UNBROKEN,
        author=world.ann,
    )  # fmt: skip
    goal = controls.add_node(ACTOR, argument, kind="goal", text=UNBROKEN)
    strategy = controls.add_node(ACTOR, argument, kind="strategy", text=LEFTWARD, parent=goal)
    part = controls.add_node(ACTOR, argument, kind="goal", text="Each has a second factor.", parent=strategy)
    proof = {"control": world.failing, "test": "privileged-mfa"}
    controls.add_node(ACTOR, argument, kind="solution", text=HOSTILE, parent=part, **proof)  # type: ignore[arg-type]
    doubted = ArgumentNode.objects.get(pk=part.pk)
    return argument, controls.raise_doubt(ACTOR, doubted, kind="rebuts", text=LEFTWARD, raised_by=world.bob)


def asked_by_a_customer() -> Questionnaire:
    """A workbook of three questions, read."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (
        ("No", "Question", "Answer"),
        ("1", "Do administrators use multi-factor authentication?", None),
        ("2", f"{UNBROKEN}?", None),
        ("3", f"{HOSTILE} {LEFTWARD}?", None),
    ):
        sheet.append(row)
    book.save(out)
    layout = Layout(sheet=sheet.title, header=1, question="B", answer="C", number="A")
    taken = telling.take_questionnaire(
        ACTOR, out.getvalue(), name="asked.xlsx", customer="Elm", title="Elm asks", layout=layout, received_on=TODAY
    )
    return telling.read_questions(ACTOR, taken, layout)
