"""The reader's own API tokens: shown once, ended by them at any time."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from earnest.foundation import clock
from earnest.foundation.errors import EarnestError
from earnest.foundation.models import ApiToken
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.api import tokens
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.middleware import signed_in
from earnest.interfaces.web.papers import day_field

SHOWN = "token to show"


class TokenForm(Form):
    name = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=100, help_text=gettext_lazy("Such as the job that uses it.")
    )
    expires_on = day_field(gettext_lazy("Ends on"))
    may_write = forms.BooleanField(label=gettext_lazy("It may change records"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: ActorRequest) -> HttpResponseBase:
    """The reader's tokens, and a form for another one."""
    user = signed_in(request)
    sent = request.POST if request.method == "POST" else None
    form = TokenForm(sent, initial={"expires_on": clock.today() + timedelta(days=90)})
    if request.method == "POST" and form.is_valid():
        try:
            secret = tokens.issue(request.actor, user, **form.cleaned_data)
        except EarnestError as error:
            form.refuse(error)
        else:
            request.session[SHOWN] = {"name": form.cleaned_data["name"], "secret": secret}
            return redirect("tokens")
    context = {
        "form": form,
        "rows": visible_to(request.actor, ApiToken).order_by("-expires_on", "name"),
        "shown": request.session.pop(SHOWN, None) if request.method == "GET" else None,
        "title": _("API tokens"),
    }
    return render(request, "tokens/list.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: ActorRequest, pk: int) -> HttpResponseBase:
    """End a token at once."""
    if request.actor.user is None:
        raise Http404
    found = get_object_or_404(visible_to(request.actor, ApiToken), pk=pk)
    tokens.revoke(request.actor, found)
    messages.success(request, _("The token “%s” is ended. Programs that use it are refused from now on.") % found)
    return redirect("tokens")
