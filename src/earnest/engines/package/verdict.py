"""What a verification found: what differs, what could not be checked, and what was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Trust = Literal["known", "unknown"]
Weight = Literal["limit", "word", "gap"]
"""Of what was not checked. `limit`: no package can show it. `word`: the signer states it, and what it rests on is not
in the package. `gap`: a package can show it, and this one was not shown to."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be.

    `part` is one of the parts of `layout`, or `container`; `id` names the member, test, control or entry in it;
    `expected` is what the package states or what must stand there, `found` what is there or what was recomputed.
    """

    code: str
    part: str
    id: str
    expected: str
    found: str
    meaning: str


@dataclass(frozen=True)
class Unchecked:
    """Something that was not checked here, why, and what that weighs. It never counts for the package."""

    part: str
    id: str
    why: str
    weight: Weight = "limit"


@dataclass(frozen=True)
class Verdict:
    """The outcome. `checked` counts by what was checked, `stated` what is the signer's word alone; `good` is that
    nothing differs, whatever was not checked, and `complete` that nothing was left open which a package can show.

    `whole` is the signer's word that every control is in it; `stamped_at` what an authority that the reader trusts
    says, None without one.
    """

    organisation: str
    program: str
    as_of: datetime | None
    made_at: datetime | None
    frameworks: tuple[str, ...]
    whole: bool
    stamped_at: datetime | None
    fingerprint: str
    trust: Trust
    differences: tuple[Difference, ...]
    unchecked: tuple[Unchecked, ...]
    checked: dict[str, int]
    stated: dict[str, int]

    @property
    def good(self) -> bool:
        return not self.differences

    @property
    def gaps(self) -> tuple[Unchecked, ...]:
        """What a package can show, and was not shown of this one."""
        return tuple(one for one in self.unchecked if one.weight == "gap")

    @property
    def complete(self) -> bool:
        return self.good and not self.gaps

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that differ, each once."""
        return tuple(dict.fromkeys(one.part for one in self.differences))


@dataclass
class Findings:
    """Collects what a verification finds."""

    differences: list[Difference] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    stated: dict[str, int] = field(default_factory=dict)

    def differs(self, code: str, part: str, id_: str, *, expected: object, found: object, meaning: str) -> None:
        self.differences.append(Difference(code, part, id_, _short(expected), _short(found), meaning))

    def skip(self, part: str, id_: str, why: str, weight: Weight = "limit") -> None:
        self.unchecked.append(Unchecked(part, id_, why, weight))

    def word(self, what: str, number: int = 1) -> None:
        """Count something that is stated and not recomputed."""
        self.stated[what] = self.stated.get(what, 0) + number

    def count(self, what: str, number: int = 1) -> None:
        self.checked[what] = self.checked.get(what, 0) + number

    def touched(self, parts: Iterable[str]) -> bool:
        """Whether any of these parts differs."""
        wanted = set(parts)
        return any(one.part in wanted for one in self.differences)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 300 else f"{text[:299]}…"
