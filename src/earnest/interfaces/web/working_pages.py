"""Addresses of the pages where the work is done: evidence, decisions, history, narratives, tokens."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web import (
    evidence,
    evidence_add,
    jobs,
    snapshots,
)

urlpatterns = [
    path("evidence/", evidence.sources, name="evidence"),
    path("evidence/add/", evidence_add.add, name="evidence-add"),
    path("sources/<int:pk>/", evidence.source, name="sources-detail"),
    path("sources/<int:pk>/proof/", evidence.source_proof, name="source-proof"),
    path("sources/<int:pk>/use/", evidence.set_in_use, name="source-use"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshots-detail"),
    path("snapshots/<int:pk>/file/", snapshots.raw, name="snapshot-file"),
    path("snapshots/<int:pk>/verify/", snapshots.verify, name="snapshot-verify"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<int:pk>/resume/", jobs.resume, name="job-resume"),
]
