"""The first run: who owns this record, and the first person who may sign in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from earnest.core.organization.models import Organization, Person
from earnest.foundation import users
from earnest.foundation.actor import Actor, Role, program
from earnest.foundation.errors import Conflict, Invalid
from earnest.foundation.models import User
from earnest.foundation.record import operation
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import SetUpForm
from earnest.interfaces.web.sign_in import enter


def set_up_key() -> str:
    """The key that opens the set-up page, the same until it is used. Its secret lies in the workspace."""
    path = _file()
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return _key(path)


def set_up_link() -> str:
    """The full address to set up from; for the program that starts the server, while nobody may sign in."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('set-up')}?key={set_up_key()}"


def set_up(actor: Actor, *, organization: str, name: str, email: str, password: str) -> User:
    """Name the organisation and create its first CISO, all or nothing. Conflict once anybody may sign in."""
    with transaction.atomic():
        if User.objects.exists():
            raise Conflict(_("This record is set up already. Sign in instead."))
        user = users.create_user(actor, email=email, name=name, role=Role.CISO, password=password)
        with operation(actor, "organization.set_up") as work:
            owner = Organization.objects.first()
            if owner is None:
                work.create(Organization(name=organization.strip()))
            else:
                work.change(owner, name=organization.strip())
            person = Person.objects.filter(email__iexact=user.email).first()
            if person is None:
                work.create(Person(name=user.name, email=user.email, title=str(Role.CISO.label), user=user))
            else:
                work.change(person, user=user)
    return user


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_page(request: ActorRequest) -> HttpResponseBase:
    if User.objects.exists():
        raise Http404
    key = request.POST.get("key", request.GET.get("key", ""))
    if not _opens(key):
        return render(request, "sign_in/set_up_closed.html", status=403)
    owner = Organization.objects.first()
    form = SetUpForm(
        request.POST if request.method == "POST" else None, initial={"organization": owner.name if owner else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = set_up(program("set-up"), **form.cleaned_data)
        except Invalid as error:
            form.refuse(error)
        else:
            _file().unlink(missing_ok=True)
            enter(request, user, how="set-up")
            return redirect("home")
    return render(request, "sign_in/set_up.html", {"form": form, "key": key}, status=422 if form.errors else 200)


def _opens(key: str) -> bool:
    path = _file()
    return path.is_file() and hmac.compare_digest(key.encode(), _key(path).encode())


def _key(path: Path) -> str:
    secret = path.read_text(encoding="ascii").strip()
    return hmac.new(settings.SECRET_KEY.encode(), b"set-up:" + secret.encode(), hashlib.sha256).hexdigest()[:40]


def _file() -> Path:
    return Path(settings.WORKSPACE) / "set-up.key"
