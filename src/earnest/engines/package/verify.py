"""The verifier: recomputes a package from the package alone. No workspace, no network, no clock, no locale."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from earnest.engines.control_tests.runner import Limits
from earnest.engines.package import layout
from earnest.engines.package.checks import evidence, integrity, ledger, narratives, results, stamped, statuses
from earnest.engines.package.checks.disclosed import disclosures
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.container import Container
from earnest.engines.package.keys import PublicKey
from earnest.engines.package.verdict import Verdict


def verify(
    path: Path,
    *,
    trusted_keys: Iterable[PublicKey] = (),
    authorities: Sequence[bytes] = (),
    earlier: tuple[int, str] | None = None,
    disclosed: Iterable[tuple[str, bytes]] = (),
    known: Mapping[str, str] | None = None,
    crosswalks: statuses.Crosswalks | None = None,
    limits: Limits | None = None,
    redraw: bool = False,
) -> Verdict:
    """Check everything in a package that can be checked without its maker.

    `trusted_keys` are those that the reader got by another way; with any, a signature by another key is a difference.
    `authorities` are certificates (PEM) of timestamp authorities that the reader trusts, `earlier` size and root of the
    ledger in an earlier package, `disclosed` names and contents of files with values disclosed later. `known` are
    digests by id of the control tests that the reader's program ships: others are named; `crosswalks` are its own
    mappings, by framework and requirement. `redraw` draws PDF files and the like anew, too, where the key is trusted:
    it takes minutes. PackageError where the file is no package, OSError where it cannot be opened.
    """
    trusted = tuple(trusted_keys)
    with Container(path) as container, tempfile.TemporaryDirectory(prefix="earnest-verify-") as folder:
        opened = Opened(container, Path(folder))
        integrity.members(opened)
        if not opened.found.differences:
            integrity.manifest(opened)
            integrity.digests(opened)
            key = integrity.signature(opened, trusted)
            if key is not None:
                opened.stamped_at = stamped.timestamp(opened, authorities)
        if opened.found.differences:
            opened.found.skip("package", "everything else", "it is not what was signed, so nothing was recomputed")
        else:
            _recompute(opened, limits, lambda: results.queries(opened, known))
            _guarded(opened, "statuses", lambda: statuses.statuses(opened, crosswalks))
            _guarded(opened, "ledger", lambda: ledger.ledger(opened, earlier))
            named = key is not None and key.fingerprint in {one.fingerprint for one in trusted}
            _guarded(opened, "narratives", lambda: narratives.narratives(opened, others=redraw and named))
            disclosures(opened, disclosed)
        return _verdict(opened, trusted)


def _recompute(opened: Opened, limits: Limits | None, queries: Callable[[], None]) -> None:
    _guarded(opened, "facts", lambda: results.facts(opened))
    _guarded(opened, "evidence", lambda: evidence.snapshots(opened))
    _guarded(opened, "control tests", queries)
    if not opened.found.touched(["evidence"]):
        _guarded(opened, "results", lambda: results.results(opened, limits))
    for one in opened.statement.predicate.left_out if opened.statement else ():
        opened.found.skip(one.part, one.id, one.why)


_BROKEN = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError, RecursionError)
"""What values that were made up by hand can raise: days without end, instants without a zone, rows without a name."""


def _guarded(opened: Opened, what: str, check: Callable[[], None]) -> None:
    """Run one check; values that it cannot work with are a difference, never an end without a verdict."""
    try:
        check()
    except _BROKEN as error:
        opened.found.differs("bad-facts", "fact", what, expected="values that can be",
                             found=f"{type(error).__name__}: {error}",
                             meaning="A value cannot be worked with, so what rests on it was not checked.")  # fmt: skip


def _verdict(opened: Opened, trusted: Sequence[PublicKey]) -> Verdict:
    told = opened.statement.predicate if opened.statement else None
    named = told is not None and told.key in {one.fingerprint for one in trusted}
    signed = "signatures" in opened.found.checked
    if told is not None and signed and not named:
        why = "the signature is valid, but its key is not known to you: compare the fingerprint, or name the key"
        opened.found.skip("signature", layout.KEY, why, "gap")
    return Verdict(
        organisation=told.organisation if told else "",
        program=told.program if told else "",
        as_of=told.as_of if told else None,
        made_at=told.made_at if told else None,
        frameworks=told.frameworks if told else (),
        whole=told.whole if told else False,
        stamped_at=opened.stamped_at,
        fingerprint=told.key if told and signed else "",
        trust="known" if named and signed else "unknown",
        differences=tuple(opened.found.differences),
        unchecked=tuple(opened.found.unchecked),
        checked=dict(opened.found.checked),
        stated=dict(opened.found.stated),
    )
