"""A small company made through operations: two people, a control that fails, one that nothing stands behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from earnest.core.actions.models import Action
from earnest.core.assets.models import Asset
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Control, ControlException
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.foundation import plain
from earnest.foundation.actor import program
from earnest.foundation.models import User
from earnest.foundation.record import operation

ACTOR = program("tests")
TODAY = date(2026, 6, 15)
LOOKED = datetime(2026, 6, 15, 6, 0, tzinfo=UTC)
NOW = LOOKED + timedelta(hours=3)
START = date(2026, 1, 1)
LIMIT = 14
HOSTILE = "<script>alert(1)</script>"
PEOPLE = ("ada", "ben", "cleo", "dan", "eve")


@dataclass(frozen=True)
class World:
    """What the tests speak of. `failing` has violating rows, `bare` has nothing behind it."""

    framework: Framework
    failing: Control
    bare: Control
    ann: Person
    bob: Person
    source: Source
    exception: ControlException

    @property
    def snapshot(self) -> Snapshot:
        found = self.source.snapshots.first()
        assert found is not None
        return found


def build(
    exports: Path, *, user: User | None = None, weak: tuple[str, ...] = ("ben", "cleo"), framework: str = "nis2"
) -> World:
    """The company as of TODAY; the clock must be fixed to NOW. Those named in `weak` have no second factor."""
    ann, bob = _people(user)
    sources = [
        plain.create(
            ACTOR, Source(slug=slug, title=title, format=slug, cadence_days=7, freshness_days=LIMIT, accountable=ann)
        )
        for slug, title in (("okta-users", "Accounts at Okta"), ("okta-factors", "Factors at Okta"))
    ]
    adopted = frameworks.adopt(ACTOR, framework, accountable=ann, on=START)
    failing = controls.adopt(ACTOR, "mfa-privileged", accountable=ann, on=START)
    bare = controls.adopt(ACTOR, "dlp", on=START)
    look(exports, LOOKED, weak=weak)
    plain.create(ACTOR, Asset(key="desk", name=f"Front desk {HOSTILE}"))
    plain.create(ACTOR, Action(title="Enrol Ben", accountable=ann, due_on=TODAY - timedelta(days=3), control=failing))
    exception = controls.ask_exception(
        ACTOR,
        failing,
        test="privileged-mfa",
        subject="okta:00uben",
        label="Ben travels",
        reason="His key is lost.",
        compensating_measure="He works under supervision.",
        asked_by=bob,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=20),
    )
    return World(adopted, failing, bare, ann, bob, sources[0], exception)


def look(exports: Path, looked: datetime, *, weak: tuple[str, ...]) -> None:
    """Two exports of Okta, as they were at a moment."""
    exports.mkdir(exist_ok=True)
    users = [_account(name, looked) for name in PEOPLE]
    factor = {"factorType": "webauthn", "provider": "FIDO", "status": "ACTIVE", "created": "2025-01-02T00:00:00.000Z"}
    factors = {f"00u{name}": [] if name in weak else [{"id": f"f{name}", **factor}] for name in PEOPLE}
    for slug, content in (("okta-users", users), ("okta-factors", factors)):
        path = exports / f"{slug}-{looked:%Y%m%d}.json"
        path.write_text(json.dumps(content))
        evidence.take_in(ACTOR, path, source=slug, observed_at=looked)


def _account(name: str, looked: datetime) -> dict[str, object]:
    mail = f"{name}@birch.example"
    shown = HOSTILE if name == "cleo" else name
    return {
        "id": f"00u{name}",
        "status": "ACTIVE",
        "created": "2025-01-01T00:00:00.000Z",
        "lastLogin": looked.isoformat().replace("+00:00", "Z"),
        "passwordChanged": "2026-01-01T00:00:00.000Z",
        "profile": {"login": shown if name == "cleo" else mail, "email": mail, "firstName": shown, "lastName": "B"},
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "roles": [{"type": "SUPER_ADMIN", "label": "Super Administrator"}],
    }


def _people(user: User | None) -> tuple[Person, Person]:
    ann = plain.create(ACTOR, Person(name="Ann Archer", email="ann@birch.example"))
    bob = plain.create(ACTOR, Person(name="Bob Baker", email="bob@birch.example"))
    if user is not None:
        with operation(ACTOR, "people.join") as work:
            ann = work.change(ann, user=user)
    return ann, bob
