"""The sample company in a package: made from the record, checked without it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from earnest.core.evidence.queries import store
from earnest.engines.package import PackageError, disclosure, keys, verify
from earnest.engines.package.container import Container
from earnest.engines.package.withholding import PURPOSE
from earnest.foundation.actor import program
from earnest.foundation.models import LedgerEntry
from earnest.interfaces import packaging
from tests.journeys.conftest import World

ACTOR = program("journey")
KEY = keys.new()
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
FRAMEWORK = "gdpr"


def make(world: World, path: Path, **more: object) -> packaging.Packaged:
    wanted = packaging.Wanted(world.today, (FRAMEWORK,), only_html=True, **more)  # type: ignore[arg-type]
    return packaging.make(ACTOR, wanted, KEY, path, made_at=MADE_AT)


def test_the_sample_company_is_recomputed_from_its_package_and_the_same_record_gives_the_same_bytes(
    world: World, tmp_path: Path
) -> None:
    made = make(world, tmp_path / "a.earnest").made
    verdict = verify(tmp_path / "a.earnest", trusted_keys=[keys.PublicKey.of(KEY.public_key())])
    assert verdict.differences == ()
    assert verdict.complete, verdict.gaps
    assert verdict.checked["results recomputed"] == verdict.checked["parameters"] > 20
    assert verdict.checked["documents drawn anew"] == 1
    assert verdict.checked["records as the ledger has them"] > 30
    assert make(world, tmp_path / "b.earnest").made.sha256 == made.sha256


def test_the_statuses_in_the_package_are_those_of_the_workbench(world: World, tmp_path: Path) -> None:
    make(world, tmp_path / "a.earnest", audiences=())
    with Container(tmp_path / "a.earnest") as container:
        stated = json.loads(container.read("statuses.json"))
    for one in stated["controls"]:
        kept = world.control(one["id"])
        assert (one["status"], one["grade"], one["digest"]) == (kept["status"], kept["grade"], kept["digest"])


def test_a_changed_ledger_does_not_follow_from_an_earlier_package(world: World, tmp_path: Path) -> None:
    first = make(world, tmp_path / "a.earnest", audiences=()).made.statement.predicate
    earlier = (first.ledger_size, first.ledger_root)
    packaging.make_key(ACTOR, world.folder)
    make(world, tmp_path / "b.earnest", audiences=(), earlier=earlier)
    verdict = verify(tmp_path / "b.earnest", earlier=earlier)
    assert verdict.good
    assert (verdict.checked["consistency proofs"], verdict.checked["earlier packages"]) == (1, 1)
    LedgerEntry.objects.filter(number=1).update(hash="0" * 64)
    with pytest.raises(PackageError, match="entries are not those"):
        make(world, tmp_path / "c.earnest", audiences=(), earlier=earlier)


def test_names_can_be_withheld_from_the_sample_company(world: World, tmp_path: Path) -> None:
    path = tmp_path / "a.earnest"
    columns = ("accounts.username", "accounts.display_name", "accounts.email", "accounts.owner_email")
    packaged = make(world, path, columns=columns)
    assert packaged.still_told
    verdict = verify(path)
    assert verdict.differences == ()
    skipped = [one for one in verdict.unchecked if one.part == "result"]
    assert skipped
    assert all("withheld" in one.why for one in skipped)
    assert verdict.checked["results recomputed"] == verdict.checked["parameters"] - len(skipped)
    _, table = disclosure.withheld_tables(path)[0]
    secret = keys.derived(KEY, PURPOSE)
    content = disclosure.disclose(path, table, store().path(table.sha256), ["username"], [0], secret)
    assert verify(path, disclosed=[("later", content)]).checked["disclosures"] == 1
