"""Holds written OSCAL documents against independent validators. Runs outside of the program's own environment.

    python -m venv oscal-check
    oscal-check/bin/pip install oscal compliance-trestle
    oscal-check/bin/python docs/oscal_validation.py FOLDER

`oscal` checks structure, data types, allowed values and links against NIST's Metaschema of the version that a document
names. `compliance-trestle` has models made from NIST's JSON schema of OSCAL 1.2.1, of which a document of 1.1.3 is a
part: it is read with that version in its place. Ends with code 1 if either refuses anything.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import sys
from pathlib import Path
from typing import Any

MODELS = {
    "catalog": "catalog",
    "profile": "profile",
    "component-definition": "component",
    "system-security-plan": "ssp",
    "assessment-plan": "assessment_plan",
    "assessment-results": "assessment_results",
    "plan-of-action-and-milestones": "poam",
}


def by_metaschema(path: Path) -> str:
    """What the package `oscal` objects to; empty if nothing."""
    found: Any = importlib.import_module("oscal").OSCAL.load(str(path))
    if not found.is_valid:
        return str(getattr(found, "validation_errors", "") or found.content_state.name)[:2000]
    return str(found.failed_imports[0])[:500] if found.failed_imports else ""


def by_schema(path: Path) -> str:
    """What compliance-trestle objects to; empty if nothing."""
    document = json.loads(path.read_bytes())
    (root,) = document
    document[root]["metadata"]["oscal-version"] = "1.2.1"
    model = importlib.import_module(f"trestle.oscal.{MODELS[root]}").Model
    try:
        model.model_validate(document)
    except ValueError as error:
        return str(error)[:2000]
    return ""


def main(folder: Path) -> int:
    logging.disable(logging.CRITICAL)
    paths = sorted(folder.rglob("*.json"))
    checks = [
        (name, check)
        for name, check in (("oscal", by_metaschema), ("trestle", by_schema))
        if importlib.util.find_spec(name) is not None
    ]
    if not checks or not paths:
        print("Nothing to check, or neither validator is installed.")
        return 2
    refused = 0
    for name, check in checks:
        objections = {path.name: told for path in paths if (told := check(path))}
        refused += len(objections)
        for document, told in objections.items():
            print(f"{name}: {document}: {told}")
        print(f"{name}: {len(paths) - len(objections)} of {len(paths)} documents accepted.")
    return 1 if refused else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
