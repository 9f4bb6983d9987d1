"""The page that says how far the risk numbers can be trusted says what comes out today."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest
import yaml

from tests.documentation.conftest import DOCS


@pytest.fixture(scope="module")
def validation() -> ModuleType:
    """`docs/risk_validation.py` as a module."""
    spec = importlib.util.spec_from_file_location("earnest_risk_validation", DOCS / "risk_validation.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_gives_the_numbers_that_come_out_today(validation: ModuleType) -> None:
    page = validation.PAGE.read_text(encoding="utf-8")
    assert validation.differs(page, validation.page()) == [], "run python docs/risk_validation.py"


def test_every_known_number_and_every_simulation_is_within_what_is_allowed(validation: ModuleType) -> None:
    oracles = validation.risk_oracles.oracles()
    assert len(oracles) >= 30
    assert [one.what for one in oracles if not one.within] == []
    assert [one.what for one in validation.risk_oracles.checks(50_000) if not one.within] == []


def test_a_number_that_changed_and_a_row_that_went_are_found(validation: ModuleType) -> None:
    line = "| mean | source | 158.3333333 | 158.3333333 | below 1e-12 | 1e-12 | yes |"
    assert validation.differs(line, line.replace("below 1e-12", "3e-12")) == []
    assert validation.differs(line, line.replace("158.3333333 | b", "158.3343333 | b"))
    assert validation.differs(line, line.replace("yes", "NO"))
    assert validation.differs(f"{line}\n{line}", line)


def test_the_peers_numbers_carry_versions_and_a_date(validation: ModuleType) -> None:
    recorded = yaml.safe_load(validation.PEERS.read_text(encoding="utf-8"))
    wanted = dict(one.split("==") for one in validation.risk_peers.WANTED)
    assert {name: one["version"] for name, one in recorded["peers"].items()} == wanted
    assert str(recorded["date"]) in validation.PAGE.read_text(encoding="utf-8")
