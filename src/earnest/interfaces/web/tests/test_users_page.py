"""Who manages who may sign in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from earnest.foundation.models import User
from earnest.interfaces.web.tests.conftest import PASSWORD

PAGES = ["/users/", "/users/invite/", "/users/1/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_users_pages_do_not_exist_for_a_reader(client: Client, reader: User, path: str) -> None:
    client.force_login(reader)
    assert client.get(path.replace("1", str(reader.pk))).status_code == 404
    assert 'href="/users/"' not in client.get("/").content.decode()


@pytest.mark.parametrize("act", ["role", "deactivate", "reactivate", "link"])
def test_a_reader_cannot_act_on_users(client: Client, reader: User, ciso: User, act: str) -> None:
    client.force_login(reader)
    assert client.post(f"/users/{ciso.pk}/{act}/", {"role": "ciso", "seen": 1, "reason": "x"}).status_code == 404


def test_an_invitation_shows_its_link_once(at_desk: Client) -> None:
    given = {"name": "Ola Ngo", "email": "Ola@birch.example", "role": "analyst"}
    assert at_desk.post("/users/invite/", given)["Location"] == "/users/"
    page = at_desk.get("/users/").content.decode()
    found = re.search(r"http://127\.0\.0\.1:8000(/sign-in/once/[^/]+/)<", page)
    assert found is not None
    assert "/sign-in/once/" not in at_desk.get("/users/").content.decode()
    newcomer = Client()
    assert newcomer.post(found[1])["Location"] == "/password/"


def test_nobody_is_invited_twice(at_desk: Client) -> None:
    answer = at_desk.post("/users/invite/", {"name": "Ada", "email": "ADA@birch.example", "role": "reader"})
    assert answer.status_code == 422
    assert "may sign in already" in answer.content.decode()


def test_a_deactivated_user_is_out_at_once_and_stays_out_after_coming_back(at_desk: Client, reader: User) -> None:
    theirs = Client()
    theirs.post("/sign-in/", {"email": reader.email, "password": PASSWORD})
    assert theirs.get("/").status_code == 200
    given = {"reason": "left the company", "seen": reader.revision}
    assert at_desk.post(f"/users/{reader.pk}/deactivate/", given).status_code == 302
    assert theirs.get("/").status_code == 302
    assert theirs.post("/sign-in/", {"email": reader.email, "password": PASSWORD}).status_code == 422
    at_desk.post(f"/users/{reader.pk}/reactivate/")
    assert theirs.get("/").status_code == 302


def test_the_last_ciso_stays_ciso(at_desk: Client, ciso: User) -> None:
    answer = at_desk.post(f"/users/{ciso.pk}/role/", {"role": "reader", "seen": ciso.revision})
    assert answer.status_code == 422
    assert "Somebody must remain CISO" in answer.content.decode()
    ciso.refresh_from_db()
    assert ciso.role == "ciso"
    refused = at_desk.post(f"/users/{ciso.pk}/deactivate/", {"reason": "x", "seen": ciso.revision})
    assert "cannot deactivate yourself" in refused.content.decode()


def test_a_change_made_meanwhile_is_not_overwritten(at_desk: Client, reader: User) -> None:
    first = {"role": "owner", "seen": reader.revision}
    assert at_desk.post(f"/users/{reader.pk}/role/", first).status_code == 302
    second = at_desk.post(f"/users/{reader.pk}/role/", first | {"role": "auditor"})
    assert second.status_code == 422
    assert "changed by somebody else" in second.content.decode()


def test_the_role_of_the_program_cannot_be_given(at_desk: Client, reader: User) -> None:
    answer = at_desk.post(f"/users/{reader.pk}/role/", {"role": "program", "seen": reader.revision})
    assert answer.status_code == 422
