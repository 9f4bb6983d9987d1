"""A page that shows every component at once, and a proof for its marks. For tests only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from earnest.engines.assurance.statuses import ControlStatus, RequirementStatus
from earnest.engines.documents.tests.sample_charts import LOSS_EXCEEDANCE, NET_WORTH, chart_of
from earnest.foundation.errors import NotAllowed
from earnest.foundation.models import Job
from earnest.foundation.page import Choice, Crumb, Day, Fact, Step, Todo
from earnest.foundation.request import ActorRequest

TODAY = date(2026, 11, 21)
DIGEST = "c93f7a10e4b862dd0d5be7719ac4f2086e13b95a47d0c8fe21a6940b3fd715c7"
STATES = ["effective"] * 40 + ["none"] * 5 + ["effective"] * 20 + ["partly"] * 4 + ["failing"] * 6 + ["unproven"] * 5
STATUSES = [str(s) for s in [*ControlStatus, *[r for r in RequirementStatus if r != "unproven"]]]


def gallery(request: ActorRequest) -> HttpResponse:
    context = {
        "title": "MFA for privileged access",
        "lede": "Everyone who can change production or move money proves who they are with a second factor.",
        "crumbs": [Crumb("Controls", "#"), Crumb("CTL-014")],
        "facts": [Fact("Population", 42, "/gallery/proof/"), Fact("Violations", 3), Fact("Excepted", 1)],
        "statuses": STATUSES,
        "moment": datetime(2026, 11, 19, 6, tzinfo=UTC),
        "day": TODAY - timedelta(days=6),
        "digest": DIGEST,
        "days": [Day(TODAY - timedelta(days=len(STATES) - n), s) for n, s in enumerate(STATES)],
        "todos": [
            Todo("Statutory clock", "clock", "Tell the authority about the open export", "The draft is ready.",
                 "Up to €10m", "fine", "Maeve Doyle", "by Fri 20 Nov", "Review notice", "#", "bad", "31 h left"),
            Todo("Source is late", "lapse", "Cloud configuration has not arrived", "Expected every day.",
                 "4 controls", "unproven", "Priya Raman", "3 days late", "Fix source", "#", "unk"),
        ],
        "choices": [Choice("met", "Met", 68, status=True), Choice("unproven", "Unproven", 8, status=True)],
        "chosen_values": request.GET.getlist("status"),
        "page": Paginator(range(93), 31).page(2),
        "job": Job(pk=1, title="Reading okta-users.json", state="running", done=40, total=100, doing="row 400"),
        "exceedance": chart_of("exceedance", LOSS_EXCEEDANCE)[0],
        "worth": chart_of("worth", NET_WORTH)[0],
        "as_of": TODAY - timedelta(days=18),
    }  # fmt: skip
    return _drawn(request, (Path(__file__).parent / "gallery.html").read_text(encoding="utf-8"), context)


def proof(request: ActorRequest) -> HttpResponse:
    source = "{% extends proof_frame %}"
    steps = [
        Step("Control", "MFA for privileged access", "#"),
        Step("Left out", "4 days without observation", weak=True),
        Step("Snapshot", DIGEST),
    ]
    answer = "Three of 42 privileged accounts can sign in without a second factor."
    return _drawn(request, source, {"title": "Proof: why failing?", "answer": answer, "steps": steps})


def refused(request: ActorRequest) -> HttpResponse:
    raise NotAllowed(f"{request.actor.name} may not do this: the role does not allow it.")


def _drawn(request: ActorRequest, source: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request))


urlpatterns = [
    path("gallery/", gallery),
    path("gallery/proof/", proof),
    path("gallery/refused/", refused),
    path("", include("earnest.config.urls")),
]
handler404 = "earnest.interfaces.web.errors.not_found"
