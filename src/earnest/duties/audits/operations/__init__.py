"""Every write of the audits duty."""

from earnest.duties.audits.operations.engagements import (
    NEXT,
    downloaded,
    extend_invitation,
    guest_viewed,
    invite,
    move_engagement,
    plan_engagement,
    reopen_engagement,
    revoke_invitation,
)
from earnest.duties.audits.operations.nonconformities import (
    add_corrective_action,
    close_nonconformity,
    contain,
    raise_nonconformity,
    reopen_nonconformity,
    state_cause,
    verify_effect,
)
from earnest.duties.audits.operations.obligations import adopt_obligations, state_obligation
from earnest.duties.audits.operations.requests import (
    Link,
    accept,
    answer,
    ask,
    assign,
    comment,
    hand_over,
    import_requests,
    return_request,
)
from earnest.duties.audits.operations.reviews import decide, hold_review, plan_review
from earnest.duties.audits.operations.samples import draw_sample, record_population, record_test

__all__ = [
    "NEXT",
    "Link",
    "accept",
    "add_corrective_action",
    "adopt_obligations",
    "answer",
    "ask",
    "assign",
    "close_nonconformity",
    "comment",
    "contain",
    "decide",
    "downloaded",
    "draw_sample",
    "extend_invitation",
    "guest_viewed",
    "hand_over",
    "hold_review",
    "import_requests",
    "invite",
    "move_engagement",
    "plan_engagement",
    "plan_review",
    "raise_nonconformity",
    "record_population",
    "record_test",
    "reopen_engagement",
    "reopen_nonconformity",
    "return_request",
    "revoke_invitation",
    "state_cause",
    "state_obligation",
    "verify_effect",
]
