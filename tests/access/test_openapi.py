"""The API as its own description promises it: generated requests, every answer held against the schema."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks

from earnest.config.wsgi import application
from earnest.foundation.actor import Role
from tests.access.conftest import World

CHECKS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
EXAMPLES = 3


@pytest.fixture
def described(world: World) -> Any:
    headers = {"Authorization": f"Bearer {world.secrets[Role.CISO]}"}
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application, headers=headers)


def test_every_generated_request_is_answered_as_described(described: Any, world: World) -> None:
    asked: set[str] = set()
    headers = {"Authorization": f"Bearer {world.secrets[Role.CISO]}"}
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answers(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        answers()
        asked.add(operation.label)
    assert len(asked) > 60
