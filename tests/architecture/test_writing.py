"""A write goes through the record path, so that the ledger knows of it."""

from __future__ import annotations

import ast
import re

from django.apps import apps
from django.db import models

from earnest.foundation.record import Record
from tests.architecture.tree import SOURCE, Module, modules

WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
MAY_WRITE = {
    "foundation/record.py": "the record path itself",
    "foundation/ledger.py": "the ledger's own entries",
    "foundation/jobs.py": "how far background work is; nothing that was decided",
    "interfaces/web/attempts.py": "failed sign-ins, to slow down guessing",
    "core/assurance/operations/assess.py": "conclusions, which can be thrown away and computed again",
    "core/assurance/operations/history.py": "conclusions of the past",
    "core/collection/operations/turns.py": "how a collector fares; nothing that was decided",
    "core/findings/queries/chains.py": "states of findings, under the digest of what they rest on",
    "core/things/queries/mapping.py": "the map of things, under the digest of what it rests on",
    "core/risks/queries/kept.py": "conclusions of risk, under the digest of what they rest on",
    "core/risks/queries/keeping.py": "conclusions of duties, under the digest of what they rest on",
}
"""The only files that write rows, and what they write."""

UNSEEN: dict[str, set[str]] = {
    "interfaces/web/": {
        "Organization",
        "Person",
        "Snapshot",
        "Control",
        "InspectedRecord",
        "Attestation",
        "User",
        "BoundTest",
    },
    "interfaces/api/": {"ApiToken"},
    "narrative/": set(),
}
"""Records read without `visible_to`: who is signed in, the name on the page, dates and counts that name no row,
and the tests of a control that was found visible."""


def test_rows_are_written_by_the_record_path_alone() -> None:
    found = [
        f"{module.place}:{line} .{name}()"
        for module in modules()
        if module.place not in MAY_WRITE
        for line, name, call in module.calls()
        if name in WRITES and _writes_rows(name, call)
    ]
    assert found == [], "write it as an operation: work.create, work.change or work.delete"


def test_the_list_of_files_that_may_write_is_no_longer_than_needed() -> None:
    writing = {
        module.place
        for module in modules()
        for _, name, call in module.calls()
        if name in WRITES and _writes_rows(name, call)
    }
    assert set(MAY_WRITE) <= writing


def _writes_rows(name: str, call: ast.Call) -> bool:
    """Whether a call reaches the database: its receiver is a manager, query or row, not a dict, digest or work."""
    assert isinstance(call.func, ast.Attribute)
    receiver = ast.unparse(call.func.value)
    if name.startswith("bulk_") or name.endswith("_or_create") or ".objects" in receiver or "_manager" in receiver:
        return True
    if name == "save":
        return "image" not in receiver and "workbook" not in receiver.lower() and "document" not in receiver.lower()
    return name in {"delete", "update"} and bool(re.search(r"\.(filter|exclude|all)\(", receiver))


def test_pages_and_documents_read_through_the_one_door() -> None:
    records = {model.__name__ for model in apps.get_models() if issubclass(model, Record)}
    found = []
    for module in modules():
        allowed = next((names for place, names in UNSEEN.items() if module.place.startswith(place)), None)
        if allowed is None:
            continue
        found += [
            f"{module.place}:{line} {name}.objects"
            for line, name in _managers(module)
            if name in records and name not in allowed
        ]
    assert found == [], "start from visible_to(actor, Model)"


def _managers(module: Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
            found.append((node.lineno, node.value.id))
    none = {node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.Attribute) and node.attr == "none"}
    return [(line, name) for line, name in found if line not in none]


def test_nobody_can_type_a_conclusion() -> None:
    words = {
        "effective",
        "partly effective",
        "failing",
        "unproven",
        "met",
        "not met",
        "compliant",
        "partly met",
        "pass",
    }
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("earnest.") or model.__module__.startswith("earnest.core.assurance"):
            continue
        for field in model._meta.concrete_fields:
            values = {str(value).lower() for value, _ in field.flatchoices} if field.choices else set()
            named = {"status", "conclusion", "grade", "effective", "compliant", "outcome"} & {field.name}
            if values & words or (
                named and isinstance(field, models.CharField | models.TextField | models.BooleanField)
            ):
                found.append(f"{model._meta.label}.{field.name}")
    assert found == []


def test_there_are_no_signals_and_no_save_overrides() -> None:
    found = []
    for module in modules():
        if re.search(r"django\.db\.models\.signals|post_save|pre_save", module.text):
            found.append(f"{module.place}: signals")
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.FunctionDef)
                and node.name == "save"
                and SOURCE.joinpath(module.place).stem == "models"
            ):
                found.append(f"{module.place}:{node.lineno} save()")
    assert found == []


def test_no_column_hides_what_every_record_has() -> None:
    """A column called `reference` would be what the ledger calls the row by."""
    kept = {name for name, value in vars(Record).items() if isinstance(value, property)}
    hidden = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, Record)
        for field in model._meta.get_fields()
        if field.name in kept
    ]
    assert hidden == []
