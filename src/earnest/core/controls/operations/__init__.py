"""Writes of controls: adopting, binding tests, exceptions, and arguments from draft to withdrawal."""

from earnest.core.controls.operations.arguments import (
    add_node,
    answer_paper,
    approve_argument,
    begin_argument,
    change_argument,
    change_node,
    remove_node,
    review_argument,
    send_to_review,
    withdraw_argument,
)
from earnest.core.controls.operations.controls import (
    adopt,
    approve_exception,
    ask_exception,
    bind_test,
    join_framework,
    refuse_exception,
    revoke_exception,
    set_parameters,
    unbind_test,
)
from earnest.core.controls.operations.doubts import accept_residual, answer_doubt, raise_doubt
from earnest.core.controls.operations.linking import link_requirements, unlink_requirements

__all__ = [
    "accept_residual",
    "add_node",
    "adopt",
    "answer_doubt",
    "answer_paper",
    "approve_argument",
    "approve_exception",
    "ask_exception",
    "begin_argument",
    "bind_test",
    "change_argument",
    "change_node",
    "join_framework",
    "link_requirements",
    "raise_doubt",
    "refuse_exception",
    "remove_node",
    "review_argument",
    "revoke_exception",
    "send_to_review",
    "set_parameters",
    "unbind_test",
    "unlink_requirements",
    "withdraw_argument",
]
