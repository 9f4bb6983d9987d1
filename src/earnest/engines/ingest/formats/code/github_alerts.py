"""What the three lists of alerts of GitHub have in common: the repository that an alert is of, and its place."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from earnest.engines.ingest.coerce import FieldError, text
from earnest.engines.ingest.formats.code.names import repository_of
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Sink


class Repository(msgspec.Struct, gc=False):
    full_name: str | None = None


class Alert(msgspec.Struct, gc=False):
    """The part that every alert has. Lists of an organisation name the repository, those of a repository do not."""

    number: int
    state: str
    html_url: str | None = None
    url: str | None = None
    created_at: str | None = None
    repository: Repository | None = None


def repository(alert: Alert) -> str:
    """`owner/name`, from the alert's repository or its address. FieldError if neither tells."""
    named = text(alert.repository.full_name) if alert.repository else None
    if named:
        return named
    for address in (alert.html_url, alert.url):
        whole = repository_of(address)
        if whole and whole.count("/") > 1:
            return "/".join(whole.split("/")[:2])
    raise FieldError("html_url", "the alert does not say which repository it is of")


def part(alert: Alert, sink: Sink) -> None:
    """A list of one repository is a part of the estate; a list of an organisation is all of it."""
    if alert.repository is None and not sink.part:
        sink.part = repository(alert)


def has(*keys: str) -> Callable[[Outline], bool]:
    """Whether the records of a list, in any of the wrappings of the REST API, have the keys."""

    def matches(outline: Outline) -> bool:
        return any(outline.has_paths(*(f"{way}{key}" for key in keys)) for way in ("", "[].", "[].[]."))

    return matches
