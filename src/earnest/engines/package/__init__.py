"""The signed package: evidence, tests, decisions, results and documents that a reader can recompute alone.

`building.build` makes one from what was gathered, `verify.verify` checks one, `layout` says what it holds. Nothing here
needs a workspace, a network or a clock.
"""

from earnest.engines.package.building import Contents, Made, Story, build
from earnest.engines.package.errors import CODES, Malformed, PackageError
from earnest.engines.package.verdict import Difference, Unchecked, Verdict
from earnest.engines.package.verify import verify

__all__ = [
    "CODES",
    "Contents",
    "Difference",
    "Made",
    "Malformed",
    "PackageError",
    "Story",
    "Unchecked",
    "Verdict",
    "build",
    "verify",
]
