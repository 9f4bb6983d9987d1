"""The program of the child: `python -I child.py`. It finds the sandbox beside it and imports nothing else here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(importlib.import_module("sandbox.conversation").main())
