"""What the workspace declares, and what it cannot."""

from __future__ import annotations

import pytest

from earnest.core.collection.rules.declared import BadDeclaration, Command, Folder, read

GOOD = """
collectors: 1
folders:
  drop: {path: inbox, pattern: "*.json"}
commands:
  users:
    run: [python3, export.py]
    name: users.json
    environment: [OKTA_TOKEN]
    seconds: 10
"""


def test_folders_and_commands_are_read() -> None:
    found = read(GOOD)
    assert found.folders == {"drop": Folder("inbox", "*.json")}
    assert found.commands == {"users": Command(("python3", "export.py"), "users.json", ("OKTA_TOKEN",), 10)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file"),
        ("- a", "the file"),
        ("folders: {}", "collectors: 1"),
        ("a: [", "not YAML in line"),
        ("collectors: 1\nfolder: {}", "no key 'folder'"),
        ("collectors: 1\nfolders: {Drop: {path: x}}", "lower-case"),
        ("collectors: 1\nfolders: {drop: {}}", "folders.drop.path"),
        ("collectors: 1\nfolders: {drop: {path: x, pattern: ../*}}", "folders.drop.pattern"),
        ("collectors: 1\ncommands: {a: {run: 'rm -rf /', name: x}}", "No shell"),
        ("collectors: 1\ncommands: {a: {run: [x], name: x, seconds: 9999}}", "1 to 3,600"),
        ("collectors: 1\ncommands: {a: {run: [x], name: x, environment: ['A=1']}}", "names of variables"),
        ("collectors: 1\ncommands: {a: {run: [x, 1], name: x}}", "commands.a.run"),
        ("[" * 5_000, "nested too deeply"),
    ],
)
def test_a_declaration_that_cannot_be_used_names_its_key(text: str, says: str) -> None:
    with pytest.raises(BadDeclaration, match=says):
        read(text)
