"""What every template may use: the frame around the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from earnest.foundation import clock
from earnest.foundation.actor import NOBODY, Actor, Role
from earnest.interfaces.web import navigation

SHEET = "sheet-body"
"""The element that proofs are loaded into."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The actor, the navigation, which a guest has not, the day, and `proof_frame`: what a proof extends, as a page or
    in the sheet."""
    actor: Actor = getattr(request, "actor", NOBODY)
    is_guest = actor.role == Role.AUDITOR
    htmx = getattr(request, "htmx", None)
    in_sheet = bool(htmx) and getattr(htmx, "target", None) == SHEET
    return {
        "actor": actor,
        "initials": "".join(word[0] for word in actor.name.split()[:2]).upper(),
        "is_guest": is_guest,
        "navigation": navigation.seen_by(actor, request.path) if actor.user and not is_guest else (),
        "today": clock.today(),
        "proof_frame": "proof_sheet.html" if in_sheet else "proof_page.html",
    }
