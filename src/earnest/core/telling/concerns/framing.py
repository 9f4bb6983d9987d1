"""Words before a section whose evidence has changed since they were written."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from earnest.core.telling import queries
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight


def flagged(actor: Actor) -> Iterator[Concern]:
    for framing, edition in queries.flagged(actor):
        about = {"framework": framing.framework, "document": framing.document}
        yield Concern(
            rule="framing-outdated",
            weight=Weight.DECISION,
            kind=_("Words in a document"),
            look="decide",
            title=_("The evidence behind the words before “%s” has changed") % framing.heading,
            detail=_("Written on %(day)s; the edition of %(edition)s says something else.")
            % {"day": date_format(framing.looked_at_on), "edition": date_format(edition.as_of)},
            cost=_("Words that no longer hold"),
            cost_note=_("the edition cannot be approved"),
            who=framing.edited_by.name,
            when="",
            act=_("Look at them again"),
            page="narrative-framing",
            args=(framing.audience,),
            query=urlencode({key: value for key, value in about.items() if value}),
            due=framing.looked_at_on,
        )
