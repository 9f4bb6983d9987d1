"""Whether the documents state what was concluded, show nothing else, and are drawn from their models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from earnest import __version__
from earnest.engines.documents import docx, html, pdf, pptx, xlsx
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Document, DocumentError
from earnest.engines.documents.plain import from_plain
from earnest.engines.package import layout
from earnest.engines.package.canonical import decode
from earnest.engines.package.checks.claims import Tally, claims, no
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.container import Container

BROKEN = (DocumentError, TypeError, ValueError, KeyError, AttributeError, IndexError, RecursionError, ArithmeticError)
"""What a document that was made up by hand can raise when it is read or drawn."""
_DRAW: Mapping[str, Callable[[Document], bytes]] = {
    "html": lambda document: html.render(document).encode(),
    "docx": docx.render,
    "xlsx": xlsx.render,
    "pptx": pptx.render,
    "pdf": pdf.render,
}


def narratives(opened: Opened, *, others: bool) -> None:
    """Every document: its claims against the conclusions, its files against its model; `others` than pages, too."""
    names = [n for n in opened.container.members if layout.part_of(n) == "narrative"]
    models = {n.removesuffix(".json") for n in names if n.endswith(".json")}
    for name in names:
        if name.rpartition(".")[0] not in models:
            no(opened, name, "a model with the claims of the document", "none")
    tally = Tally()
    for base in sorted(models):
        document = _document(opened, base, tally)
        for kind in _DRAW if document is not None else ():
            if f"{base}.{kind}" in opened.container and document is not None:
                _drawn(opened, f"{base}.{kind}", document, kind, others=others)
    if models:
        why = "the values in them were held against what was concluded; that the words around them fit is not"
        opened.found.skip("narrative", "sentences", why)
    tally.say(opened)


def _document(opened: Opened, base: str, tally: Tally) -> Document | None:
    plain = opened.value(f"{base}.json", dict[str, Any])
    if plain is None:
        return None
    try:
        document = _read(plain)
        claims(opened, base, document, tally)
        loose = unsupported(document)
    except BROKEN as error:
        _unreadable(opened, f"{base}.json", error)
        return None
    opened.found.count("documents")
    for one in loose[:5]:
        no(opened, f"{base}.json", "facts that a claim bears out", f"{one.place}: {one.text}: {one.reason}")
    return document


def _read(plain: dict[str, Any]) -> Document:
    document = from_plain(plain)
    if not isinstance(document, Document):
        raise TypeError("it is no document")
    return document


def _unreadable(opened: Opened, name: str, error: Exception) -> None:
    no(opened, name, "the model of a document", f"{type(error).__name__}: {error}", "It cannot be read or drawn.")


def _drawn(opened: Opened, name: str, document: Document, kind: str, *, others: bool) -> None:
    """A file of a document is the one that its model gives, to the byte."""
    if opened.statement is None or opened.statement.predicate.program != f"earnest {__version__}":
        opened.found.skip("narrative", name, _ANOTHER, "gap")
    elif kind != "html" and not others:
        opened.found.skip("narrative", name, _NOT_DRAWN, "gap")
    else:
        try:
            drawn = _DRAW[kind](document)
        except BROKEN as error:
            _unreadable(opened, f"{name.rpartition('.')[0]}.json", error)
            return
        if drawn == opened.container.read(name):
            opened.found.count("documents drawn anew")
        else:
            no(opened, name, "the file that its model gives", "another file", _NOT_ITS)


_ANOTHER = "another version of the program drew it, so nothing of it was checked: read the page that --pages writes"
_NOT_DRAWN = "it was not drawn anew, so nothing of it was checked: read the page that --pages writes"
_NOT_ITS = (
    "The file says something else than the claims that were checked, or a part of this program draws otherwise. Do not "
    "rely on it: read the page that --pages writes."
)


def pages(container: Container) -> Iterator[tuple[str, bytes]]:
    """Name and content of a page for each document, drawn here from its model. PackageError, DocumentError."""
    for name in container.members:
        if layout.part_of(name) == "narrative" and name.endswith(".json"):
            try:
                document = _read(decode(container.read(name), dict[str, Any], name))
                yield name.removeprefix("narratives/").replace(".json", ".html"), html.render(document).encode()
            except BROKEN as error:
                raise DocumentError(f"{name}: {error}") from error
