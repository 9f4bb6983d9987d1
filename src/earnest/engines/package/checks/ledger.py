"""Whether the ledger's entries have their hashes, the tree holds them, and they say what the package says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from earnest.engines.package import layout
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.concluding import Facts
from earnest.engines.package.errors import Malformed
from earnest.engines.package.ledger import content_hash
from earnest.engines.package.merkle import is_consistent, leaf_hash, root_by_inclusion
from earnest.engines.package.parts import LedgerEntry, LedgerTree, Step

Earlier = tuple[int, str]
"""Size and root of the tree in an earlier package."""


def ledger(opened: Opened, earlier: Earlier | None) -> None:
    tree = opened.value(layout.TREE, LedgerTree)
    entries = opened.value(layout.ENTRIES, tuple[LedgerEntry, ...])
    if tree is None or entries is None or opened.statement is None:
        return
    said = (opened.statement.predicate.ledger_size, opened.statement.predicate.ledger_root)
    if said != (tree.size, tree.root):
        _no(opened, "proof", layout.TREE, f"{said[0]} entries, root {said[1]}", f"{tree.size}, {tree.root}", _PROOF)
    numbers = [entry.number for entry in entries]
    if numbers != sorted(set(numbers)):
        _no(opened, "entry", layout.ENTRIES, "entries that rise, each once", "one twice or out of order", _PROOF)
        return
    for entry in entries:
        _entry(opened, entry, tree)
    _earlier(opened, tree, earlier)
    if not opened.found.touched(["ledger"]):
        _says(opened, entries)


_PROOF = "The proof does not hold, so the ledger that it speaks of is not the one whose root was signed."


def _entry(opened: Opened, entry: LedgerEntry, tree: LedgerTree) -> None:
    id_ = f"entry {entry.number}"
    root = _root(entry, tree.size)
    if root != tree.root:
        _no(opened, "proof", id_, f"root {tree.root}", f"root {root or 'none'}", _PROOF)
        return
    opened.found.count("inclusion proofs")
    if entry.content is None:
        opened.found.skip("ledger", id_, "its content is withheld; that the ledger holds it is proven")
        return
    try:
        hashed = content_hash(entry.content)
    except Malformed as error:
        opened.malformed(layout.ENTRIES, error)
        return
    if (entry.content.number, hashed) != (entry.number, entry.hash):
        _no(opened, "entry", id_, f"hash {entry.hash}", f"hash {hashed}", "The entry was changed after it was written.")
    opened.found.count("ledger entries")


def _root(entry: LedgerEntry, size: int) -> str:
    path, leaf = _bytes(*entry.proof), _bytes(entry.hash)
    if path is None or leaf is None:
        return ""
    root = root_by_inclusion(leaf_hash(leaf[0]), entry.number - 1, size, path)
    return root.hex() if root else ""


def _bytes(*texts: str) -> list[bytes] | None:
    """SHA-256 hashes from their one text each."""
    try:
        found = [bytes.fromhex(one) for one in texts]
    except ValueError:
        return None
    return found if all(len(raw) == 32 and raw.hex() == text for raw, text in zip(found, texts, strict=True)) else None


def _earlier(opened: Opened, tree: LedgerTree, wanted: Earlier | None) -> None:
    step = tree.earlier
    if step is not None and not _follows(step, tree):
        _no(opened, "proof", "consistency", f"a tree that begins with {step.root}", "another", _PROOF)
    elif step is not None and step.size:
        opened.found.count("consistency proofs")
    if wanted is None:
        return
    if wanted == (tree.size, tree.root):
        opened.found.count("earlier packages")
    elif wanted[0] >= tree.size:
        _no(opened, "proof", "consistency", f"a ledger that begins with {wanted[0]:,} entries, root {wanted[1]}",
            f"{tree.size:,} entries, root {tree.root}", _SHRUNK)  # fmt: skip
    elif step is None or (step.size, step.root) != wanted:
        why = (
            "you asked whether the ledger only grew since the earlier package, and this one holds no proof of it: ask "
            "for a package made with --since that one"
        )
        opened.found.skip("ledger", "consistency", why, "gap")
    else:
        opened.found.count("earlier packages")


_SHRUNK = "A ledger only grows. This one is another, was cut, or is older than the package that you named as earlier."


def _follows(step: Step, tree: LedgerTree) -> bool:
    path, roots = _bytes(*step.proof), _bytes(step.root, tree.root)
    if path is None or roots is None:
        return False
    return (not step.size and not path) or is_consistent(step.size, roots[0], tree.size, roots[1], path)


def _says(opened: Opened, entries: tuple[LedgerEntry, ...]) -> None:
    """What the package says of a record is what the ledger's newest entries on it say."""
    folded = _folded(entries)
    withheld = any(table.withheld is not None for one in opened.snapshots for table in one.tables)
    hidden = withheld and any(entry.content is None for entry in entries)
    seen: set[str] = set()
    for kind, record, wanted in _wanted(opened):
        if not record:
            why = "the package names no entry that speaks of it"
            opened.found.skip("ledger", f"{kind} {_shown(wanted)}", why, "word")
            continue
        kept = folded.get(record)
        if record in seen or not record.startswith(f"{kind}:"):
            _no(opened, "not-in-ledger", record, f"one {kind}", "another record, or it twice", _SAYS)
        elif record in folded and kept is None:
            _no(opened, "not-in-ledger", record, "a record that stands", "one that was deleted", _SAYS)
        elif kept is None and hidden:
            opened.found.skip("ledger", record, "no entry that is shown speaks of it; one that is withheld may")
        elif kept is None:
            _no(opened, "not-in-ledger", record, "an entry that speaks of it", "none", _SAYS)
        elif name := next((n for n, value in wanted.items() if n in kept and not _same(kept[n], value)), ""):
            _no(opened, "not-in-ledger", record, f"{name} {kept[name]}", f"{name} {wanted[name]}", _SAYS)
        elif wanted.keys().isdisjoint(kept):
            _no(opened, "not-in-ledger", record, f"an entry that says {', '.join(wanted)}", "none of it", _SAYS)
        else:
            opened.found.count("records as the ledger has them")
        seen.add(record)
    _tables(opened, folded)
    if entries:
        why = "that no later one on the same records was left out is the signer's word"
        opened.found.skip("ledger", "entries that are not in the package", why)


