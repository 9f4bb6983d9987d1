"""Audits: engagements, readiness, request lists, and samples that are drawn again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, say

if TYPE_CHECKING:
    from earnest.duties.audits.models import Engagement

SHOWN = 40
FILE_LIMIT = 5 * 2**20 + 1
"""One byte more than a request list may have, so that a larger one is seen to be too large."""

app = typer.Typer(
    help="Audits: what is asked, how ready we are, and samples that anybody can draw again.", rich_markup_mode=None
)
requests = typer.Typer(help="What auditors asked for, and request lists.", rich_markup_mode=None)
samples = typer.Typer(help="Samples of populations.", rich_markup_mode=None)
app.add_typer(requests, name="requests")
app.add_typer(samples, name="sample")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Which = Annotated[str, typer.Option("--engagement", help="Number of the engagement, or its title.")]


@app.callback(invoke_without_command=True)
def audits(context: typer.Context, as_json: AsJson = False) -> None:
    """List the engagements with what is left to do in each."""
    if context.invoked_subcommand is not None:
        return
    django_setup.start()
    from earnest.duties.audits import queries
    from earnest.foundation import clock
    from earnest.foundation.actor import program

    found = queries.engagements(program(), clock.today())
    if as_json:
        _json({"engagements": found})
        return
    if not found:
        say("No audit is planned.")
    for one in found:
        row = one.row
        when = f"fieldwork from {row.fieldwork_start}"
        if one.days_to_fieldwork > 0:
            when += f", in {one.days_to_fieldwork} days"
        say(f"{row.pk}  {row.title}", style="bold")
        asked_for = f"{one.ours} of {one.requests} requests are ours, {one.overdue} overdue"
        say(f"  {row.get_state_display().lower()}, {when}; {asked_for if one.requests else 'no requests'}; "
            f"{one.open_nonconformities} open findings")  # fmt: skip


@app.command()
def readiness(
    engagement: Annotated[str, typer.Argument(help="Number of the engagement, or its title.")], as_json: AsJson = False
) -> None:
    """Say what stands today and what is likely to stand on the first day of fieldwork, with its range."""
    django_setup.start()
    from earnest.core.assurance.operations import assess
    from earnest.duties.audits import queries
    from earnest.duties.audits.models import Engagement
    from earnest.foundation import clock

    row = _engagement(engagement)
    assess(clock.today())
    if row.state == Engagement.State.CLOSED:
        fail(f"“{row.title}” is closed, so there is nothing to forecast.")
    found = queries.readiness(row, clock.today())
    if as_json:
        _json({"engagement": row, "readiness": found})
        return
    say(f"{row.title}: forecast for {found.fieldwork}, made on {found.day}", style="bold")
    say(f"Met of what applies: today {_share(found.share_today)}; at fieldwork {_share(found.share)}, "
        f"from {_share(found.share_low)} to {_share(found.share_high)}. No promise.")  # fmt: skip
    rows = [one for one in found.rows if len({one.today, one.floor, one.expected, one.ceiling}) > 1]
    for one in rows[:SHOWN]:
        say(f"  {one.key:10} {one.today} → {one.expected} ({one.floor} to {one.ceiling})")
        for each in one.changes[:2]:
            say(f"             {each.what}")
    if len(rows) > SHOWN:
        say(f"  and {len(rows) - SHOWN} more that may change")


@requests.callback(invoke_without_command=True)
def asked(context: typer.Context, as_json: AsJson = False) -> None:
    """List the requests that are ours to answer, with their engagements."""
    if context.invoked_subcommand is not None:
        return
    django_setup.start()
    from earnest.duties.audits import queries
    from earnest.duties.audits.models import Engagement
    from earnest.foundation import clock
    from earnest.foundation.actor import program

    there = queries.visible_to(program(), Engagement).exclude(state=Engagement.State.CLOSED).order_by("fieldwork_start")
    found = [queries.request_list(program(), row, clock.today()) for row in there]
    ours = [(one, [each for each in one.rows if each.ours]) for one in found]
    if as_json:
        _json({"engagements": [{"engagement": one.engagement, "ours": rows} for one, rows in ours]})
        return
    if not any(rows for _one, rows in ours):
        say("No request is ours to answer.")
    for one, rows in ours:
        if rows:
            say(f"{one.engagement.pk}  {one.engagement.title}", style="bold")
        for each in rows:
            row = each.row
            late = f", {each.overdue_days} days late" if each.overdue_days else ""
            say(f"  {row.number:6} {row.title}")
            say(f"         {row.get_state_display().lower()}, due {row.due_on}{late}, "
                f"{row.assigned_to.name if row.assigned_to else 'given to nobody'}")  # fmt: skip


@requests.command("import")
def import_requests(
    file: Annotated[Path, typer.Argument(help="The auditor's XLSX workbook.")],
    engagement: Which,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in; keep nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a request list, all of it or nothing. Each cell that cannot be used is named.

    Exits with 1 if one cannot.
    """
    django_setup.start()
    from earnest.duties.audits import operations, queries
    from earnest.foundation import clock
    from earnest.foundation.actor import program

    row = _engagement(engagement)
    try:
        with file.open("rb") as content:
            data = content.read(FILE_LIMIT)
    except OSError as error:
        fail(f"{file}: {error.strerror or 'it cannot be read'}.")
    sheet = queries.read_request_file(row, data, file.name, clock.today())
    keep = not dry_run and not sheet.problems
    made = operations.import_requests(program(), row, sheet) if keep else []
    if as_json:
        _json({"rows": sheet.rows, "problems": sheet.problems, "problem_count": sheet.problem_count, "kept": len(made)})
    else:
        for problem in sheet.problems:
            say(f"  {problem}")
        if sheet.problems:
            say(f"{sheet.problem_count} cells cannot be used, so nothing came in.", style="red")
        elif dry_run:
            say(f"{len(sheet.rows)} requests would come in.")
        else:
            say(f"{len(made)} requests came in.")
    if sheet.problems:
        raise typer.Exit(1)


