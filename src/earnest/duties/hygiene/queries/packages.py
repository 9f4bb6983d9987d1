"""Work packages: one change that closes many findings, and the part of the modelled loss that it removes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from earnest.core.risks.queries import Modelled
from earnest.duties.hygiene.models import TicketExport
from earnest.duties.hygiene.queries.kept import concluded, digest_of
from earnest.duties.hygiene.queries.loss import PatchLoss, patch_loss
from earnest.duties.hygiene.queries.reading import named, rows
from earnest.duties.hygiene.queries.values import Board, Loss, Packages, WorkPackage
from earnest.duties.hygiene.rules.packages import Heap, in_order
from earnest.duties.hygiene.rules.versions import lowest_mending

KIND = "packages"
MOST = 500

_ONCE = """
(select f.*, c.urgent from finding f join combination c on c.number = f.combination
 qualify row_number() over (partition by f.finding_key, f.finding order by f.clock_rank, f.rank, f.source, f.part) = 1)
"""
"""Each finding once, as it is to be done first: two sources may see the same."""
_HEAPS = f"""
select package as key, any_value(package_kind) as kind, any_value(package_title) as name, team,
  count(*) as findings, count(*) filter (clock = 'overdue') as overdue,
  count(*) filter (exploited_now = 'yes') as exploited, count(*) filter (urgent) as urgent,
  count(distinct asset_hash) as assets, count(distinct change_key) as changes, min(due_on) as earliest_due,
  coalesce(sum(weight) filter (clock = 'overdue'), 0) as weight, sum(weight) as weight_of_all
