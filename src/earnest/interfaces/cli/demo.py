"""The whole run on the sample company."""

from __future__ import annotations

import time
from collections import Counter
from typing import Annotated

import typer

from earnest.interfaces.cli import serve, workspace
from earnest.interfaces.cli.output import fail, progress, say

CISO = "ines.okafor@larkfieldpay.com"
DOCUMENTS = (
    *(("board", None, None), ("auditor", "iso27001-2022", None), ("insurer", None, None), ("budget", None, None)),
    *(("regulator", "gdpr", None), ("auditor", "soc2-tsc-2017", "matrix")),
)
"""Whom the sample's documents are for, of which framework, and which of several."""


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Do all but serve.")] = False,
    port: serve.Port = 8000,
    host: serve.Host = "127.0.0.1",
) -> None:
    """Load the sample company, derive its posture, write the narratives, print what was found, and serve."""
    started = time.monotonic()
    folder = workspace.make()
    from earnest.core.organization.models import Organization
    from earnest.foundation import clock
    from earnest.interfaces.demo.load import load
    from earnest.library.sample.organisation import NAME

    there = Organization.objects.first()
    if there is not None and there.name != NAME:
        fail(
            f"The workspace {folder} holds the record of {there.name}. "
            "Give the sample company its own: earnest -w DIRECTORY demo"
        )
    if there is None:
        with progress("Loading Larkfield Pay, the sample company") as step:
            load(clock.today(), step)
    _assess_and_tell()
    _print(folder)
    say("")
    say(f"Done in {time.monotonic() - started:.1f} s.")
    if not no_serve:
        say(f"Sign in as {CISO} with this address, good once in the next 15 minutes:")
        say(f"  http://{host}:{port}{_link()}")
        serve.run(host, port)


def _assess_and_tell() -> None:
    from earnest.core.assurance import operations, queries
    from earnest.foundation import clock
    from earnest.foundation.actor import program
    from earnest.interfaces.concluding import price, tend
    from earnest.interfaces.demo.signed import open_board_page, sign_board_page
    from earnest.narrative import write

    day = clock.today()
    if queries.is_current(queries.latest(day)):
        return
    with progress("Running control tests") as step:
        operations.assess(day, progress=step)
    with progress("Looking back over the year") as step:
        operations.look_back(day, progress=step)
    with progress("Pricing risks, controls and investments") as step:
        step(0, 1, "exact loss distribution, net worth, best sets")
        model = price()
    with progress("Joining and folding what tools saw") as step:
        step(0, 1, "things, findings and their clocks")
        tend(model)
    with progress("Writing the narratives") as step:
        board = open_board_page(program(), day)
        for number, (audience, framework, document) in enumerate(DOCUMENTS):
            step(number, len(DOCUMENTS), audience)
            write(audience, day, framework=framework, document=document)
        sign_board_page(program(), board, day)


def _print(folder: str) -> None:
    from earnest.core.assurance import queries
    from earnest.core.evidence.models import Snapshot, SnapshotTable
    from earnest.foundation import clock, ledger
    from earnest.interfaces.cli.assess import CONTROL, REQUIREMENT

    made = queries.latest(clock.today())
    if made is None:
        fail("Nothing was assessed. This is a fault of the program.")
    rows = sum(SnapshotTable.objects.values_list("rows", flat=True))
    say("")
    say(f"Larkfield Pay as of {made.as_of:%d %B %Y}", style="bold")
    say(f"  {Snapshot.objects.count()} snapshots, {rows:,} observed rows, {ledger.head():,} ledger entries")
    found = Counter(made.controls.values_list("status", flat=True))
    say("  Controls: " + ", ".join(f"{found[s]} {s}" for s in CONTROL if found[s]))
    for one in made.controls.filter(status="failing").order_by("control__key"):
        say(f"    failing   {one.control_id and one.conclusion['id']}: {one.conclusion['reasons'][0]['text']}")
    for one in made.controls.filter(status="unproven").order_by("control__key"):
        told = one.conclusion["reasons"]
        why = next((reason for reason in told if reason["code"] != "exceptions"), told[0])
        say(f"    unproven  {one.conclusion['id']}: {why['text']}")
    frameworks: dict[str, Counter[str]] = {}
    for key, status in made.requirements.values_list("requirement__framework__key", "status"):
        frameworks.setdefault(key, Counter())[status] += 1
    for key, counts in sorted(frameworks.items()):
        say(f"  {key}: " + ", ".join(f"{counts[s]} {s}" for s in REQUIREMENT if counts[s]))
    _print_money()
    _print_estate()
    say(f"  Documents in {folder}/documents")


def _print_money() -> None:
    from earnest.core.risks import queries as risks
    from earnest.core.risks.rules import money_in
    from earnest.duties.budget import queries as budget
    from earnest.engines.quant import Verdict
    from earnest.foundation import clock

    model = risks.modelled(clock.today())
    found, money = risks.exposure(model), money_in(model.currency)
    worst = money(found.var95) if found.var95 is not None else "an amount that cannot be told"
    say(f"  A year costs {money(found.mean)} ({money(found.mean_low)} to {money(found.mean_high)}) in expected loss,")
    say(f"    of which {money(found.raised_by)} because controls fail or are unproven")
    say(f"  The worst year in twenty starts at {worst}")
    for point in found.appetite:
        if not point.within:
            told = f"{point.now:.1%} against {point.limit:.1%} agreed"
            say(f"    above the appetite: the chance of more than {money(point.loss)} is {told}")
    year = budget.fiscal_year(day=clock.today())
    rows = [row for row in budget.ranking(model, year).rows if row.kind == "tool" and row.is_modelled]
    for row in (*rows[:1], *(one for one in rows[1:] if one.verdict in {Verdict.COSTS_MORE, Verdict.UNDECIDED})):
        between = f"{money(row.net.low)} to {money(row.net.high)}"
        say(f"    {row.verdict.words}: {row.name}, net {money(row.net.mean)} a year ({between})")


def _print_estate() -> None:
    from earnest.core.risks import queries as risks
    from earnest.foundation import clock
    from earnest.foundation.actor import program
    from earnest.interfaces.demo.told import documents, estate

    actor = program("sample company")
    for line in (*estate(actor, risks.modelled(clock.today())), *documents(actor, clock.today())):
        say(f"  {line}")


def _link() -> str:
    from earnest.core.organization.models import Person
    from earnest.foundation import plain, users
    from earnest.foundation.actor import Role, program
    from earnest.foundation.models import User
    from earnest.interfaces.web.links import path_for

    user = User.objects.filter(email=CISO).first()
    if user is None:
        person, actor = Person.objects.get(email=CISO), program("sample company")
        user = users.create_user(actor, email=CISO, name=person.name, role=Role.CISO)
        plain.change(actor, person, {"user": user})
    return path_for(user)
