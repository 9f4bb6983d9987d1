"""What the papers of each kind of argument ask its author to say; the rest of a paper comes from the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.core.controls.models import Argument
from earnest.library.anatomy import document_type

_Kind = Argument.Kind

SAID: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    _Kind.CUSTOMISED: {
        "pci-customized-controls-matrix": (
            "what", "where", "when", "operators", "objective_met_how", "monitoring", "failure_response",
        ),
        "pci-customized-targeted-risk-analysis": (
            "mischief", "parts_changed", "how_mischief_prevented", "likelihood_factors", "residual_reasons",
            "likelihood_change", "likelihood_reasoning", "account_data_volume", "impact_change",
        ),
    },
    _Kind.COMPENSATING: {
        "pci-compensating-controls-worksheet": (
            "compensating_controls", "above_and_beyond", "objective_met", "added_risk", "maintenance",
        ),
    },
    _Kind.ADDRESSABLE: {
        "hipaa-addressable-rationale": (
            "reasonable_and_appropriate", "factors", "choice", "why_not", "alternative_measure",
        ),
    },
    _Kind.EXCLUSION: {},
    _Kind.OTHER: {},
}  # fmt: skip
"""By kind of argument and document type: the fields that its author fills."""


@dataclass(frozen=True)
class Asked:
    """One thing that a paper asks for: its document type, section and field, and in a few words what goes there."""

    document: str
    section: str
    field: str
    what: str


def asked(kind: str) -> tuple[Asked, ...]:
    """In the order of the papers."""
    return tuple(
        Asked(document, section.heading, one.field, one.what)
        for document, fields in SAID[kind].items()
        for section in document_type(document).sections
        for one in section.must_contain
        if one.field in fields
    )
