"""Where logs come from. The payment gateway's has been silent for six days, and its rule has never fired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.servers import SETTLE, Server
from earnest.library.sample.timeline import Draft, Timeline

HEADER = (
    "index_source",
    "host",
    "last_event",
    "events_last_24h",
    "retention_days",
    "rules",
    "rule_last_fired",
    "rule_last_tested",
    "exported_at",
)
SILENT = "payment-gateway-app"
SILENT_DAYS = 6
_UNLOGGED = (SETTLE,)

# source, asset, events a day, kept days, rules, fired days ago, tested days ago
_APPLICATIONS = (
    (SILENT, "payment-gateway", 412000, 400, 3, None, None),
    ("card-auth-app", "card-authorisation", 655000, 400, 6, 12, 88),
    ("okta-system-log", "okta", 31000, 400, 14, 3, 41),
    ("github-audit", "github", 5400, 400, 5, 33, 130),
    ("cloudtrail", "aws", 980000, 400, 18, 2, 60),
    ("guardduty", "aws", 40, 400, 1, 19, 60),
    ("google-workspace-audit", "google-workspace", 22000, 400, 7, 8, 131),
    ("waf", "cardholder-portal", 240000, 400, 4, 1, 95),
    ("vpn-gateway", "vpn-gw-1", 1800, 90, 2, None, None),
    ("ledger-audit", "ledger", 91000, 400, 5, 44, 160),
    ("snowflake-query", "snowflake", 17000, 365, 2, 71, 210),
    ("support-tool-audit", "support-tool", 2900, 180, 1, 40, 72),
    ("endpoint-agent", "laptops", 68000, 400, 22, 1, 14),
    ("jamf-audit", "jamf", 800, 365, 1, 203, 240),
)


def log_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """The source list of the log store: weekly for a quarter, month ends before."""
    days = [day for day in timeline.weekly() if day >= timeline.ago(24)]
    days += [day for day in timeline.monthly(2) if day < timeline.ago(24)]
    for day in sorted(days):
        rows = [_application(row, day, timeline) for row in _APPLICATIONS]
        rows += [
            _host(server, day, timeline)
            for server in estate
            if server.kind in ("virtual", "server") and server.hostname not in _UNLOGGED
        ]
        stamp = f"{timeline.instant(day, 23, 55):%Y-%m-%dT%H:%M:%SZ}"
        yield Draft(
            "log-sources",
            "larkfield-log-sources",
            f"log-sources-{day}.csv",
            timeline.instant(day, 23, 55),
            csv_bytes(HEADER, [(*row, stamp) for row in rows]),
        )


def _application(
    row: tuple[str, str, int, int, int, int | None, int | None], day: date, timeline: Timeline
) -> tuple[str, ...]:
    name, asset, events, kept, rules, fired, tested = row
    draw = timeline.random("log", name, day)
    silent = name == SILENT and day > timeline.ago(SILENT_DAYS)
    last = timeline.at(SILENT_DAYS, 3, 12) if silent else timeline.instant(day, 23, 52)
    count = 0 if silent else int(events * draw.uniform(0.8, 1.2))
    return (
        name,
        asset,
        f"{last:%Y-%m-%dT%H:%M:%SZ}",
        str(count),
        str(kept),
        str(rules),
        _since(fired, day, timeline),
        _since(tested, day, timeline),
    )


def _since(age: int | None, day: date, timeline: Timeline) -> str:
    """The last time, before that day, of something that last happened `age` days ago and happens now and then."""
    if age is None:
        return ""
    when = min(timeline.ago(age), day - timedelta(days=age % 30))
    return f"{when:%Y-%m-%d}T11:04:00Z"


def _host(server: Server, day: date, timeline: Timeline) -> tuple[str, ...]:
    draw = timeline.random("syslog", server.hostname, day)
    return (
        f"syslog-{server.hostname}",
        server.hostname,
        f"{timeline.instant(day, 23, 20 + draw.randrange(30)):%Y-%m-%dT%H:%M:%SZ}",
        str(draw.randrange(2000, 60000)),
        "400" if server.hostname not in ("build-1", "build-2", "build-3") else "90",
        "4",
        _since(21, day, timeline),
        _since(104, day, timeline),
    )
