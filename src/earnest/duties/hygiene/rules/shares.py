"""The range of a share, after Wilson (1927): honest for small counts and near nothing or all."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """A share between 0 and 1, and the range that holds it 95 times in 100."""

    mean: float
    low: float
    high: float


def wilson(part: int, whole: int) -> Share | None:
    """The share of `part` in `whole`; None where there is nothing to take a share of."""
    if whole <= 0:
        return None
    share, z2 = part / whole, Z95**2
    centre = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z95 / (1 + z2 / whole) * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole**2))
    return Share(share, max(0.0, centre - half), min(1.0, centre + half))
