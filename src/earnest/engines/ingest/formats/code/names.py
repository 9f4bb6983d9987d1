"""Names of assets and flaws, as scanners of code and images write them, in the form in which they can be joined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from earnest.engines.ingest.document import Document
from earnest.engines.ingest.writer import Sink

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.IGNORECASE)
_MOMENT = re.compile(r"[-_. ]*\d{4}-?\d{2}-?\d{2}(?:[-_T. ]?\d{2}[-_:.]?\d{2}(?:[-_:.]?\d{2})?Z?)?")
_SYSTEMS = frozenset({"deb", "rpm", "apk", "alpm", "qpkg"})
"""Types of package URLs whose namespace is the distribution."""
TITLE_LIMIT = 200
_SUFFIXES = frozenset({".json", ".xml", ".sarif", ".cdx", ".spdx", ".bom", ".vex", ".csaf", ".report"})


def cves(*written: str | None) -> list[str]:
    """The distinct CVE names in the texts, in upper case."""
    return list(dict.fromkeys(name.upper() for words in written if words for name in _CVE.findall(words)))


def public_name(own: str | None, others: Iterable[str | None] = ()) -> str | None:
    """The first CVE among the names of one flaw, else its own name: lists of exploited flaws speak of CVEs."""
    return next(iter(cves(own, *others)), own)


def without_tag(image: str) -> str:
    """The name of an image without its tag or digest: a scan of a newer build replaces that of an older one."""
    name = image.partition("@")[0]
    head, colon, _ = name.rpartition(":")
    return head if colon and "/" not in name[len(head) :] and head != "sha256" else name


def repository_of(url: str | None) -> str | None:
    """`owner/name` of a repository's address, as forges call it: of a web page, an API, or a remote of Git."""
    if not url or not url.strip():
        return None
    address = url.strip()
    if "://" not in address and ":" in address:
        address = "ssh://" + address.replace(":", "/", 1)
    try:
        path = urlsplit(address).path.strip("/")
    except ValueError:
        return None
    steps = path.removesuffix(".git").removeprefix("api/v3/").removeprefix("repos/").split("/")
    return "/".join(steps) if all(steps) and len(steps) > 1 else None


def named_after(document: Document, sink: Sink) -> str:
    """What the file calls its asset where its tool does not: the file's name, without endings, dates and times."""
    name = PurePath(document.name)
    while name.suffix.lower() in _SUFFIXES:
        name = name.with_suffix("")
    called = _MOMENT.sub("", name.name).strip("-_. ") or name.name
    sink.notes.append(f"The file does not say what was scanned; it is called after the file: {called}.")
    return called


def purl_type(purl: str | None) -> str | None:
    """The ecosystem that a package URL begins with: `npm` of `pkg:npm/left-pad@1.3.0`."""
    head, slash, _ = (purl or "").removeprefix("pkg:").lstrip("/").partition("/")
    return head.lower() if slash and (purl or "").startswith("pkg:") and head else None


def purl_name(purl: str | None) -> tuple[str | None, str | None]:
    """Name, with its namespace where that is part of the name, and version that a package URL gives."""
    if purl_type(purl) is None:
        return None, None
    path = (purl or "").partition("#")[0].partition("?")[0].removeprefix("pkg:").lstrip("/").partition("/")[2]
    name, at, version = path.rpartition("@")
    if not at or not name:
        name, version = path, ""
    space, _, own = name.strip("/").rpartition("/")
    kind = purl_type(purl)
    if space and kind not in _SYSTEMS:
        own = f"{space}:{own}" if kind == "maven" else f"{space}/{own}"
    return unquote(own) or None, unquote(version) or None


def headline(words: str | None) -> str | None:
    """The first line of a description, cut to the length of a title."""
    first = (words or "").strip().partition("\n")[0].strip()
    return (first if len(first) <= TITLE_LIMIT else first[: TITLE_LIMIT - 1].rstrip() + "…") or None


def joined(*parts: str | None) -> str:
    """The parts that are there, as one name."""
    return " ".join(part for part in parts if part)
