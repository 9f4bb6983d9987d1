from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Field, ForeignObjectRel
from importlinter.application.use_cases import lint_imports
from importlinter.cli import configuration

from tests.architecture.tree import ROOT, SOURCE

FLOORS = ("engines", "library", "foundation", "core", "duties", "narrative", "interfaces", "config")
NAMES = {"web", "api", "cli", "filters", "operations", "concerns", "queries", "models", "rules"}
AROUND = {"__init__", "apps", "migrations", "tests"}


def test_imports_keep_to_the_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    configuration.configure()
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None), "run lint-imports to see which"


def test_foreign_keys_point_the_way_imports_do() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("earnest."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObjectRel) or not isinstance(field, Field) or not field.is_relation:
                continue
            target = field.related_model
            if (
                not isinstance(target, str)
                and target.__module__.startswith("earnest.")
                and _floor(target) > _floor(model)
            ):
                wrong.append(f"{model._meta.label}.{field.name} points up to {target._meta.label}")
    assert wrong == []


def _floor(model: type) -> int:
    return FLOORS.index(model.__module__.split(".")[1])


def test_rooms_of_core_and_duties_hold_the_same_names() -> None:
    wrong = []
    for floor in ("core", "duties"):
        for room in (
            path for path in sorted((SOURCE / floor).iterdir()) if path.is_dir() and path.name != "__pycache__"
        ):
            for thing in room.iterdir():
                if thing.name != "__pycache__" and thing.stem not in NAMES | AROUND:
                    wrong.append(f"{floor}/{room.name}/{thing.name}")
    assert wrong == [], f"allowed are: {', '.join(sorted(NAMES))}"


def test_every_floor_is_one_that_the_architecture_knows() -> None:
    found = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert found <= set(FLOORS)
