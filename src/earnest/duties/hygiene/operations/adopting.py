"""Deciding which policy says what is mended by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from earnest.core.organization.models import Person
from earnest.duties.hygiene.models import AdoptedPolicy
from earnest.duties.hygiene.rules.priorities import BadOverride, rules_of
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation
from earnest.library.content import NotInLibraryError
from earnest.library.priority_policies import priority_policies


def adopt_policy(
    actor: Actor,
    policy: str,
    *,
    adopted_by: Person,
    reason: str,
    overrides: Mapping[str, object] | None = None,
    on: date | None = None,
) -> AdoptedPolicy:
    """Let a policy of the library decide from a day on, with what is decided otherwise: `days` by priority,
    `epss_threshold`, `human_impacts` by tier. Invalid names the field that cannot be used."""
    actor.require(May.DECIDE_EXCEPTION)
    if actor.user is not None and actor.person != adopted_by.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field="adopted_by")
    if not reason.strip():
        raise Invalid("Say why this policy and not another: the reason is kept with it.", field="reason")
    try:
        rules_of(priority_policies(), priority_policies().policy(policy), overrides or {})
    except NotInLibraryError as error:
        raise Invalid(str(error), field="policy") from error
    except BadOverride as error:
        raise Invalid(str(error), field="overrides") from error
    with operation(actor, "hygiene.adopt_policy", reason=reason) as work:
        return work.create(
            AdoptedPolicy(
                policy=policy,
                overrides=dict(overrides or {}),
                adopted_by=adopted_by,
                adopted_on=on or clock.today(),
                reason=reason.strip(),
            )
        )
