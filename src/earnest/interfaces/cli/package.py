"""Making signed packages, and stamping them with a time."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, progress, say, warn

if TYPE_CHECKING:
    from earnest.interfaces.packaging import Packaged

app = typer.Typer(help="Signed packages that a reader can recompute.", rich_markup_mode=None)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.callback(invoke_without_command=True)
def package(
    ctx: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write, such as q4.earnest.")] = None,
    framework: Annotated[
        list[str] | None,
        typer.Option("--framework", "-f", help="Only what this framework rests on; may be repeated. Default: all."),
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to conclude for. Default: today.")
    ] = None,
    engagement: Annotated[
        str, typer.Option(help="Number or title of an engagement: its framework, as of the end of its period.")
    ] = "",
    tell: Annotated[
        list[str] | None, typer.Option("--tell", help="Whose documents go in; may be repeated. Default: auditor.")
    ] = None,
    html_only: Annotated[bool, typer.Option("--html-only", help="Leave out the PDF and other formats.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Put in the files as they came, too.")] = False,
    withhold: Annotated[
        list[str] | None,
        typer.Option("--withhold", help="Withhold a column: accounts.username. May be repeated."),
    ] = None,
    withhold_rows: Annotated[
        list[str] | None,
        typer.Option("--withhold-rows", help="Withhold rows: accounts:username=ada@birch.example. May be repeated."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="File of the signing key. Default: the workspace's.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", help="An earlier package: prove that the ledger only grew since.")
    ] = None,
    made_at: Annotated[
        datetime | None,
        typer.Option("--made-at", help="Time to write down as that of making, in UTC. Default: now."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a signed package: evidence, control tests, decisions, results and documents, to be verified offline."""
    if ctx.invoked_subcommand is not None:
        return
    if output is None:
        fail("Name the file to write: earnest package -o FILE")
    django_setup.start()
    from earnest.engines.package.reading import ledger_of
    from earnest.foundation.actor import program
    from earnest.interfaces import packaging, signing

    frameworks, day = tuple(framework or ()), as_of.date() if as_of else None
    if engagement:
        frameworks, day = _engagement(engagement, day)
    wanted = packaging.Wanted(
        day=day or _today(),
        frameworks=frameworks,
        audiences=tuple(tell or ("auditor",)),
        only_html=html_only,
        raw=raw,
        columns=tuple(withhold or ()),
        rows=tuple(withhold_rows or ()),
        earlier=ledger_of(since) if since else None,
    )
    signed_by = signing.signing_key(Path(os.environ["EARNEST_WORKSPACE"]), key)
    moment = made_at.replace(tzinfo=UTC) if made_at else None
    with progress("Packaging", quiet=as_json) as step:
        made = packaging.make(program(), wanted, signed_by, output, made_at=moment, step=step)
    _print(made, as_json=as_json)


def _today() -> date:
    from earnest.foundation import clock

    return clock.today()


def _engagement(name: str, day: date | None) -> tuple[tuple[str, ...], date]:
    """The framework of an engagement, and the day: the one asked for, else the end of its period if that is over."""
    from earnest.duties.audits.models import Engagement
    from earnest.foundation.actor import program
    from earnest.foundation.record import visible_to

    rows = list(visible_to(program(), Engagement).select_related("framework"))
    found = next((row for row in rows if name in {str(row.pk), row.title}), None)
    if found is None:
        there = "; ".join(f"{row.pk} {row.title}" for row in rows) or "none yet"
        fail(f"There is no engagement {name!r}. On record: {there}.")
    ends = found.period_end or _today()
    return (found.framework.key,), day or min(ends, _today())


def _print(packaged: Packaged, *, as_json: bool) -> None:
    made = packaged.made
    withheld = [f"{one.id}: {one.why}" for one in made.statement.predicate.left_out]
    if as_json:
        print_json(
            {
                "file": str(made.path),
                "sha256": made.sha256,
                "size": made.size,
                "manifest": made.manifest,
                "fingerprint": made.fingerprint,
                "members": made.members,
                "left_out": withheld,
                "still_told": list(packaged.still_told),
            }
        )
        return
    say(f"{made.path}: {made.size:,} bytes, {made.members} members")
    say(f"SHA-256 {made.sha256}")
    say(f"Signed by {made.fingerprint}")
    for line in withheld:
        say(f"  left out: {line}")
    for line in packaged.still_told:
        warn(f"  a withheld value still stands in {line}")
    say(f"Whoever gets it runs: earnest verify {made.path.name} --key PUBLIC-KEY.pem")


@app.command()
def stamp(
    file: Annotated[Path, typer.Argument(help="The package.")],
    request: Annotated[
        Path | None, typer.Option("--request", help="Write a request for a timestamp to this file (DER).")
    ] = None,
    response: Annotated[
        Path | None, typer.Option("--response", help="Put the authority's response from this file into the package.")
    ] = None,
) -> None:
    """Have a timestamp authority say when the package was signed (RFC 3161). Nothing is sent from here.

    Write the request, send it to an authority as application/timestamp-query, then put its response in.
    """
    from earnest.engines.package import stamps

    if (request is None) == (response is None):
        fail("Give --request FILE to write a request, or --response FILE to put in what came back.")
    if request is not None:
        request.write_bytes(stamps.request(file))
        say(f"The request is in {request}. Send it as application/timestamp-query, keep what comes back, then run: "
            f"earnest package stamp {file.name} --response FILE")  # fmt: skip
    if response is not None:
        with tempfile.TemporaryDirectory() as folder:
            found = stamps.add(file, response.read_bytes(), Path(folder))
        say(f"The authority says {found.at:%Y-%m-%d %H:%M:%S} UTC. It is now in {file}.")
