"""Composing and writing the paper of one argument."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from earnest.core.assurance.models import Assessment
from earnest.core.assurance.queries import Argued, argued_one, latest
from earnest.core.controls.models import Argument
from earnest.core.controls.queries import asked, loaded
from earnest.engines.documents.model import Document, Section
from earnest.engines.documents.parts import Name
from earnest.foundation.actor import Actor, program
from earnest.foundation.errors import EarnestError
from earnest.narrative.another_way import others, pci
from earnest.narrative.another_way.sections import unknown
from earnest.narrative.another_way.told import Way
from earnest.narrative.audiences import Format
from earnest.narrative.basis import load
from earnest.narrative.claims import Claims
from earnest.narrative.front import oldest, organisation
from earnest.narrative.telling import Written, render


@dataclass(frozen=True)
class Paper:
    """The paper of one kind of argument."""

    title: str
    audience: str
    sections: Callable[[Way], tuple[Section, ...]]


KINDS: Mapping[str, Paper] = {
    Argument.Kind.CUSTOMISED: Paper("Customised approach", "Assessor for PCI DSS", pci.customised),
    Argument.Kind.COMPENSATING: Paper("Compensating controls worksheet", "Assessor for PCI DSS", pci.compensating),
    Argument.Kind.ADDRESSABLE: Paper("Addressable specification", "Regulator, under HIPAA", others.addressable),
    Argument.Kind.EXCLUSION: Paper("Justification for exclusion", "Auditor", others.exclusion),
    Argument.Kind.OTHER: Paper("Assurance argument", "Auditor", others.other),
}
"""By kind of argument."""
FORMATS: tuple[Format, ...] = ("html", "pdf", "docx")


class NoArgument(EarnestError):
    """There is no argument of that key that the actor may see."""

    status = 404


def compose(argument_key: str, day: date, actor: Actor | None = None) -> Document:
    """The paper of an argument, from the assessment of that day.

    NoArgument where there is none of that key; EarnestError where nothing was assessed for the day.
    """
    actor = actor or program()
    row = loaded(actor).filter(key=argument_key).first()
    if row is None:
        there = ", ".join(loaded(actor).values_list("key", flat=True)) or "none yet"
        raise NoArgument(f"There is no argument {argument_key!r}. There are: {there}.")
    assessment = latest(day)
    if assessment is None:
        raise EarnestError(
            f"Nothing was assessed for {day}, so there is nothing to tell. Run: earnest assess --as-of {day}"
        )
    return composed(actor, assessment, argued_one(row, assessment))


def composed(actor: Actor, assessment: Assessment, found: Argued) -> Document:
    """The paper of an argument that is loaded already."""
    basis = load(actor, assessment)
    claims = Claims(basis)
    way, paper = Way(claims, found), KINDS[found.argument.kind]
    sections = paper.sections(way)
    gaps = unknown(way, {one.field: f"{one.section}: {one.what}" for one in asked(found.argument.kind)})
    return Document(
        title=paper.title,
        subtitle=Name(found.argument.title, "record"),
        organisation=organisation(basis),
        audience=paper.audience,
        as_of=basis.as_of,
        edition=assessment.digest,
        front=oldest(claims),
        sections=sections,
        unknown=gaps,
        claims=claims.all(),
    )


def write(argument_key: str, day: date, *, into: Path | None = None, actor: Actor | None = None) -> tuple[Written, ...]:
    """Write the paper in every format into the workspace's `documents`, or `into`. Errors are those of `compose`."""
    document = compose(argument_key, day, actor)
    folder = into or Path(settings.WORKSPACE) / "documents"
    name = f"another-way-{argument_key}-{day.isoformat()}"
    return tuple(_written(folder / f"{name}.{kind}", document, kind) for kind in FORMATS)


def _written(path: Path, document: Document, kind: Format) -> Written:
    """One file, whole or not at all."""
    made = render(document, kind)
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
    return Written(path, hashlib.sha256(made).hexdigest(), str(document.title), kind)
