"""Taking an OSCAL catalog into use on the command line, and writing OSCAL again."""

from __future__ import annotations

import json
from pathlib import Path

from earnest.core.frameworks.models import Framework, Requirement
from earnest.engines.oscal.tests.making import catalog, profile, written
from earnest.foundation.models import LedgerEntry
from tests.cli.conftest import Run


def put(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_a_catalog_is_assessed_as_soon_as_it_is_in_use(run: Run, workspace: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "catalog.json", written(catalog()))
    done = run("oscal", "import", file, "--key", "trial", "--licence", "Public domain.")
    assert done.exit_code == 0, done.output
    framework = Framework.objects.get(key="trial")
    assert (framework.version, framework.licence_caution) == ("2.1", "Public domain.")
    assert "Catalogue of trials" in framework.source
    assert LedgerEntry.objects.get(operation="frameworks.adopt_content").facts["catalog sha256"] in framework.source
    assert Requirement.objects.filter(framework=framework, assessable=True).count() == 18
    requirements = json.loads(run("assess", "--json").stdout)["requirements"]
    assert {one["status"] for one in requirements if one["framework"] == "trial"} == {"unproven"}


def test_controls_are_linked_to_imported_requirements_with_a_reason(run: Run, workspace: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "catalog.json", written(catalog()))
    run("adopt", "mfa-privileged")
    assert run("oscal", "import", file, "--key", "trial").exit_code == 0
    words = ("oscal", "link", "mfa-privileged", "f0-1", "f0-1.1", "-f", "trial", "--reason")
    assert run(*words, " ").exit_code != 0
    assert run(*words, "It asks for a second factor.").exit_code == 0
    assert set(Requirement.objects.filter(controls__key="mfa-privileged").values_list("key", flat=True)) == {
        "f0-1",
        "f0-1.1",
    }
    assert run(*words, "It does not.", "--remove").exit_code == 0
    assert not Requirement.objects.filter(controls__key="mfa-privileged").exists()
    assert run("oscal", "link", "mfa-privileged", "lost", "-f", "trial", "--reason", "x").exit_code != 0


def test_a_profile_limits_what_is_taken(run: Run, workspace: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "catalog.json", written(catalog()))
    chosen = put(tmp_path / "profile.json", written(profile("https://publisher.example/catalog.json")))
    done = run("oscal", "import", file, "--profile", chosen, "--key", "low", "--json")
    assert json.loads(done.stdout) == {"framework": "low", "requirements": 6, "assessed": 4}


def test_what_cannot_be_taken_leaves_nothing(run: Run, workspace: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "catalog.json", written(catalog()))
    abroad = put(tmp_path / "profile.json", written(profile("https://publisher.example/catalog.json")))
    for words in ((abroad, "--key", "a"), (file, "--key", "iso27001-2022"), (file, "--key", "No key")):
        assert run("oscal", "import", *words).exit_code != 0
    assert not Framework.objects.exists()


def test_an_imported_framework_is_written_again_with_the_same_ids(run: Run, workspace: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "catalog.json", written(catalog()))
    run("oscal", "import", file, "--key", "trial")
    done = run("oscal", "export", "all", "-f", "trial", "-o", str(tmp_path / "out"), "--json")
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["files"]) == 7
    again = json.loads((tmp_path / "out" / "trial-catalog.json").read_bytes())["catalog"]
    assert [one["id"] for one in again["groups"][0]["controls"]][:2] == ["f0-1", "f0-2"]
    assert run("oscal", "export", "all", "-f", "lost", "-o", str(tmp_path / "out")).exit_code != 0
