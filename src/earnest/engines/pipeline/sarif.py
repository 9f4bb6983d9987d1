"""A verdict as SARIF 2.1.0 (OASIS), for code scanning."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import quote

from earnest.engines.pipeline.verdict import CheckedTest, Deviation, Outcome, Place, Promise, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "earnestSubject/v1"
"""Name of the fingerprint: it stays as long as test and subject do, whatever row the subject stands in."""
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.0", "low": "2.0"}
_NOT_WORD = re.compile(r"[^0-9A-Za-z]+")


def to_json(verdict: Verdict) -> str:
    """The SARIF log, the same text for the same verdict."""
    return json.dumps(log(verdict), indent=2, ensure_ascii=False) + "\n"


def log(verdict: Verdict) -> dict[str, Any]:
    """The log as JSON values: one run, a rule for each test and promise, a result for each deviation and each demand
    that is unproven or does not hold."""
    demands: list[CheckedTest | Promise] = [*verdict.tests, *verdict.promises]
    rules = [_rule(one) for one in demands]
    results = [result for number, one in enumerate(demands) for result in _results(one, number)]
    run = {
        "tool": {
            "driver": {
                "name": "Earnest",
                "semanticVersion": verdict.version,
                "rules": rules,
            }
        },
        "automationDetails": {"id": f"earnest-check/{_slug(verdict.title or verdict.policy)}/"},
        "invocations": [{"executionSuccessful": True, "endTimeUtc": _moment(verdict)}],
        "artifacts": [
            {"location": {"uri": _uri(one.file)}, "hashes": {"sha-256": one.sha256}}
            for one in verdict.evidence
            if one.sha256
        ],
        "columnKind": "unicodeCodePoints",
        "properties": {"outcome": verdict.outcome.value, "notes": list(verdict.notes)},
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rule_id(demand: CheckedTest | Promise) -> str:
    """Id of the rule: control tests and promises never share one."""
    return f"test/{demand.id}" if isinstance(demand, CheckedTest) else f"{demand.kind}/{demand.id}"


def _rule(demand: CheckedTest | Promise) -> dict[str, Any]:
    severity = demand.severity if isinstance(demand, CheckedTest) else "high"
    long = demand.rationale if isinstance(demand, CheckedTest) else demand.title
    return {
        "id": rule_id(demand),
        "name": "".join(word.capitalize() for word in _NOT_WORD.split(demand.id)) or "Rule",
        "shortDescription": {"text": demand.title or demand.id},
        "fullDescription": {"text": long.strip() or demand.title or demand.id},
        "help": {"text": long.strip() or demand.title or demand.id},
        "defaultConfiguration": {"level": "error" if severity in {"critical", "high"} else "warning"},
        "properties": {"security-severity": _SCORES[severity], "tags": ["security", "evidence"]},
    }


def _results(demand: CheckedTest | Promise, number: int) -> list[dict[str, Any]]:
    level = {Outcome.FAILING: "error", Outcome.UNPROVEN: "error", Outcome.WARNING: "warning"}.get(
        demand.outcome, "note"
    )
    found: list[dict[str, Any]] = []
    if isinstance(demand, CheckedTest):
        found = [_deviation(demand, number, one, level) for one in demand.deviations]
    named = any("suppressions" not in one for one in found)
    if demand.outcome is Outcome.UNPROVEN or (demand.outcome is not Outcome.PASSING and not named):
        word = "Not proven" if demand.outcome is Outcome.UNPROVEN else "It does not hold"
        message = f"{word}: {demand.title}. {demand.why}".strip()
        properties = {"outcome": demand.outcome.value}
        found.append(_result(demand, number, demand.id, level, message, demand.place) | {"properties": properties})
    return found


def _deviation(test: CheckedTest, number: int, one: Deviation, level: str) -> dict[str, Any]:
    message = f"{one.label or one.subject}: {one.reason or test.title}"
    result = _result(test, number, one.subject, level, message, one.place or test.place)
    if one.exception:
        result["level"] = "note"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": one.exception}]
    return result


def _result(
    demand: CheckedTest | Promise, number: int, subject: str, level: str, message: str, place: Place
) -> dict[str, Any]:
    digest = hashlib.sha256(f"{rule_id(demand)}\x1f{subject}".encode()).hexdigest()
    return {
        "ruleId": rule_id(demand),
        "ruleIndex": number,
        "level": level,
        "message": {"text": message},
        "locations": [_location(place)],
        "partialFingerprints": {FINGERPRINT: digest},
    }


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}, "region": {"startLine": place.line or 1}}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.within:
        location["logicalLocations"] = [{"fullyQualifiedName": place.within, "kind": "member"}]
        location["message"] = {"text": place.within}
    return location


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"), safe="/.-_~")


def _moment(verdict: Verdict) -> str:
    return verdict.as_of.isoformat(timespec="seconds").replace("+00:00", "Z")


def _slug(text: str) -> str:
    return _NOT_WORD.sub("-", text).strip("-").lower() or "policy"
