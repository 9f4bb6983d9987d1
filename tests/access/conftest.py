"""One row of every record, somebody in every role, and a browser and a token for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker, Settings

from earnest.core.actions.models import Action
from earnest.core.assurance.operations import assess
from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.core.frameworks.models import Framework, Requirement
from earnest.core.organization.models import Organization, Person
from earnest.core.telling.models import Edition, Question, Questionnaire
from earnest.foundation import clock, users
from earnest.foundation.actor import Actor, Role
from earnest.foundation.models import ApiToken, Job, User
from earnest.foundation.record import operation
from earnest.interfaces.api import tokens
from earnest.interfaces.demo.questionnaires import load_questionnaires
from earnest.interfaces.resources import RESOURCES
from earnest.interfaces.web.middleware import actor_of
from earnest.library.shipped_tests import control_tests
from tests.access.making import MAKER, make

ROLES = tuple(role for role in Role if role != Role.PROGRAM)


@dataclass
class World:
    """The rows by their model, and the accounts by their role. `mine` and `others` are an employee's and another's."""

    workspace: Path
    rows: dict[type[Any], Any] = field(default_factory=dict)
    accounts: dict[Role, User] = field(default_factory=dict)
    secrets: dict[Role, str] = field(default_factory=dict)
    mine: dict[str, Any] = field(default_factory=dict)

    def actor(self, role: Role) -> Actor:
        return actor_of(self.accounts[role])

    def browser(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.accounts[role])
        return client

    def program(self, role: Role) -> Client:
        return Client(headers={"Authorization": f"Bearer {self.secrets[role]}"})


@pytest.fixture(scope="package")
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world, made once for all tests here and swept away after the last; each test takes back what it changed."""
    folder = tmp_path_factory.mktemp("access")
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock():
        with override_settings(WORKSPACE=folder / "workspace", PASSWORD_HASHERS=hashers):
            made = World(folder / "workspace")
            made.rows[Organization] = make(Organization, name="Birch & Co")
            for role in ROLES:
                _account(made, role)
            _record(made, folder)
            for resource in RESOURCES:
                if resource.model not in made.rows:
                    made.rows[resource.model] = make(resource.model)
            assess()
        yield made
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def world(committed: World, db: None, settings: Settings) -> World:
    settings.WORKSPACE = committed.workspace
    settings.WHITENOISE_AUTOREFRESH = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    return committed


def _account(made: World, role: Role) -> None:
    user = users.create_user(MAKER, email=f"{role.value}@birch.example", name=f"Some {role.label}", role=role)
    person = make(Person, name=f"Some {role.label}", email=user.email)
    with operation(MAKER, "tests.join") as work:
        work.change(person, user=user)
    made.accounts[role] = user
    made.secrets[role] = tokens.issue(
        actor_of(user), user, name="tests", expires_on=clock.today() + timedelta(days=9), may_write=True
    )
    made.mine[f"person {role}"] = person


def _record(made: World, folder: Path) -> None:
    control = make(Control, key="mfa-everybody", adopted_on=clock.today())
    bound = make(BoundTest, control=control, test=min(control_tests()), bound_on=clock.today())
    framework = make(Framework, key="iso27001-2022", adopted_on=clock.today())
    made.rows |= {Control: control, BoundTest: bound, Framework: framework}
    made.rows[Requirement] = make(Requirement, framework=framework, key="5.15")
    made.rows[ControlException] = make(ControlException, control=control, asked_by=make(Person))
    made.rows[Person] = make(Person)
    made.rows[Edition] = make(Edition)
    asked = load_questionnaires(MAKER, clock.today())
    made.rows |= {Questionnaire: asked, Question: asked.questions.order_by("row")[0]}
    made.rows[Action] = make(Action, accountable=made.rows[Person])
    made.mine["action"] = make(Action, accountable=made.mine[f"person {Role.EMPLOYEE}"])
    file = folder / "unknown.bin"
    file.write_bytes(b"\x00 nothing that anybody reads")
    snapshot = evidence.take_in(MAKER, file).snapshot
    made.rows |= {type(snapshot): snapshot, Source: snapshot.source}
    made.rows[User] = users.create_user(MAKER, email="other@birch.example", name="Other", role=Role.READER)
    made.rows[Job] = Job.objects.create(
        kind="none",
        title="Work",
        actor={"name": "Other"},
        created_at=clock.now(),
        state=Job.State.FAILED,
        user=made.rows[User],
    )
    tokens.issue(MAKER, made.rows[User], name="other", expires_on=clock.today() + timedelta(days=9))
    made.rows[ApiToken] = ApiToken.objects.get(user=made.rows[User])
