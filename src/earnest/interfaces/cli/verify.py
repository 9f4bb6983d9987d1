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
    ("requirements as the crosswalk has them", "requirements rest on the controls that your own crosswalk gives them"),
    ("documents drawn anew", "files of documents are those that their claims give"),
    ("inclusion proofs", "entries are in the ledger whose root was signed"),
    ("records as the ledger has them", "records are as the ledger has them"),
    ("tables as the ledger has them", "tables are those that the ledger has"),
    ("earlier packages", "earlier packages lead to this ledger"),
    ("disclosures", "disclosed values fit their commitments"),
)
_STATED = (
    ("claims on facts outside the package", "claims of documents rest on facts outside the package; not recomputed"),
    ("claims on withheld evidence", "claims of documents rest on withheld rows or columns; not recomputed"),
    ("requirements on other controls than your crosswalk has", "requirements rest on controls that the signer chose"),
)
_WEIGHTS = {"limit": "cannot be shown", "word": "signer's word", "gap": "NOT CHECKED"}


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
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not draw PDF and other files anew; they are then not checked.")
    ] = False,
    pages: Annotated[
        Path | None, typer.Option("--pages", help="Write a page of each document, drawn here, to this folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Recompute a package from itself alone and name what differs.

    Exits with 0 if nothing differs and nothing was left open that a package can show, 1 if something differs, 2 if it
    cannot be read, 3 if nothing differs and something was left open: by whom it is signed, for one.
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
        crosswalks=_crosswalks(),
        disclosed=[(str(path), path.read_bytes()) for path in disclosed or ()],
        redraw=not quick,
    )
    if pages is not None and verdict.good:
        _write(file, pages)
    if as_json:
        print_json(_plain(verdict))
    else:
        _say(verdict)
    if not verdict.complete:
        raise typer.Exit(3 if verdict.good else 1)


def _crosswalks() -> dict[str, dict[str, frozenset[str]]]:
    """By framework and requirement, the controls that support it in the library that came with this program."""
    from earnest.library.catalogue import catalogue, parts
    from earnest.library.frameworks import frameworks

    found: dict[str, dict[str, set[str]]] = {
        name: {one.id: set() for one in held.requirements} for name, held in frameworks().items()
    }
    for key in catalogue():
        for one in (key, *parts(key)):
            for name, requirements in catalogue()[one].maps.items():
                for requirement in requirements:
                    found.get(name, {}).get(requirement, set()).add(key)
    return {name: {id_: frozenset(keys) for id_, keys in held.items()} for name, held in found.items()}


def _write(file: Path, folder: Path) -> None:
    from earnest.engines.package.checks.narratives import pages
    from earnest.engines.package.container import Container

    folder.mkdir(parents=True, exist_ok=True)
    with Container(file) as container:
        for name, content in pages(container):
            (folder / name).write_bytes(content)


def _plain(verdict: Verdict) -> dict[str, Any]:
    import msgspec

    found: dict[str, Any] = msgspec.to_builtins(verdict)
    return {"good": verdict.good, "complete": verdict.complete, **found}


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
    for name, words in _STATED:
        if name in verdict.stated:
            say(f"signer's word  {verdict.stated[name]:,} {words}", style="yellow")
    for skipped in verdict.unchecked:
        say(f"{_WEIGHTS[skipped.weight]}  {skipped.part}: {skipped.id}: {skipped.why}", style="yellow")
    say(_outcome(verdict), style="bold")


def _outcome(verdict: Verdict) -> str:
    """The last line: what a reader may rely on."""
    if not verdict.good:
        return f"NOT GOOD: {len(verdict.differences):,} differences in {', '.join(verdict.parts)}."
    open_ = [one for one in verdict.gaps if one.part != "signature"]
    claims, word = verdict.checked.get("claims", 0), sum(verdict.stated.values())
    held = f"{claims:,} claims were concluded anew, {word:,} things are the signer's word alone"
    if open_:
        return f"GOOD IN PART: nothing differs, but {len(open_):,} things named above were NOT CHECKED; {held}."
    if verdict.trust == "unknown":
        return f"GOOD, BUT BY WHOM? Nothing differs; {held}. You do not know the key that signed: {verdict.fingerprint}"
    return f"GOOD: nothing differs; {held}. It is signed by the key you named ({verdict.fingerprint})."
