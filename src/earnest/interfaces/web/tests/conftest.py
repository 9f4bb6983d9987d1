"""Somebody who may sign in, in each role."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from earnest.core.organization.models import Organization
from earnest.foundation import users
from earnest.foundation.actor import Role, program
from earnest.foundation.models import User
from earnest.foundation.record import operation

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """Cheap password hashes, and static files looked up when asked for instead of all at once."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def ciso(db: None) -> User:
    with operation(program("tests"), "organization.create") as work:
        work.create(Organization(name="Birch & Co"))
    return users.create_user(
        program("tests"), email="ada@birch.example", name="Ada Birch", role=Role.CISO, password=PASSWORD
    )


@pytest.fixture
def reader(ciso: User) -> User:
    return users.create_user(
        program("tests"), email="rita@birch.example", name="Rita Read", role=Role.READER, password=PASSWORD
    )


@pytest.fixture
def at_desk(client: Client, ciso: User) -> Client:
    """A browser in which the CISO is signed in."""
    client.force_login(ciso)
    return client


@pytest.fixture
def workspace(tmp_path: Path, settings: Settings) -> Path:
    settings.WORKSPACE = tmp_path
    return tmp_path
