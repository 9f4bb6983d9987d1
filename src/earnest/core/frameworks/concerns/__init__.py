"""What here needs a person, and what here may be theatre."""

from earnest.core.frameworks.concerns.honesty import HONESTY
from earnest.core.frameworks.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
