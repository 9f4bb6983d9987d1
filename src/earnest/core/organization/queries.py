from __future__ import annotations

from earnest.foundation.record import visible_to

__all__ = ["visible_to"]
