"""Ways in which a file is harmed: by accident, by a bad export, by ill will. For the suites and for fuzz/parsers.py."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable
from typing import Any

Mutation = Callable[[bytes, random.Random], bytes]

_RAW = "raw value \u2044 "
"""Begins a text that stands for JSON which the standard library does not write."""

LONG = 70_000
WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**63,
    2**80,
    1e300,
    "",
    " ",
    "\ud800",
    "\0",
    [],
    [[]],
    {},
    {"a": 1},
    [None],
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00",
    "x" * LONG,
    "9" * 400,
    f"{_RAW}NaN",
    f"{_RAW}-Infinity",
    f"{_RAW}1e999",
    f"{_RAW}-0.0",
    f"{_RAW}{'9' * 400}",
    f"{_RAW}{'[' * 3000}{']' * 3000}",
)
"""What stands where something else should: of another type, out of range, or not writable in the file at all."""

WORDS = (
    *("", " ", "NaN", "inf", "-1", "1e999", "9" * 400, "x" * LONG, "true", "null", "0001-01-01", "9999-12-31 23:59:59"),
    *(
        "2026-02-30",
        "=1+1",
        "é",
        "\u202e",
        "\ufeff",
        "\U0001f600",
        "a;b,c\td",
        '"',
        "''",
        "[]",
        "{}",
        "::::",
        "%s",
        "\\",
    ),
)
_XML_VALUE = re.compile(rb'(?<=>)[^<>]++(?=<)|(?<==")[^"<>]*+(?=")')
_XML_ATTRIBUTE = re.compile(rb' [\w:.-]+="[^"<>]*+"')
_KEY = re.compile(rb'"[^"\\]{1,60}"\s*:\s*("[^"\\]*+"|-?[0-9.]+|true|false|null)')


def truncated(content: bytes, chance: random.Random) -> bytes:
    """Cut short at any byte."""
    return content[: chance.randrange(len(content))] if content else content


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Some bytes, often one, are others."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 6))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def deleted(content: bytes, chance: random.Random) -> bytes:
    """A stretch is missing."""
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.randint(1, 60) :]


def repeated(content: bytes, chance: random.Random) -> bytes:
    """A stretch stands in a second place."""
    start, at = chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)
    return content[:at] + content[start : start + chance.randint(1, 400)] + content[at:]


def wrong_value(content: bytes, chance: random.Random) -> bytes:
    """One value is of another type or out of every range, and the file is well-formed but for that."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return _wrong_in_json(content, chance)
    if start == b"<":
        return _at_one(_XML_VALUE, content, chance, lambda _: _escaped(chance.choice(WORDS)))
    return _wrong_in_csv(content, chance)


def duplicated(content: bytes, chance: random.Random) -> bytes:
    """A key of an object, an attribute of an element or a column of a CSV stands twice."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return _at_one(_KEY, content, chance, lambda found: found + b"," + found)
    if start == b"<":
        return _at_one(_XML_ATTRIBUTE, content, chance, lambda found: found * 2)
    head, end, rest = content.partition(b"\n")
    cells = head.split(b",")
    return b",".join([*cells, chance.choice(cells)]) + end + rest.replace(b"\n", b",x\n")


def recoded(content: bytes, chance: random.Random) -> bytes:
    """The same characters in another encoding than the file says."""
    text = content.decode("utf-8", errors="replace")
    at = chance.randrange(len(text) + 1)
    strange = text[:at] + chance.choice(("é", "Ł", "😀", "\x85", "\u2028")) + text[at:]
    return strange.encode(
        chance.choice(("utf-16", "utf-16-be", "utf-32", "cp1252", "utf-7", "cp037")), errors="replace"
    )


MUTATIONS: tuple[Mutation, ...] = (truncated, flipped, deleted, repeated, wrong_value, wrong_value, duplicated, recoded)
"""All ways; what is well-formed but wrong goes deepest into a reader and stands twice."""


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content harmed in one way, chosen by chance."""
    return chance.choice(MUTATIONS)(content, chance)


def _at_one(pattern: re.Pattern[bytes], content: bytes, chance: random.Random, new: Callable[[bytes], bytes]) -> bytes:
    places = [found.span() for found in pattern.finditer(content)]
    if not places:
        return flipped(content, chance)
    start, end = chance.choice(places)
    return content[:start] + new(content[start:end]) + content[end:]


def _escaped(word: str) -> bytes:
    return word.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").encode()


def _wrong_in_json(content: bytes, chance: random.Random) -> bytes:
    try:
        text = content.decode("utf-8-sig")
        values = _values(text)
    except (UnicodeError, ValueError, RecursionError):
        return flipped(content, chance)
    places = [place for value in values for place in _places(value)]
    if not places:
        return flipped(content, chance)
    holder, key = chance.choice(places)
    holder[key] = chance.choice(WRONG)
    written = "\n".join(json.dumps(value) for value in values)
    return re.sub(rf'"{re.escape(json.dumps(_RAW)[1:-1])}([^"]*)"', r"\1", written).encode()


def _values(text: str) -> list[Any]:
    """The JSON values that stand one after the other in the text."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    at = 0
    while at < len(text):
        if text[at] in " \t\r\n":
            at += 1
            continue
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in the value where another one can be put: the container, and the key or index in it."""
    if not isinstance(value, (dict, list)):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


def _wrong_in_csv(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", errors="replace")
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return flipped(content, chance)
    filled = [row for row in rows[1:] if row]
    if not filled:
        return flipped(content, chance)
    row = chance.choice(filled)
    row[chance.randrange(len(row))] = chance.choice(WORDS)
    kept = io.StringIO(newline="")
    csv.writer(kept, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return kept.getvalue().encode()
