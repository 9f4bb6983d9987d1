"""Frameworks, their requirements, what does not apply, and what was told to outsiders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.frameworks.models import Applicability, Framework, Requirement, StatedAnswer
from earnest.foundation.resource import Resource

RESOURCES = (
    Resource(
        model=Framework,
        slug="framework-records",
        purpose=_("What we answer to, where its text comes from, and how far to trust it."),
        columns=("title", "version", "adopted_on", "accountable"),
        more_columns=("key", "source", "confidence", "licence_caution", "text_as_of", "scope"),
        search=("title", "key"),
        filters=("accountable", "scope"),
        sort="title",
    ),
    Resource(
        model=Requirement,
        slug="requirements",
        purpose=_("What the frameworks ask, by number and in our words."),
        columns=("key", "title", "framework", "assessable"),
        more_columns=("show", "question", "source"),
        search=("key", "title", "show", "question"),
        filters=("framework", "assessable"),
        sort="framework",
        own_detail=True,
    ),
    Resource(
        model=Applicability,
        slug="exclusions",
        purpose=_("Requirements judged not to apply: asked for by one person, approved by another."),
        columns=("requirement", "reason", "asked_by", "approver", "decided_on"),
        search=("requirement__key", "requirement__title", "reason"),
        filters=("approver", "asked_by"),
        sort="decided_on",
    ),
    Resource(
        model=StatedAnswer,
        slug="stated-answers",
        purpose=_("What we told outsiders, kept to be held against evidence."),
        columns=("requirement", "answer", "told_to", "signed_by", "signed_on"),
        more_columns=("text",),
        search=("requirement__title", "requirement__question", "told_to", "text"),
        filters=("signed_by",),
        sort="-signed_on",
    ),
)
