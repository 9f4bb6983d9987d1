"""Earnest: the workbench of a Chief Information Security Officer."""

import os

__version__ = "0.1.0"

# Arrow asks once, as it is loaded. Its other allocators keep what they were given: an export taken in held half as
# much again.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
