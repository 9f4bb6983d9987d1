"""A command line with a workspace of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pytest_django import Settings
from typer.testing import CliRunner

from earnest.interfaces.cli.main import app

Run = Callable[..., Result]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the workspace is, or is to be."""
    place = tmp_path / "record"
    settings.WORKSPACE = place
    monkeypatch.setenv("EARNEST_WORKSPACE", str(place))
    monkeypatch.chdir(tmp_path)
    return place


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a command line in this process."""

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, list(words), prog_name="earnest")

    return call


@pytest.fixture
def workspace(run: Run, db: None, folder: Path) -> Path:
    """An empty workspace."""
    assert run("init", "--name", "Birch & Co").exit_code == 0
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Two people with second factors, as Okta exports its users; one row is broken."""
    users = [_user("00u1", "ada@birch.example"), _user("00u2", "rita@birch.example")]
    path = tmp_path / "okta-users.json"
    path.write_text(json.dumps(users), encoding="utf-8")
    return path


def _user(number: str, login: str) -> dict[str, Any]:
    return {
        "id": number,
        "status": "ACTIVE",
        "created": "2025-02-03T08:00:00.000Z",
        "activated": "2025-02-03T08:00:00.000Z",
        "lastLogin": "2026-11-20T08:00:00.000Z",
        "lastUpdated": "2026-11-20T08:00:00.000Z",
        "passwordChanged": "2025-02-03T08:00:00.000Z",
        "type": {"id": "oty1"},
        "profile": {"login": login, "email": login, "firstName": "A", "lastName": "B"},
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
    }
