"""Documents as JSON, the same bytes for the same content."""

from __future__ import annotations

import hashlib
from typing import TypeVar

import msgspec

from earnest.engines.oscal.assessment import AssessmentPlan, AssessmentResults, PlanOfAction
from earnest.engines.oscal.catalog import Catalog
from earnest.engines.oscal.ids import uuid_of
from earnest.engines.oscal.implementation import ComponentDefinition, SystemSecurityPlan
from earnest.engines.oscal.profile import Profile

Document = (
    Catalog | Profile | ComponentDefinition | SystemSecurityPlan | AssessmentPlan | AssessmentResults | PlanOfAction
)

D = TypeVar("D", bound=Document)

ROOTS: dict[type[Document], str] = {
    Catalog: "catalog",
    Profile: "profile",
    ComponentDefinition: "component-definition",
    SystemSecurityPlan: "system-security-plan",
    AssessmentPlan: "assessment-plan",
    AssessmentResults: "assessment-results",
    PlanOfAction: "plan-of-action-and-milestones",
}
"""The one member that the JSON of each kind has."""


def sealed(document: D, *keys: str) -> D:
    """The document with a UUID from `keys` and from its content: OSCAL wants a new one whenever the content changes."""
    content = hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(document, uuid=""))).hexdigest()
    return msgspec.structs.replace(document, uuid=uuid_of(*keys, content))


def to_json(document: Document) -> bytes:
    """The document as JSON in UTF-8 with two blanks of indent and a last line end."""
    return msgspec.json.format(msgspec.json.encode({ROOTS[type(document)]: document}), indent=2) + b"\n"
