"""Obligations taken on from the library, or stated from our own laws and contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.duties.audits.models import Obligation
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation
from earnest.library.obligations import StarterObligation, obligations

REVIEW_DAYS = 365


def adopt_obligations(
    actor: Actor, keys: Sequence[str], *, accountable: Person | None = None, on: date | None = None
) -> list[Obligation]:
    """Take starter obligations into the record, each with the measure and control test that answer it here, where the
    organisation has them. Invalid for one that is unknown or adopted already."""
    actor.require(May.EDIT_RECORD)
    known = obligations()
    taken = set(Obligation.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in keys:
        if key not in known:
            raise Invalid(f"The library has no obligation {key!r}.", field="key")
        if key in taken:
            raise Invalid(f"The obligation {key} is adopted already.", field="key")
    day = on or clock.today()
    with operation(actor, "audits.adopt_obligations") as work:
        return [work.create(_row(known[key], accountable, day)) for key in dict.fromkeys(keys)]


def _row(told: StarterObligation, accountable: Person | None, day: date) -> Obligation:
    control = Control.objects.filter(key=told.control).first() if told.control else None
    bound = control is not None and told.test and control.tests.filter(test=told.test or "").exists()
    return Obligation(
        key=told.id,
        title=told.title,
        basis=Obligation.Basis.STANDARD if told.framework == "pci-dss-4.0.1" else Obligation.Basis.LAW,
        source=told.source,
        clause=told.reference,
        says=told.says,
        must_be_true=told.must_be_true,
        requirement=Requirement.objects.filter(framework__key=told.framework, key=told.requirement).first(),
        control=control,
        test=told.test or "" if bound else "",
        accountable=accountable or (control.accountable if control else None),
        confidence=told.confidence,
        review_on=day + timedelta(days=REVIEW_DAYS),
        adopted_on=day,
    )


def state_obligation(actor: Actor, obligation: Obligation) -> Obligation:
    """Put an obligation of our own into the record. `obligation` is a row that is not kept yet."""
    actor.require(May.EDIT_RECORD)
    if obligation.test and obligation.control and not obligation.control.tests.filter(test=obligation.test).exists():
        raise Invalid(f"The control “{obligation.control}” has no test {obligation.test!r}.", field="test")
    with operation(actor, "audits.state_obligation") as work:
        return work.create(obligation)
