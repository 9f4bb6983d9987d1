"""How arguments look and read: what they earn, what their parts are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.assurance.queries import Argued
from earnest.core.controls.models import Argument, ArgumentNode, Defeater
from earnest.engines.arguments import Labels
from earnest.engines.assurance import RequirementStatus
from earnest.interfaces.web.templatetags.earnest import STATUSES

_EARNS = {
    RequirementStatus.MET_ANOTHER_WAY: gettext_lazy("Holds today"),
    RequirementStatus.PARTLY: gettext_lazy("Holds in part"),
    RequirementStatus.NOT_MET: gettext_lazy("Does not hold"),
    RequirementStatus.UNPROVEN: gettext_lazy("Unproven"),
}
_STATES = {
    Argument.State.DRAFT: "planned",
    Argument.State.REVIEW: "partly met",
    Argument.State.REVIEWED: "met",
    Argument.State.WITHDRAWN: "retired",
}
_DOUBTS = {
    Defeater.State.OPEN: "failing",
    Defeater.State.ANSWERED: "effective",
    Defeater.State.RESIDUAL: "partly effective",
}


@dataclass(frozen=True)
class Mark:
    """A state as a page shows it: how it looks, and its word."""

    look: str
    word: str


def earns(found: Argued) -> Mark:
    """What the argument earns by itself today."""
    status = found.conclusion.status
    return Mark(status.value, str(_EARNS[status]))


def state(argument: Argument) -> Mark:
    return Mark(_STATES[Argument.State(argument.state)], argument.get_state_display())


def doubt(state_: str) -> Mark:
    one = Defeater.State(state_)
    return Mark(_DOUBTS[one], str(one.label))


def labels() -> Labels:
    """The words of the diagram in the reader's language, and how the standing of evidence looks."""
    kinds: Mapping[str, str] = {one.value: str(one.label) for one in ArgumentNode.Kind}
    return Labels(
        {**kinds, "challenge": _("Doubt")},
        undeveloped=_("undeveloped"),
        in_doubt=_("in doubt"),
        states={
            "open": _("open"),
            "answered": _("answered"),
            "accepted as residual": _("accepted as residual"),
        },
        tones={name: mark.look for name, mark in STATUSES.items()},
    )
