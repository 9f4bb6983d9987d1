"""Writes the made reference pages and renders all documentation into `site/`, checking every link on the way.

python docs/build.py           write the pages, then the site
python docs/build.py --check   write nothing; end with 1 if a made page is out of date or a link leads nowhere
"""

from __future__ import annotations

import argparse
import html
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

sys.path.insert(0, str(Path(__file__).resolve().parent))
import reference_pages

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
STAND_ALONE = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Earnest</title>
<link rel="stylesheet" href="{up}style.css">
</head>
<body>
<header><a href="{up}docs/index.html">Earnest</a></header>
<main>
{body}
</main>
</body>
</html>
"""
_STYLE = """\
:root { color-scheme: light dark; font: 1rem/1.55 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
header { border-bottom: 1px solid; padding-bottom: .5rem; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid; border-radius: .25rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid; }
img { max-width: 100%; }
"""


@dataclass(frozen=True)
class Page:
    """One page of documentation. `place` is its path in the repository; `anchors` are those of its headings."""

    place: Path
    title: str
    tokens: tuple[Token, ...]
    anchors: frozenset[str]


def slug(text: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def read(place: Path) -> Page:
    """A page with its headings' anchors set."""
    tokens = _markdown().parse((ROOT / place).read_text(encoding="utf-8"))
    title, anchors = "", []
    for token, inside in pairwise(tokens):
        if token.type != "heading_open":
            continue
        text = "".join(one.content for one in inside.children or () if one.type in {"text", "code_inline"})
        anchor, number = slug(text), 1
        while anchor in anchors:
            anchor, number = f"{slug(text)}-{number}", number + 1
        token.attrSet("id", anchor)
        anchors.append(anchor)
        title = title or text
    return Page(place, title, tuple(tokens), frozenset(anchors))


def all_pages() -> dict[Path, Page]:
    """Every page by its path in the repository."""
    places = [Path(name) for name in STAND_ALONE if (ROOT / name).is_file()]
    places += sorted(path.relative_to(ROOT) for path in DOCS.rglob("*.md"))
    return {place: read(place) for place in places}


def links(page: Page) -> Iterator[Token]:
    """Each link and picture of a page."""
    for token in page.tokens:
        for child in token.children or ():
            if child.type in {"link_open", "image"}:
                yield child


def target_of(token: Token) -> str:
    return str(token.attrGet("href") or token.attrGet("src") or "")


def dead_links(pages: dict[Path, Page]) -> list[str]:
    """Links inside the repository that lead to no file or no heading."""
    found = []
    for page in pages.values():
        for token in links(page):
            target = target_of(token)
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            place = Path(os.path.normpath(page.place.parent / path)) if path else page.place
            if not (ROOT / place).exists():
                found.append(f"{page.place}: {target}: there is no such file")
            elif anchor and place in pages and anchor not in pages[place].anchors:
                found.append(f"{page.place}: {target}: there is no such heading")
    return found


def unreached(pages: dict[Path, Page]) -> list[str]:
    """Pages of `docs` that no other page leads to."""
    reached = {
        Path(os.path.normpath(page.place.parent / target_of(token).partition("#")[0]))
        for page in pages.values()
        for token in links(page)
    }
    return [
        str(place)
        for place in pages
        if place not in reached and place not in {Path("README.md"), Path("docs/index.md")}
    ]


def render(pages: dict[Path, Page], into: Path) -> None:
    """Write the site: pages as HTML under their own paths, pictures and schemas beside them."""
    into.mkdir(parents=True, exist_ok=True)
    (into / "style.css").write_text(_STYLE, encoding="utf-8")
    for page in pages.values():
        for token in links(page):
            target = target_of(token)
            if not re.match(r"[a-z]+:", target) and token.type == "link_open":
                token.attrSet("href", re.sub(r"\.md(?=#|$)", ".html", target))
        body = _markdown().renderer.render(list(page.tokens), _markdown().options, {})
        up = "../" * (len(page.place.parts) - 1)
        path = into / page.place.with_suffix(".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_PAGE.format(title=html.escape(page.title), up=up, body=body), encoding="utf-8")
    for path in DOCS.rglob("*"):
        if path.suffix in {".png", ".svg", ".json"}:
            copy = into / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def outdated(*, write: bool) -> list[str]:
    """Made pages that are not what the program gives; written anew if asked."""
    found = []
    for name, make in reference_pages.pages().items():
        path, text = DOCS / "reference" / name, make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            found.append(name)
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return found


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def main() -> int:
    """Build, or check; returns the exit code."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--check", action="store_true", help="write nothing")
    check = asked.parse_args().check
    os.environ.setdefault("EARNEST_WORKSPACE", tempfile.mkdtemp(prefix="earnest-docs-"))
    stale = outdated(write=not check)
    pages = all_pages()
    faults = [*dead_links(pages), *(f"{place}: no page leads here" for place in unreached(pages))]
    if check:
        faults += [f"docs/reference/{name}: out of date; run make docs" for name in stale]
    else:
        render(pages, ROOT / "site")
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
