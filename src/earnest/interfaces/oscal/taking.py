"""Keeping an imported framework in the record."""

from __future__ import annotations

from django.db import transaction

from earnest.core.frameworks import operations
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor
from earnest.interfaces.oscal.importing import Content, Taken


def take_in(actor: Actor, content: Content, *, accountable: Person | None = None) -> Taken:
    """Adopt an imported framework, whole or not at all. Invalid if its key is taken."""
    with transaction.atomic():
        made: Framework = operations.adopt_content(
            actor, content.framework, facts=content.facts, accountable=accountable
        )
    counts = content.framework.counts
    return Taken(made.key, made.title, counts.total, counts.assessable)
