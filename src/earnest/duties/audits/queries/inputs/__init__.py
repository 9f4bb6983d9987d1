"""Points of a management review, each gathered from its part of the record."""

from earnest.duties.audits.queries.inputs import trend
from earnest.duties.audits.queries.inputs.outside import changes, needs, risks
from earnest.duties.audits.queries.inputs.performance import audits, monitoring

__all__ = ["audits", "changes", "monitoring", "needs", "risks", "trend"]
