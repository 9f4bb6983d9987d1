"""What here needs a person, and what here may be theatre."""

from earnest.core.evidence.concerns.honesty import HONESTY
from earnest.core.evidence.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
