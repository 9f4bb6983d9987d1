"""Prowler: the CSV report (`prowler <provider> -M csv`), semicolons between the cells.

Follows the output of Prowler 4 and 5 (docs.prowler.com, "Reporting") and of Prowler 3, whose columns differ by cloud
(ASSESSMENT_START_TIME, ACCOUNT_ID, SUBSCRIPTION, PROJECT_ID, RESOURCE_ARN). One row of `config_checks` per CSV row,
passes too. A failure with MUTED is `muted`; so is the status WARNING of Prowler 3, which it gives to what its allow
list names. INFO is what Prowler 3 called a check to be made by hand. A row without a resource stands for the account.

When it was looked is TIMESTAMP, written in the scanner's local time without an offset and read as UTC, or in seconds
since 1970 if the scanner was told so. The part is the account, if the file is about one only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from earnest.engines.ingest.coerce import choice, epoch, flag, instant, needed, text
from earnest.engines.ingest.format import Cells
from earnest.engines.ingest.formats.posture.csv_look import csv_look_format
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Sink

_STATUS = {
    "pass": "pass",
    "fail": "fail",
    "manual": "manual",
    "info": "manual",
    "warning": "muted",
    "muted": "muted",
    "error": "error",
}


class _Look:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._accounts: set[str] = set()

    def rows(self, cells: Cells) -> Iterator[Entry]:
        account = text(cells["account"])
        provider = text(cells["provider"])
        status = choice(needed(cells["status"], "STATUS"), "STATUS", _STATUS)
        if status == "fail" and flag(cells["muted"], "MUTED"):
            status = "muted"
        looked = _moment(cells["timestamp"])
        yield (
            "config_checks",
            {
                "check_id": needed(cells["check"], "CHECK_ID"),
                "tool": "prowler",
                "resource_id": text(cells["resource"]) or text(cells["resource_name"]) or account,
                "status": status,
                "title": text(cells["title"]),
                "severity": severity(cells["severity"]),
                "resource_type": text(cells["resource_type"]),
                "resource_name": text(cells["resource_name"]),
                "provider": provider,
                "account": account,
                "region": text(cells["region"]),
                "service": text(cells["service"]),
                "benchmark": _benchmarks(cells["compliance"]),
                "detail": text(cells["detail"]),
            },
        )
        self._sink.observed(looked)
        self._accounts.add(f"{provider or ''} {account or ''}".strip())

    def close(self) -> None:
        if len(self._accounts) == 1:
            self._sink.part = self._accounts.pop()


def _benchmarks(written: str | None) -> str | None:
    names = [part.partition(":")[0].strip() for part in (written or "").split("|")]
    return "; ".join(dict.fromkeys(name for name in names if name)) or None


def _moment(written: str | None) -> datetime | None:
    told = text(written)
    return epoch(told, "TIMESTAMP") if told and told.isdecimal() else instant(told, "TIMESTAMP")


FORMAT = csv_look_format(
    id="prowler-csv",
    title="Prowler report, CSV",
    tables=("config_checks",),
    columns={
        "timestamp": ("TIMESTAMP", "ASSESSMENT_START_TIME"),
        "account": ("ACCOUNT_UID", "ACCOUNT_ID", "SUBSCRIPTION", "PROJECT_ID"),
        "provider": "PROVIDER",
        "check": "CHECK_ID",
        "title": "CHECK_TITLE",
        "status": "STATUS",
        "detail": "STATUS_EXTENDED",
        "muted": "MUTED",
        "service": "SERVICE_NAME",
        "severity": "SEVERITY",
        "resource_type": "RESOURCE_TYPE",
        "resource": ("RESOURCE_UID", "RESOURCE_ARN", "RESOURCE_ID"),
        "resource_name": ("RESOURCE_NAME", "RESOURCE_ID"),
        "region": ("REGION", "LOCATION"),
        "compliance": "COMPLIANCE",
    },
    needs=("check", "status", "resource"),
    marks=("detail", "timestamp", "provider"),
    look=_Look,
)
