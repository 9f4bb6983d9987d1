"""What here needs a person, and what here may be theatre."""

from earnest.duties.hygiene.concerns.honesty import HONESTY
from earnest.duties.hygiene.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
