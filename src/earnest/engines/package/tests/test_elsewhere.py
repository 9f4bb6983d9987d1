"""A package verifies on another machine: other zone, other locale, no Django, no workspace, no network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from earnest.engines.package.tests.making import Small

_SCRIPT = """
import sys
from pathlib import Path
from earnest.engines.package import verify
import locale
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
import socket
socket.socket = None
verdict = verify(Path(sys.argv[1]))
loaded = sorted(name for name in sys.modules if name.split(".")[0] == "django" or name.startswith("earnest.core"))
print(verdict.good, verdict.checked["results recomputed"], verdict.checked["documents drawn anew"], loaded)
"""


@pytest.mark.parametrize(("zone", "language"), [("Pacific/Kiritimati", "tr_TR.UTF-8"), ("America/St_Johns", "C")])
def test_a_package_verifies_elsewhere(package: Small, tmp_path: Path, zone: str, language: str) -> None:
    source = str(Path(__file__).parents[4])
    path = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    made = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(package.path)],
        env={**path, "TZ": zone, "LC_ALL": language, "LANG": language, "PYTHONPATH": source},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.stdout.strip() == "True 1 1 []", made.stderr
