"""Letting collectors bring what they have, and giving pushes their secret."""

from earnest.core.collection.operations.pushes import Accepted, accept, holder, issue, revoke
from earnest.core.collection.operations.turns import Brought, collect, collect_due

__all__ = ["Accepted", "Brought", "accept", "collect", "collect_due", "holder", "issue", "revoke"]
