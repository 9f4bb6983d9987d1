"""What here needs a person, and what here may be theatre."""

from earnest.duties.legacy.concerns.honesty import HONESTY
from earnest.duties.legacy.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
