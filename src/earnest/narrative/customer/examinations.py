"""Examinations by outsiders, as far as a customer is told of them."""

from __future__ import annotations

from earnest.duties.audits.models import Engagement
from earnest.engines.documents.model import Block, Callout, Column, Row, Sentence, Table
from earnest.engines.documents.parts import Inline, Name
from earnest.foundation.record import visible_to
from earnest.narrative import chains
from earnest.narrative.claims import Claims, method
from earnest.narrative.customer.named import Named
from earnest.narrative.lines import line
from earnest.narrative.told import Told

_BY_OUTSIDERS = (
    Engagement.Kind.CERTIFICATION,
    Engagement.Kind.SURVEILLANCE,
    Engagement.Kind.TYPE1,
    Engagement.Kind.TYPE2,
    Engagement.Kind.ASSESSMENT,
)


def examinations(claims: Claims, named: Named) -> tuple[Block, ...]:
    """Those that an outside firm has finished by the day, newest first. What it found is in its report, not here."""
    day = claims.basis.day
    rows = visible_to(claims.basis.actor, Engagement).filter(kind__in=_BY_OUTSIDERS, state=Engagement.State.CLOSED)
    rows = rows.filter(closed_on__lte=day).exclude(firm="").select_related("framework").order_by("-closed_on", "pk")
    made = tuple(_row(claims, named, one) for one in rows)
    if not made:
        return (Callout("unknown", (Sentence("The record holds no finished examination by an outside firm."),)),)
    columns = (
        *(Column("Examination", 1.4), Column("Framework", 2), Column("By", 1.6), Column("Scope", 2.4)),
        *(Column("Period", 1.6), Column("Finished", 1.2)),
    )
    note = "The record holds no certificates. Ask us for the report: it says what was found, and how long it counts."
    return (Table(columns, made, compact=True), Callout("note", (Sentence(note),)))


def _row(claims: Claims, named: Named, one: Engagement) -> Row:
    told = Told(f"examination:{one.pk}")
    kind, firm = Name(one.get_kind_display(), "record"), Name(named.safe(one.firm, "an outside firm"), "organisation")
    scope = Name(named.safe(one.scope, "Ask us for it."), "record")
    finished: Inline = told.on(one.closed_on) if one.closed_on else ""
    period: Inline = "no period"
    if one.period_start and one.period_end:
        period = line(told.on(one.period_start), " to ", told.on(one.period_end))
    sentence = line(kind, " by ", firm, ", ", period, ", finished on ", finished, ".")
    counted = method("Engagements with an outside firm that are closed", (("framework", one.framework.key),))
    claims.add(told.id, sentence, (*counted, *chains.newest_entry(claims.basis, one)))
    return Row((kind, Name(one.framework.title, "framework"), firm, scope, period, finished), (told.id,))
