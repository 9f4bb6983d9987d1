"""One thing: everything that is seen of it, by whom, in which file and where, and which key joined it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.core.assets.models import Asset
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.things import queries
from earnest.core.things.models import MatchDecision
from earnest.core.things.queries import Ambiguity, Node, Sighting, Whole
from earnest.foundation.actor import Actor, May
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.things.words import STATES, Day, day_of, key_word, kind_word

MOST = 200


class MatchForm(Form):
    """That a sighting of this thing and another are the same thing, or are not."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What they are"), choices=MatchDecision.Kind.choices, widget=forms.RadioSelect
    )
    left = forms.ChoiceField(label=gettext_lazy("This sighting"))
    right = forms.ChoiceField(label=gettext_lazy("And this one"), required=False)
    other = forms.CharField(
        label=gettext_lazy("Or any other"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("A host name, serial number, address or id that only one thing has."),
    )
    reason = forms.CharField(
        label=gettext_lazy("How you know"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the decision. It wins over every key until it is withdrawn."),
    )

    def offer(self, whole: Whole) -> MatchForm:
        """The sightings that can be chosen."""
        own = [(one.node, f"{one.label} ({one.system})") for one in whole.nodes[:MOST]]
        others = {
            one.node: f"{one.label} ({one.system} {one.native_id})"
            for key in whole.ambiguities
            for one in key.bearers
            if one.thing != whole.summary.thing
        }
        left, right = self.fields["left"], self.fields["right"]
        if isinstance(left, forms.ChoiceField) and isinstance(right, forms.ChoiceField):
            left.choices = own
            right.choices = [("", _("Choose")), *list(others.items())[:MOST], *(own if len(own) > 1 else [])]
        return self


@dataclass(frozen=True)
class Place:
    """A sighting with the snapshot that it stands in."""

    sighting: Sighting
    source: Source | None
    snapshot: Snapshot | None

    @property
    def proof(self) -> str:
        return reverse("proof-snapshot", args=[self.snapshot.pk]) if self.snapshot else ""


@dataclass(frozen=True)
class KeyShown:
    word: str
    value: str
    state: str
    says: str


@dataclass(frozen=True)
class NodeShown:
    """What one system calls the thing, as the page shows it."""

    node: Node
    kind: str
    joined: str
    keys: tuple[KeyShown, ...]
    places: tuple[Place, ...]


@require_safe
def detail(request: ActorRequest, digest: str) -> HttpResponseBase:
    day = day_of(request)
    whole = one(day, digest)
    if whole.summary.thing != digest:
        return redirect(day.link("thing-detail", whole.summary.thing))
    return page(request, day, whole)


def one(day: Day, digest: str) -> Whole:
    found = queries.thing(digest, queries.things(day.moment)) if len(digest) == 32 else None
    if found is None:
        raise Http404
    return found


def page(request: ActorRequest, day: Day, whole: Whole, form: MatchForm | None = None) -> HttpResponseBase:
    actor, summary = day.actor, whole.summary
    nodes = [each.node for each in whole.nodes]
    decisions = visible_to(actor, MatchDecision).filter(Q(left__in=nodes) | Q(right__in=nodes))
    assets = visible_to(actor, Asset).filter(key__in=summary.assets).select_related("accountable", "team")
    context = {
        **day.context,
        "title": summary.label,
        "lede": _lede(whole),
        "crumbs": [Crumb(_("Things"), day.link("things")), Crumb(summary.label)],
        "thing": summary,
        "kind": kind_word(summary.kind),
        "assets": list(assets),
        "nodes": _shown(actor, whole.nodes[:MOST]),
        "more_nodes": max(0, len(whole.nodes) - MOST),
        "ambiguities": [(key, key_word(key.key), _others(key, summary.thing)) for key in whole.ambiguities],
        "decisions": decisions.select_related("decided_by").order_by("-decided_on", "-pk"),
        "form": (form or MatchForm(initial={"kind": MatchDecision.Kind.SAME})).offer(whole),
        "may_edit": actor.may(May.EDIT_RECORD) and day.day == day.today,
        "may_register": actor.may(May.EDIT_RECORD),
    }
    return render(request, "things/thing.html", context, status=422 if form else 200)


def _lede(whole: Whole) -> str:
    summary = whole.summary
    told = {"kind": kind_word(summary.kind), "systems": ", ".join(summary.systems)}
    if len(whole.nodes) == 1:
        return _("%(kind)s. Only %(systems)s has seen it.") % told
    return _("%(kind)s. Seen by %(systems)s, and joined by the keys below.") % told


def _others(key: Ambiguity, thing: str) -> list[queries.Bearer]:
    return [bearer for bearer in key.bearers if bearer.thing != thing]


def _shown(actor: Actor, nodes: Iterable[Node]) -> list[NodeShown]:
    found = list(nodes)
    hashes = {each.snapshot for node in found for each in node.sightings}
    rows = visible_to(actor, Snapshot).filter(sha256__in=sorted(hashes)[:MOST]).select_related("source")
    by_place = {(row.source.slug, row.sha256): row for row in rows.order_by("observed_at", "pk")}
    sources = {row.slug: row for row in visible_to(actor, Source)}
    return [
        NodeShown(
            node=node,
            kind=kind_word(node.kind),
            joined=_joined(node.joined_by),
            keys=tuple(KeyShown(key_word(k.key), k.value, k.state, str(STATES[k.state])) for k in node.keys),
            places=tuple(
                Place(each, sources.get(each.source), by_place.get((each.source, each.snapshot)))
                for each in node.sightings[:MOST]
            ),
        )
        for node in found
    ]


def _joined(by: str | None) -> str:
    if not by:
        return ""
    key, _space, value = by.partition(" ")
    if key == "decision":
        return _("by a decision")
    return _("by its %(key)s %(value)s") % {"key": key_word(key), "value": value}
