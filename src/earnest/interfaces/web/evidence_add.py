"""Adding evidence: files are streamed to the disk and taken in by a job that can be left and come back to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from earnest.core.evidence import queries
from earnest.core.evidence.models import Source
from earnest.core.evidence.operations import UNRECOGNISED
from earnest.core.evidence.queries import visible_to
from earnest.foundation import clock, jobs
from earnest.foundation.actor import Actor, May
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.concluding import take_in_job
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.uploads import keep_for_job, refuse_too_large, takes_files

MOST = 200


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        found = data if isinstance(data, list) else [data]
        if len(found) > MOST:
            raise forms.ValidationError(_("At most %(most)s files at a time.") % {"most": MOST})
        return [super(FilesField, self).clean(one, initial) for one in found or [None]]


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"


class AddForm(Form):
    exports = FilesField(
        label=gettext_lazy("Files"),
        allow_empty_file=True,
        help_text=gettext_lazy("Exports as the tool wrote them. The same file twice is kept once."),
    )
    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=gettext_lazy("Source"),
        required=False,
        empty_label=gettext_lazy("Find it by the format"),
    )
    as_format = forms.ChoiceField(label=gettext_lazy("Read as"), required=False)
    observed_at = forms.DateTimeField(
        label=gettext_lazy("Observed"),
        required=False,
        widget=MomentInput,
        help_text=gettext_lazy("When the tool looked. If left empty: what the file says, else now."),
    )
    collected_at = forms.DateTimeField(
        label=gettext_lazy("Collected"),
        required=False,
        widget=MomentInput,
        help_text=gettext_lazy("When the file was fetched from the tool, if you know."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = self.fields["source"]
        formats = self.fields["as_format"]
        if isinstance(sources, forms.ModelChoiceField) and isinstance(formats, forms.ChoiceField):
            sources.queryset = visible_to(actor, Source).exclude(slug=UNRECOGNISED)
            known = sorted(queries.format_titles().items(), key=lambda pair: pair[1].casefold())
            formats.choices = [("", _("What it looks like")), *known]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        observed, collected = given.get("observed_at"), given.get("collected_at")
        if observed and observed > clock.now():
            self.add_error("observed_at", _("Evidence cannot come from a day that has not happened."))
        if observed and collected and collected < observed:
            self.add_error("collected_at", _("It cannot be collected before it was observed."))
        return given


@takes_files(May.INGEST)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActorRequest) -> HttpResponseBase:
    """A form for files; posting it starts the job and leads to its page."""
    with timezone.override(request.zone):
        return _add(request)


def _add(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    if request.method == "POST":
        refuse_too_large(request)
        form = AddForm(request.POST, request.FILES, actor=actor)
        if form.is_valid():
            return redirect("job", pk=_start(actor, form.cleaned_data))
    else:
        form = AddForm(actor=actor, initial={"source": request.GET.get("source", "")})
    zone = request.zone or timezone.get_current_timezone()
    context = {
        "form": form,
        "zone": getattr(zone, "key", str(zone)),
        "crumbs": [Crumb(_("Evidence"), reverse("evidence")), Crumb(_("Add evidence"))],
    }
    return render(request, "evidence/add.html", context, status=422 if form.is_bound else 200)


def _start(actor: Actor, given: dict[str, Any]) -> int:
    folder, names = keep_for_job(given["exports"])
    job = jobs.start(
        actor,
        take_in_job,
        ngettext("Taking in %(count)s file", "Taking in %(count)s files", len(names)) % {"count": len(names)},
        folder=str(folder),
        names=names,
        source=given["source"].slug if given["source"] else None,
        as_format=given["as_format"] or None,
        observed_at=_stated(given["observed_at"]),
        collected_at=_stated(given["collected_at"]),
    )
    return job.pk


def _stated(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
