"""What delivers evidence, and whether it still arrives."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import print_json, say


def sources(
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to look at. Default: now.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the evidence sources: what came last, and when it stops counting."""
    django_setup.start()
    from earnest.core.evidence import queries
    from earnest.foundation import clock
    from earnest.foundation.actor import program

    moment = _end_of(as_of) if as_of else clock.now()
    found = [_plain(state) for state in queries.source_states(program(), moment)]
    if as_json:
        print_json({"as_of": moment.isoformat(), "sources": found})
        return
    if not found:
        say("No source yet. The first file of a format makes one: earnest ingest FILES…")
    for one in found:
        last = one["last_observed_at"] or "never"
        say(f"{one['id']:32} {one['freshness']:10} last {last[:10]:10}  {one['title']}")


def _end_of(day: datetime) -> datetime:
    return (
        datetime.combine(day.date(), time.max, tzinfo=UTC)
        if day.year < 9999
        else datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
    )


def _plain(state: Any) -> dict[str, Any]:
    return {
        "id": state.source.slug,
        "title": state.source.title,
        "format": state.source.format,
        "active": state.source.active,
        "accountable": state.source.accountable.email if state.source.accountable else None,
        "freshness": state.freshness.value,
        "last_observed_at": state.last.observed_at.isoformat() if state.last else None,
        "lapses_at": state.lapses_at.isoformat() if state.lapses_at else None,
    }
