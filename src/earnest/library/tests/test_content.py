from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from earnest.library import content


@dataclass(frozen=True)
class Small:
    name: str


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(content, "ROOT", tmp_path)
    return tmp_path


def test_a_file_becomes_the_value_of_its_shape(root: Path) -> None:
    (root / "a.yaml").write_text("name: Ada\n", encoding="utf-8")
    assert content.read("a.yaml", Small) == Small("Ada")


@pytest.mark.parametrize(
    ("text", "said"),
    [("name: [", "is not YAML"), ("name: 3\n", "name"), ("other: 3\n", "name"), ("!!python/name:os.system {}", "YAML")],
)
def test_a_broken_file_is_named_with_what_is_wrong(root: Path, text: str, said: str) -> None:
    (root / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(content.LibraryError, match=said) as caught:
        content.read("a.yaml", Small)
    assert caught.value.place == "a.yaml"
    assert "a.yaml" in str(caught.value)


@pytest.mark.usefixtures("root")
def test_a_missing_file_is_named() -> None:
    with pytest.raises(content.LibraryError, match=r"a\.yaml: cannot be read"):
        content.read("a.yaml", Small)
