"""Signs off one document of the sample company: one person puts words before it, another approves it."""

from __future__ import annotations

from datetime import date

from earnest.core.organization.models import Person
from earnest.core.telling.operations import frame_section
from earnest.core.telling.queries import Told, edition_of
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.library.sample.people import DOMAIN
from earnest.narrative import approve, asked

WRITER, APPROVER = f"fergus.mccabe@{DOMAIN}", f"ines.okafor@{DOMAIN}"
WORDS = "Payments that stop are what our customers feel first. Read this page with that in mind, and decide at its end."


def open_board_page(actor: Actor, day: date) -> Told:
    """An analyst puts words of his own before the board's page; it is written after that."""
    found = asked("board", day, actor=actor)
    place = found.sections()[0]
    writer = visible_to(actor, Person).get(email=WRITER)
    frame_section(
        actor, found.about, section=place.key, heading=place.heading, basis=place.claims, text=WORDS, edited_by=writer,
        on=day,
    )  # fmt: skip
    return found.about


def sign_board_page(actor: Actor, told: Told, day: date) -> None:
    """The CISO, who wrote none of it, approves the page that was written."""
    edition = edition_of(actor, told, day)
    if edition is not None and not edition.is_approved:
        approver = visible_to(actor, Person).get(email=APPROVER)
        approve(actor, edition, approver=approver, note="Read with the security team.")
