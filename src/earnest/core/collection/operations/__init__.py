"""Letting collectors bring what they have, and giving pushes their secret."""

from earnest.core.collection.operations.pushes import Accepted, accept, holder, issue, revoke
from earnest.core.collection.operations.turns import Brought, collect

__all__ = ["Accepted", "Brought", "accept", "collect", "holder", "issue", "revoke"]
