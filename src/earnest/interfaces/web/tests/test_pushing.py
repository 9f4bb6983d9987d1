"""Evidence sent over HTTP with the secret of a collector."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from earnest.core.collection import operations
from earnest.core.collection.models import Collector
from earnest.core.evidence.models import Snapshot, Source
from earnest.foundation import clock
from earnest.foundation.actor import program
from earnest.foundation.models import Job
from earnest.foundation.record import operation

pytestmark = pytest.mark.django_db
REPORT = json.dumps(
    {"SchemaVersion": 2, "ArtifactName": "shop", "ArtifactType": "container_image", "CreatedAt": "2026-05-04T06:00:00Z"}
).encode()


@pytest.fixture
def secret() -> str:
    actor = program("tests")
    with operation(actor, "tests.make") as work:
        source = work.create(Source(slug="images", title="Images", format="trivy"))
        row = work.create(Collector(key="ci", title="CI", kind="push", source=source, megabytes=1))
    return operations.issue(actor, row, ends_on=clock.today() + timedelta(days=9))


def send(client: Client, secret: str, body: bytes = REPORT, headers: dict[str, str] | None = None) -> Any:
    return client.post(
        "/api/push/",
        data=body,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {secret}", **(headers or {})},
    )


def test_a_pushed_file_is_evidence_of_its_source(client: Client, secret: str) -> None:
    told = send(client, secret, headers={"X-File-Name": "shop.json"})
    assert (told.status_code, told.json()) == (201, {"source": "images", "snapshots": 1, "new": 1, "problem": ""})
    kept = Snapshot.objects.get()
    assert (kept.name, kept.source.slug) == ("shop.json", "images")
    assert Job.objects.filter(title__startswith="Concluding after").count() == 1
    assert send(client, secret).json()["new"] == 0


def test_the_collector_says_how_it_stands(client: Client, secret: str) -> None:
    ask = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/push/", headers=ask).json()["health"] == "new"
    send(client, secret)
    assert client.get("/api/push/", headers=ask).json()["health"] == "works"
    told = send(client, secret, b"{")
    assert (told.status_code, told.json()["new"]) == (201, 1)
    assert told.json()["problem"], "a file that cannot be read is kept and explained"
    assert client.get("/api/push/", headers=ask).json()["health"] == "fails"


def test_the_secret_is_good_for_nothing_else(client: Client, secret: str) -> None:
    ask = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/sources/", headers=ask).status_code == 401
    assert client.get("/sources/", headers=ask).status_code == 302


@pytest.mark.parametrize("wrong", ["", "earnest_push_", "earnest_push_nope", "x" * 5_000])
def test_without_a_live_secret_nothing_is_taken(client: Client, secret: str, wrong: str) -> None:
    assert send(client, wrong).status_code == 401
    assert not Snapshot.objects.exists()


def test_what_is_too_large_empty_or_from_the_future_is_refused(client: Client, secret: str) -> None:
    assert send(client, secret, b"x" * ((1 << 20) + 1)).status_code == 413
    assert send(client, secret, b"").status_code == 422
    assert send(client, secret, headers={"X-Observed-At": "yesterday"}).status_code == 422
    assert send(client, secret, headers={"X-Observed-At": "2026-05-04T06:00:00"}).status_code == 422
    assert send(client, secret, headers={"X-Observed-At": "2199-05-04T06:00:00Z"}).status_code == 422
    assert not Snapshot.objects.exists()


def test_the_same_bytes_at_another_time_are_another_look(client: Client, secret: str) -> None:
    send(client, secret)
    assert send(client, secret, headers={"X-Observed-At": "2026-05-05T06:00:00Z"}).json()["new"] == 1


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-21T06:00:00"])
def test_a_time_that_cannot_be_meant_is_refused(client: Client, secret: str, told: str) -> None:
    answer = send(client, secret, headers={"X-Observed-At": told})
    assert (answer.status_code, answer.json()["field"]) == (422, "x_observed_at")
    assert not Snapshot.objects.exists()
