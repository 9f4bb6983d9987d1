"""Whether documents hold together: every UUID is there once, and whatever is referred to exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from earnest.engines.oscal.writing import Document, to_json

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_TIMES = frozenset({"last-modified", "published", "start", "end", "collected", "expires", "deadline", "date"})


def problems(documents: Mapping[str, Document]) -> tuple[str, ...]:
    """What is wrong, in words with the document and the place; empty if all is well.

    `documents` are by name those that belong together: a reference may lead from one into another.
    """
    trees: dict[str, Any] = {name: msgspec.json.decode(to_json(document)) for name, document in documents.items()}
    known = {value for tree in trees.values() for _, key, value in _members(tree) if key in ("uuid", "id")}
    found: list[str] = []
    for name, tree in trees.items():
        members = list(_members(tree))
        twice = Counter(value for _, key, value in members if key == "uuid")
        found += [f"{name}: the UUID {value} is there {count} times" for value, count in twice.items() if count > 1]
        for place, key, value in members:
            if what := _wrong(key, value, known):
                found.append(f"{name}: {place}: {what}")
        found += [f"{name}: {place} is empty" for place in _empty(tree)]
    return tuple(found)


def _wrong(key: str, value: str, known: set[str]) -> str:
    if key == "uuid" and not _UUID.fullmatch(value):
        return f"{value!r} is no UUID of version 4 or 5"
    if key.endswith(("-uuid", "-uuids")) and value not in known:
        return f"{value} is nowhere defined"
    if key in {"href", "source"} and value.startswith("#") and value[1:] not in known:
        return f"{value} leads nowhere"
    if key == "role-id" and value not in known:
        return f"the role {value} is nowhere defined"
    if key == "control-id" and value not in known:
        return f"the control {value} is nowhere defined"
    if key in _TIMES and not _TIME.fullmatch(value):
        return f"{value!r} is no time with a zone"
    return ""


def _members(tree: Any, place: str = "", key: str = "") -> Iterator[tuple[str, str, str]]:
    """Place, name of the member and text, for every text of a tree; a list's texts carry the name of the list."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _members(value, f"{place}/{name}", name)
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from _members(value, f"{place}/{number}", key)
    elif isinstance(tree, str):
        yield place, key, tree


def _empty(tree: Any, place: str = "") -> Iterator[str]:
    """Places of lists and texts that are empty: OSCAL knows none. An empty object stands for "all"."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _empty(value, f"{place}/{name}")
    elif isinstance(tree, list):
        if not tree:
            yield place
        for number, value in enumerate(tree):
            yield from _empty(value, f"{place}/{number}")
    elif isinstance(tree, str) and not tree.strip():
        yield place
