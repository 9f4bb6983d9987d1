"""Links that proofs of hygiene are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest import __version__
from earnest.core.evidence.models import Snapshot
from earnest.duties.hygiene.models import AdoptedPolicy
from earnest.duties.hygiene.queries import Line
from earnest.engines.documents.proof import DecisionStep, LedgerStep, MethodStep, MissingStep, SnapshotStep
from earnest.foundation.models import LedgerEntry, LedgerSubject
from earnest.foundation.record import visible_to
from earnest.interfaces.web.hygiene import words
from earnest.interfaces.web.hygiene.files import Files
from earnest.interfaces.web.proof_steps import LABELS, Link, Told, entry_address
from earnest.library.priority_policies import priority_policies
from earnest.narrative.chains import snapshot_step

MANY = 30
FEW = 8
LISTS = ("known_exploited", "exploit_predictions", "vex_statements")


def method(found: Files, says: str, *inputs: tuple[str, str]) -> Link:
    given = (
        (_("As of the end of"), date_format(found.stands.day, "j F Y")),
        (_("Policy"), found.in_force.title),
        (_("Digest of what it rests on"), found.board.digest),
        (_("Program"), _("version %s") % __version__),
        *inputs,
    )
    return Link("method", LABELS[MethodStep], MethodStep(says, given))


def missing(what: str, reason: str = "") -> Link:
    return Link("missing", LABELS[MissingStep], MissingStep(what, reason))


def told(label: str, what: str, more: str = "", url: str = "", why: str = "") -> Link:
    return Link("told", label, Told(what, more), url, why=why)


def unproven(found: Files) -> list[Link]:
    """Every reason why the board does not prove that all is seen."""
    return [missing(_("Not proven"), one.text) for one in found.board.unproven]


def policy(found: Files) -> list[Link]:
    """Who decided on the policy, and where it is from."""
    known = priority_policies().policy(found.in_force.policy)
    source = told(
        _("Table of the policy"), known.title, f"{known.source}. {known.caution}", found.link("hygiene-policy")
    )
    rows = visible_to(found.stands.actor, AdoptedPolicy).filter(adopted_on__lte=found.stands.day)
    row = rows.select_related("adopted_by").order_by("-adopted_on", "-pk").first()
    if row is None:
        return [source, missing(_("Nobody has adopted a policy"), _("this one is a proposal of the program"))]
    step = DecisionStep(f"adopted-policy {row.pk}", str(row), row.adopted_by.name, row.adopted_on, row.reason)
    url = found.link("priority-policies-detail", row.pk)
    return [source, Link("decision", LABELS[DecisionStep], step, url), *entries(found, [row.reference])]


def lines(found: Files, rows: Iterable[Line]) -> Iterator[Link]:
    """Findings, each with its own proof."""
    for one in rows:
        due = date_format(one.due_on, "j F Y") if one.due_on else _("no day set")
        says = _("%(priority)s, %(clock)s, due: %(due)s; %(team)s; seen by %(source)s") % {
            "priority": one.priority_title,
            "clock": words.clock_of(one).word.lower(),
            "due": due,
            "team": words.team(one.team),
            "source": one.source,
        }
        yield told(
            _("Finding"),
            _("%(flaw)s on %(asset)s") % {"flaw": words.flaw(one), "asset": one.asset_name},
            says,
            found.link("hygiene-finding", one.finding, source=one.source),
            found.link("proof-hygiene-finding", one.finding, source=one.source),
        )


def more(count: int, url: str) -> Link:
    return Link("more", _("And"), MissingStep(ngettext("%s more", "%s more", count) % f"{count:,}"), url)


def tables(found: Files, *names: str) -> list[Link]:
    """The snapshots that speak on the day and hold these tables, the newest first, and their entries in the ledger."""
    rows: dict[int, Snapshot] = {one.pk: one for name in names for one in found.of(name)}
    listed = sorted(rows.values(), key=lambda one: (one.observed_at, one.pk), reverse=True)
    links = list(snapshots(found, listed[:MANY]))
    if len(listed) > MANY:
        links.append(more(len(listed) - MANY, found.link("snapshots-list")))
    return links


def snapshots(found: Files, rows: Iterable[Snapshot]) -> Iterator[Link]:
    """Snapshots, then the newest entries of the ledger on them."""
    listed = list(rows)
    for row in listed:
        yield Link("snapshot", LABELS[SnapshotStep], snapshot_step(row), found.link("snapshots-detail", row.pk))
    yield from entries(found, [row.reference for row in listed])


def entries(found: Files, references: Iterable[str]) -> list[Link]:
    """The newest entries of the ledger on these records."""
    wanted = sorted(set(references))[:400]
    numbers: dict[str, int] = {}
    for record, entry in LedgerSubject.objects.filter(record__in=wanted).values_list("record", "entry"):
        numbers[record] = max(entry, numbers.get(record, 0))
    rows = LedgerEntry.objects.filter(number__in=numbers.values()).order_by("-number")[:FEW]
    return [
        Link(
            "ledger",
            LABELS[LedgerStep],
            LedgerStep(one.number, one.at, one.hash, one.previous),
            entry_address(found.stands, one.number),
        )
        for one in rows
    ]
