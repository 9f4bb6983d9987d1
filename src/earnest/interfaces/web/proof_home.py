"""Proofs of the first page: what each sentence and figure counts, by which rule, from which records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.controls.models import ControlException
from earnest.core.evidence.models import Snapshot
from earnest.core.evidence.queries import SourceState
from earnest.engines.documents.proof import ControlStep, LedgerStep, MethodStep, MissingStep, SnapshotStep, Step
from earnest.foundation.models import LedgerEntry, LedgerSubject
from earnest.foundation.record import visible_to
from earnest.interfaces.web.posture import CONTROL_STATUSES, framework_tallies
from earnest.interfaces.web.proof_steps import LABELS, Drawer, Link, Told, address, basis_of, entry_address
from earnest.interfaces.web.standing import Standing
from earnest.interfaces.web.surface import Surface
from earnest.interfaces.web.templatetags.earnest import count
from earnest.library.crosswalk import CROSSWALK_NOTE

_MANY = 12


@dataclass(frozen=True)
class Made:
    title: str
    answer: str
    links: list[Link]


def proof(stands: Standing, key: str) -> Made | None:
    """The proof of a sentence or a figure of the first page; None for a key that there is none of."""
    makers: dict[str, Callable[[Standing, Surface], Made]] = {
        "controls": _controls,
        "now": _controls,
        "frameworks": _frameworks,
        "met": _frameworks,
        "evidence": _evidence,
        "fresh": _evidence,
        "exceptions": _exceptions,
        "accountable": _accountable,
        "days": _days,
    }
    maker = makers.get(key)
    return maker(stands, Surface(stands)) if maker else None


def _controls(stands: Standing, surface: Surface) -> Made:
    tally = surface.posture.tally
    links = [
        Link(
            "told",
            _("Conclusion"),
            Told(_("%d controls") % tally[status]),
            stands_link(stands, "controls", status=status),
            status,
        )
        for status in CONTROL_STATUSES
        if tally[status]
    ]
    rule = MethodStep(
        _(
            "No look, no pass: a failing test of critical or high severity decides, then one that could not be run; "
            "a control is effective only where every test passes on fresh evidence"
        )
    )
    return Made(_("Proof: the state of controls"), surface.say_controls(), [*links, *_method(rule), *_assessed(stands)])


def _frameworks(stands: Standing, surface: Surface) -> Made:
    links = []
    for one in surface.posture.frameworks:
        said = _("%(met)d of %(all)d met, %(unproven)d unproven") % {
            "met": one.met,
            "all": one.applies,
            "unproven": one.unproven,
        }
        links.append(
            Link("told", _("Framework"), Told(one.framework.title, said), stands.link("framework", one.framework.key))
        )
    rule = MethodStep(
        _(
            "A requirement is met only where every control that supports it is effective; what was judged not to "
            "apply is left out"
        )
    )
    return Made(_("Proof: requirements"), surface.say_frameworks(), [*links, *_method(rule), *_assessed(stands)])


def framework(stands: Standing, key: str) -> Made | None:
    """How many requirements of one framework have each status; None where it is not adopted."""
    found = next((one for one in framework_tallies(stands) if one.framework.key == key), None)
    if found is None:
        return None
    links = [
        Link(
            "told",
            _("Conclusion"),
            Told(ngettext("%d requirement", "%d requirements", number) % number),
            stands_link(stands, "framework", key, status=status),
            status,
        )
        for status, number in found.parts
    ]
    said = _("%(met)d of %(all)d requirements that apply are met; %(unproven)d are unproven.")
    answer = said % {"met": found.met, "all": found.applies, "unproven": found.unproven}
    says = _("A requirement is met only where every control that supports it is effective.")
    rule = MethodStep(f"{says} {CROSSWALK_NOTE}")
    return Made(found.framework.title, answer, [*links, *_method(rule), *_assessed(stands)])


def _evidence(stands: Standing, surface: Surface) -> Made:
    order = {"stale": 0, "never": 0, "late": 1}
    states = sorted(
        surface.sources,
        key=lambda s: (order.get(s.freshness, 2), s.last.observed_at if s.last else stands.assessment.made_at),
    )
    links = [
        Link(
            "source",
            _("Source"),
            Told(state.source.title, say_source(stands, state)),
            stands.link("sources-detail", state.source.pk),
            why=stands.link("proof-source", state.source.pk),
        )
        for state in states
    ]
    rule = MethodStep(_("Age of the newest observation of each source against the limit that a person set for it"))
    return Made(_("Proof: evidence"), surface.say_evidence(), [*_method(rule), *links, *_ledger(stands)])


def _exceptions(stands: Standing, surface: Surface) -> Made:
    rows = (
        visible_to(stands.actor, ControlException).select_related("control", "asked_by", "approver").order_by("ends_on")
    )
    links = []
    for row in rows[:_MANY]:
        who = (
            _("decided by %s") % row.approver.name
            if row.approver
            else _("asked by %s, not decided") % row.asked_by.name
        )
        said = f"{row.get_state_display()}, {row.starts_on} … {row.ends_on}, {who}"
        links.append(Link("told", _("Exception"), Told(row.label, said), address("exceptions-detail", row.pk)))
    rule = MethodStep(
        _("In force from its first day to its last, once another person than the one who asked has approved it")
    )
    return Made(_("Proof: exceptions"), surface.say_exceptions(), [*_method(rule), *links, *_ledger(stands)])


def _accountable(stands: Standing, surface: Surface) -> Made:
    links = [
        Link(
            "told",
            _("Nobody named") if one.nobody else _("Named"),
            Told(
                one.words if one.nobody else one.all_words,
                _("of %d") % one.total if one.nobody else _("each has one person"),
            ),
            one.url if one.nobody else "",
        )
        for one in sorted(surface.accountable, key=lambda t: -t.nobody)
    ]
    rule = MethodStep(_("Every kind of thing that somebody must answer for, retired ones left out"))
    return Made(_("Proof: accountability"), surface.say_accountable(), [*links, *_method(rule), *_ledger(stands)])


def _days(stands: Standing, surface: Surface) -> Made:
    past, rows = surface.posture.proven, surface.posture.in_use
    share = past.all_days([row.control.key for row in rows])
    answer = _("No history has been computed yet.")
    steps: list[Step] = []
    if share is not None:
        answer = _(
            "Of %(days)s control days in 90 days, %(proven)s were proven good. %(bad)s were seen not to work, or to "
            "work partly; of %(unseen)s nobody can say."
        ) % {
            "days": count(share.days),
            "proven": count(share.proven),
            "bad": count(share.days - share.high),
            "unseen": count(share.high - share.proven),
        }
        judged = share.days - share.high + share.proven
        steps.append(
            MethodStep(
                _(
                    "Each day of each control by what was observed then; evidence carries on until its limit, and days "
                    "that nobody saw stay empty"
                ),
                (
                    (_("lowest"), f"{share.percent}%"),
                    (_("highest, if every unseen day was good"), f"{share.high_percent}%"),
                    (
                        _("of the days that were judged, good"),
                        f"{100 * share.proven / judged:.0f}%" if judged else _("none was judged"),
                    ),
                ),
            )
        )
    if past.behind:
        steps.append(
            MissingStep(
                _("What was observed after %s") % (past.computed_to or _("the start")),
                _("the history is not computed up to it yet"),
            )
        )
    worst = sorted((r for r in rows if r.proven), key=lambda r: r.proven.proven if r.proven else 0)[:_MANY]
    links = [
        Link(
            "control",
            LABELS[ControlStep],
            ControlStep(
                r.control.key,
                _("%(name)s: %(days)d of 90 days")
                % {"name": r.control.name, "days": r.proven.proven if r.proven else 0},
                r.owner.name if r.owner else "",
            ),
            stands.link("controls-detail", r.control.pk),
            r.status,
            stands.link("proof-control", r.control.pk),
        )
        for r in worst
    ]
    if len(rows) > len(links):
        links.append(
            Link("told", _("And"), Told(_("%d more controls") % (len(rows) - len(links))), stands.link("controls"))
        )
    drawn = list(Drawer(stands, basis_of(stands)).links(steps))
    return Made(_("Proof: control days"), answer, [*drawn, *links, *_assessed(stands)])


def say_source(stands: Standing, state: SourceState | None) -> str:
    """How old the newest observation of a source is, against its limit."""
    if state is None:
        return _("This source is not in use.")
    if state.last is None:
        return _("It has never delivered anything.")
    age = (stands.day - state.last.observed_at.astimezone(UTC).date()).days
    told = (
        ngettext("Last observed %(age)d day ago", "Last observed %(age)d days ago", age) if age else _("Observed today")
    )
    limit = ngettext(
        "it proves nothing after %(limit)d day.", "it proves nothing after %(limit)d days.", state.source.freshness_days
    )
    return f"{told}; {limit}" % {"age": age, "limit": state.source.freshness_days}


def snapshot_links(stands: Standing, snapshot: Snapshot) -> list[Link]:
    """A snapshot with its three times, what was read from it, and the entry that recorded it."""
    step = SnapshotStep(
        snapshot.sha256,
        f"{snapshot.source.title}, {snapshot.name}",
        snapshot.observed_at,
        snapshot.collected_at,
        snapshot.uploaded_at,
    )
    links = [
        Link(
            "source",
            _("Source"),
            Told(snapshot.source.title),
            stands.link("sources-detail", snapshot.source_id),
            why=stands.link("proof-source", snapshot.source_id),
        ),
        Link("snapshot", LABELS[SnapshotStep], step, address("snapshots-detail", snapshot.pk)),
    ]
    for table in snapshot.tables.all():
        said = ngettext("%(rows)d row", "%(rows)d rows", table.rows) % {"rows": table.rows}
        links.append(Link("told", _("Read from it"), Told(f"{table.table}, {said}", table.sha256)))
    newest = LedgerSubject.objects.filter(record=snapshot.reference).aggregate(found=Max("entry"))["found"]
    entry = LedgerEntry.objects.filter(number=newest).first() if newest else None
    return links + (_entries(stands, [entry]) if entry else [])


def _method(step: MethodStep) -> list[Link]:
    return [Link("method", LABELS[MethodStep], step)]


def _assessed(stands: Standing) -> list[Link]:
    made = stands.assessment
    told = Told(_("All statuses as of %s") % made.as_of.isoformat(), made.digest)
    return [Link("told", _("Assessment"), told), *_ledger(stands)]


def _ledger(stands: Standing) -> list[Link]:
    entry = LedgerEntry.objects.filter(number=stands.assessment.ledger_number).first()
    return _entries(stands, [entry]) if entry else []


def _entries(stands: Standing, found: Iterable[LedgerEntry]) -> list[Link]:
    return [
        Link(
            "ledger",
            LABELS[LedgerStep],
            LedgerStep(one.number, one.at, one.hash, one.previous),
            entry_address(stands, one.number),
        )
        for one in found
    ]


def stands_link(stands: Standing, name: str, *args: str, **query: str) -> str:
    url = stands.link(name, *args)
    tail = "&".join(f"{key}={value.replace(' ', '+')}" for key, value in query.items())
    return url + ("&" if "?" in url else "?") + tail
