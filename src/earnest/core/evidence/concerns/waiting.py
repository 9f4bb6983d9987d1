"""What of the evidence needs a person: files that could not be read, sources that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.evidence.models import Snapshot, Source
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight, nobodys
from earnest.foundation.record import visible_to

RECENT = 30
"""Days for which a file that could not be read is told, unless a later one of its source could."""


def concerns(actor: Actor, today: date) -> list[Concern]:
    return [*_broken(actor, today), *_nobodys(actor)]


def _broken(actor: Actor, today: date) -> Iterator[Concern]:
    start = timezone.make_aware(datetime.combine(today - timedelta(days=RECENT), time.min))
    good = Snapshot.objects.filter(
        source=OuterRef("source"),
        part=OuterRef("part"),
        state=Snapshot.State.GOOD,
        uploaded_at__gt=OuterRef("uploaded_at"),
    )
    rows = visible_to(actor, Snapshot).filter(state=Snapshot.State.BROKEN, uploaded_at__gte=start)
    for row in rows.filter(~Exists(good)).select_related("source__accountable").order_by("-uploaded_at"):
        owner = row.source.accountable
        yield Concern(
            rule="broken-file",
            weight=Weight.BROKEN,
            kind=_("File cannot be read"),
            look="lapse",
            title=_("%(file)s of %(source)s cannot be read") % {"file": row.name, "source": row.source.title},
            detail=row.problem.strip().splitlines()[0] if row.problem.strip() else "",
            cost=_("No proof"),
            cost_note=_("from this file"),
            who=owner.name if owner else _("Nobody named"),
            when=_("added %s") % date_format(timezone.localdate(row.uploaded_at), "j M"),
            act=_("See what is wrong"),
            page="snapshots-detail",
            args=(row.pk,),
            tone="unk",
        )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    names = list(visible_to(actor, Source).filter(active=True, accountable=None).values_list("title", flat=True))
    says = ngettext(
        "%s evidence source has no accountable person",
        "%s evidence sources have no accountable person",
        len(names),
    )
    yield from nobodys("nobody-sources", says, names, page="sources-list", query="accountable=none")
