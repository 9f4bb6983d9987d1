"""Documents and words that carry more than they can bear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity
from earnest.foundation.record import visible_to

AT_ONCE = 3
"""Words given on one day by one person from which it is told."""
OLD = 365
"""Days from the date of a document to its inspection after which it speaks of the past."""

IN_ONE_GO = Rule(
    "attested-in-one-go",
    gettext_lazy("Many attestations were signed by one person on one day"),
    gettext_lazy("Signing a stack is quick. Looking at what each of them says is not."),
    Severity.MEDIUM,
    gettext_lazy("Let each owner attest to their own control when they have looked at it, or bind a test to it."),
)
SELF = Rule(
    "inspected-by-its-owner",
    gettext_lazy("The owner of a control inspected its proof"),
    gettext_lazy("Nobody finds fault with their own work as well as another does. It counts as their word only."),
    Severity.MEDIUM,
    gettext_lazy("Let somebody else look at the document."),
)
NOT_KEPT = Rule(
    "document-not-kept",
    gettext_lazy("A document was inspected and is not kept"),
    gettext_lazy("Nobody can look at it again, so nobody can tell whether it showed what is said of it."),
    Severity.LOW,
    gettext_lazy("Add the document to the inspected record. Its digest then stands in the ledger."),
)
OF_THE_PAST = Rule(
    "document-of-the-past",
    gettext_lazy("A document was already old when it was inspected"),
    gettext_lazy("It shows that something was written down, not that it is done, and the company has changed since."),
    Severity.MEDIUM,
    gettext_lazy("Bring the document up to date, then inspect it again."),
)


def _live(actor: Actor, day: date) -> list[InspectedRecord]:
    rows = visible_to(actor, InspectedRecord).filter(inspected_on__lte=day, valid_until__gte=day, supports=True)
    return list(rows.select_related("control__accountable", "inspected_by").order_by("title"))


def _in_one_go(actor: Actor, day: date) -> Iterator[Finding]:
    groups: dict[tuple[int, date], list[Attestation]] = defaultdict(list)
    rows = visible_to(actor, Attestation).filter(attested_on__lte=day, valid_until__gte=day)
    for row in rows.select_related("attested_by", "control").order_by("attested_on", "pk"):
        groups[row.attested_by_id, row.attested_on].append(row)
    for group in groups.values():
        if len({row.control_id for row in group}) >= AT_ONCE:
            first = group[0]
            detail = ngettext(
                "%(who)s signed for %(count)s control on %(day)s: %(names)s.",
                "%(who)s signed for %(count)s controls on %(day)s: %(names)s.",
                len(group),
            ) % {
                "who": first.attested_by.name,
                "count": len(group),
                "day": date_format(first.attested_on, "j M Y"),
                "names": ", ".join(row.control.name for row in group[:5]),
            }
            yield IN_ONE_GO.found(
                first.attested_by.name, detail, first.reference, "attestations-list",
                query=f"attested_by={first.attested_by_id}", attestations=len(group), signed_on=first.attested_on,
            )  # fmt: skip


def _self(actor: Actor, day: date) -> Iterator[Finding]:
    for row in _live(actor, day):
        if row.control.accountable_id == row.inspected_by_id:
            detail = _("%(who)s is accountable for “%(control)s” and inspected this on %(day)s.") % {
                "who": row.inspected_by.name,
                "control": row.control,
                "day": date_format(row.inspected_on, "j M Y"),
            }
            yield SELF.found(
                row.title, detail, row.reference, "inspected-records-detail", row.pk, control=row.control.key
            )


def _not_kept(actor: Actor, day: date) -> Iterator[Finding]:
    for row in _live(actor, day):
        if not row.sha256:
            detail = _("Inspected for “%(control)s” on %(day)s. The record has its title and no file.") % {
                "control": row.control,
                "day": date_format(row.inspected_on, "j M Y"),
            }
            yield NOT_KEPT.found(
                row.title, detail, row.reference, "inspected-records-detail", row.pk, control=row.control.key
            )


def _of_the_past(actor: Actor, day: date) -> Iterator[Finding]:
    for row in _live(actor, day):
        if row.inspected_on - row.document_date > timedelta(days=OLD):
            detail = _("Dated %(dated)s, inspected on %(day)s. What was found: %(note)s") % {
                "dated": date_format(row.document_date, "j M Y"),
                "day": date_format(row.inspected_on, "j M Y"),
                "note": row.note or _("nothing was written down"),
            }
            yield OF_THE_PAST.found(
                row.title, detail, row.reference, "inspected-records-detail", row.pk,
                control=row.control.key, dated=row.document_date,
            )  # fmt: skip


PAPERS: tuple[Check, ...] = (
    Check(IN_ONE_GO, _in_one_go),
    Check(SELF, _self),
    Check(NOT_KEPT, _not_kept),
    Check(OF_THE_PAST, _of_the_past),
)
