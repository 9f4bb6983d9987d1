"""Every plain record, in one explicit list: pages and API are mounted from it."""

from __future__ import annotations

from typing import Any

from earnest.core.actions import web as actions
from earnest.core.assets import web as assets
from earnest.core.collection import web as collection
from earnest.core.controls import web as controls
from earnest.core.evidence import web as evidence
from earnest.core.frameworks import web as frameworks
from earnest.core.organization import web as organization
from earnest.core.risks import web as risks
from earnest.core.things import web as things
from earnest.duties.audits import web as audits
from earnest.duties.budget import web as budget
from earnest.duties.hygiene import web as hygiene
from earnest.duties.legacy import web as legacy
from earnest.foundation.resource import Resource

RESOURCES: tuple[Resource[Any], ...] = (
    *organization.RESOURCES,
    *assets.RESOURCES,
    *frameworks.RESOURCES,
    *controls.RESOURCES,
    *evidence.RESOURCES,
    *collection.RESOURCES,
    *actions.RESOURCES,
    *risks.RESOURCES,
    *things.RESOURCES,
    *budget.RESOURCES,
    *hygiene.RESOURCES,
    *legacy.RESOURCES,
    *audits.RESOURCES,
)
