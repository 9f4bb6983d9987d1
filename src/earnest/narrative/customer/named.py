"""Names that stay inside: of people and of machines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to

_WORD = re.compile(r"[\w@.-]*\w")
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\S@\S|\.(?:local|internal|lan|corp)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """What the record calls its people and machines, so that nothing for outsiders repeats it."""

    actor: Actor

    def safe(self, text: str, instead: str) -> str:
        """The text; `instead` where it holds a person's name, a machine's name or an address of either."""
        folded = text.casefold()
        if _ADDRESS.search(text) or any(name in folded for name in self._people):
            return instead
        return instead if any(word in self._machines for word in _WORD.findall(folded)) else text

    @cached_property
    def _people(self) -> frozenset[str]:
        names = visible_to(self.actor, Person).values_list("name", flat=True)
        return frozenset(name.strip().casefold() for name in names if name.strip())

    @cached_property
    def _machines(self) -> frozenset[str]:
        """Names that only a machine has: with a digit or a dot. “Payroll” is a word that others use."""
        names = visible_to(self.actor, Asset).values_list("name", flat=True)
        return frozenset(name.casefold() for name in names if re.search(r"\d|\.", name))
