"""What here needs a person, and what here may be theatre."""

from earnest.core.organization.concerns.honesty import HONESTY
from earnest.core.organization.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