def _shown(wanted: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in wanted.items())[:200]


def _folded(entries: Iterable[LedgerEntry]) -> dict[str, dict[str, Any] | None]:
    """What the newest entries say of each record; None of one that was deleted."""
    folded: dict[str, dict[str, Any] | None] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        for change in entry.content.changes if entry.content else ():
            record, after = str(change.get("record")), change.get("after")
            if isinstance(after, dict):
                folded[record] = {**(folded.get(record) or {}), **after, _LABEL: change.get("label")}
            elif after is None:
                folded[record] = None
    return folded


_LABEL = "(label)"
"""Under which the name that the ledger gave a record is kept beside its values."""


def _tables(opened: Opened, folded: Mapping[str, dict[str, Any] | None]) -> None:
    """The tables of a snapshot are those that the ledger says were read from it, where it says so."""
    read: dict[str, dict[str, object]] = {}
    for record, kept in folded.items():
        if record.startswith("evidence.snapshottable:") and kept is not None:
            read.setdefault(f"evidence.snapshot:{kept.get('snapshot')}", {})[str(kept.get("table"))] = kept.get(
                "sha256"
            )
    silent = 0
    for one in opened.snapshots:
        said = read.get(one.record)
        for table in one.tables:
            there = said.get(table.table) if said else None
            if there == table.sha256:
                opened.found.count("tables as the ledger has them")
            elif said:
                _no(opened, "not-in-ledger", f"{one.record}, {table.table}", f"a table with SHA-256 {there}",
                    f"SHA-256 {table.sha256}", _SAYS)  # fmt: skip
            else:
                silent += 1
    if silent:
        why = "no entry that is shown says which tables were read from their snapshots"
        opened.found.skip("ledger", f"{silent:,} tables", why)


_SAYS = "The package says something else of this record than the ledger, so one of them was changed."


def _wanted(opened: Opened) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Kind, record and values of what the package says that the ledger must say, too."""
    for snapshot in opened.snapshots:
        yield (
            "evidence.snapshot",
            snapshot.record,
            {
                "sha256": snapshot.sha256,
                "observed_at": snapshot.observed_at,
                "part": snapshot.part,
                "size": snapshot.size,
                "rejected_count": snapshot.rejected,
            },
        )
    if opened.facts is not None:
        for record, values in _decided(opened.facts):
            yield record.partition(":")[0], record, values
        for bound in opened.facts.parameters:
            yield "controls.boundtest", bound.record, {"test": bound.test, "parameters": bound.given}
        yield from _standing(opened.facts)


def _standing(facts: Facts) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Which controls are in use, and which requirements somebody decided not to apply."""
    named = {(one.kind, one.id): one.record for one in facts.decided}
    for control in facts.controls:
        record = named.get(("control", control.id), "")
        yield "controls.control", record, {"key": control.id, "state": control.state.value}
    for one in facts.requirements:
        if one.not_applicable is not None:
            record = named.get(("exclusion", f"{one.framework}/{one.id}"), "")
            told = one.not_applicable
            wanted = {"reason": told.reason, "decided_on": told.decided_on, _LABEL: f"{one.id} does not apply"}
            yield "frameworks.applicability", record, wanted


def _decided(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in facts.exceptions:
        yield (
            f"controls.controlexception:{one.id}",
            {
                "subject": one.subject,
                "reason": one.reason,
                "compensating_measure": one.compensating_measure,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "test": one.test_id,
                "decided_on": one.approved_at.date() if one.approved_at else None,
                "revoked_on": one.revoked_at.date() if one.revoked_at else None,
            },
        )
    for record in facts.inspected:
        yield (
            f"evidence.inspectedrecord:{record.id}",
            {
                "supports": record.supports,
                "question": record.question,
                "inspected_on": record.inspected_on,
                "document_date": record.observed_on,
                "valid_until": record.valid_until,
            },
        )
    for attestation in facts.attestations:
        yield (
            f"evidence.attestation:{attestation.id}",
            {
                "operates": attestation.operates,
                "attested_on": attestation.attested_on,
                "valid_until": attestation.valid_until,
            },
        )


def _same(kept: object, value: object) -> bool:
    """Whether the ledger's JSON holds a value; it keeps instants to the millisecond."""
    if isinstance(value, datetime):
        return bool(
            _parsed(datetime.fromisoformat, kept) == value.replace(microsecond=value.microsecond // 1000 * 1000)
        )
    if isinstance(value, date):
        return bool(_parsed(date.fromisoformat, kept) == value)
    return kept == value and isinstance(kept, bool) == isinstance(value, bool)


def _parsed(read: Callable[[str], Any], kept: object) -> Any:
    try:
        return read(kept) if isinstance(kept, str) else None
    except ValueError:
        return None


def _no(opened: Opened, code: str, id_: str, expected: str, found: str, meaning: str) -> None:
    opened.found.differs(code, "ledger", id_, expected=expected, found=found, meaning=meaning)
