"""What here needs a person, and what here may be theatre."""

from earnest.core.controls.concerns.honesty import HONESTY
from earnest.core.controls.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
