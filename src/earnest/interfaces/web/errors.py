"""Pages for what went wrong. Each says what happened and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from earnest.foundation.errors import EarnestError


def told(request: HttpRequest, error: EarnestError) -> HttpResponse:
    """An error whose text is meant for the reader: as a page, or as a part of the page that asked for a part."""
    titles = {
        403: _("You may not do this"),
        409: _("Somebody else was faster"),
        422: _("This cannot be used"),
        429: _("Too many attempts"),
        500: _("The record does not verify"),
    }
    return _page(request, titles.get(error.status, _("This did not work")), str(error), error.status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Missing, and what the reader may not see: the answer is the same."""
    says = _(
        "There is nothing at this address, or you may not see it. Look at the link again, or start from the first page."
    )
    return _page(request, _("Not found"), says, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    says = _("Your role does not allow this. A CISO can change your role.")
    return _page(request, _("You may not do this"), says, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    says = _("The server could not read what your browser sent. Go back, load the page again and repeat it.")
    return _page(request, _("This request cannot be read"), says, 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    says = _(
        "The form did not come from a page that this server gave to your browser lately. Nothing was changed. "
        "Go back, load the page again and repeat it; cookies must be allowed."
    )
    return _page(request, _("Please send the form again"), says, 403)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Rendered without the database or the session, since those may be what is broken."""
    says = _("Something went wrong on our side. Nothing was half written. Try again, or tell whoever runs this server.")
    text = render_to_string("error_alone.html", {"title": _("This did not work"), "says": says, "status": 500})
    return HttpResponse(text, status=500)


def _page(request: HttpRequest, title: str, says: str, status: int) -> HttpResponse:
    context = {"title": title, "says": says, "status": status}
    if getattr(request, "htmx", None):
        return render(request, "components/trouble.html", context, status=status)
    user = getattr(getattr(request, "actor", None), "user", None)
    return render(request, "error.html" if user else "error_plain.html", context, status=status)
