"""The words before the sections of a narrative: written, looked at again, or taken away by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from earnest.core.assurance.operations import assess
from earnest.core.organization.models import Person
from earnest.core.telling import operations
from earnest.core.telling.models import Framing
from earnest.core.telling.queries import framings
from earnest.engines.documents.outline import Outlined
from earnest.foundation import clock
from earnest.foundation.actor import May
from earnest.foundation.errors import Conflict, EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import own_person
from earnest.narrative import BY_KEY, Telling, asked


class WordsForm(Form):
    text = forms.CharField(
        label=gettext_lazy("Words before this section"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Say why it matters. No number and no status: those come from evidence alone."),
    )


@dataclass(frozen=True)
class Place:
    """A section that words can stand before. `changed` says that its evidence moved since they were written, `revision`
    which words a change is typed over, 0 for none."""

    section: Outlined
    framing: Framing | None
    changed: bool
    form: WordsForm
    revision: int


@dataclass(frozen=True)
class Refused:
    """What could not be kept: where, as it was typed, and the revision that it was typed over; None for the newest."""

    section: str
    form: WordsForm
    status: int
    seen: int | None


@require_http_methods(["GET", "HEAD", "POST"])
def framing(request: ActorRequest, audience: str) -> HttpResponseBase:
    """The sections of a narrative with the words before each. `do` is save, keep or remove."""
    if audience not in BY_KEY or not request.actor.may(May.SEE_RECORD):
        raise Http404
    day = clock.today()
    assess(day)
    about = {key: request.GET.get(key, "") for key in ("framework", "document")}
    found = asked(
        audience, day, framework=about["framework"] or None, actor=request.actor, document=about["document"] or None
    )
    sections = found.sections()
    refused: Refused | None = None
    query = urlencode({key: value for key, value in about.items() if value})
    here = reverse("narrative-framing", args=[audience]) + (f"?{query}" if query else "")
    if request.method == "POST":
        refused = _act(request, found, sections)
        if refused is None:
            return redirect(here)
    read = reverse("narrative", args=[audience]) + (f"?{query}" if query else "")
    context: dict[str, Any] = {
        "title": _("Words before the sections"),
        "told": found.audience,
        "here": here,
        "places": _places(request, found, sections, refused),
        "person": visible_to(request.actor, Person).filter(pk=request.actor.person).first()
        if request.actor.person
        else None,
        "may_write": request.actor.may(May.EDIT_RECORD),
        "crumbs": [
            Crumb(_("Narratives"), reverse("narratives")),
            Crumb(str(found.audience.title), read),
            Crumb(_("Words before the sections")),
        ],
    }
    return render(request, "narratives/framing.html", context, status=refused.status if refused else 200)


def _act(request: ActorRequest, found: Telling, sections: tuple[Outlined, ...]) -> Refused | None:
    """Do what was asked; the section and its form where it was refused."""
    request.actor.require(May.EDIT_RECORD)
    key, wanted = request.POST.get("section", ""), request.POST.get("do", "save")
    place = next((one for one in sections if one.key == key), None)
    if place is None:
        raise Invalid(_("This section is not in the document any more. Look at it again."), field="section")
    there = framings(request.actor, found.about).get(key)
    seen = revision_seen(request)
    form = WordsForm(request.POST, prefix=_prefix(sections, place))
    if not form.is_valid():
        return Refused(key, form, 422, seen)
    try:
        person = own_person(request.actor)
        if wanted == "remove" and there is not None:
            operations.remove_framing(request.actor, there, seen=seen)
        elif wanted == "keep" and there is not None:
            operations.keep_framing(request.actor, there, basis=place.claims, by=person, seen=seen)
        else:
            operations.frame_section(
                request.actor,
                found.about,
                section=key,
                heading=place.heading,
                text=form.cleaned_data["text"],
                basis=place.claims,
                edited_by=person,
                seen=seen,
            )
    except Conflict as error:
        form.refuse(error)
        return Refused(key, form, error.status, None)
    except EarnestError as error:
        form.refuse(error)
        return Refused(key, form, 422, seen)
    messages.success(request, _("Kept: %s") % place.heading)
    return None


def _places(
    request: ActorRequest, found: Telling, sections: tuple[Outlined, ...], refused: Refused | None
) -> list[Place]:
    """The sections of the first level, and those deeper ones that have words or need them."""
    kept = framings(request.actor, found.about)
    made = []
    for place in sections:
        there = kept.get(place.key)
        asked_for = found.paper.settles and place.key.startswith(f"{found.paper.settles}/")
        if place.level > 1 and there is None and not asked_for:
            continue
        form = WordsForm(initial={"text": there.text if there else ""}, prefix=_prefix(sections, place))
        revision = there.revision if there else 0
        if refused and refused.section == place.key:
            form = refused.form
            revision = revision if refused.seen is None else refused.seen
        made.append(Place(place, there, there is not None and there.basis != place.claims, form, revision))
    return made


def _prefix(sections: tuple[Outlined, ...], place: Outlined) -> str:
    return f"s{sections.index(place)}"
