"""What here needs a person, and what here may be theatre."""

from earnest.core.actions.concerns.honesty import HONESTY
from earnest.core.actions.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
