"""A YAML text as fields that know their line and their name, so that every fault can be told where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import yaml

MOST_CHARACTERS = 200_000
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class PolicyError(ValueError):
    """A policy that cannot be used. `line` and `name` say where, `what` what is wrong, `remedy` what to write."""

    def __init__(self, place: str, line: int, name: str, what: str, remedy: str) -> None:
        where = ", ".join(part for part in (place, f"line {line}" if line else "", name) if part)
        super().__init__(f"{where}: {what}. {remedy}")
        self.line = line
        self.name = name


@dataclass(frozen=True)
class Field:
    """One value of the text, with its name such as exceptions[0].until."""

    node: yaml.Node
    place: str
    title: str = ""

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    @property
    def is_text(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode)

    def wrong(self, what: str, remedy: str) -> PolicyError:
        return PolicyError(self.place, self.line, self.title, what, remedy)

    def text(self, most: int = 1000) -> str:
        """The text as it is written, not empty, of at most so many characters."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong("it is no text", "Write one value.")
        value = str(self.node.value).strip()
        if not value:
            raise self.wrong("it is empty", "Write a value, or leave the field out.")
        if len(value) > most or any(ord(sign) < 32 and sign not in "\n\t" for sign in value):
            raise self.wrong("it is too long or holds control characters", f"At most {most} plain characters.")
        return value

    def name(self) -> str:
        """A text that is an id: letters, digits, dots, lines and underscores."""
        value = self.text(100)
        if not _NAME.fullmatch(value):
            raise self.wrong(f"{value[:60]!r} is no id", "Use letters, digits, dots, hyphens and underscores.")
        return value

    def relative(self) -> str:
        """A path below the policy's folder: no absolute one, none that leads out."""
        value = self.text(500).replace("\\", "/")
        if value.startswith(("/", "~")) or ":" in value[:3] or ".." in value.split("/"):
            raise self.wrong(f"{value[:80]!r} leads out of the policy's folder", "Name a file or folder below it.")
        return value

    def whole(self, least: int, most: int) -> int:
        value = self.text(20).removesuffix("days").removesuffix("day").strip()
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise self.wrong(f"{value[:20]!r} is not a whole number from {least} to {most}", "Write days, such as 7.")
        return int(value)

    def day(self) -> date:
        try:
            return date.fromisoformat(self.text(20))
        except ValueError:
            raise self.wrong(f"{self.text(20)!r} is no day", "Write it as 2026-12-31.") from None

    def choice(self, known: Sequence[str]) -> str:
        value = self.text(100)
        if value not in known:
            raise self.wrong(f"{value[:60]!r} is none of them", f"Choose from: {', '.join(known)}.")
        return value

    def members(self) -> Iterator[tuple[str, Field]]:
        """Names and values of a mapping; a name that is there twice is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("it is no mapping", "Write names and values.")
        seen: set[str] = set()
        for key, value in self.node.value:
            name = Field(key, self.place, self.title).text(100)
            title = f"{self.title}.{name}".lstrip(".")
            if name in seen:
                raise Field(key, self.place, title).wrong("it is there twice", "Keep one.")
            seen.add(name)
            yield name, Field(value, self.place, title)

    def mapping(self, known: Sequence[str]) -> Mapping:
        """The members of a mapping whose names are all known."""
        found = {}
        for name, value in self.members():
            if name not in known:
                raise value.wrong("there is no such field", f"Fields here: {', '.join(known)}.")
            found[name] = value
        return Mapping(self, found)

    def parts(self) -> tuple[Field, ...]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong("it is no list", "Begin each item with a hyphen, or write [one, another].")
        return tuple(Field(node, self.place, f"{self.title}[{number}]") for number, node in enumerate(self.node.value))


@dataclass(frozen=True)
class Mapping:
    """The known members of one mapping."""

    field: Field
    known: dict[str, Field]

    def get(self, name: str) -> Field | None:
        return self.known.get(name)

    def need(self, name: str, remedy: str) -> Field:
        found = self.known.get(name)
        if found is None:
            raise PolicyError(
                self.field.place, self.field.line, f"{self.field.title}.{name}".lstrip("."), "it is missing", remedy
            )
        return found

    def items(self, name: str) -> tuple[Field, ...]:
        found = self.known.get(name)
        return found.parts() if found is not None else ()


def fields(text: str, place: str) -> Field:
    """The fields of a YAML text. PolicyError for what is not YAML, too long, too deep or uses aliases."""
    if len(text) > MOST_CHARACTERS:
        raise PolicyError(place, 0, "", f"it has more than {MOST_CHARACTERS:,} characters", "Split it.")
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise PolicyError(place, line, "", "it holds a YAML alias", "Write the value out.")
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise PolicyError(place, line, "", f"it is not YAML: {error.problem}", "Correct it.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, PolicyError):
            raise
        raise PolicyError(place, 0, "", f"it is not YAML: {str(error)[:200]}", "Correct it.") from None
    if node is None:
        raise PolicyError(place, 0, "", "it is empty", "Write earnest-check: 1 as the first line.")
    return Field(node, place)
