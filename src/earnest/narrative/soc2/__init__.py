"""SOC 2: the description of the system, and the control matrix with what was seen over the period."""

from earnest.narrative.soc2.description import compose as describe
from earnest.narrative.soc2.examined import FRAMEWORK
from earnest.narrative.soc2.matrix import compose as matrix

__all__ = ["FRAMEWORK", "describe", "matrix"]
