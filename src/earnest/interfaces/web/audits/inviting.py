"""Letting auditors in to one engagement for a while, and showing them out."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.duties.audits import operations
from earnest.duties.audits.models import Invitation
from earnest.foundation import clock, users
from earnest.foundation.actor import Actor, May
from earnest.foundation.models import User
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.audits.asking import asked_for, forms_page, to
from earnest.interfaces.web.audits.engagement import one_engagement
from earnest.interfaces.web.audits.forms import ExtendForm, InviteForm, WhyForm
from earnest.interfaces.web.sign_in import one_time_link
from earnest.interfaces.web.users import LINK

AFTER_REPORT = timedelta(days=30)


def one_invitation(actor: Actor, pk: int) -> Invitation:
    return get_object_or_404(visible_to(actor, Invitation).select_related("engagement", "user"), pk=pk)


@forms_page
def invite(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Make an account with the role of a guest, and a link that signs them in once."""
    actor, row = request.actor, one_engagement(request.actor, pk)
    actor.require(May.MANAGE_USERS)
    last = max(clock.today(), row.fieldwork_end + AFTER_REPORT)
    form = InviteForm(request.POST or None, initial={"expires_on": last})

    def act() -> None:
        made = operations.invite(actor, row, **form.cleaned_data)
        show_link(request, made.user)

    return asked_for(
        request,
        form,
        act,
        title=_("Invite an auditor"),
        says=_("Invited. Their link stands below, only now."),
        lede=_("They see this engagement and nothing else, until the last day. Each look and download is kept."),
        back=reverse("engagements-detail", args=[pk]),
        crumbs=[to("engagements-detail", row)],
    )


def show_link(request: ActorRequest, user: User) -> None:
    request.session[LINK] = {"name": user.name, "email": user.email, "link": one_time_link(user)}


@require_POST
def new_link(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Another link for a guest whose first one ended."""
    row = one_invitation(request.actor, pk)
    request.actor.require(May.MANAGE_USERS)
    if row.revoked_on is not None or row.expires_on < clock.today() or not row.user.is_active:
        raise Http404
    users.note_link(request.actor, row.user)
    show_link(request, row.user)
    return redirect("engagements-detail", pk=row.engagement_id)


@forms_page
def extend(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, one_invitation(request.actor, pk)
    actor.require(May.MANAGE_USERS)
    form = ExtendForm(request.POST or None, initial={"expires_on": row.expires_on})
    return asked_for(
        request,
        form,
        lambda: operations.extend_invitation(actor, row, seen=revision_seen(request), **form.cleaned_data),
        title=_("Choose another last day"),
        says=_("Kept."),
        back=reverse("engagements-detail", args=[row.engagement_id]),
        crumbs=[to("engagements-detail", row.engagement)],
        record=row,
    )


@forms_page
def revoke(request: ActorRequest, pk: int) -> HttpResponseBase:
    actor, row = request.actor, one_invitation(request.actor, pk)
    actor.require(May.MANAGE_USERS)
    form = WhyForm(request.POST or None)
    return asked_for(
        request,
        form,
        lambda: operations.revoke_invitation(actor, row, seen=revision_seen(request), **form.cleaned_data),
        title=_("Show %s out") % row.name,
        says=_("They see nothing any more, and are signed out everywhere."),
        back=reverse("engagements-detail", args=[row.engagement_id]),
        crumbs=[to("engagements-detail", row.engagement)],
        record=row,
    )
