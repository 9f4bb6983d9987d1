"""What of audits needs a person, and what was made for an audit and not for ourselves."""

from earnest.duties.audits.concerns.honesty import HONESTY
from earnest.duties.audits.concerns.waiting import concerns

__all__ = ["HONESTY", "concerns"]
