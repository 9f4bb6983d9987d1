"""Document anatomy: what each audience expects in each document, where it comes from and why such documents fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from earnest.library.content import NotInLibraryError, ids_in, read

Checked = Literal["verified", "partly", "general"]
"""verified: against the text or a faithful reproduction; partly: secondary sources; general: practice, not checked."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A data element. `required` is asked by the cited text or form, `expected` is commonly wanted."""

    field: str
    what: str
    basis: Literal["required", "expected"]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section. `comes_from` names kinds of record (see Anatomy.record_kinds)."""

    heading: str
    must_contain: tuple[Field, ...]
    comes_from: tuple[str, ...]
    citation: str
    confidence: Checked
    rejected_when: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DocumentType:
    """One kind of document.

    `generation`: full = can be composed from records; draft = composed, then approved by a named person; input =
    prepares material and another party writes the document. `deadline_data` is the id of a notification duty or a
    subject request rule.
    """

    id: str
    title: str
    audience: tuple[str, ...]
    purpose: str
    readers_decision: str
    standard_reference: tuple[str, ...]
    accepted_length: str
    produced: str
    author_and_approver: str
    generation: Literal["full", "draft", "input"]
    confidence: Checked
    rejected_when: tuple[str, ...]
    sections: tuple[Section, ...]
    deadline_data: str | None = None
    caution: str | None = None


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    field: str
    what: str


@dataclass(frozen=True, kw_only=True)
class PendingChange:
    """A change of law or form to watch, and the documents that it would affect."""

    what: str
    state: str
    affects: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CheckedSource:
    topic: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Anatomy:
    """What holds for every document."""

    as_of: date
    disclaimer: str
    confidence: str
    cautions: tuple[str, ...]
    front_matter: tuple[FrontMatter, ...]
    rejected_everywhere: tuple[str, ...]
    pending_changes: tuple[PendingChange, ...]
    sources: tuple[CheckedSource, ...]
    record_kinds: Mapping[str, str]


@cache
def anatomy() -> Anatomy:
    """What holds for every document."""
    return read("document_anatomy.yaml", Anatomy)


def document_type_ids() -> tuple[str, ...]:
    """Ids of the kinds of document, in alphabetical order, without reading them."""
    return ids_in("document_anatomy")


@cache
def document_type(document_id: str) -> DocumentType:
    """The kind of document of that id; reads its file once. Raises NotInLibraryError."""
    known = document_type_ids()
    if document_id not in known:
        raise NotInLibraryError("kind of document", document_id, known)
    return read(f"document_anatomy/{document_id}.yaml", DocumentType)


@cache
def document_types() -> Mapping[str, DocumentType]:
    """All kinds of document by id. Slower than asking for one: it reads every file."""
    return MappingProxyType({document_id: document_type(document_id) for document_id in document_type_ids()})
