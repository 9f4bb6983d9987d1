"""What a STIG checklist says of one rule on one machine, in whichever of its two file formats.

STIG Viewer 2 writes the id of a rule as SV-253254r958472_rule, STIG Viewer 3 without the ending: the check is without
it, so that a checklist that is saved in the other format is about the same checks.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.engines.ingest.coerce import choice, text
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry

_STATUS = {
    "notafinding": "pass",
    "open": "fail",
    "notapplicable": "not_applicable",
    "notreviewed": "not_assessed",
}
TOOL = "stig-viewer"


@dataclass(frozen=True)
class Target:
    """The machine, or the instance of a database or site on it."""

    asset: str
    address: str | None = None

    @classmethod
    def named(cls, name: str | None, address: str | None, *instance: str | None) -> Target:
        """UnreadableFile if the checklist names no machine: its rows would belong to nobody."""
        if name is None:
            what = "The checklist names no machine"
            raise UnreadableFile(what, "", "fill in the host name in STIG Viewer and save it again.")
        return cls("/".join([name, *(part for part in map(text, instance) if part)]), address)


@dataclass(frozen=True)
class Verdict:
    """One rule. `names` are the group (V-…) and the version of the rule, for people."""

    rule: str
    status: str
    names: tuple[str | None, ...]
    title: str | None
    severity: str | None
    benchmark: str | None
    details: str | None
    comments: str | None


def verdict_row(target: Target, verdict: Verdict) -> Entry:
    """FieldError if the status is none that STIG Viewer writes."""
    word = verdict.status.replace("_", "")
    return (
        "config_checks",
        {
            "check_id": verdict.rule.strip().removesuffix("_rule"),
            "tool": TOOL,
            "resource_id": target.asset,
            "status": choice(word, "status", _STATUS),
            "title": verdict.title,
            "severity": severity(verdict.severity),
            "resource_type": "host",
            "benchmark": verdict.benchmark,
            "detail": ". ".join(part for part in (*verdict.names, verdict.details, verdict.comments) if part) or None,
        },
    )


def target_row(target: Target) -> Entry:
    return (
        "scan_targets",
        {"asset_id": target.asset, "tool": TOOL, "asset_kind": "host", "address": target.address},
    )
