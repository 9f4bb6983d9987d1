"""Writing arguments: the argument itself, its elements, and what its papers say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from earnest.core.controls import operations
from earnest.core.controls.models import Argument, ArgumentNode
from earnest.core.frameworks.models import Requirement
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.arguments.forms import ArgumentForm, NodeForm, PaperForm
from earnest.interfaces.web.arguments.page import one_of
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import own_person

forms_page = require_http_methods(["GET", "HEAD", "POST"])


def asked_for(
    request: ActorRequest, form: Form, act: Callable[[], Argument], title: str, says: str, argument: Argument | None
) -> HttpResponseBase:
    """A page with one form: `act` does what it asks and gives the argument to go to."""
    if form.is_bound and form.is_valid():
        try:
            made = act()
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, says)
            return redirect("arguments-detail", pk=made.pk)
    crumbs = [Crumb(_("Another way"), reverse("arguments"))]
    if argument is not None:
        crumbs.append(Crumb(argument.title, reverse("arguments-detail", args=[argument.pk])))
    context = {"form": form, "title": title, "argument": argument, "crumbs": [*crumbs, Crumb(title)]}
    return render(request, "arguments/form.html", context, status=422 if form.is_bound else 200)


@forms_page
def begin(request: ActorRequest) -> HttpResponseBase:
    """Begin an argument in the reader's own name."""
    actor = request.actor
    actor.require(May.EDIT_RECORD)
    if not visible_to(actor, Requirement).exists():
        messages.warning(request, _("Adopt a framework first: an argument is about one of its requirements."))
        return redirect("arguments")
    chosen = request.GET.get("requirement", "")
    form = ArgumentForm(
        request.POST or None, actor=actor, initial={"requirement": chosen if chosen.isdecimal() else ""}
    )

    def act() -> Argument:
        given = dict(form.cleaned_data)
        return operations.begin_argument(actor, given.pop("requirement"), author=own_person(actor), **given)

    return asked_for(request, form, act, _("Argue for another way"), _("Begun. Start with the goal at the top."), None)


@forms_page
def change(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor = request.actor
    row = one_of(actor, pk)
    actor.require(May.EDIT_RECORD)
    initial: dict[str, Any] = {
        name: getattr(row, name) for name in ("title", "objective", "constraint", "replaces", "instead")
    }
    form = ArgumentForm(request.POST or None, actor=actor, begun=True, initial=initial)
    done = _("Changed. It is a draft again and needs a new review.")
    return asked_for(
        request, form, lambda: operations.change_argument(actor, row, form.cleaned_data), _("Change it"), done, row
    )


@forms_page
def add_node(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Hang an element below another, or make the goal at the top."""
    actor = request.actor
    row = one_of(actor, pk)
    actor.require(May.EDIT_RECORD)
    below = row.nodes.filter(key=request.GET.get("below", "")[:12]).first()
    form = NodeForm(request.POST or None, actor=actor, argument=row, initial={"parent": below, "kind": "goal"})

    def act() -> Argument:
        given = form.cleaned_data
        control, test = form.chosen(actor)
        operations.add_node(
            actor,
            row,
            kind=given["kind"],
            text=given["text"],
            parent=given["parent"],
            undeveloped=given["undeveloped"],
            control=control,
            test=test,
        )
        return row

    return asked_for(request, form, act, _("Add an element"), _("Added."), row)


@forms_page
def change_node(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor = request.actor
    node = get_object_or_404(visible_to(actor, ArgumentNode).select_related("control", "parent"), pk=pk)
    row = one_of(actor, node.argument_id)
    actor.require(May.EDIT_RECORD)
    evidence = f"{node.control.key}:{node.test}".rstrip(":") if node.control else ""
    initial = {"text": node.text, "undeveloped": node.undeveloped, "evidence": evidence}
    form = NodeForm(request.POST or None, actor=actor, argument=row, node=node, initial=initial)

    def act() -> Argument:
        control, test = form.chosen(actor)
        given = form.cleaned_data
        values = {"text": given["text"], "undeveloped": given["undeveloped"], "control": control, "test": test}
        operations.change_node(actor, node, values)
        return row

    return asked_for(request, form, act, _("Change %s") % node.key, _("Changed."), row)


@require_POST
def remove_node(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Remove an element with nothing below it; a reason is asked for."""
    node = get_object_or_404(visible_to(request.actor, ArgumentNode), pk=pk)
    request.actor.require(May.EDIT_RECORD)
    argument = node.argument_id
    try:
        operations.remove_node(request.actor, node, reason=request.POST.get("reason", "")[:4000])
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Removed."))
    return redirect("arguments-detail", pk=argument)


@forms_page
def answers(request: ActorRequest, pk: int) -> HttpResponseBase:
    """What the papers of this argument ask its author to say."""
    actor = request.actor
    row = one_of(actor, pk)
    actor.require(May.EDIT_RECORD)
    form = PaperForm(request.POST or None, argument=row)

    def act() -> Argument:
        before = {one.field: one.text for one in row.answers.all()}
        for field, text in form.cleaned_data.items():
            if text.strip() and text.strip() != before.get(field, ""):
                operations.answer_paper(actor, row, field, text)
        return row

    return asked_for(request, form, act, _("What the paper says"), _("Kept."), row)
