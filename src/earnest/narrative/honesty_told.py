"""What outsiders were told, and what documents speak of, held against what is seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyarrow import parquet

from earnest.core.assurance.models import ControlStatus, RequirementStatus
from earnest.core.assurance.queries import Plain, latest
from earnest.core.controls.models import Control
from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.core.frameworks.models import StatedAnswer
from earnest.core.organization.models import Scope
from earnest.foundation import clock, ledger
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked
from earnest.foundation.models import LedgerEntry
from earnest.foundation.record import Record, visible_to
from earnest.library.technologies import Technology, shows, spoken_of
from earnest.narrative.insurer_rules import FACTS, INVERSE, answer, contradicts, turned

NEWEST = 1000
"""How many of the newest ledger entries are checked here; `earnest doctor` checks all."""
_HELD = "ledger-held"
INVENTORY = {
    "software": ("name",),
    "devices": ("os_name",),
    "exposed_services": ("product", "service"),
    "scan_targets": ("os_name",),
}
"""Columns of current evidence that say what technology is there."""

BROKEN = Rule(
    "ledger-broken",
    gettext_lazy("The ledger does not hold"),
    gettext_lazy("Somebody changed the history of the record. Nothing that rests on it can be shown to be true."),
    Severity.HIGH,
    gettext_lazy("Stop, keep a copy, and restore the last backup that holds. Run: earnest doctor"),
)
CONTRADICTED = Rule(
    "answer-contradicted",
    gettext_lazy("An outsider was told something that evidence contradicts"),
    gettext_lazy("A wrong answer may void a cover or break a contract, also where it was given in good faith."),
    Severity.HIGH,
    gettext_lazy("Tell them what is so, or mend it before they rely on it. Do not sign the answer again."),
)
POLICY = Rule(
    "document-speaks-of-what-is-gone",
    gettext_lazy("A document speaks of technology that nobody has"),
    gettext_lazy("It was written for another company, or for this one long ago. People cannot follow it."),
    Severity.MEDIUM,
    gettext_lazy("Write the document anew from what is there, then inspect it again."),
)


def _broken(_actor: Actor, _day: date) -> Iterator[Finding | Unlooked]:
    first = max(1, ledger.head() - NEWEST + 1)
    if first > 1:
        yield BROKEN.blind(_("Only the newest %s entries are checked here. Run: earnest doctor") % NEWEST)
    for one in _breaks(first):
        subject = _("Entry %s of the ledger") % one.number
        yield BROKEN.found(subject, one.what, f"foundation.ledgerentry:{one.number}", "history", entry=one.number)


def _breaks(first: int) -> list[ledger.Break]:
    """Where the ledger does not hold, from an entry on. What held before, and is as it was then, is not hashed anew."""
    rows = list(LedgerEntry.objects.filter(number__gte=first - 1).order_by("number").values_list())
    links = zip([(), *rows] if first == 1 else rows, rows if first == 1 else rows[1:], strict=False)
    marks = {row[0]: hashlib.sha256(repr((before, row)).encode()).digest() for before, row in links}
    held: frozenset[bytes] = cache.get(_HELD, frozenset())
    unseen = next((number for number, mark in marks.items() if mark not in held), None)
    if unseen is None:
        return []
    found = list(ledger.breaks(unseen))
    cache.set(_HELD, frozenset(mark for number, mark in marks.items() if number < unseen or not found))
    return found


def _answers(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    assessment = latest(day)
    if assessment is None:
        yield CONTRADICTED.blind(_("Nothing is concluded for this day yet."))
        return
    rows = visible_to(actor, StatedAnswer).filter(signed_on__lte=day).select_related("requirement__framework")
    last: dict[tuple[int, str], StatedAnswer] = {}
    for row in rows.order_by("signed_on", "pk"):
        last[row.requirement_id, row.told_to] = row
    wanted = {row.requirement_id for row in last.values()}
    concluded = {row.requirement_id: row for row in assessment.requirements.filter(requirement__in=wanted)}
    statuses = {row.conclusion["id"]: row for row in assessment.controls.all()}
    for stated in last.values():
        found = concluded.get(stated.requirement_id)
        shown = _shown(stated, found, statuses) if found else ""
        if shown:
            detail = _("%(to)s was told “%(said)s” on %(day)s. Evidence answers: %(shown)s.") % {
                "to": stated.told_to,
                "said": stated.text.strip() or stated.answer,
                "day": date_format(stated.signed_on, "j M Y"),
                "shown": shown,
            }
            requirement = stated.requirement
            yield CONTRADICTED.found(
                requirement.question or requirement, detail, stated.reference, "requirements-detail", requirement.pk,
                requirement=requirement.key, framework=requirement.framework.key, told_to=stated.told_to,
                signed_on=stated.signed_on, evidence=shown,
            )  # fmt: skip


def _shown(stated: StatedAnswer, found: RequirementStatus, statuses: dict[str, ControlStatus]) -> str:
    """What evidence answers where that contradicts what was told; empty where it does not."""
    supporting = [statuses[key] for key in found.conclusion["controls"] if key in statuses]
    told = answer(found.status, (one.status for one in supporting), excepted=sum(one.excepted for one in supporting))
    key = stated.requirement.key
    if key in FACTS:
        return ""
    told = turned(told) if key in INVERSE else told
    shares = [_share(test) for one in supporting for test in one.conclusion["tests"] if test["population"]]
    kind = stated.requirement.answer_type
    if not contradicts(stated.answer, told, kind=kind, measured=min(shares, default=None)):
        return ""
    return told.value


def _share(test: Plain) -> float:
    good = test["population"] - test["violations"] - test["excepted"] - test["unknown"]
    return float(max(0, good) / test["population"])


def _spoken(actor: Actor, day: date) -> Iterator[tuple[Record, str, str, str]]:
    """Documents in force: the record, what it is called, its words, and the page that mends it."""
    for one in visible_to(actor, InspectedRecord).filter(inspected_on__lte=day, valid_until__gte=day):
        yield one, one.title, f"{one.title}. {one.note}", "inspected-records-detail"
    words = visible_to(actor, Attestation).filter(attested_on__lte=day, valid_until__gte=day).select_related("control")
    for word in words:
        yield word, str(word.control), word.statement, "attestations-detail"
    for control in visible_to(actor, Control).filter(state=Control.State.OPERATING):
        yield control, control.name, control.statement, "controls-detail"
    for scope in visible_to(actor, Scope):
        yield scope, scope.name, scope.statement, "scopes-detail"


def _policies(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    spoken = [(*one, spoken_of(one[2])) for one in _spoken(actor, day)]
    asked = {technology for one in spoken for technology in one[4]}
    there = _inventory(day, asked) if asked else frozenset()
    if there is None:
        yield POLICY.blind(_("No current evidence lists software, so nobody can tell what is there."))
        return
    for record, title, words, page, named in spoken:
        for technology in named:
            if technology.id not in there:
                detail = _("It speaks of: %(what)s. No inventory has one. Its words: %(words)s") % {
                    "what": technology.title,
                    "words": words[:200],
                }
                yield POLICY.found(title, detail, record.reference, page, record.pk, technology=technology.id)


def _inventory(day: date, asked: Iterable[Technology]) -> frozenset[str] | None:
    """Which of the technologies current evidence shows; None where no evidence lists software."""
    found: set[str] = set()
    left, listed = set(asked), False
    for snapshot in evidence.current_snapshots(clock.end_of(day)):
        for table in snapshot.tables.all():
            if table.table not in INVENTORY or not left:
                continue
            listed = listed or table.table == "software"
            for name in _names(table.sha256, INVENTORY[table.table]):
                seen = {one for one in left if shows(one, name)}
                found |= {one.id for one in seen}
                left -= seen
    return frozenset(found) if listed else None


def _names(sha256: str, columns: tuple[str, ...]) -> frozenset[str]:
    """The different names in some columns of a table of evidence; none where it cannot be read, as the doctor tells."""
    try:
        return _read(evidence.store().path(sha256), columns)
    except (OSError, pa.ArrowException):
        return frozenset()


@lru_cache(maxsize=200)
def _read(path: Path, columns: tuple[str, ...]) -> frozenset[str]:
    """Evidence is kept under its digest, so that the same path has the same names."""
    table = parquet.read_table(path, columns=list(columns))
    return frozenset(str(name) for column in table.columns for name in column.unique().to_pylist() if name)


HONESTY: tuple[Check, ...] = (Check(BROKEN, _broken), Check(CONTRADICTED, _answers), Check(POLICY, _policies))
