"""What is open and overdue, what to change first, how long mending takes, and work handed over as tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, say

if TYPE_CHECKING:
    from earnest.duties.hygiene.queries import Board, Loss
    from earnest.duties.hygiene.rules.survival import Curve

app = typer.Typer(
    help="What is open and overdue, and what to change first.", no_args_is_help=True, rich_markup_mode=None
)
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to conclude for. Default: today.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def board(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show open findings by priority and by team, the security team first."""
    found = _board(as_of)
    if as_json:
        _json(found)
        return
    say(f"{found.day:%d %B %Y}, by {found.policy_title}", style="bold")
    for one in found.unproven:
        say(f"Not proven: {one.text}")
    say(
        f"{found.open:,} open on {found.assets:,} assets: {found.overdue:,} overdue, {found.due:,} due within a week, "
        f"{found.paused:,} paused; {found.not_applicable:,} ended by VEX. Notes left out: {found.left_out:,}."
    )
    say(f"Known to be exploited: {found.exploited:,}, of them overdue: {found.exploited_overdue:,}.")
    say(f"{'Priority':34} {'Open':>10} {'Overdue':>10}", style="bold")
    for priority in found.by_priority:
        say(f"{priority.title[:34]:34} {priority.open:>10,} {priority.overdue:>10,}")
    say(f"{'Team':34} {'Open':>10} {'Overdue':>10} {'Exploited':>10} {'Worst, days':>12}", style="bold")
    for team in found.by_team:
        name = (team.team or "no team")[:34]
        say(f"{name:34} {team.open:>10,} {team.overdue:>10,} {team.exploited:>10,} {team.worst_days:>12,}")


@app.command()
def packages(
    as_of: AsOf = None,
    top: Annotated[int, typer.Option(help="How many.", min=1, max=500)] = 20,
    as_json: AsJson = False,
) -> None:
    """Show what to change first: work packages by the loss that each change removes."""
    found = _board(as_of)
    from earnest.core.risks.queries import modelled
    from earnest.duties.hygiene import queries

    work = queries.packages(found, modelled(found.day))
    if as_json:
        _json(work)
        return
    say(
        f"{work.count:,} work packages close {work.findings:,} findings; {work.no_fix:,} have no known fix.",
        style="bold",
    )
    say(work.because)
    for place, one in enumerate(work.packages[:top], start=1):
        loss = _loss(one.removes, work.currency)
        say(f"{place:3}. {one.title[:60]:60} {one.changes:>7,} changes {one.findings:>9,} findings "
            f"{one.overdue:>8,} overdue {one.exploited:>6,} exploited {loss}  {one.key[:12]}")  # fmt: skip


@app.command()
def latency(
    by: Annotated[str, typer.Option(help="team, severity, priority or os.")] = "priority",
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show how long mending takes, with what is still open counted."""
    found = _board(as_of)
    from earnest.duties.hygiene import queries

    told = queries.latency(found, by)
    if as_json:
        _json(told)
        return
    say(f"{'Days until half are fixed':34} {'':>22} {'Fixed':>9} {'Open':>9} {'Mean of fixed':>14}", style="bold")
    for curve in (told.all, *told.groups):
        mean = "none" if curve.mean_of_fixed is None else f"{curve.mean_of_fixed:,.1f}"
        name = "all" if curve is told.all else curve.group or "not named"
        say(f"{name[:34]:34} {_median(curve):>22} {curve.fixed:>9,} {curve.open:>9,} {mean:>14}")
    say(told.note)


@app.command()
def export(
    package: Annotated[str, typer.Argument(help="Key of a work package, or its first characters.")],
    to: Annotated[str, typer.Option("--to", help="Title of the ticket target.")],
    out: Annotated[Path | None, typer.Option("--out", help="File to write, for a target that takes CSV.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")] = False,
) -> None:
    """Hand a work package over as a ticket, once."""
    found = _board(None)
    from earnest.core.risks.queries import modelled
    from earnest.duties.hygiene import operations, queries
    from earnest.duties.hygiene.models import TicketExport, TicketTarget
    from earnest.foundation.actor import program
    from earnest.foundation.record import visible_to

    actor, model = program(), modelled(found.day)
    target = visible_to(actor, TicketTarget).filter(title=to).first()
    if target is None:
        fail(f"--to: there is no ticket target {to!r}.")
    keys = [one.key for one in queries.packages(found).packages if one.key.startswith(package)]
    if len(keys) != 1:
        fail(f"{len(keys)} work packages begin with {package!r}. See “earnest hygiene packages” for their keys.")
    if dry_run:
        _json(operations.dry_run(actor, target, found, keys[0], model))
        return
    if target.kind == TicketTarget.Kind.CSV:
        _file(out, lambda: operations.export_csv(actor, target, found, keys, model))
        return
    sent = operations.export_package(actor, target, found, keys[0], model)
    said = f"{sent.get_state_display()}: {sent.ticket or sent.answer}"
    if sent.state != TicketExport.State.SENT:
        fail(said)
    say(said)


def _file(out: Path | None, export: Callable[[], str]) -> None:
    """Write a new file, opened first: what cannot be written does not count as handed over."""
    if out is None:
        fail("--out: name a file to write that is not there yet.")
    try:
        with out.open("x", encoding="utf-8", newline="") as stream:
            try:
                stream.write(export())
            except BaseException:
                out.unlink(missing_ok=True)
                raise
    except FileExistsError:
        fail(f"--out: {out} is there already: name a file that is not there yet.")
    except OSError as error:
        fail(f"--out: {out} cannot be written ({error.strerror or error}).")
    say(f"Written: {out}")


def _board(as_of: datetime | None) -> Board:
    django_setup.start()
    from earnest.duties.hygiene import queries

    return queries.board_file(as_of.date() if as_of else None)


def _json(found: object) -> None:
    import msgspec

    told = msgspec.to_builtins(found)
    told.pop("folder", None)
    print_json(told)


def _loss(loss: Loss | None, currency: str) -> str:
    return "" if loss is None else f"{currency} {loss.mean:,.0f} ({loss.low:,.0f} to {loss.high:,.0f})"


def _median(curve: Curve) -> str:
    if curve.median is None:
        return "not yet"
    low = "?" if curve.median_low is None else f"{curve.median_low:,}"
    high = "?" if curve.median_high is None else f"{curve.median_high:,}"
    return f"{curve.median:,} ({low} to {high})"
