"""What here needs a person, and what here may be theatre."""

from earnest.core.things.concerns.honesty import HONESTY
from earnest.core.things.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
