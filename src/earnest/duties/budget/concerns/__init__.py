"""What here needs a person, and what here may be theatre."""

from earnest.duties.budget.concerns.honesty import HONESTY
from earnest.duties.budget.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
