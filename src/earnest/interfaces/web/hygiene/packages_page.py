"""Work packages: one change that closes many findings, those that remove the most for each change first."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from earnest.duties.hygiene import queries
from earnest.duties.hygiene.models import TicketExport, TicketTarget
from earnest.duties.hygiene.queries import Filters, Loss, Packages, WorkPackage
from earnest.foundation.actor import May
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.charts import PageChart
from earnest.interfaces.web.hygiene import asked, lines, pictures, words
from earnest.interfaces.web.hygiene.files import Files, files
from earnest.interfaces.web.listing import Column, download

A_PAGE = 25

COLUMNS = (
    Column("title", gettext_lazy("Work package"), lambda row: row.title),
    Column("kind", gettext_lazy("Kind"), lambda row: str(words.KINDS[row.kind])),
    Column("team", gettext_lazy("Team"), lambda row: row.team),
    Column("to", gettext_lazy("To version"), lambda row: row.to_version),
    Column("changes", gettext_lazy("Changes"), lambda row: row.changes),
    Column("assets", gettext_lazy("Assets"), lambda row: row.assets),
    Column("findings", gettext_lazy("Findings"), lambda row: row.findings),
    Column("overdue", gettext_lazy("Overdue"), lambda row: row.overdue),
    Column("exploited", gettext_lazy("Exploited"), lambda row: row.exploited),
    Column("due", gettext_lazy("Earliest due"), lambda row: row.earliest_due),
    Column("share", gettext_lazy("Share of the weight"), lambda row: row.weight_share),
    Column("mean", gettext_lazy("Removes a year"), lambda row: row.removes.mean if row.removes else None),
    Column("low", gettext_lazy("From"), lambda row: row.removes.low if row.removes else None),
    Column("high", gettext_lazy("To"), lambda row: row.removes.high if row.removes else None),
    Column("sent", gettext_lazy("Ticket"), lambda row: row.exported),
    Column("package", gettext_lazy("Id"), lambda row: row.key),
)


@dataclass(frozen=True)
class Work:
    """A work package as a page shows it. `removes` is empty where no money is modelled; `share` always stands."""

    package: WorkPackage
    kind: str
    team: str
    removes: str
    range: str
    each: str
    share: str
    url: str
    why: str


@require_safe
def packages(request: ActorRequest) -> HttpResponseBase:
    found = files(request)
    told = found.packages
    team = request.GET.get("team", asked.EVERYTHING)
    chosen = [one for one in told.packages if team in {asked.EVERYTHING, one.team}]
    if file := download(f"work-packages-{found.stands.day}", COLUMNS, chosen, request.GET.get("export", "")):
        return file
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    context = found.context("hygiene-packages", _("Work packages"), Crumb(_("Work packages")))
    context |= {
        "told": told,
        "says": says(found, told),
        "works": [work(found, one) for one in page],
        "page": page,
        "team": team,
        "teams": [(one, words.team(one)) for one in sorted({one.team for one in told.packages})],
        "chart": found.kept("chart-packages", lambda: chart(found)),
        "why": found.link("proof-hygiene", "packages"),
        "removes_all": loss(found, told.loss),
        "unproven": found.money(told.unproven_loss) if told.unproven_loss > 0 else "",
        "no_fix_url": found.link("hygiene-findings", clock="open", package=""),
        "exports": ("csv", "xlsx", "json"),
    }
    return render(request, "hygiene/packages.html", context)


def says(found: Files, told: Packages) -> str:
    """What the work comes to, in two sentences."""
    if not told.packages:
        return _("No open finding can be closed by a change that we know of.")
    first = told.packages[: min(5, len(told.packages))]
    last = first[-1]
    changes = sum(max(1, one.changes) for one in first)
    said = ngettext("%s change", "%s changes", changes) % f"{changes:,}"
    closed = ngettext("closes %s finding", "close %s findings", changes) % f"{last.cumulative_findings:,}"
    late = ngettext("%s of them is overdue", "%s of them are overdue", last.cumulative_overdue)
    text = _("The first %(packages)d packages, %(changes)s, %(closed)s; %(late)s.") % {
        "packages": len(first),
        "changes": said,
        "closed": closed,
        "late": late % f"{last.cumulative_overdue:,}",
    }
    if last.cumulative_removes is not None:
        removes = last.cumulative_removes
        text += " " + _("Their part of the modelled loss is %(mean)s a year (%(range)s).") % {
            "mean": found.money(removes.mean), "range": found.range(removes.low, removes.high),
        }  # fmt: skip
    return text


def chart(found: Files) -> PageChart | None:
    """What the packages remove together."""
    told = found.packages
    if told.loss is None:
        return pictures.cumulative(told, _("No money is divided, so this is the share of the weight."))
    total = sum(max(1, one.changes) for one in told.packages)
    given = {"changes": f"{total:,}", "mean": found.money(told.packages[-1].cumulative_removes.mean)} if (
        told.packages and told.packages[-1].cumulative_removes
    ) else {}  # fmt: skip
    return pictures.cumulative(told, _("All %(changes)s changes remove %(mean)s a year.") % given if given else "")


def work(found: Files, one: WorkPackage) -> Work:
    removes = one.removes
    return Work(
        package=one,
        kind=str(words.KINDS[one.kind]),
        team=words.team(one.team),
        removes=found.money(removes.mean) if removes else "",
        range=found.range(removes.low, removes.high) if removes else "",
        each=found.money(removes.mean / max(1, one.changes)) if removes else "",
        share=words.share(min(1.0, one.weight_share)),
        url=found.link("hygiene-package", one.key),
        why=found.link("proof-hygiene-package", one.key),
    )


def loss(found: Files, told: Loss | None) -> str:
    """A modelled loss with its range in words; empty where none is."""
    if told is None:
        return ""
    return _("%(mean)s a year (%(range)s)") % {
        "mean": found.money(told.mean), "range": found.range(told.low, told.high),
    }  # fmt: skip


def one(found: Files, key: str) -> WorkPackage:
    """A work package of the day. Http404 where it is not among the first."""
    told = next((row for row in found.packages.packages if row.key == key), None)
    if told is None:
        raise Http404
    return told


@require_safe
def package(request: ActorRequest, key: str) -> HttpResponseBase:
    found = files(request)
    told = one(found, key)
    actor = request.actor
    page = queries.findings(found.board, Filters(clock="open", package=key), "clock", 1, queries.SIZE)
    targets = list(visible_to(actor, TicketTarget).order_by("title"))
    context = found.context(
        "hygiene-packages", told.title, Crumb(_("Work packages"), found.link("hygiene-packages")), Crumb(told.title)
    )
    context |= {
        "one": work(found, told),
        "told": found.packages,
        "rows": lines.rows(found, page.lines),
        "count": page.count,
        "all_url": found.link("hygiene-findings", clock="open", package=key),
        "targets": targets,
        "sent": list(visible_to(actor, TicketExport).filter(package=key).select_related("target")),
        "export_url": found.link("hygiene-export", key),
        "may_send": actor.may(May.EDIT_RECORD),
        "is_today": found.stands.day == found.stands.today,
        "why": found.link("proof-hygiene-package", key),
    }
    return render(request, "hygiene/package.html", context)
