from __future__ import annotations

from earnest.duties.audits.models.engagements import Engagement, Invitation
from earnest.duties.audits.models.nonconformities import CorrectiveAction, Nonconformity
from earnest.duties.audits.models.obligations import Obligation
from earnest.duties.audits.models.requests import AnswerEvidence, AuditRequest, RequestAnswer, RequestComment
from earnest.duties.audits.models.reviews import ManagementReview, ReviewDecision
from earnest.duties.audits.models.samples import Population, Sample, SampleItem

__all__ = [
    "AnswerEvidence",
    "AuditRequest",
    "CorrectiveAction",
    "Engagement",
    "Invitation",
    "ManagementReview",
    "Nonconformity",
    "Obligation",
    "Population",
    "RequestAnswer",
    "RequestComment",
    "ReviewDecision",
    "Sample",
    "SampleItem",
]
