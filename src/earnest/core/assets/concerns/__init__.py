"""What here needs a person, and what here may be theatre."""

from earnest.core.assets.concerns.honesty import HONESTY
from earnest.core.assets.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
