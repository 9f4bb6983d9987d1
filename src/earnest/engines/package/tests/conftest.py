"""The small package, made once."""

from __future__ import annotations

import pytest

from earnest.engines.package.tests.making import Small, small


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("package"))
