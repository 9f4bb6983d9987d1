"""kube-bench: the JSON report (`kube-bench --json`).

Follows the kube-bench 0.3 to 0.10 structures Controls, Group and Check: `{"Controls": […], "Totals"}`, or the bare
controls of older versions. One row of `config_checks` per result. WARN means that a person has to look, because the
check is manual or is not scored: `manual`. INFO means that it was skipped: not assessed.

kube-bench runs on one node and writes neither its name nor the time. The asset is therefore the name of the file
without `kube-bench` and a time: save it as `kube-bench-<node>.json`, and give each node a source of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import FieldError, choice, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.posture.file_names import named_after
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_STATUS = {"pass": "pass", "fail": "fail", "warn": "manual", "info": "not_assessed"}
_WRAPPERS = ("Controls",)


class Result(msgspec.Struct, gc=False):
    test_number: str
    status: str
    test_desc: str | None = None
    actual_value: str | None = None
    expected_result: str | None = None
    reason: str | None = None
    type: str | None = None


class Group(msgspec.Struct, gc=False):
    section: str | None = None
    desc: str | None = None
    results: list[Result] | None = None


class Controls(msgspec.Struct, gc=False):
    tests: list[Group] | None = None
    version: str | None = None
    node_type: str | None = None


def _read(document: Document, sink: Sink) -> None:
    node = named_after(document, "kube-bench", "kubebench")
    for place, controls in records(document, Controls, _WRAPPERS):
        if isinstance(controls, FieldError):
            sink.reject(place, controls)
            continue
        for at, group in enumerate(controls.tests or ()):
            for number, result in enumerate(group.results or ()):
                at_result = f"{place}/tests/{at}/results/{number}"
                emit(sink, at_result, partial(_rows, node, controls, group), result)


def _rows(node: str, controls: Controls, group: Group, result: Result) -> Iterator[Entry]:
    word = needed(result.status, "status")
    version = text(controls.version)
    yield (
        "config_checks",
        {
            "check_id": needed(result.test_number, "test_number"),
            "tool": "kube-bench",
            "resource_id": node,
            "status": choice(word, "status", _STATUS),
            "title": text(result.test_desc),
            "resource_type": text(controls.node_type),
            "resource_name": node,
            "provider": "kubernetes",
            "service": text(group.desc),
            "benchmark": f"kube-bench {version}" if version else "kube-bench",
            "detail": _detail(word, result),
        },
    )


def _detail(word: str, result: Result) -> str | None:
    expected = text(result.expected_result)
    found = text(result.actual_value)
    parts = (
        word if word.upper() in ("WARN", "INFO") else None,
        text(result.reason),
        f"expected {expected}" if expected else None,
        f"found {found}" if found else None,
    )
    return ": ".join(part for part in parts if part) or None


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and any(
        outline.has_paths(f"{way}node_type", f"{way}tests.[].section") for way in ("Controls.[].", "[].", "")
    )


FORMAT = Format(
    id="kube-bench",
    title="kube-bench report, JSON",
    tables=("config_checks",),
    matches=_matches,
    read=_read,
)
