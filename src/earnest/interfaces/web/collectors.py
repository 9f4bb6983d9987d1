"""Giving a push its secret, ending it, and a turn of a collector now."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from earnest.core.collection import operations as collection
from earnest.core.collection.models import Collector
from earnest.foundation import clock, jobs
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.collecting import collect_job
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import day_field

SHOWN = "push secret to show"
COMMAND = (
    'curl --fail-with-body -H "Authorization: Bearer $SECRET" -H "X-File-Name: export.json" '
    "--data-binary @export.json %s"
)


class SecretForm(Form):
    ends_on = day_field(gettext_lazy("It ends on"))


@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A new secret for a push, shown once."""
    row = get_object_or_404(visible_to(request.actor, Collector), pk=pk)
    request.actor.require(May.EDIT_RECORD)
    form = SecretForm(
        request.POST if request.method == "POST" else None, initial={"ends_on": clock.today() + timedelta(days=365)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = collection.issue(request.actor, row, ends_on=form.cleaned_data["ends_on"])
        except EarnestError as error:
            form.refuse(error)
        else:
            request.session[SHOWN] = {"pk": pk, "secret": made}
            return redirect("collector-secret", pk)
    shown = request.session.pop(SHOWN, None) if request.method == "GET" else None
    context = {
        "form": form,
        "row": row,
        "shown": shown["secret"] if shown and shown["pk"] == pk else None,
        "command": COMMAND % request.build_absolute_uri(reverse("api:push")),
        "title": _("Secret of %s") % row,
    }
    return render(request, "collection/secret.html", context, status=422 if form.errors else 200)


@require_POST
def end_secret(request: ActorRequest, pk: int) -> HttpResponseBase:
    """End the secret at once."""
    row = get_object_or_404(visible_to(request.actor, Collector), pk=pk)
    collection.revoke(request.actor, row)
    messages.success(request, _("The secret of %s is ended. What is sent with it is refused from now on.") % row)
    return redirect("collectors-detail", pk)


@require_POST
def collect(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A turn now, as a job."""
    row = get_object_or_404(visible_to(request.actor, Collector), pk=pk)
    request.actor.require(May.INGEST)
    job = jobs.start(request.actor, collect_job, _("A turn of %s") % row, keys=[row.key])
    return redirect("job", job.pk)
