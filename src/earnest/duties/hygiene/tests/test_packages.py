"""Work packages: one change closes many findings, and the modelled loss is divided, never made up."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import pytest

from earnest.core.risks.queries import modelled
from earnest.duties.hygiene.queries import Board, Loss, packages, trend
from earnest.duties.hygiene.queries.loss import PatchLoss
from earnest.duties.hygiene.tests.conftest import TODAY, Estate, flaw

IMAGE: dict[str, Any] = {
    "asset_kind": "image",
    "package_type": "debian",
    "package_name": "openssl",
    "fixed_version": "3.1",
}


def test_one_upgrade_goes_to_the_version_that_closes_all_of_it(estate: Estate) -> None:
    estate.adopt()
    for asset in ("web-1", "web-2"):
        estate.asset(asset, team=estate.platform)
    rows = [flaw(1, asset, fixed_version="1.4, 2.0") for asset in ("web-1", "web-2")]
    estate.look("vulnerabilities", [*rows, flaw(2, fixed_version="1.10"), flaw(3, "stray")], days_ago=5)
    first, second = packages(estate.board()).packages
    assert (first.title, first.to_version) == ("Upgrade npm zlib to 1.10", "1.10")
    assert (first.team, first.changes, first.assets, first.findings) == ("Platform", 2, 2, 3)
    assert (second.team, second.findings, second.cumulative_findings) == ("", 1, 4)


def test_an_image_is_built_anew_once_however_many_tags_it_has(estate: Estate) -> None:
    estate.adopt()
    tags = ("shop/api:1.0", "shop/api:1.1")
    estate.look("vulnerabilities", [flaw(n, tag, **IMAGE) for n in (1, 2) for tag in tags], days_ago=5)
    (found,) = packages(estate.board()).packages
    assert (found.kind, found.title) == ("base-image", "Build shop/api anew on a mended base image")
    assert (found.changes, found.assets, found.findings) == (1, 2, 4)


def test_an_image_that_a_cluster_runs_is_built_anew_and_its_system_is_not_patched_in_place(estate: Estate) -> None:
    estate.adopt()
    seen = {**IMAGE, "asset_kind": "cluster", "path": "docker.io/redis:6.0.5 (debian 10.4)"}
    runs = ("larkfield/shop/Deployment/cache", "larkfield/shop/Deployment/queue")
    estate.look("vulnerabilities", [flaw(n, one, **seen) for n in (1, 2) for one in runs], days_ago=5)
    (found,) = packages(estate.board()).packages
    assert (found.kind, found.title) == ("base-image", "Build all images on debian 10.4 anew on a mended base")
    assert (found.changes, found.assets, found.findings) == (1, 2, 4)


def test_one_mended_base_serves_all_images_on_it_and_no_other(estate: Estate) -> None:
    estate.adopt()
    bases = {"shop/api:1.0": "debian 11.6", "shop/web:2.1": "debian 11.6", "shop/job:1.0": "alpine 3.19"}
    rows = [flaw(1, one, **IMAGE, path=f"{one} ({base})") for one, base in bases.items()]
    estate.look("vulnerabilities", rows, days_ago=5)
    found = {one.title: (one.changes, one.assets, one.findings) for one in packages(estate.board()).packages}
    assert found == {
        "Build all images on debian 11.6 anew on a mended base": (2, 2, 2),
        "Build all images on alpine 3.19 anew on a mended base": (1, 1, 1),
    }


def test_patches_of_the_system_and_findings_without_details_have_packages_too(estate: Estate) -> None:
    estate.adopt()
    estate.look("scan_targets", [{"asset_id": "web-1", "tool": "scanner", "os_name": "Debian 12"}])
    bare = {"package_name": "", "package_type": "", "package_version": "", "fixed_version": ""}
    rows = [
        flaw(1, package_type="debian"),
        flaw(2, title="Old TLS", **bare),
        flaw(3, fixed_version=""),
    ]
    estate.look("vulnerabilities", rows, days_ago=5)
    found = packages(estate.board())
    assert {one.title for one in found.packages} == {"Install the updates of Debian 12", "Mend: Old TLS"}
    assert (found.no_fix, found.findings, estate.board().without_package) == (1, 2, 1)


def test_the_loss_is_divided_among_what_is_overdue_by_chance_and_tier(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.adopt()
    estate.asset("web-1", tier=1, exposure="internet")
    estate.asset("web-2", tier=3, exposure="internet")
    estate.look(
        "vulnerabilities",
        [flaw(1), flaw(2, "web-2", package_name="curl"), flaw(3, "web-2", package_name="curl"), flaw(4, "web-2")],
        days_ago=90,
    )
    estate.lists(1, cve_2=0.2, cve_3=0.3, cve_4=0.5)
    monkeypatch.setattr(
        sys.modules["earnest.duties.hygiene.queries.packages"],
        "patch_loss",
        lambda _model: PatchLoss(Loss(1000.0, 500.0, 1500.0), 70.0, ("Patching",)),
    )
    found = packages(estate.board(), modelled(TODAY))
    shares = {one.name: one.removes for one in found.packages}
    weights = {"npm zlib": 1.0 * 8 + 0.5 * 2, "npm curl": (0.2 + 0.3) * 2}
    for name, weight in weights.items():
        loss = shares[name]
        assert loss is not None
        assert loss.mean == pytest.approx(1000 * weight / 10)
        assert loss.high == pytest.approx(1500 * weight / 10)
    last = found.packages[-1].cumulative_removes
    assert last is not None
    assert last.mean == pytest.approx(1000)
    assert "“Patching” fail and add this" in found.because
    assert found.unproven_loss == 70
    assert found.currency == "EUR"


def test_without_a_failing_control_no_money_is_made_up(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1)], days_ago=90)
    found = packages(estate.board(), modelled(TODAY))
    assert (found.loss, found.packages[0].removes) == (None, None)
    assert found.because.startswith("No failing patch control adds to the modelled loss")


def test_weeks_tell_what_was_open_and_overdue(estate: Estate) -> None:
    estate.adopt()
    for days_ago, seen in ((100, [1, 2]), (93, [1, 2, 3]), (30, [2, 3]), (0, [3])):
        estate.look("vulnerabilities", [flaw(n) for n in seen], days_ago)
    board: Board = estate.board()
    weeks = {one.day: one for one in trend(board).weeks}
    assert len(weeks) == 53
    assert weeks[date(2026, 6, 15)].open == board.open == 1
    assert weeks[date(2026, 6, 15)].overdue == board.overdue == 1
    assert (weeks[date(2026, 6, 8)].open, weeks[date(2026, 6, 8)].overdue) == (2, 2)
    assert (weeks[date(2026, 3, 9)].open, weeks[date(2026, 3, 9)].opened) == (2, 2)
    assert (weeks[date(2026, 5, 4)].open, weeks[date(2026, 5, 4)].overdue) == (3, 0)
    assert (weeks[date(2026, 5, 18)].closed, weeks[date(2026, 6, 15)].closed) == (1, 1)
    assert sum(one.opened for one in weeks.values()) - sum(one.closed for one in weeks.values()) == 1
