"""What here needs a person, and what here may be theatre."""

from earnest.core.assurance.concerns.honesty import HONESTY
from earnest.core.assurance.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
