"""One door to all narratives: composing one for its audience, and writing it as files."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from django.conf import settings

from earnest.core.assurance.models import Assessment
from earnest.core.assurance.queries import latest
from earnest.core.frameworks.models import Framework
from earnest.engines.documents import html, pdf, pptx
from earnest.engines.documents.model import Document
from earnest.engines.documents.parts import Text, parts_of
from earnest.foundation.actor import Actor, program
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.record import visible_to
from earnest.narrative import auditor, board, budget_paper, insurer, legacy_paper

AUDIENCES = ("auditor", "insurer", "board", "budget", "legacy")
SLIDES = frozenset({"board", "budget"})
"""Audiences whose document is written as slides too."""

Format: TypeAlias = Literal["html", "pdf", "pptx"]


@dataclass(frozen=True)
class Written:
    """A file that was written. `sha256` is that of its bytes, in hexadecimal."""

    path: Path
    sha256: str
    title: str
    format: Format


def compose(audience: str, day: date, *, framework: str | None = None, actor: Actor | None = None) -> Document:
    """The document for an audience from the assessment of that day; `framework` is the auditor's.

    Invalid for an audience or a framework that there is none of; EarnestError where nothing was assessed for the day.
    """
    actor = actor or program()
    if audience not in AUDIENCES:
        raise Invalid(f"There is no narrative for {audience!r}. Tell one of: {', '.join(AUDIENCES)}.", field="audience")
    if audience == "auditor":
        _adopted(actor, framework)
    assessment = latest(day)
    if assessment is None:
        raise EarnestError(
            f"Nothing was assessed for {day}, so there is nothing to tell. Run: earnest assess --as-of {day}"
        )
    return _document(actor, assessment, audience, framework)


def write(
    audience: str,
    day: date,
    *,
    framework: str | None = None,
    into: Path | None = None,
    actor: Actor | None = None,
) -> tuple[Written, ...]:
    """Write the document for an audience as HTML, as tagged PDF and for some as slides, each whole or not at all.

    The folder is the workspace's `documents` unless given. The same record gives the same bytes. Errors are those of
    `compose`; EarnestError where the folder cannot be written to.
    """
    document = compose(audience, day, framework=framework, actor=actor)
    folder = into or Path(settings.WORKSPACE) / "documents"
    name = "-".join(part for part in (audience, framework, day.isoformat()) if part)
    title = "".join(part.text for part in parts_of(document.title) if isinstance(part, Text))
    made: list[tuple[Format, bytes]] = [("html", html.render(document).encode()), ("pdf", pdf.render(document))]
    if audience in SLIDES:
        made.append(("pptx", pptx.render(document)))
    return tuple(_written(folder / f"{name}.{kind}", content, title, kind) for kind, content in made)


def _document(actor: Actor, assessment: Assessment, audience: str, framework: str | None) -> Document:
    if audience == "auditor" and framework:
        return auditor.compose(actor, assessment, framework)
    if audience == "insurer":
        return insurer.compose(actor, assessment)
    if audience == "budget":
        return budget_paper.compose(actor, assessment)
    if audience == "legacy":
        return legacy_paper.compose(actor, assessment)
    return board.compose(actor, assessment)


def _adopted(actor: Actor, framework: str | None) -> None:
    keys = list(visible_to(actor, Framework).order_by("key").values_list("key", flat=True))
    there = ", ".join(keys) or "none yet"
    if not framework:
        raise Invalid(f"Name the framework that the auditor looks at. Adopted: {there}.", field="framework")
    if framework not in keys:
        raise Invalid(f"The framework {framework!r} is not adopted. Adopted: {there}.", field="framework")


def _written(path: Path, content: bytes, title: str, format_: Format) -> Written:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EarnestError(f"{path} cannot be written: {error.strerror}. Choose another folder.") from error
    return Written(path, hashlib.sha256(content).hexdigest(), title, format_)
