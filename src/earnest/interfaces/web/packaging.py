"""Signed packages: making one, fetching it, and the key that signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from earnest.core.frameworks.models import Framework
from earnest.engines.package.errors import PackageError
from earnest.engines.package.keys import PublicKey
from earnest.engines.package.parts import Statement
from earnest.engines.package.reading import statement_of
from earnest.engines.package.withholding import rules
from earnest.foundation import clock, jobs
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.jobs import Progress
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces import packaging, signing
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import day_field

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.earnest")
_FOLDER = "packages"


class PackageForm(Form):
    """What is to go in."""

    framework = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    day = day_field(gettext_lazy("As of"))
    raw = forms.BooleanField(
        label=gettext_lazy("With the files as they came"),
        required=False,
        help_text=gettext_lazy("Then the reader sees that the tables were read from them. It makes it larger."),
    )
    columns = forms.CharField(
        label=gettext_lazy("Columns to withhold"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Such as accounts.username, more than one with blanks between. Each can be shown later."
        ),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adopted = visible_to(actor, Framework).order_by("title").values_list("key", "title")
        self.fields["framework"].choices = [("", _("Everything")), *adopted]  # type: ignore[attr-defined]  # a choice field

    def clean_columns(self) -> list[str]:
        """Each a column of a canonical table."""
        found: list[str] = self.cleaned_data["columns"].split()
        try:
            rules(found, ())
        except PackageError as error:
            raise forms.ValidationError(str(error)) from error
        return found


@dataclass(frozen=True)
class Kept:
    """A package that was made here; `told` None where it can no longer be read."""

    name: str
    size: int
    told: Statement | None


@require_http_methods(["GET", "HEAD", "POST"])
def package_list(request: ActorRequest) -> HttpResponseBase:
    """The packages that were made here, and a form for another one."""
    _may_look(request.actor)
    sent = request.POST if request.method == "POST" else None
    form = PackageForm(request.actor, sent, initial={"day": clock.today()})
    key = _key()
    if request.method == "POST":
        request.actor.require(May.EDIT_RECORD)
        if key is None:
            raise Invalid(_("There is no signing key yet. Make it first."))
        if form.is_valid():
            told = form.cleaned_data
            arguments = {"framework": told["framework"], "raw": told["raw"], "columns": told["columns"]}
            job = jobs.start(
                request.actor, make_job, _("Making a signed package"), day=told["day"].isoformat(), **arguments
            )
            return redirect("job", pk=job.pk)
    context = {
        "form": form,
        "packages": kept(),
        "key": key,
        "title": _("Signed packages"),
        "may_make": request.actor.may(May.EDIT_RECORD),
        "may_key": request.actor.may(May.MANAGE_USERS),
    }
    return render(request, "packages/list.html", context, status=422 if form.errors else 200)


@require_POST
def make_key(request: ActorRequest) -> HttpResponseBase:
    """Make the signing key of the workspace, once."""
    request.actor.require(May.MANAGE_USERS)
    try:
        public = packaging.make_key(request.actor, Path(settings.WORKSPACE))
    except PackageError as error:
        raise EarnestError(str(error)) from error
    messages.success(request, _("The key is made. Its fingerprint: %s") % public.fingerprint)
    return redirect("signed-packages")


@require_safe
def package_file(request: ActorRequest, name: str) -> HttpResponseBase:
    """A package as a file."""
    _may_look(request.actor)
    found = next((one for one in _paths() if one.name == name), None)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


def make_job(progress: Progress, *, framework: str, raw: bool, columns: list[str], day: str) -> dict[str, Any]:
    """Gather, conclude, write the documents, sign. The ledger is proven to have only grown since the package before."""
    folder = _folder()
    folder.mkdir(exist_ok=True)
    before = [one.told for one in kept() if one.told is not None]
    newest = max(before, key=lambda one: one.predicate.ledger_size, default=None)
    wanted = packaging.Wanted(
        day=date.fromisoformat(day),
        frameworks=(framework,) if framework else (),
        raw=raw,
        columns=tuple(columns),
        earlier=(newest.predicate.ledger_size, newest.predicate.ledger_root) if newest else None,
    )
    path = folder / f"{framework or 'record'}-{day}-{clock.now():%H%M%S}.earnest"
    try:
        key = signing.signing_key(Path(settings.WORKSPACE))
        packaging.make(progress.actor, wanted, key, path, step=progress.step)
    except PackageError as error:
        raise EarnestError(str(error)) from error
    return {"page": reverse("signed-packages"), "package": path.name}


def kept() -> list[Kept]:
    """What was made, the newest first."""
    found = []
    for one in _paths():
        try:
            told = statement_of(one)
        except (PackageError, OSError):
            told = None
        found.append(Kept(one.name, one.stat().st_size, told))
    return sorted(found, key=_when, reverse=True)


def _when(one: Kept) -> tuple[datetime, str]:
    return (one.told.predicate.made_at if one.told else clock.end_of(date.min), one.name)


def _paths() -> list[Path]:
    """Plain files with a name of ours, in the folder itself."""
    return [
        one
        for one in _folder().glob("*.earnest")
        if _NAME.fullmatch(one.name) and one.is_file() and not one.is_symlink()
    ]


def _folder() -> Path:
    return Path(settings.WORKSPACE) / _FOLDER


def _key() -> PublicKey | None:
    try:
        return signing.public_key(Path(settings.WORKSPACE))
    except PackageError:
        return None


def _may_look(actor: Actor) -> None:
    """A package holds the whole record: who may see the history of everything may fetch it."""
    if not actor.may(May.SEE_LEDGER):
        raise Http404


urlpatterns = [
    path("signed-packages/", package_list, name="signed-packages"),
    path("signed-packages/key/", make_key, name="signing-key"),
    path("signed-packages/files/<str:name>", package_file, name="signed-package-file"),
]