from {_ONCE} f
where package <> '' and clock not in ('not_applicable', 'paused') group by package, team
"""  # noqa: S608 - texts of our own
_FIXES = """
select distinct package, package_version, fixed_version from finding
where package_kind = 'upgrade' and clock not in ('not_applicable', 'paused')
"""
_NO_FIX = f"select count(*) from {_ONCE} f where package = '' and clock not in ('not_applicable', 'paused')"  # noqa: S608 - texts of our own


@dataclass(frozen=True)
class Heaped:
    """Work packages before any money is divided. `by_overdue`: the weight is of what is overdue, else of all.
    `share_without` of it lies on findings that no package closes."""

    packages: tuple[WorkPackage, ...]
    count: int
    findings: int
    no_fix: int
    by_overdue: bool
    share_without: float


def packages(board: Board, modelled: Modelled | None = None) -> Packages:
    """Work packages of a board, best first; the first 500 of them.

    With a model of risk, what the failing patch controls add to the expected loss of a year is divided among all
    packages by weight; without one, or where no patch control fails, `removes` is None. Findings that are paused are
    left out.
    """
    heaped = concluded(KIND, digest_of(KIND, board.digest), Heaped, lambda _room: _conclude(board))
    loss = patch_loss(modelled) if modelled is not None else PatchLoss(None, 0.0, ())
    sent = _sent()
    told: list[WorkPackage] = []
    so_far = 0.0
    for one in heaped.packages:
        so_far += one.weight_share
        told.append(
            replace(
                one,
                removes=_part(loss.failing, one.weight_share),
                cumulative_removes=_part(loss.failing, so_far),
                exported=sent.get(one.key, ""),
            )
        )
    return Packages(
        packages=tuple(told),
        count=heaped.count,
        findings=heaped.findings,
        no_fix=heaped.no_fix,
        share_without=heaped.share_without,
        loss=loss.failing,
        unproven_loss=loss.unproven,
        currency=modelled.currency if modelled is not None else "",
        because=_because(heaped, loss, modelled),
    )


def package(board: Board, key: str, modelled: Modelled | None = None) -> WorkPackage | None:
    """The work package of that key; None where it is not among the first."""
    return next((one for one in packages(board, modelled).packages if one.key == key), None)


def _sent() -> dict[str, str]:
    """Tickets by work package; one that has no name yet is told by its state."""
    rows_ = TicketExport.objects.exclude(state__in=TicketExport.OVER).order_by("pk")
    return {row.package: row.ticket or row.get_state_display() for row in rows_}


def _part(loss: Loss | None, share: float) -> Loss | None:
    return None if loss is None else Loss(loss.mean * share, loss.low * share, loss.high * share)


def _conclude(board: Board) -> Heaped:
    found = {row["key"]: row for row in named(board.path, _HEAPS)}
    by_overdue = board.overdue > 0
    weight = {key: row["weight"] if by_overdue else row["weight_of_all"] for key, row in found.items()}
    whole = _whole(board, by_overdue)
    fixes: dict[str, list[tuple[str | None, str]]] = {}
    for key, version, fixed in rows(board.path, _FIXES):
        fixes.setdefault(key, []).append((version, fixed))
    heaps = (
        Heap(key, weight[key], row["findings"], row["overdue"], row["exploited"], row["changes"])
        for key, row in found.items()
    )
    told: list[WorkPackage] = []
    closed = late = 0
    for heap in in_order(heaps)[:MOST]:
        row = found[heap.key]
        closed, late = closed + heap.findings, late + heap.overdue
        to_version = lowest_mending(fixes.get(heap.key, ()))
        told.append(_package(row, to_version, weight[heap.key] / whole if whole else 0.0, closed, late))
    return Heaped(
        packages=tuple(told),
        count=len(found),
        findings=sum(row["findings"] for row in found.values()),
        no_fix=int(rows(board.path, _NO_FIX)[0][0]),
        by_overdue=by_overdue,
        share_without=max(0.0, 1.0 - sum(weight.values()) / whole) if whole else 0.0,
    )


def _whole(board: Board, by_overdue: bool) -> float:
    """The weight of every finding that counts, with a package or without."""
    where = "clock = 'overdue'" if by_overdue else "clock not in ('not_applicable', 'paused')"
    return float(rows(board.path, f"select coalesce(sum(weight), 0) from {_ONCE} f where {where}")[0][0])  # noqa: S608 - one of two texts of our own


def _package(row: dict[str, Any], to_version: str, share: float, closed: int, late: int) -> WorkPackage:
    return WorkPackage(
        key=row["key"],
        kind=row["kind"],
        title=title_of(row["kind"], row["name"], to_version),
        name=row["name"],
        team=row["team"],
        to_version=to_version,
        changes=row["changes"],
        assets=row["assets"],
        findings=row["findings"],
        overdue=row["overdue"],
        exploited=row["exploited"],
        urgent=row["urgent"],
        earliest_due=row["earliest_due"],
        weight_share=share,
        removes=None,
        cumulative_findings=closed,
        cumulative_overdue=late,
        cumulative_removes=None,
    )


def title_of(kind: str, name: str, to_version: str) -> str:
    """What is to be done, in a line."""
    if kind == "upgrade":
        return f"Upgrade {name} to {to_version}" if to_version else f"Upgrade {name}"
    if kind == "base-image" and " " in name:  # a system with its version: no image has a space in its name
        return f"Build all images on {name} anew on a mended base"
    if kind == "base-image":
        return f"Build {name} anew on a mended base image"
    if kind == "os-patch":
        return f"Install the updates of {name}"
    return f"Mend: {name}"


def _because(heaped: Heaped, loss: PatchLoss, modelled: Modelled | None) -> str:
    if modelled is None:
        return "No model of risk was asked, so packages stand in the order of weight for each change."
    what = "past their clock" if heaped.by_overdue else "that are open, for none is past its clock"
    weight = (
        "the chance of being exploited (one where it is known to be, else EPSS) times the weight of the asset's tier"
    )
    if loss.failing is None:
        said = f"No failing patch control adds to the modelled loss, so no money is divided. The order is by {weight}."
    else:
        names = ", ".join(f"“{name}”" for name in loss.names)
        said = (
            f"{names} fail and add this to the expected loss of a year. It is divided among the findings {what}, by "
            f"{weight}. That is a division, not a measurement: the loss goes when the controls work again."
        )
        if heaped.share_without >= 0.005:
            said += f" {heaped.share_without:.0%} of it lies on findings that no package closes, for no fix is known."
    if loss.unproven > 0:
        said += " What unproven patch controls add is told apart: looking removes it, patching does not."
    return said
