"""What here needs a person, and what here may be theatre."""

from earnest.core.risks.concerns.honesty import HONESTY
from earnest.core.risks.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
