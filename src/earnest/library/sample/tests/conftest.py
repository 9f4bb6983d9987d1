"""The sample company, generated once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from earnest.library.sample.generate import generate
from earnest.library.sample.model import Sample
from earnest.library.sample.tests.raw import Exports

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return generate(tmp_path_factory.mktemp("larkfield"), today=TODAY)


@pytest.fixture(scope="session")
def exports(sample: Sample) -> Exports:
    return Exports(sample)


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
