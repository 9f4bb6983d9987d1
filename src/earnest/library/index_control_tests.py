"""Writes the index of what admitting the shipped control tests finds out: `python -m
earnest.library.index_control_tests`.
"""

from __future__ import annotations

import sys

from earnest.engines.control_tests import admission
from earnest.engines.control_tests.parsing import parse
from earnest.library import content

COMMAND = "python -m earnest.library.index_control_tests"


def made() -> str:
    """The index as it should be: each file is read and each query goes through the gate now."""
    paths = sorted((content.ROOT / "control_tests").glob("*/*.sql"))
    tests = [parse(path.read_text(encoding="utf-8"), place=path.relative_to(content.ROOT).as_posix()) for path in paths]
    return admission.to_json(tests)


def main() -> int:
    path = content.ROOT / "control_tests" / "index.json"
    path.write_text(made(), encoding="utf-8")
    sys.stdout.write(f"Wrote {path.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
