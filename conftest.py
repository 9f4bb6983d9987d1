"""What holds for every test: a workspace of its own, quick passwords, one database, no network but loopback."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils.functional import empty
from hypothesis import HealthCheck, settings

from tests import sharing
from tests.database import migrated_once

_KEPT = {"EARNEST_SAMPLES", "EARNEST_CHROMIUM", "EARNEST_TEST_DATABASE_URL"}
_FOLDER = tempfile.mkdtemp(prefix="earnest-tests-")
for _name in [name for name in os.environ if name.startswith("EARNEST_") and name not in _KEPT]:
    del os.environ[_name]
os.environ["EARNEST_WORKSPACE"] = _FOLDER
if _url := os.environ.get("EARNEST_TEST_DATABASE_URL"):
    os.environ["EARNEST_DATABASE_URL"] = _url
if django_settings.configured:
    # pytest-django has read the settings before this file could set the environment: read them again.
    django_settings._wrapped = empty  # noqa: SLF001
    for _name in ("earnest.config.settings", "earnest.config.env"):
        sys.modules.pop(_name, None)
    connections.__dict__.pop("settings", None)
    connections._settings = None  # noqa: SLF001
    if hasattr(connections._connections, "default"):  # noqa: SLF001
        del connections["default"]

settings.register_profile("quick", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Cheap password hashes, static files looked up when asked for, and background work done at once."""
    from django.test import override_settings

    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_AUTOREFRESH=True,
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}},
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:  # noqa: ARG001
    """The tables of the tests come from the file that the migrations made, if none has changed since."""
    with migrated_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def own_workspace() -> Iterator[Path]:
    """The folder that the settings took for the workspace; gone when the tests are done."""
    yield Path(_FOLDER)
    shutil.rmtree(_FOLDER, ignore_errors=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are numbered, not spelled: packed ones carry the time, and every worker must collect the same names."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    sharing.mark(items)
    yield
    if hasattr(config, "workerinput"):
        sharing.longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return sharing.Sharing(config, log) if config.getvalue("dist") == "loadfile" else None
