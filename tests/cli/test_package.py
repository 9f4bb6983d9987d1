"""Packages on the command line: a key, a package, a verdict."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_a_package_is_made_verified_and_refused_once_changed(run: Run, workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.earnest"
    without = run("package", "-o", str(path))
    assert without.exit_code != 0
    assert "earnest key new" in str(without.exception)
    made = json.loads(run("key", "new", "--json").stdout)
    assert (workspace / "signing.key").stat().st_mode & 0o777 == 0o600
    assert run("key", "new").exit_code != 0
    assert run("key", "show", "-o", str(tmp_path / "public.pem")).exit_code == 0
    packed = run("package", "-o", str(path), "--json")
    assert packed.exit_code == 0, packed.output
    assert json.loads(packed.stdout)["fingerprint"] == made["fingerprint"]
    good = run("verify", str(path), "--key", str(tmp_path / "public.pem"))
    assert good.exit_code == 0
    assert good.stdout.splitlines()[-1].startswith("GOOD: ")
    content = bytearray(path.read_bytes())
    content[content.index(b"This is a signed package")] ^= 1
    path.write_bytes(content)
    bad = run("verify", str(path), "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["good"] is False


def test_a_file_that_is_no_package_cannot_be_read(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.earnest").write_bytes(b"no package")
    found = run("verify", str(tmp_path / "a.earnest"))
    assert found.exit_code != 0
    assert "to be a package" in str(found.exception)


def test_the_key_others_may_read_is_refused(run: Run, workspace: Path, tmp_path: Path) -> None:
    run("key", "new")
    (workspace / "signing.key").chmod(0o644)
    found = run("package", "-o", str(tmp_path / "a.earnest"))
    assert "chmod 600" in str(found.exception)
    assert not (tmp_path / "a.earnest").exists()
