"""Small words of sentences: numbers, lists, short names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NUMBERS = (
    gettext_lazy("no"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
)


def in_words(value: int) -> str:
    """A number as a sentence writes it: in words below ten."""
    return str(_NUMBERS[value]) if 0 <= value < len(_NUMBERS) else formats.number_format(value, 0, force_grouping=True)


def listed(parts: Iterable[str]) -> str:
    """Parts of a sentence, joined as people do: a, b and c."""
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    return _("%(parts)s and %(last)s") % {"parts": ", ".join(found[:-1]), "last": found[-1]}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def short(title: str) -> str:
    """The name of a framework without what explains it."""
    cut = re.split(r" information security| \(| as amended|, with ", title, maxsplit=1)[0]
    return cut.removesuffix(" Framework")
