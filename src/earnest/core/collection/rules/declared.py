"""What the workspace's file `collectors.yaml` declares: folders to watch and commands to run.

    collectors: 1
    folders:
      scanner-drop:
        path: /srv/drop/nessus          # absolute, or relative to the workspace
        pattern: "*.nessus"             # optional; * without it
    commands:
      okta-users:
        run: [python3, scripts/okta_users.py]   # a program and its words: no shell reads them
        environment: [OKTA_TOKEN]       # variables of the server that it may see
        name: okta-users.json           # what the export is called
        seconds: 300                    # optional; at most 3,600
        megabytes: 500                  # optional; at most 4,096

Only who holds the server's files can write it. The workbench says when and for which source; never what is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_SECONDS = (300, 3_600)
_MEGABYTES = (500, 4_096)


class BadDeclaration(ValueError):
    """The file cannot be used. The text names the key and what to write."""


@dataclass(frozen=True)
class Folder:
    """A folder to watch, and which of its files count."""

    path: str
    pattern: str = "*"


@dataclass(frozen=True)
class Command:
    """A command whose standard output is an export called `name`."""

    run: tuple[str, ...]
    name: str
    environment: tuple[str, ...] = ()
    seconds: int = _SECONDS[0]
    megabytes: int = _MEGABYTES[0]


@dataclass(frozen=True)
class Declared:
    """Folders and commands by their key."""

    folders: Mapping[str, Folder] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)


def read(text: str) -> Declared:
    """What the file says. Raises BadDeclaration."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise BadDeclaration(f"It is not YAML{where}.") from None
    except RecursionError:
        raise BadDeclaration("It is nested too deeply.") from None
    whole = _mapping(told, "the file")
    _known(whole, {"collectors", "folders", "commands"}, "the file")
    if whole.get("collectors") != 1:
        raise BadDeclaration("Begin it with `collectors: 1`.")
    folders = _mapping(whole.get("folders") or {}, "folders")
    commands = _mapping(whole.get("commands") or {}, "commands")
    return Declared(
        {_key(key, "folders"): _folder(value, f"folders.{key}") for key, value in folders.items()},
        {_key(key, "commands"): _command(value, f"commands.{key}") for key, value in commands.items()},
    )


def _folder(value: object, at: str) -> Folder:
    told = _mapping(value, at)
    _known(told, {"path", "pattern"}, at)
    pattern = _text(told.get("pattern", "*"), f"{at}.pattern")
    if "/" in pattern or pattern.startswith("."):
        raise BadDeclaration(f"{at}.pattern: write a pattern of file names, such as *.csv, without folders.")
    return Folder(_text(told.get("path"), f"{at}.path"), pattern)


def _command(value: object, at: str) -> Command:
    told = _mapping(value, at)
    _known(told, {"run", "environment", "name", "seconds", "megabytes"}, at)
    words = told.get("run")
    if not isinstance(words, list) or not words:
        raise BadDeclaration(f"{at}.run: write a list, the program first: [python3, export.py]. No shell reads it.")
    variables = told.get("environment") or []
    if not isinstance(variables, list) or not all(isinstance(v, str) and _VARIABLE.fullmatch(v) for v in variables):
        raise BadDeclaration(f"{at}.environment: write a list of names of variables, such as [OKTA_TOKEN].")
    return Command(
        run=tuple(_text(word, f"{at}.run") for word in words),
        name=_text(told.get("name"), f"{at}.name"),
        environment=tuple(variables),
        seconds=_number(told.get("seconds"), _SECONDS, f"{at}.seconds"),
        megabytes=_number(told.get("megabytes"), _MEGABYTES, f"{at}.megabytes"),
    )


def _mapping(value: object, at: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise BadDeclaration(f"{at}: write keys and values.")
    return value


def _known(told: Mapping[str, Any], keys: set[str], at: str) -> None:
    if strange := sorted(told.keys() - keys):
        raise BadDeclaration(f"{at}: there is no key {strange[0]!r}; known: {', '.join(sorted(keys))}.")


def _key(key: str, at: str) -> str:
    if not _KEY.fullmatch(key):
        raise BadDeclaration(f"{at}: {key[:60]!r} is no key; use lower-case letters, digits and hyphens.")
    return key


def _text(value: object, at: str) -> str:
    if not isinstance(value, str) or not value.strip() or "\x00" in value or len(value) > 1_000:
        raise BadDeclaration(f"{at}: write a text.")
    return value.strip()


def _number(value: object, limits: tuple[int, int], at: str) -> int:
    usual, most = limits
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise BadDeclaration(f"{at}: write a whole number from 1 to {most:,}.")
    return value
