"""Proofs of the legacy duty: rows and snapshots behind the register, fences, comparisons and a frozen budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest import __version__
from earnest.core.evidence.models import Snapshot
from earnest.duties.legacy import queries
from earnest.duties.legacy.models import RingfenceClaim
from earnest.duties.legacy.rules.fences import Answer
from earnest.duties.legacy.rules.register import Row
from earnest.duties.legacy.rules.support import Fact
from earnest.engines.documents.proof import LedgerStep, MethodStep, MissingStep, SnapshotStep
from earnest.foundation.models import LedgerEntry, LedgerSubject
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.legacy import entry_page, register_page, words
from earnest.interfaces.web.legacy.files import Files, files
from earnest.interfaces.web.legacy.other_pages import frozen_says, years_asked
from earnest.interfaces.web.proof import draw
from earnest.interfaces.web.proof_steps import LABELS, Link, Told, entry_address
from earnest.narrative.chains import snapshot_step

MANY = 40
ENTRIES = 8


@require_safe
@queries.reading_once()
def of_legacy(request: ActorRequest, key: str) -> HttpResponse:
    """The rows behind a count of the register, or what a frozen budget rests on."""
    found = files(request)
    crumbs = (Crumb(_("Legacy"), found.link("legacy")),)
    if key == "frozen":
        told = found.frozen(years_asked(request))
        links = [
            _method(found, _frozen_method(), (_("Systems"), str(len(told.entries)))),
            *(_missing(_("No option to act on"), title) for title in told.without),
            *(_missing(_("More than the whole is said to go through these systems"), title) for title in told.overlaps),
            *_entries(found, told.rests_on),
        ]
        return draw(request, found.stands, _("Proof: a frozen budget"), frozen_says(found, told), links, crumbs)
    if key not in register_page.PROVEN:
        raise Http404
    rows = register_page.chosen(found, key)
    machines = len({row.machine for row in rows})
    answer = ngettext("%d machine.", "%d machines.", machines) % machines
    links = [_method(found, _register_method(), *_counted(found))]
    links += [_of_row(found, row) for row in rows[:MANY]]
    if len(rows) > MANY:
        more = MissingStep(ngettext("%d more", "%d more", len(rows) - MANY) % (len(rows) - MANY))
        links.append(Link("more", _("And"), more, found.link("legacy-register", show=key)))
    links += _snapshots(found, {row.proofs[0].snapshot for row in rows[:MANY]})
    return draw(request, found.stands, _("Proof: what runs where"), answer, links, crumbs)


@require_safe
@queries.reading_once()
def of_row(request: ActorRequest, key: str) -> HttpResponse:
    """One release line on one machine: who saw it, in which row of which file, and who says when it ends."""
    found = files(request)
    row = next((one for one in found.register.rows if words.row_key(one) == key), None)
    if row is None:
        raise Http404
    links = [_method(found, _register_method(), *_counted(found))]
    for proof in row.proofs:
        day = date_format(proof.observed_at, "j F Y")
        says = _("%(table)s of %(source)s, %(place)s, observed on %(day)s") % {
            "table": proof.table, "source": proof.source, "place": proof.place, "day": day,
        }  # fmt: skip
        if proof.stale:
            says += ". " + _("That source has stopped.")
        links.append(Link("told", _("Seen as"), Told(proof.text, says), found.link("snapshots-detail", proof.snapshot)))
    links += [Link("told", _("Seen before as"), Told(text)) for text in row.also]
    if row.says is not None:
        links.append(_fact(_("When it ends"), row.says))
    links += [_fact(_("Says otherwise"), fact) for fact in row.others]
    if row.says is None:
        links.append(_missing(_("When it ends"), row.because))
    snapshots = {proof.snapshot for proof in row.proofs}
    if row.says is not None and row.says.snapshot:
        snapshots.add(row.says.snapshot)
    links += _snapshots(found, snapshots)
    answer = f"{row.title}, {row.machine}: {words.support(row).word}. {row.because}"
    crumbs = (
        Crumb(_("Legacy"), found.link("legacy")),
        Crumb(_("What runs where"), found.link("legacy-register")),
    )
    return draw(request, found.stands, _("Proof: %s") % row.title, answer, links, crumbs)


@require_safe
@queries.reading_once()
def of_entry(request: ActorRequest, pk: int) -> HttpResponse:
    """How the options of a system were compared, and everything that rests on."""
    found = files(request)
    row = entry_page.one(found, pk)
    told = found.comparison(row)
    known = found.modelled
    links = [
        _method(
            found,
            _compared_method(),
            (_("Years"), str(told.years)),
            (_("Draws"), "4,000"),
            (_("Digest of the model"), known.digest),
        )
    ]
    links.append(Link("told", _("Support"), Told(str(told.terms.support_ends or "—"), told.terms.support_because)))
    scenarios = {one.key: one.id for one in known.scenarios.values()}
    for one in told.through:
        says = _("%(money)s a year goes through it, %(range)s. %(why)s") % {
            "money": found.money(one.loss.mean), "range": found.range(one.loss), "why": one.stated,
        }  # fmt: skip
        number = scenarios[one.scenario]
        links.append(
            Link(
                "told",
                _("Scenario"),
                Told(one.title, says),
                found.link("scenarios-detail", number),
                why=found.link("proof-scenario", number),
            )
        )
    links += [Link("told", label, Told(value, why)) for label, value, why in entry_page.terms(found, told)[:2]]
    for option in row.options.order_by("pk").prefetch_related("effects__scenario"):
        proposed = option.proposed_by.name if option.proposed_by else _("nobody has proposed it")
        url = found.link("legacy-options-detail", option.pk)
        links.append(Link("told", words.kind(option.kind), Told(option.title, f"{option.source} ({proposed})"), url))
        for effect in option.effects.all():
            says = _("%(source)s, by %(who)s") % {"source": effect.source, "who": effect.author or _("nobody named")}
            link = found.link("legacy-effects-detail", effect.pk)
            links.append(Link("told", _("What it leaves"), Told(str(effect), says), link))
    links += [_missing(one.title, one.reason) for one in told.left_out]
    links += [_missing(f"{one.option}: {one.scenario}", _("nobody has said what it changes")) for one in told.unsaid]
    for seen in entry_page.observed(found, row):
        links.append(_of_row(found, seen.row))
    links += _entries(found, told.rests_on)
    crumbs = (Crumb(_("Legacy"), found.link("legacy")), Crumb(row.title, found.link("old-systems-detail", pk)))
    return draw(request, found.stands, _("Proof: the comparison"), entry_page.sentence(told), links, crumbs)


@require_safe
@queries.reading_once()
def of_fence(request: ActorRequest, pk: int) -> HttpResponse:
    """Who was seen to reach a fenced system, and who looked from where."""
    found = files(request)
    row = get_object_or_404(visible_to(request.actor, RingfenceClaim).select_related("asset"), pk=pk)
    told = found.fence(row).verified
    links = [_method(found, _fence_method())]
    links += [_answer(found, _("Reached"), one.answer, one.why) for one in told.breaks]
    links += [_answer(found, _("Was reached"), one.answer, one.why) for one in told.old]
    links += [_answer(found, _("As agreed"), one, "") for one in told.kept]
    for look in told.looks:
        says = _("%(source)s, observed on %(day)s, looked at the fenced host") % {
            "source": look.source, "day": date_format(look.observed_at, "j F Y"),
        }  # fmt: skip
        link = found.link("snapshots-detail", look.snapshot)
        links.append(Link("told", _("Looked from"), Told(look.place, says), link))
    links += [_missing(one.place or row.title, one.why) for one in told.gaps]
    links += _snapshots(found, {one.answer.snapshot for one in (*told.breaks, *told.old)})
    links += _entries(found, [row.reference])
    crumbs = (
        Crumb(_("Ringfences"), found.link("legacy-fences")),
        Crumb(row.title, found.link("ringfences-detail", pk)),
    )
    answer = f"{words.fence(told.state).word}. {told.because}"
    return draw(request, found.stands, _("Proof: %s") % row.title, answer, links, crumbs)


def _of_row(found: Files, row: Row) -> Link:
    first = row.proofs[0]
    says = f"{row.machine}: {row.because}"
    url = found.link("snapshots-detail", first.snapshot)
    return Link("told", row.title, Told(first.text, says), url, why=found.link("proof-legacy-row", words.row_key(row)))


def _fact(label: str, fact: Fact) -> Link:
    parts = []
    if fact.security_end:
        parts.append(_("free updates until %s") % date_format(fact.security_end, "j F Y"))
    if fact.free_end:
        parts.append(_("free long-term support until %s") % date_format(fact.free_end, "j F Y"))
    if fact.paid_end:
        parts.append(_("paid updates until %s") % date_format(fact.paid_end, "j F Y"))
    what = "; ".join(parts) or _("no day")
    place = f" ({fact.place})" if fact.place else ""
    return Link("told", label, Told(what, f"{fact.told_by}{place}"))


def _answer(found: Files, label: str, one: Answer, why: str) -> Link:
    what = _("%(from)s reaches %(who)s on %(port)d/%(protocol)s %(service)s") % {
        "from": one.reachable_from, "who": one.who, "port": one.port, "protocol": one.protocol, "service": one.service,
    }  # fmt: skip
    says = _("%(source)s, %(place)s, observed on %(day)s. %(why)s") % {
        "source": one.source, "place": one.place, "day": date_format(one.observed_at, "j F Y"), "why": why,
    }  # fmt: skip
    return Link("told", label, Told(what.strip(), says.strip()), found.link("snapshots-detail", one.snapshot))


def _method(found: Files, says: str, *inputs: tuple[str, str]) -> Link:
    given = (
        (_("As of the end of"), date_format(found.stands.day, "j F Y")),
        (_("Program"), _("version %s") % __version__),
        *inputs,
    )
    return Link("method", LABELS[MethodStep], MethodStep(says, given))


def _missing(what: str, reason: str) -> Link:
    return Link("missing", LABELS[MissingStep], MissingStep(what, reason))


def _counted(found: Files) -> tuple[tuple[str, str], ...]:
    known = found.register
    facts = tuple((_("Facts of when products end"), f"{count}, {words}") for words, count in known.told_by.items())
    return ((_("Machines seen"), str(known.machines)), (_("Sources"), ", ".join(known.sources)), *facts)


def _snapshots(found: Files, numbers: Iterable[int]) -> Iterator[Link]:
    rows = visible_to(found.stands.actor, Snapshot).filter(pk__in=set(numbers)).select_related("source")
    for row in rows.order_by("-observed_at", "pk")[:ENTRIES]:
        yield Link("snapshot", LABELS[SnapshotStep], snapshot_step(row), found.link("snapshots-detail", row.pk))
    yield from _entries(found, [row.reference for row in rows])


def _entries(found: Files, references: Iterable[str]) -> Iterator[Link]:
    """The newest entries of the ledger on these records."""
    wanted = sorted(set(references))[:400]
    numbers: dict[str, int] = {}
    for record, entry in LedgerSubject.objects.filter(record__in=wanted).values_list("record", "entry"):
        numbers[record] = max(entry, numbers.get(record, 0))
    for one in LedgerEntry.objects.filter(number__in=numbers.values()).order_by("-number")[:ENTRIES]:
        step = LedgerStep(one.number, one.at, one.hash, one.previous)
        yield Link("ledger", LABELS[LedgerStep], step, entry_address(found.stands, one.number))


def _register_method() -> str:
    return _(
        "What inventories, scans and image reports name is folded to plain words and matched to a product and a "
        "release line by patterns that ship with the program. The newest source of facts says when that line ends. "
        "Paid support counts only where it is shown to be bought. What fits no pattern, or has no fact, is not known."
    )


def _compared_method() -> str:
    return _(
        "Each way comes to its one-off cost, spread over the work, plus what it costs to run, plus the expected loss "
        "through the system, over time and worth today. Loss grows while there are no security updates. Everything "
        "uncertain is drawn once and used in every way, so that what they have in common cancels. Ranges hold nine in "
        "ten of what to expect; they do not hold a single run of luck."
    )


def _frozen_method() -> str:
    return _(
        "For each system, doing nothing until the end of a year is held against the way that was decided, or else "
        "is cheapest on average. The price of waiting is what the whole horizon comes to if work starts then, less "
        "what it comes to if it starts now. Systems are added up draw by draw."
    )


def _fence_method() -> str:
    return _(
        "Every service that a scan saw answer at a fenced host is held against who may reach it and on which ports. "
        "The fence holds only if somebody looked, lately, from every place that matters, and saw nothing else. A place "
        "from where nobody looked proves nothing."
    )
