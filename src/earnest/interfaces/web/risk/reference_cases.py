"""Public cases in which a tool of the same kind was the harm: to think of before saying what a control brings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from earnest.core.controls.models import Control
from earnest.library.tool_incidents import ReferenceCases, ToolKind, tool_incidents, tool_reference_cases


@dataclass(frozen=True)
class Cases:
    """The kinds there are, and what to think of for the one that is chosen; None where no kind is."""

    kinds: tuple[ToolKind, ...]
    chosen: ReferenceCases | None
    use_note: str


def cases_for(control: Control, kind: str = "") -> Cases:
    """Cases of a kind of tool by its id; without one, of the kind that the control's name or key tells."""
    file = tool_incidents()
    known = {one.id for one in file.kinds}
    found = kind if kind in known else _told(control, file.kinds)
    return Cases(file.kinds, tool_reference_cases(found) if found else None, file.use_note)


def _told(control: Control, kinds: tuple[ToolKind, ...]) -> str:
    text = f" {' '.join(re.findall(r'[a-z0-9]+', f'{control.key} {control.name}'.casefold()))} "
    for one in kinds:
        for name in (one.id, one.name, *one.also):
            if f" {' '.join(re.findall(r'[a-z0-9]+', name.casefold()))} " in text:
                return one.id
    return ""
