from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

from tests.documentation.conftest import DOCS

ROOT = DOCS.parent


def test_every_made_page_is_what_the_program_gives(build: ModuleType) -> None:
    assert build.outdated(write=False) == [], "run make docs"


def test_every_link_leads_somewhere_and_every_page_is_reached(build: ModuleType) -> None:
    pages = build.all_pages()
    assert build.dead_links(pages) == []
    assert build.unreached(pages) == []


def test_a_dead_link_is_found(build: ModuleType, tmp_path: Path) -> None:
    page = build.read(Path("docs/index.md"))
    other = build.Page(
        Path("docs/other.md"), "Other", tuple(build._markdown().parse("[a](no.md) [b](index.md#no)")), frozenset()
    )
    assert build.dead_links({page.place: page, other.place: other})[-2:] == [
        "docs/other.md: no.md: there is no such file",
        "docs/other.md: index.md#no: there is no such heading",
    ]


class Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in {"href", "src"} and value:
                self.targets.append(value)


def test_the_site_is_built_and_its_links_hold(build: ModuleType, tmp_path: Path) -> None:
    build.render(build.all_pages(), tmp_path)
    found = {}
    for path in tmp_path.rglob("*.html"):
        found[path] = Reading()
        found[path].feed(path.read_text(encoding="utf-8"))
    assert len(found) == len(build.all_pages())
    dead = []
    for path, reading in found.items():
        for target in reading.targets:
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            aim = (path.parent / name).resolve() if name else path
            if aim.suffix == ".html":
                holds = aim in found and (not anchor or anchor in found[aim].ids)
            else:
                holds = aim.exists() or (ROOT / path.parent.relative_to(tmp_path) / name).exists()
            if not holds:
                dead.append(f"{path.relative_to(tmp_path)}: {target}")
    assert dead == []


def test_every_setting_is_documented(build: ModuleType) -> None:
    page = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
    read = set()
    for name in ("settings.py", "env.py"):
        text = (ROOT / "src/earnest/config" / name).read_text(encoding="utf-8")
        read |= set(re.findall(r"\"(EARNEST_[A-Z_]+)\"", text))
    assert {name for name in read if f"`{name}`" not in page} == set()


def test_the_folders_of_the_architecture_are_there_and_none_is_left_out() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tree = text.split("```")[1]
    named, path = set(), ["", "", ""]
    for line in tree.splitlines():
        if hit := re.match(r"( *)([\w/]+)/ ", line + " "):
            depth = len(hit.group(1)) // 2
            path[depth:] = [hit.group(2)]
            named.add("/".join(path))
    assert {place for place in named if not (ROOT / place).is_dir()} == set()
    floors = {p for p in (ROOT / "src/earnest").iterdir() if p.is_dir() and p.name != "__pycache__"}
    rooms = {
        p for f in floors if f.name in {"core", "duties", "engines", "interfaces"} for p in f.iterdir() if p.is_dir()
    }
    there = {p.relative_to(ROOT).as_posix() for p in floors | rooms if p.name not in {"__pycache__", "tests"}}
    assert there - named == set()


def test_decisions_are_numbered_without_gaps_and_say_what_was_not_done() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]}: ")
        for part in ("Status: ", "## The question", "## The decision", "## What we did not do", "## What follows"):
            assert part in text, f"{page.name} lacks {part}"
