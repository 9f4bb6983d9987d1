"""Where one can go. An entry shows when its page exists and the actor may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from earnest.foundation.actor import Actor, May


@dataclass(frozen=True)
class Entry:
    """A page of the navigation. `name` is its URL name; `needs` None shows it to everybody who is signed in."""

    label: str | Promise
    name: str
    needs: May | None = May.SEE_RECORD


@dataclass(frozen=True)
class Group:
    key: str
    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    """An entry as this actor sees it from this page."""

    label: str | Promise
    url: str
    current: bool


@dataclass(frozen=True)
class LinkGroup:
    key: str
    label: str | Promise
    links: tuple[Link, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "surface",
        _("Surface"),
        (
            Entry(_("Today"), "home", None),
            Entry(_("Risk and worth"), "risk"),
            Entry(_("Frameworks"), "frameworks"),
            Entry(_("Another way"), "arguments"),
            Entry(_("Narratives"), "narratives"),
            Entry(_("Questionnaires"), "questionnaires"),
            Entry(_("Signed packages"), "signed-packages", May.SEE_LEDGER),
            Entry(_("Honesty"), "honesty"),
        ),
    ),
    Group(
        "duties",
        _("Duties"),
        (
            Entry(_("Budget"), "budget"),
            Entry(_("Hygiene"), "hygiene"),
            Entry(_("Legacy"), "legacy"),
            Entry(_("Audits"), "audits"),
            Entry(_("Actions"), "actions"),
            Entry(_("Exceptions"), "exceptions"),
        ),
    ),
    Group(
        "record",
        _("Record"),
        (
            Entry(_("Risks"), "scenarios"),
            Entry(_("Controls"), "controls"),
            Entry(_("Evidence"), "evidence"),
            Entry(_("Collection"), "collectors-list"),
            Entry(_("Assets"), "assets"),
            Entry(_("Things"), "things"),
            Entry(_("Blind spots"), "blind-spots"),
            Entry(_("People"), "people"),
            Entry(_("History"), "history", May.SEE_LEDGER),
            Entry(_("Users"), "users", May.MANAGE_USERS),
        ),
    ),
)


def seen_by(actor: Actor, path: str) -> tuple[LinkGroup, ...]:
    """The navigation of one page: groups without any entry are left out; `path` decides which entry is current."""
    groups = (LinkGroup(group.key, group.label, tuple(_links(group, actor, path))) for group in GROUPS)
    return tuple(group for group in groups if group.links)


def _links(group: Group, actor: Actor, path: str) -> Iterator[Link]:
    for entry in group.entries:
        if entry.needs is not None and not actor.may(entry.needs):
            continue
        try:
            url = reverse(entry.name)
        except NoReverseMatch:
            continue
        yield Link(entry.label, url, path == url or (url != "/" and path.startswith(url)))
