"""Verifying a package: no workspace, no database, no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earnest.interfaces.cli.output import print_json, say

if TYPE_CHECKING:
    from earnest.engines.package.verdict import Verdict

_CHECKED = (
    ("members", "members have the digest that was signed"),
    ("results recomputed", "control tests ran again and gave the stated result"),
    ("statuses of controls", "statuses of controls were concluded again"),
    ("statuses of requirements", "statuses of requirements were concluded again"),
    ("claims", "claims of documents state what was concluded"),
    ("documents drawn anew", "documents are the page that their claims give"),
    ("inclusion proofs", "entries are in the ledger whose root was signed"),
    ("records as the ledger has them", "records are as the ledger has them"),
    ("tables as the ledger has them", "tables are those that the ledger has"),
    ("earlier packages", "earlier packages lead to this ledger"),
    ("disclosures", "disclosed values fit their commitments"),
)


def verify(
    file: Annotated[Path, typer.Argument(help="The package.")],
    key: Annotated[
        list[Path] | None, typer.Option("--key", help="Public key of the maker, got by another way; may be repeated.")
    ] = None,
    authority: Annotated[
        list[Path] | None, typer.Option("--authority", help="Certificate (PEM) of a timestamp authority you trust.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", help="An earlier package: check that the ledger only grew since.")
    ] = None,
    disclosed: Annotated[
        list[Path] | None, typer.Option("--disclosed", help="Values disclosed later; may be repeated.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Recompute a package from itself alone and name what differs.

    Exits with 0 if nothing differs, 1 if something does, 2 if it cannot be read.
    """
    from earnest.engines.package import keys
    from earnest.engines.package.reading import ledger_of
    from earnest.engines.package.verify import verify as check
    from earnest.library.shipped_tests import control_tests

    trusted = [keys.read_public(path.read_bytes(), str(path)) for path in key or ()]
    verdict = check(
        file,
        trusted_keys=trusted,
        authorities=[path.read_bytes() for path in authority or ()],
        earlier=ledger_of(since) if since else None,
        known={one.id: one.digest for one in control_tests().values()},
        disclosed=[(str(path), path.read_bytes()) for path in disclosed or ()],
    )
    if as_json:
        print_json(_plain(verdict))
    else:
        _say(verdict)
    if not verdict.good:
        raise typer.Exit(1)


def _plain(verdict: Verdict) -> dict[str, Any]:
    import msgspec

    found: dict[str, Any] = msgspec.to_builtins(verdict)
    return {"good": verdict.good, **found}


def _say(verdict: Verdict) -> None:
    if verdict.organisation or verdict.as_of:
        day = f"{verdict.as_of:%Y-%m-%d}" if verdict.as_of else "an unknown day"
        say(f"{verdict.organisation or 'An unnamed organisation'} as of {day}, made by {verdict.program}")
        about = ", ".join(verdict.frameworks) or "no framework"
        said = "every control of the record" if verdict.whole else "only what this rests on"
        say(f"About {about}; by its own word {said}.")
    if verdict.stamped_at:
        say(f"Signed by {verdict.stamped_at:%Y-%m-%d %H:%M:%S} UTC at the latest, as the authority you named says.")
    for one in verdict.differences:
        say(f"DIFFERS  {one.part}: {one.id}", style="red")
        say(f"         expected {one.expected}")
        say(f"         found    {one.found}")
        say(f"         {one.meaning}")
    for name, words in _CHECKED:
        if name in verdict.checked:
            say(f"checked  {verdict.checked[name]:,} {words}")
    for skipped in verdict.unchecked:
        say(f"not checked  {skipped.part}: {skipped.id}: {skipped.why}", style="yellow")
    if not verdict.good:
        say(f"NOT GOOD: {len(verdict.differences):,} differences in {', '.join(verdict.parts)}.", style="bold")
        return
    left = f"{len(verdict.unchecked):,} things named above could not be" if verdict.unchecked else "nothing was left"
    if verdict.trust == "known":
        say(f"GOOD: what could be checked holds ({left}), "
            f"and it is signed by the key you named ({verdict.fingerprint}).", style="bold")  # fmt: skip
    else:
        say(f"GOOD, BUT BY WHOM? What could be checked holds ({left}). "
            f"The signature is valid, by a key that is not known to you: {verdict.fingerprint}",
            style="bold")  # fmt: skip
