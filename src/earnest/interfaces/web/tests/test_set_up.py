"""The first run."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from earnest.core.organization.models import Organization, Person
from earnest.foundation.models import LedgerEntry, User
from earnest.interfaces.web.set_up import set_up_key, set_up_link

FORM = {
    "organization": "Birch & Co",
    "name": "Ada Birch",
    "email": "Ada@birch.example",
    "password": "correct horse battery staple",
}

pytestmark = pytest.mark.django_db


def test_an_empty_record_leads_to_set_up(client: Client, workspace: Path) -> None:
    assert client.get("/", follow=True).redirect_chain == [("/sign-in/", 302), ("/set-up/", 302)]


def test_set_up_without_the_key_says_where_to_find_it(client: Client, workspace: Path) -> None:
    assert client.get("/set-up/").status_code == 403
    set_up_key()
    wrong = client.get("/set-up/?key=" + "0" * 40)
    assert wrong.status_code == 403
    assert "in its terminal" in wrong.content.decode()
    assert client.post("/set-up/", FORM | {"key": "guess"}).status_code == 403
    assert not User.objects.exists()


def test_the_key_stays_until_it_is_used_and_is_for_its_owner_only(workspace: Path) -> None:
    assert set_up_key() == set_up_key()
    assert (workspace / "set-up.key").stat().st_mode & 0o077 == 0
    assert set_up_link().endswith(f"/set-up/?key={set_up_key()}")


def test_set_up_creates_the_organisation_and_its_first_ciso_and_signs_them_in(client: Client, workspace: Path) -> None:
    key = set_up_key()
    assert client.get(f"/set-up/?key={key}").status_code == 200
    assert client.post("/set-up/", FORM | {"key": key})["Location"] == "/"
    user = User.objects.get()
    assert (user.email, user.role) == ("ada@birch.example", "ciso")
    assert Organization.objects.get().name == "Birch & Co"
    assert Person.objects.get().user == user
    assert client.get("/").status_code == 200
    operations = set(LedgerEntry.objects.values_list("operation", flat=True))
    assert operations == {"users.create", "organization.set_up", "users.sign_in"}


def test_set_up_is_gone_once_somebody_may_sign_in(client: Client, workspace: Path) -> None:
    key = set_up_key()
    client.post("/set-up/", FORM | {"key": key})
    other = Client()
    assert other.get(f"/set-up/?key={key}").status_code == 404
    assert other.post("/set-up/", FORM | {"key": key, "email": "b@birch.example"}).status_code == 404
    assert not (workspace / "set-up.key").exists()


def test_a_weak_password_leaves_nothing_behind(client: Client, workspace: Path) -> None:
    answer = client.post("/set-up/", FORM | {"key": set_up_key(), "password": "password1234"})
    assert answer.status_code == 422
    assert not Organization.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert client.post("/set-up/", FORM | {"key": set_up_key()}).status_code == 302
