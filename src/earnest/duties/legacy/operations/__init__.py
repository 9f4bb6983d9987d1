"""Writes of the legacy duty: old systems, their options and decisions, ringfences, paid support, the roadmap."""

from earnest.duties.legacy.operations.deciding import decide, withdraw_decision
from earnest.duties.legacy.operations.entering import (
    Change,
    add_entry,
    add_option,
    propose_option,
    say_effect,
    say_share,
)
from earnest.duties.legacy.operations.planning import finish_step, plan_step, set_order
from earnest.duties.legacy.operations.stating import agree_ageing, claim_ringfence, state_paid_support

__all__ = [
    "Change",
    "add_entry",
    "add_option",
    "agree_ageing",
    "claim_ringfence",
    "decide",
    "finish_step",
    "plan_step",
    "propose_option",
    "say_effect",
    "say_share",
    "set_order",
    "state_paid_support",
    "withdraw_decision",
]
