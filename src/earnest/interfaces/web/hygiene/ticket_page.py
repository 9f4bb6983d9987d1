"""Handing a work package over as a ticket: shown first, then sent, or written as a file."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from earnest.duties.hygiene import operations
from earnest.duties.hygiene.models import TicketExport, TicketTarget
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.hygiene import packages_page
from earnest.interfaces.web.hygiene.asked import number
from earnest.interfaces.web.hygiene.files import Files, files


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ActorRequest, key: str) -> HttpResponseBase:
    """Show what would be sent to a target; on a post, send it, or give the file."""
    request.actor.require(May.EDIT_RECORD)
    found = files(request)
    told = packages_page.one(found, key)
    chosen = number(request.POST if request.method == "POST" else request.GET, "target")
    target = get_object_or_404(visible_to(request.actor, TicketTarget), pk=chosen)
    if found.stands.day != found.stands.today:
        raise Invalid(_("Tickets are made from the board of today. Leave the day out of the address."), field="as_of")
    if request.method == "POST":
        return _handed_over(request, found, target, key)
    way = (
        Crumb(_("Work packages"), found.link("hygiene-packages")),
        Crumb(told.title, found.link("hygiene-package", key)),
        Crumb(_("Ticket")),
    )
    context = found.context("hygiene-packages", _("Ticket for “%s”") % target, *way)
    is_file = target.kind == TicketTarget.Kind.CSV
    sent = None if is_file else operations.dry_run(request.actor, target, found.board, key, found.modelled)
    context |= {
        "target": target,
        "one": packages_page.work(found, told),
        "sent": sent,
        "body": json.dumps(sent.body, indent=2, ensure_ascii=False) if sent else "",
        "before": visible_to(request.actor, TicketExport)
        .filter(target=target, package=key)
        .exclude(state__in=TicketExport.OVER)
        .first(),
    }
    return render(request, "hygiene/ticket.html", context)


def _handed_over(request: ActorRequest, found: Files, target: TicketTarget, key: str) -> HttpResponseBase:
    try:
        if target.kind == TicketTarget.Kind.CSV:
            return _file(request, found, target, key)
        made = operations.export_package(request.actor, target, found.board, key, found.modelled)
    except EarnestError as error:
        messages.error(request, str(error))
        return redirect("hygiene-package", key)
    if made.state == TicketExport.State.SENT:
        messages.success(request, _("Sent: %s.") % (made.ticket or made.title))
    else:
        messages.error(request, f"{made.get_state_display()}. {made.answer[:300]}".strip())
    return redirect("hygiene-package", key)


def _file(request: ActorRequest, found: Files, target: TicketTarget, key: str) -> HttpResponseBase:
    if visible_to(request.actor, TicketExport).filter(target=target, package=key).exclude(
        state__in=TicketExport.OVER
    ).exists():  # fmt: skip
        raise Invalid(_("“%s” has had this work package already.") % target)
    text = operations.export_csv(request.actor, target, found.board, [key], found.modelled)
    name = f"ticket-{key[:12]}.csv"
    return HttpResponse(
        text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
