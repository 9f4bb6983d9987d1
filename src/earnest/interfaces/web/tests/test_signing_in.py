"""Who gets in, who does not, and what they learn from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from earnest.foundation import users
from earnest.foundation.actor import program
from earnest.foundation.models import LedgerEntry, SignInFailure, User
from earnest.interfaces.web import links
from earnest.interfaces.web.sign_in import one_time_link
from earnest.interfaces.web.tests.conftest import PASSWORD


def try_to(client: Client, password: str, email: str = "ada@birch.example", **more: str) -> tuple[int, str]:
    answer = client.post("/sign-in/", {"email": email, "password": password, **more})
    return answer.status_code, answer.content.decode() if answer.status_code != 302 else answer["Location"]


def without_values(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and "value=" not in line]


def test_the_right_password_opens_the_first_page_under_a_new_session_key(client: Client, ciso: User) -> None:
    client.get("/sign-in/")
    session = client.session
    session["before"] = True
    session.save()
    old = client.session.session_key
    client.cookies["earnest"] = old or ""
    assert try_to(client, PASSWORD) == (302, "/")
    assert client.session.session_key != old
    assert client.get("/").status_code == 200


def test_the_address_is_known_whatever_its_case(client: Client, ciso: User) -> None:
    assert try_to(client, PASSWORD, "ADA@Birch.example")[0] == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, ciso: User) -> None:
    wrong = try_to(client, "nonsense nonsense")
    unknown = try_to(client, "nonsense nonsense", "ada@birch.exampl")
    assert wrong[0] == unknown[0] == 422
    assert without_values(wrong[1]) == without_values(unknown[1])


def test_an_unknown_address_costs_one_password_hash_too(
    client: Client, ciso: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = User.set_password

    def watched(self: User, raw: str | None) -> None:
        made.append(str(raw))
        real(self, raw)

    monkeypatch.setattr(User, "set_password", watched)
    try_to(client, "nonsense nonsense", "nobody@birch.example")
    assert made == ["nonsense nonsense"]


def test_after_five_failures_even_the_right_password_must_wait(client: Client, ciso: User) -> None:
    for _ in range(5):
        assert try_to(client, "nonsense nonsense")[0] == 422
    status, page = try_to(client, PASSWORD)
    assert status == 429
    assert "another 5 minutes" in page


def test_the_wait_ends_when_the_oldest_failure_is_five_minutes_old(client: Client, ciso: User) -> None:
    for _ in range(5):
        try_to(client, "nonsense nonsense")
    oldest = SignInFailure.objects.order_by("at")[0]
    SignInFailure.objects.filter(pk=oldest.pk).update(at=timezone.now() - timedelta(minutes=5, seconds=1))
    assert try_to(client, PASSWORD)[0] == 302


def test_attempts_that_were_turned_away_do_not_lengthen_the_wait(client: Client, ciso: User) -> None:
    for _ in range(9):
        try_to(client, "nonsense nonsense")
    assert SignInFailure.objects.count() == 5


def test_one_network_address_cannot_try_many_people(client: Client, ciso: User) -> None:
    now = timezone.now()
    SignInFailure.objects.bulk_create(
        SignInFailure(email=f"p{n}@birch.example", address="127.0.0.1", at=now) for n in range(30)
    )
    assert try_to(client, PASSWORD)[0] == 429
    elsewhere = client.post(
        "/sign-in/", {"email": ciso.email, "password": PASSWORD}, headers={}, REMOTE_ADDR="198.51.100.7"
    )
    assert elsewhere.status_code == 302


def test_a_success_forgets_the_failures_before_it_and_old_ones_are_swept(client: Client, ciso: User) -> None:
    SignInFailure.objects.create(email="old@x.example", address="", at=timezone.now() - timedelta(days=2))
    try_to(client, "nonsense nonsense")
    try_to(client, PASSWORD)
    assert SignInFailure.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/users/?page=2", "/users/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_a_page_of_this_server_only(client: Client, ciso: User, wanted: str, goes: str) -> None:
    assert try_to(client, PASSWORD, next=wanted) == (302, goes)


def test_signing_in_is_in_the_ledger_and_a_failure_is_not(client: Client, ciso: User) -> None:
    before = LedgerEntry.objects.count()
    try_to(client, "nonsense nonsense")
    assert LedgerEntry.objects.count() == before
    try_to(client, PASSWORD)
    entry = LedgerEntry.objects.first()
    assert entry is not None
    assert (entry.operation, entry.user, entry.facts) == ("users.sign_in", ciso.pk, {"how": "password"})


def test_signing_out_needs_a_post(at_desk: Client) -> None:
    assert at_desk.get("/sign-out/").status_code == 405
    assert at_desk.post("/sign-out/")["Location"] == "/sign-in/"
    assert at_desk.get("/").status_code == 302


def test_opening_a_one_time_link_does_not_use_it_up(client: Client, ciso: User) -> None:
    path = links.path_for(ciso)
    for _ in range(3):
        assert "Sign in as ada@birch.example" in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_one_time_link_works_once(client: Client, ciso: User) -> None:
    path = links.path_for(ciso)
    client.post(path)
    other = Client()
    assert other.get(path).status_code == 410
    assert other.post(path).status_code == 410
    assert other.get("/").status_code == 302


def test_a_one_time_link_ends_after_fifteen_minutes(
    client: Client, ciso: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = links.path_for(ciso)
    monkeypatch.setattr(links, "GOOD_FOR", timedelta(seconds=-1))
    assert client.post(path).status_code == 410


@pytest.mark.parametrize("change", ["password", "deactivated", "forged"])
def test_a_one_time_link_dies_with_what_it_was_made_for(client: Client, reader: User, change: str) -> None:
    path = links.path_for(reader)
    if change == "password":
        users.set_password(program("tests"), reader, password="another good password")
    elif change == "deactivated":
        users.deactivate(program("tests"), reader, reason="left")
    else:
        path = path[:-3] + "x/"
    assert client.post(path).status_code == 410


def test_a_one_time_link_is_a_full_address(ciso: User) -> None:
    assert one_time_link(ciso).startswith("http://127.0.0.1:8000/sign-in/once/")


def test_who_comes_by_link_without_a_password_sets_one(client: Client, ciso: User) -> None:
    ciso.set_unusable_password()
    ciso.save()
    assert client.post(links.path_for(ciso))["Location"] == "/password/"
    page = client.get("/password/").content.decode()
    assert "id_current" not in page
    assert client.post("/password/", {"password": "a fresh long password"})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert try_to(Client(), "a fresh long password")[0] == 302


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(client: Client, ciso: User) -> None:
    other = Client()
    for browser in (client, other):
        browser.post("/sign-in/", {"email": ciso.email, "password": PASSWORD})
    refused = client.post("/password/", {"current": "not it at all", "password": "a fresh long password"})
    assert refused.status_code == 422
    assert "not the password you have now" in refused.content.decode()
    assert client.post("/password/", {"current": PASSWORD, "password": "a fresh long password"}).status_code == 302
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_a_weak_password_is_refused_with_its_reason(at_desk: Client) -> None:
    answer = at_desk.post("/password/", {"current": PASSWORD, "password": "short"})
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.content.decode()


def test_no_password_or_hash_is_ever_in_the_ledger(at_desk: Client, ciso: User) -> None:
    at_desk.post("/password/", {"current": PASSWORD, "password": "a fresh long password"})
    changed = LedgerEntry.objects.get(operation="users.set_password")
    assert changed.facts == {"changed": "password"}
    written = " ".join(f"{e.changes} {e.facts}" for e in LedgerEntry.objects.all())
    ciso.refresh_from_db()
    assert ciso.password.rpartition("$")[2] not in written
    assert "a fresh long password" not in written
