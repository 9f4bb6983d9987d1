"""What here needs a person, and what here may be theatre."""

from earnest.core.collection.concerns.honesty import HONESTY
from earnest.core.collection.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
