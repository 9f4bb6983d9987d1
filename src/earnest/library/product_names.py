"""How tools word products, and the product key and release lines that their words mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import LibraryError, read

PLACE = "product_names.yaml"
_MARKS = re.compile(r"\(r\)|\(tm\)|[\u00ae\u2122\u00a9(),;\"']")
_KERNEL = re.compile(r"^linux kernel \d\S*(?: \S+)? on (?=[a-z])")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One way of wording a product. `match` fits the whole folded text; `lines` are filled from its named groups.

    `values` replaces what a group holds; a group whose value is not listed there fits nothing. With `at_best` the text
    leaves open which service pack or edition it is, and the line is the one that is supported longest.
    """

    match: str
    lines: tuple[str, ...]
    at_best: bool | None = None
    values: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class ProductNames:
    """The wordings of one product. `extended_is_free`: what follows free vendor support costs nothing (Debian LTS).

    `libraries` are the package types of a language in which it is published itself.
    """

    key: str
    title: str
    kind: Literal["system", "software"]
    names: tuple[Wording, ...]
    extended_is_free: bool | None = None
    libraries: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Libraries:
    """Package types of languages, and why a package of one is no server of the same name."""

    types: tuple[str, ...]
    because: str


@dataclass(frozen=True, kw_only=True)
class Carried:
    """Package types that a distribution carries, and why their own life cycle is not looked at."""

    types: tuple[str, ...]
    because: str


@dataclass(frozen=True, kw_only=True)
class ProductNameFile:
    """The file of product names."""

    as_of: date
    source: str
    confidence: str
    notes: tuple[str, ...]
    carried: Carried
    libraries: Libraries
    products: tuple[ProductNames, ...]


@dataclass(frozen=True)
class Named:
    """What a text means: product key, title and kind, and the release lines that it may be, the most exact first."""

    key: str
    title: str
    kind: Literal["system", "software"]
    lines: tuple[str, ...]
    at_best: bool
    extended_is_free: bool


@dataclass(frozen=True)
class _Ready:
    pattern: re.Pattern[str]
    wording: Wording
    product: ProductNames


@cache
def product_names() -> ProductNameFile:
    """The file of product names."""
    return read(PLACE, ProductNameFile)


def folded(text: str) -> str:
    """Lower case, marks and brackets as blanks, blanks joined."""
    return _BLANKS.sub(" ", _MARKS.sub(" ", text.lower())).strip()


def name_product(name: str, version: str | None = None, package_type: str | None = None) -> Named | None:
    """The product and release lines that a name with its version means, or None: it is unknown, which is not "fine".

    `version` is added to the name unless the name ends in it. A name of several lines is a tool's guesses: it is known
    only where all mean the same. A package of a language is known only where the product is published as one.
    """
    found = {_whole(guess, version) for guess in name.splitlines() if guess.strip()}
    if len(found) != 1:
        return None
    (named,) = found
    if named is None or not package_type:
        return named
    kind = package_type.lower()
    return named if kind not in _libraries() or kind in _published().get(named.key, ()) else None


def _whole(name: str, version: str | None) -> Named | None:
    text, told = _KERNEL.sub("", folded(name)), folded(version or "")
    if told and not text.endswith(f" {told}"):
        text = f"{text} {told}"
    return _named(text)


@cache
def _libraries() -> frozenset[str]:
    return frozenset(product_names().libraries.types)


@cache
def _published() -> Mapping[str, tuple[str, ...]]:
    return {one.key: one.libraries for one in product_names().products if one.libraries}


@cache
def carried_types() -> frozenset[str]:
    """Package types that a distribution carries."""
    return frozenset(product_names().carried.types)


@cache
def _named(text: str) -> Named | None:
    for ready in _patterns():
        found = ready.pattern.fullmatch(text)
        lines = _lines(ready.wording, found.groupdict()) if found else ()
        if lines:
            one = ready.product
            return Named(one.key, one.title, one.kind, lines, bool(ready.wording.at_best), bool(one.extended_is_free))
    return None


@cache
def _patterns() -> tuple[_Ready, ...]:
    made = []
    for product in product_names().products:
        for wording in product.names:
            try:
                made.append(_Ready(re.compile(wording.match), wording, product))
            except re.error as error:
                raise LibraryError(
                    PLACE, f"the pattern {wording.match!r} of {product.key} is no pattern: {error}"
                ) from error
    return tuple(made)


def _lines(wording: Wording, groups: Mapping[str, str | None]) -> tuple[str, ...]:
    told: dict[str, str] = {}
    for name, found in groups.items():
        known = (wording.values or {}).get(name)
        value = found if known is None else known.get(found or "")
        if value is None:
            return ()
        told[name] = value
    return tuple(line.format(**told) for line in wording.lines)
