"""Addresses of the pages where the work is done: evidence, decisions, history, narratives, tokens."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web import (
    actions,
    collectors,
    editions,
    evidence,
    evidence_add,
    exceptions,
    framing,
    history,
    jobs,
    narratives,
    papers,
    snapshots,
    tokens,
)

urlpatterns = [
    path("evidence/", evidence.sources, name="evidence"),
    path("evidence/add/", evidence_add.add, name="evidence-add"),
    path("evidence/inspect/", papers.inspect, name="inspect"),
    path("evidence/attest/", papers.attest, name="attest"),
    path("sources/<int:pk>/", evidence.source, name="sources-detail"),
    path("sources/<int:pk>/use/", evidence.set_in_use, name="source-use"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshots-detail"),
    path("snapshots/<int:pk>/file/", snapshots.raw, name="snapshot-file"),
    path("snapshots/<int:pk>/verify/", snapshots.verify, name="snapshot-verify"),
    path("collectors/<int:pk>/secret/", collectors.secret, name="collector-secret"),
    path("collectors/<int:pk>/secret/end/", collectors.end_secret, name="collector-secret-end"),
    path("collectors/<int:pk>/collect/", collectors.collect, name="collector-collect"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<int:pk>/resume/", jobs.resume, name="job-resume"),
    path("exceptions/ask/", exceptions.ask, name="exception-ask"),
    path("exceptions/<int:pk>/", exceptions.detail, name="exceptions-detail"),
    path("exceptions/<int:pk>/approve/", exceptions.decide, {"verb": "approve"}, name="exception-approve"),
    path("exceptions/<int:pk>/refuse/", exceptions.decide, {"verb": "refuse"}, name="exception-refuse"),
    path("exceptions/<int:pk>/revoke/", exceptions.decide, {"verb": "revoke"}, name="exception-revoke"),
    path("actions/<int:pk>/done/", actions.finish, {"verb": "done"}, name="action-done"),
    path("actions/<int:pk>/drop/", actions.finish, {"verb": "drop"}, name="action-drop"),
    path("history/", history.entries, name="history"),
    path("history/<int:number>/", history.entry, name="history-entry"),
    path("narratives/", narratives.narratives, name="narratives"),
    path("narratives/<slug:audience>/", narratives.narrative, name="narrative"),
    path("narratives/<slug:audience>/read/", narratives.read, name="narrative-read"),
    path("narratives/<slug:audience>/write/", narratives.write_edition, name="narrative-write"),
    path("narratives/files/<str:name>", narratives.edition, name="narrative-file"),
    path("narratives/editions/<int:pk>/", editions.edition, name="narrative-edition"),
    path("narratives/editions/<int:pk>/approve/", editions.approve_edition, name="narrative-approve"),
    path("narratives/<slug:audience>/framing/", framing.framing, name="narrative-framing"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
]
