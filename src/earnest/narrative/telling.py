"""One door to all narratives: composing one for its audience, and writing it as files."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings

from earnest.core.assurance.models import Assessment
from earnest.core.assurance.queries import latest
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.core.telling.models import Edition
from earnest.core.telling.operations import approve_edition, edition_number, keep_files, write_edition
from earnest.core.telling.queries import Told
from earnest.engines.documents import docx, html, pdf, pptx, xlsx
from earnest.engines.documents.model import Document
from earnest.engines.documents.outline import Outlined, digest_of, outline
from earnest.foundation.actor import Actor, program
from earnest.foundation.errors import Conflict, EarnestError, Invalid
from earnest.foundation.record import visible_to
from earnest.narrative.audiences import AUDIENCES, BY_KEY, Audience, Format, Paper
from earnest.narrative.editions import content, title_of, told, unframed


@dataclass(frozen=True)
class Written:
    """A file that was written. `sha256` is that of its bytes, in hexadecimal."""

    path: Path
    sha256: str
    title: str
    format: Format
    state: str = "draft"

    def plain(self) -> dict[str, str]:
        """What the record keeps of it."""
        return {"name": self.path.name, "format": self.format, "sha256": self.sha256, "state": self.state}


def choose(audience: str, framework: str = "", document: str = "") -> Paper:
    """The paper that is told to an audience of a framework: the one named `document`, or else the first that fits.

    Invalid for an audience that there is none of, and where no paper fits; the message names those that do.
    """
    if audience not in BY_KEY:
        raise Invalid(f"There is no narrative for {audience!r}. Tell one of: {', '.join(AUDIENCES)}.", field="audience")
    reader = BY_KEY[audience]
    found = reader.of(framework) or (() if framework else reader.papers)
    if not document and found:
        return found[0]
    for paper in found:
        if paper.key == document:
            return paper
    about = f" of {framework}" if framework else ""
    if not found:
        raise Invalid(f"There is no document{about} for {audience!r}.", field="framework")
    there = ", ".join(paper.key for paper in found)
    raise Invalid(f"There is no document {document!r}{about} for {audience!r}. There are: {there}.", field="document")


@dataclass(frozen=True)
class Telling:
    """A paper that was asked for: for whom, about which framework (empty for none), from which assessment."""

    actor: Actor
    audience: Audience
    paper: Paper
    framework: str
    assessment: Assessment

    @property
    def about(self) -> Told:
        """Which document it is, as editions and framings name it."""
        return Told(self.audience.key, self.framework, self.paper.key)

    def document(self) -> Document:
        return told(self.actor, self.audience, self.paper, self.assessment, self.framework)

    def sections(self) -> tuple[Outlined, ...]:
        """The sections that words can be put before, as the record alone has them."""
        return outline(unframed(self.actor, self.audience, self.paper, self.assessment, self.framework))


def asked(
    audience: str,
    day: date,
    *,
    framework: str | None = None,
    actor: Actor | None = None,
    document: str | None = None,
) -> Telling:
    """The paper that `compose` would compose; errors are the same."""
    actor = actor or program()
    paper, key = _chosen(actor, audience, framework, document)
    assessment = latest(day)
    if assessment is None:
        raise EarnestError(
            f"Nothing was assessed for {day}, so there is nothing to tell. Run: earnest assess --as-of {day}"
        )
    return Telling(actor, BY_KEY[audience], paper, key, assessment)


def compose(
    audience: str,
    day: date,
    *,
    framework: str | None = None,
    actor: Actor | None = None,
    document: str | None = None,
) -> Document:
    """The document for an audience from the assessment of that day, with what people wrote before its sections.

    `framework` is for audiences whose papers are about one, `document` names one of several papers.
    Invalid for an audience, framework or document that there is none of; EarnestError where nothing was assessed for
    the day.
    """
    return asked(audience, day, framework=framework, actor=actor, document=document).document()


def write(
    audience: str,
    day: date,
    *,
    framework: str | None = None,
    into: Path | None = None,
    actor: Actor | None = None,
    document: str | None = None,
) -> tuple[Written, ...]:
    """Write the document for an audience in every format that its paper has, and keep the edition in the record.

    The folder is the workspace's `documents` unless given. Each file is written whole or not at all; the same record
    gives the same bytes. Errors are those of `compose`; EarnestError where the folder cannot be written to.
    """
    found = asked(audience, day, framework=framework, actor=actor, document=document)
    made = found.document()
    kept = content(_draft(made))
    number = edition_number(found.actor, found.about, day, kept.digest)
    written = _files(found, made, number, into)
    write_edition(found.actor, found.about, day, kept, [one.plain() for one in written])
    return written


def approve(
    actor: Actor,
    edition: Edition,
    *,
    approver: Person,
    note: str = "",
    into: Path | None = None,
    seen: int | None = None,
) -> tuple[Written, ...]:
    """Approve an edition in a person's name, and write its files anew with that name in them.

    `seen` is the revision of the edition that the person looked at.
    Conflict where the record says something else today than when the edition was written: then write it again first.
    """
    found = asked(edition.audience, edition.as_of, framework=edition.framework, actor=actor, document=edition.document)
    if digest_of(_draft(found.document())) != edition.digest:
        raise Conflict(
            f"The record of {edition.as_of} says something else now than this edition does. Write the edition again, "
            "read what has changed, then approve it."
        )
    signed = approve_edition(actor, edition, approver=approver, note=note, seen=seen)
    written = _files(found, found.document(), signed.number, into)
    keep_files(actor, signed, [one.plain() for one in written])
    return written


def render(document: Document, kind: Format) -> bytes:
    """The bytes of a document in one format; the same document gives the same bytes."""
    if kind == "html":
        return html.render(document).encode()
    writers = {"pdf": pdf.render, "docx": docx.render, "pptx": pptx.render, "xlsx": xlsx.render}
    return writers[kind](document)


def _draft(made: Document) -> Document:
    """What is told, before anybody signs it off."""
    if made.state != "approved":
        return made
    kept = tuple(claim for claim in made.claims if claim.id != "approval")
    return replace(made, state="draft", front=made.front[:-1], claims=kept)


def _files(found: Telling, made: Document, number: int, into: Path | None) -> tuple[Written, ...]:
    folder = into or Path(settings.WORKSPACE) / "documents"
    named = found.paper.key if found.paper != choose(found.audience.key, found.framework) else ""
    again = f"e{number}" if number > 1 else ""
    day = found.assessment.as_of.isoformat()
    name = "-".join(part for part in (found.audience.key, named, found.framework, day, again) if part)
    title = title_of(made)
    return tuple(
        _written(folder / f"{name}.{kind}", render(made, kind), title, kind, made.state) for kind in found.paper.formats
    )


def _chosen(actor: Actor, audience: str, framework: str | None, document: str | None) -> tuple[Paper, str]:
    """The paper, and the framework that it is about; a framework named for a paper about none is not looked at."""
    found = BY_KEY.get(audience)
    if found is not None and found.of_framework:
        _adopted(actor, framework)
    elif found is not None and not found.of(framework or ""):
        framework = None
    key = framework or ""
    return choose(audience, key, document or ""), key


def _adopted(actor: Actor, framework: str | None) -> None:
    keys = list(visible_to(actor, Framework).order_by("key").values_list("key", flat=True))
    there = ", ".join(keys) or "none yet"
    if not framework:
        raise Invalid(f"Name the framework that it is about. Adopted: {there}.", field="framework")
    if framework not in keys:
        raise Invalid(f"The framework {framework!r} is not adopted. Adopted: {there}.", field="framework")


def _written(path: Path, made: bytes, title: str, format_: Format, state: str) -> Written:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(made)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EarnestError(f"{path} cannot be written: {error.strerror}. Choose another folder.") from error
    return Written(path, hashlib.sha256(made).hexdigest(), title, format_, state)
