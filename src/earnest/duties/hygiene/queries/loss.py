"""What patch controls that fail, or that nothing proves, add to the expected loss of a year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from earnest.core.controls.models import BoundTest
from earnest.core.risks.queries import Modelled
from earnest.core.risks.queries.exposure import DRAWS
from earnest.duties.hygiene.queries.gathering import PATCH_TESTS
from earnest.duties.hygiene.queries.values import Loss
from earnest.engines.assurance import ControlStatus
from earnest.engines.quant import Portfolio


@dataclass(frozen=True)
class PatchLoss:
    """`failing` is what the failing patch controls add together, None where none fails or none has an effect;
    `unproven` what those add that nothing proves. `names` are the failing ones."""

    failing: Loss | None
    unproven: float
    names: tuple[str, ...]


def patch_loss(modelled: Modelled) -> PatchLoss:
    """The loss with patch controls as they are, less the loss if they all worked, with the same draws."""
    bound = BoundTest.objects.filter(test__in=PATCH_TESTS).values_list("control__key", flat=True)
    patching = set(bound) & modelled.in_force
    failing = {key for key in patching if modelled.credits[key].status == ControlStatus.FAILING}
    unproven = {key for key in patching if modelled.credits[key].status == ControlStatus.UNPROVEN}
    added = _added(modelled, failing)
    return PatchLoss(
        failing=added if added is not None and added.mean > 0 else None,
        unproven=_mean_added(modelled, unproven),
        names=tuple(sorted(modelled.controls[key].name for key in failing)),
    )


def _working(modelled: Modelled, keys: Collection[str]) -> Portfolio:
    controls = tuple(replace(one, reliability=1.0) if one.id in keys else one for one in modelled.portfolio.controls)
    return replace(modelled.portfolio, controls=controls)


def _mean_added(modelled: Modelled, keys: Collection[str]) -> float:
    if not keys:
        return 0.0
    given = modelled.in_force
    return max(0.0, modelled.portfolio.moments(given).mean - _working(modelled, keys).moments(given).mean)


def _added(modelled: Modelled, keys: Collection[str]) -> Loss | None:
    if not keys:
        return None
    now, worked = _drawn(modelled, modelled.portfolio), _drawn(modelled, _working(modelled, keys))
    low, high = np.quantile(now - worked, (0.05, 0.95))
    return Loss(_mean_added(modelled, keys), max(0.0, float(low)), max(0.0, float(high)))


def _drawn(modelled: Modelled, portfolio: Portfolio) -> NDArray[np.float64]:
    draws = portfolio.draw(DRAWS)
    given = modelled.in_force
    losses = [draws.expected_loss(one.scenario, given) for one in portfolio.state(given)]
    total: NDArray[np.float64] = np.sum([np.zeros(DRAWS), *losses], axis=0)
    return total
