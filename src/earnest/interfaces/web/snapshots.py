"""One snapshot: what came in, when, what was read from it and what was not."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earnest.core.evidence import queries
from earnest.core.evidence.models import Snapshot
from earnest.core.evidence.queries import visible_to
from earnest.foundation import ledger
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Broken
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.uploads import safe_name

ROWS = 50


@require_safe
def snapshot(request: ActorRequest, pk: int) -> HttpResponseBase:
    found = _one(request.actor, pk)
    tables = [(table, queries.preview(table, ROWS)) for table in found.tables.all()]
    context = {
        "snapshot": found,
        "title": found.name,
        "format_title": queries.format_title(found.format) if found.format else "",
        "tables": tables,
        "limit": ROWS,
        "rows": sum(table.rows for table, _preview in tables),
        "ignored": sorted(found.ignored.items()),
        "entries": ledger.history(found.reference, 1),
        "may_download": request.actor.may(May.INGEST),
        "may_see_ledger": request.actor.may(May.SEE_LEDGER),
        "crumbs": [
            Crumb(_("Evidence"), reverse("evidence")),
            Crumb(found.source.title, reverse("sources-detail", args=[found.source_id])),
            Crumb(found.name),
        ],
    }
    return render(request, "evidence/snapshot.html", context)


@require_safe
def raw(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came in, for those who may add evidence: never shown by the browser."""
    found = _one(request.actor, pk)
    request.actor.require(May.INGEST)
    try:
        content = queries.store().path(found.sha256).open("rb")
    except OSError as error:
        raise Broken(_("The bytes of “%s” are not in the evidence store.") % found) from error
    return FileResponse(
        content, as_attachment=True, filename=safe_name(found.name), content_type="application/octet-stream"
    )


@require_POST
def verify(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Read everything that is kept of a snapshot and compare it with its hashes."""
    found = _one(request.actor, pk)
    store = queries.store()
    kept = [(_("the file"), found.sha256)]
    kept += [(_("the table %s") % table.table, table.sha256) for table in found.tables.all()]
    faults = [f"{what}: {fault}" for what, sha256 in kept if (fault := store.fault(sha256))]
    for fault in faults:
        messages.error(request, _("Not as it was kept: %s.") % fault)
    if not faults:
        messages.success(request, _("The file and its tables are to the byte what was kept."))
    return redirect("snapshots-detail", pk=pk)


def _one(actor: Actor, pk: int) -> Snapshot:
    rows = visible_to(actor, Snapshot).select_related("source").prefetch_related("tables")
    return get_object_or_404(rows, pk=pk)
