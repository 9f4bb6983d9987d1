"""Microsoft Defender for Cloud: recommendations, "Download CSV report" of the Recommendations page.

Follows "Review security recommendations" in the Microsoft Defender for Cloud documentation (2024). One row of
`config_checks` per recommendation and resource: Healthy passes, Unhealthy fails, NotApplicable is `not_applicable`
with its reason, which is also how an exemption is written. `first_seen_at` is statusChangeDate, since when the
outcome holds. When it was looked is exportedTimestamp. `benchmark` names the controls of the secure score.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import choice, instant, needed, text
from earnest.engines.ingest.format import Cells
from earnest.engines.ingest.formats.posture.csv_look import csv_look_format
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Sink

_STATUS = {
    "healthy": "pass",
    "unhealthy": "fail",
    "notapplicable": "not_applicable",
    "not applicable": "not_applicable",
    "notassessed": "not_assessed",
}


class _Look:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def rows(self, cells: Cells) -> Iterator[Entry]:
        looked = instant(cells["exported"], "exportedTimestamp")
        reason = text(cells["reason"])
        since = cells["changed"] or cells["first"]
        yield (
            "config_checks",
            {
                "check_id": needed(cells["check"], "recommendationName"),
                "tool": "defender-for-cloud",
                "resource_id": needed(cells["resource"], "resourceId"),
                "status": choice(needed(cells["state"], "state"), "state", _STATUS),
                "title": text(cells["title"]),
                "severity": severity(cells["severity"]),
                "resource_type": text(cells["resource_type"]),
                "resource_name": text(cells["resource_name"]),
                "provider": "azure",
                "account": text(cells["subscription"]),
                "benchmark": _controls(text(cells["controls"])),
                "detail": reason,
                "first_seen_at": instant(since, "statusChangeDate"),
            },
        )
        self._sink.observed(looked)

    def close(self) -> None:
        return


def _controls(written: str | None) -> str | None:
    """Names of the controls, which are the keys of a JSON object; the text itself where it is none."""
    if written is None:
        return None
    try:
        return "; ".join(msgspec.json.decode(written, type=dict[str, object])) or None
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return written


FORMAT = csv_look_format(
    id="azure-recommendations",
    title="Microsoft Defender for Cloud recommendations, CSV",
    tables=("config_checks",),
    columns={
        "exported": "exportedTimestamp",
        "subscription": "subscriptionId",
        "resource_type": "resourceType",
        "resource_name": "resourceName",
        "resource": "resourceId",
        "check": "recommendationName",
        "title": "recommendationDisplayName",
        "severity": "severity",
        "state": "state",
        "reason": "notApplicableReason",
        "first": "firstEvaluationDate",
        "changed": "statusChangeDate",
        "controls": "controls",
    },
    needs=("check", "resource", "state"),
    marks=("title",),
    look=_Look,
)
