from __future__ import annotations

import ast
import re

from tests.architecture.tree import ROOT, kept_files, modules

LONGEST = 500
LONGER: set[str] = set()
"""Files to be split next. The test fails once one of them is short enough to leave the list."""
TEXT = {".py", ".md", ".html", ".css", ".js", ".yaml", ".yml", ".toml", ".sql", ".json", ".svg", ".txt"}
_MACHINE = re.compile(r"(?<![\w.-])/(?:work|root|home|Users)/\w|[A-Z]:\\\\Users")
_HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|proxy\.golang\.org|crates\.io")
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def test_every_public_module_says_what_it_is_for() -> None:
    bare = [
        module.place
        for module in modules()
        if not module.place.endswith("__init__.py")
        and not module.place.split("/")[-1].startswith("_")
        and not ast.get_docstring(module.tree)
        and module.text.strip()
    ]
    known = {
        name for name in bare if name.split("/")[-1] in {"models.py", "apps.py", "queries.py", "web.py", "urls.py"}
    }
    assert sorted(set(bare) - known) == []


def test_no_file_of_code_is_too_long() -> None:
    made = {"reference"}
    long = {
        path.relative_to(ROOT).as_posix()
        for path in kept_files(".py", ".html", ".js")
        if not made & set(path.parts) and path.read_text(encoding="utf-8").count("\n") > LONGEST
    }
    assert long - LONGER == set(), "split it by noun"
    assert LONGER - long == set(), "short enough now: take it off the list"


def test_pages_have_no_style_and_no_script_of_their_own() -> None:
    found = []
    for path in kept_files(".html"):
        if "interfaces" not in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"<style\b|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text):
            found.append(path.relative_to(ROOT).as_posix())
    assert found == [], "the content security policy refuses it"


def test_nothing_names_a_machine_or_a_package_registry() -> None:
    found = []
    for path in kept_files():
        if (
            path.suffix not in TEXT | {""}
            or path.name in {"Dockerfile"}
            or path == ROOT / "tests/architecture/test_tidiness.py"
        ):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if hit := _MACHINE.search(text) or _HOSTS.search(text):
            found.append(f"{path.relative_to(ROOT)}: {hit.group()}")
    assert found == []


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in kept_files(".py", ".html", ".css", ".js", ".sql")
        if path.name not in {"test_schemas.py", "test_tidiness.py"}
        and (hit := _UNFINISHED.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_no_module_is_called_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}
    assert [module.place for module in modules() if module.place.rsplit("/")[-1].removesuffix(".py") in vague] == []
