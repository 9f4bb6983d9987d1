"""What is read and concluded of audits: start here."""

from earnest.duties.audits.queries.engagements import EngagementNow, engagement_now, engagements
from earnest.duties.audits.queries.evidence import LiveEvidence, Now, Points, live_evidence, pointed_at
from earnest.duties.audits.queries.guests import (
    ControlFacts,
    Ended,
    EngagementFacts,
    HandedOver,
    RequirementFacts,
    ended,
    engagement_facts,
    engagement_files,
    handed_over,
    invitations,
    may_download,
)
from earnest.duties.audits.queries.nonconformities import (
    Involved,
    NonconformityNow,
    counts,
    involved,
    nonconformities,
    standing_of,
)
from earnest.duties.audits.queries.obligations import ObligationNow, not_adopted, obligation_now, obligations
from earnest.duties.audits.queries.picking import Choice, Offer, chosen, offered
from earnest.duties.audits.queries.population import (
    Listed,
    PopulationCheck,
    check_population,
    kept_members,
    list_population,
)
from earnest.duties.audits.queries.posture import Posture, live, posture
from earnest.duties.audits.queries.readiness import readiness
from earnest.duties.audits.queries.requests import (
    AnswerNow,
    RequestList,
    RequestNow,
    read_request_file,
    request_list,
    request_now,
    request_workbook,
)
from earnest.duties.audits.queries.reviews import (
    ReviewNow,
    management_reviews,
    next_review,
    review_inputs,
    review_now,
)
from earnest.duties.audits.queries.samples import Redrawn, SampleNow, sample
from earnest.duties.audits.rules.forecast import Ahead, Change, Readiness
from earnest.foundation.record import visible_to

__all__ = [
    "Ahead",
    "AnswerNow",
    "Change",
    "Choice",
    "ControlFacts",
    "Ended",
    "EngagementFacts",
    "EngagementNow",
    "HandedOver",
    "Involved",
    "Listed",
    "LiveEvidence",
    "NonconformityNow",
    "Now",
    "ObligationNow",
    "Offer",
    "Points",
    "PopulationCheck",
    "Posture",
    "Readiness",
    "Redrawn",
    "RequestList",
    "RequestNow",
    "RequirementFacts",
    "ReviewNow",
    "SampleNow",
    "check_population",
    "chosen",
    "counts",
    "ended",
    "engagement_facts",
    "engagement_files",
    "engagement_now",
    "engagements",
    "handed_over",
    "invitations",
    "involved",
    "kept_members",
    "list_population",
    "live",
    "live_evidence",
    "management_reviews",
    "may_download",
    "next_review",
    "nonconformities",
    "not_adopted",
    "obligation_now",
    "obligations",
    "offered",
    "pointed_at",
    "posture",
    "read_request_file",
    "readiness",
    "request_list",
    "request_now",
    "request_workbook",
    "review_inputs",
    "review_now",
    "sample",
    "standing_of",
    "visible_to",
]
