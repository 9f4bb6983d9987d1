"""Teams, duties and scopes that nobody who works here answers for."""

from __future__ import annotations

from earnest.core.organization.models import Duty, Scope, Team
from earnest.foundation.honesty import Check, answered_for

HONESTY: tuple[Check, ...] = (
    *answered_for(Team, "teams-detail", by="lead"),
    *answered_for(Duty, "duties-detail"),
    *answered_for(Scope, "scopes-detail"),
)