@samples.callback(invoke_without_command=True)
def drawn(context: typer.Context, as_json: AsJson = False) -> None:
    """List the samples by their numbers, and whether each can be drawn again."""
    if context.invoked_subcommand is not None:
        return
    django_setup.start()
    from earnest.duties.audits import queries
    from earnest.duties.audits.models import Sample
    from earnest.foundation.actor import program

    rows = queries.visible_to(program(), Sample).select_related("population__engagement").order_by("pk")
    found = [(row, queries.sample(row)) for row in rows]
    if as_json:
        _json({"samples": [{"sample": row, "size": row.size, "holds": one.redrawn.holds} for row, one in found]})
        return
    if not found:
        say("No sample is drawn.")
    for row, one in found:
        say(f"{row.pk}  {row.title}", style="bold")
        says = "the same when drawn again" if one.redrawn.holds else "NOT the same when drawn again"
        say(f"  {row.size} of {row.population.size}, {row.population.engagement}; {says}")


@samples.command("verify")
def verify(
    sample: Annotated[int, typer.Argument(help="Number of the sample.", min=1, max=2**63 - 1)],
    evidence: Annotated[bool, typer.Option("--evidence", help="List the population from evidence again, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw a sample again from its population and seed, and compare it with what was recorded.

    Exits with 1 if they differ.
    """
    django_setup.start()
    from earnest.duties.audits import queries
    from earnest.duties.audits.models import Sample
    from earnest.foundation.actor import program

    rows = queries.visible_to(program(), Sample).select_related("population__engagement")
    row = rows.filter(pk=sample).first()
    if row is None:
        known = ", ".join(map(str, rows.order_by("pk").values_list("pk", flat=True))) or "none yet"
        fail(f"There is no sample {sample}. On record: {known}.")
    found = queries.sample(row)
    checked = queries.check_population(row.population) if evidence else None
    holds = found.redrawn.holds and (checked is None or checked.holds)
    if as_json:
        told = {"sample": row, "seed": row.seed, "algorithm": row.algorithm, "digest": row.digest}
        _json(told | {"holds": holds, "redrawn": found.redrawn, "population": checked})
    else:
        drawn = f"{row.get_method_display()}, seed {row.seed}" if row.seed else row.get_method_display()
        say(f"{row.title}: {drawn}, {row.size} of {row.population.size}", style="bold")
        say(found.redrawn.what)
        for one in found.redrawn.differs[:SHOWN]:
            say(f"  {one}")
        if checked is not None:
            say(f"Population: {checked.what}")
    if not holds:
        raise typer.Exit(1)


def _engagement(told: str) -> Engagement:
    """The engagement of that number or title; stops with what is on record where there is none."""
    from earnest.duties.audits import queries
    from earnest.duties.audits.models import Engagement
    from earnest.foundation.actor import program

    rows = queries.visible_to(program(), Engagement).select_related("framework")
    by_number = told.isascii() and told.isdecimal() and len(told) < 18
    found = list(rows.filter(pk=int(told)) if by_number else rows.filter(title__iexact=told.strip()))
    if not found:
        known = ", ".join(f"{one.pk} “{one.title}”" for one in rows.order_by("pk")) or "none yet"
        fail(f"There is no engagement “{told}”. On record: {known}.")
    return found[0]


def _share(share: float | None) -> str:
    return "nothing applies" if share is None else f"{share:.0%}"


def _json(found: object) -> None:
    import msgspec

    print_json(msgspec.to_builtins(found, enc_hook=_row, str_keys=True))


def _row(value: object) -> object:
    """A record by its number and label, and words that wait for a language as text."""
    from earnest.foundation.record import Record

    return {"id": value.pk, "label": str(value)} if isinstance(value, Record) else str(value)
