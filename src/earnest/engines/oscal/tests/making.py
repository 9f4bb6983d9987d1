"""Catalogs of our own, in the shape and size of the big official ones."""

from __future__ import annotations

import json
from typing import Any

WORDS = ("organisation", "keeps", "reviews", "protects", "records", "systems", "people", "access", "evidence", "before")
_UUID = "3f0f4d7c-8d4e-4b57-9a44-0d3b7d3c2a11"


def metadata(version: str = "1.1.3") -> dict[str, Any]:
    return {
        "title": "Catalogue of trials",
        "last-modified": "2026-03-01T09:00:00.000-04:00",
        "version": "2.1",
        "oscal-version": version,
    }


def control(name: str, label: str, *, words: int = 40, **more: Any) -> dict[str, Any]:
    """A control with a parameter, a statement of two items, guidance, objectives and links."""
    text = " ".join(WORDS[number % len(WORDS)] for number in range(words))
    return {
        "id": name,
        "class": "trial",
        "title": f"Title of {label}",
        "params": [
            {"id": f"{name}_odp.01", "label": "frequency", "props": [{"name": "alt-label", "value": "how often"}]},
            {"id": f"{name}_odp.02", "select": {"how-many": "one-or-more", "choice": ["daily", "weekly"]}},
        ],
        "props": [
            {"name": "label", "value": label.lower(), "class": "sp800-53a"},
            {"name": "label", "value": label},
            {"name": "sort-id", "value": name},
        ],
        "links": [{"href": f"#{name}-related-{number}", "rel": "related"} for number in range(12)],
        "parts": [
            {
                "id": f"{name}_smt",
                "name": "statement",
                "prose": f"The {text}:",
                "parts": [
                    {
                        "id": f"{name}_smt.a",
                        "name": "item",
                        "props": [{"name": "label", "value": "a."}],
                        "prose": f"Review {{{{ insert: param, {name}_odp.01 }}}}; and",
                    },
                    {
                        "id": f"{name}_smt.b",
                        "name": "item",
                        "props": [{"name": "label", "value": "b."}],
                        "prose": f"Report {{{{ insert: param, {name}_odp.02 }}}}.",
                    },
                ],
            },
            {"id": f"{name}_gdn", "name": "guidance", "prose": f"{text} " * 6},
            {
                "id": f"{name}_obj",
                "name": "assessment-objective",
                "parts": [
                    {"id": f"{name}_obj.{number}", "name": "assessment-objective", "prose": text} for number in range(6)
                ],
            },
        ],
        **more,
    }


def catalog(families: int = 2, each: int = 3, below: int = 2, **more: Any) -> dict[str, Any]:
    """Families of controls, each with controls below it; the last control of each family is withdrawn."""
    groups = []
    for family in range(families):
        name = f"f{family}"
        controls = []
        for number in range(1, each + 1):
            inner = [
                control(f"{name}-{number}.{one}", f"{name.upper()}-{number}({one})", words=20)
                for one in range(1, below + 1)
            ]
            controls.append(control(f"{name}-{number}", f"{name.upper()}-{number}", controls=inner))
        gone = {
            "id": f"{name}-{each + 1}",
            "title": "No longer",
            "props": [{"name": "status", "value": "withdrawn"}],
            "links": [{"href": f"#{name}-1", "rel": "incorporated-into"}],
        }
        groups.append({"id": name, "class": "family", "title": f"Family {family}", "controls": [*controls, gone]})
    return {"catalog": {"uuid": _UUID, "metadata": metadata(), "groups": groups, **more}}


def profile(href: str = "catalog.json", **more: Any) -> dict[str, Any]:
    imports = [{"href": href, "include-controls": [{"with-ids": ["f0-1", "f0-2", "f0-2.1", "f1-1"]}]}]
    body = {"uuid": _UUID, "metadata": metadata(), "imports": imports, "merge": {"as-is": True}, **more}
    return {"profile": body}


def written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=2).encode()
