"""Addresses of the pages of hygiene."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web.hygiene import (
    benchmarks_page,
    finding_page,
    findings_page,
    latency_page,
    overview,
    packages_page,
    policy_page,
    proofs,
    settle_page,
    ticket_page,
)

urlpatterns = [
    path("hygiene/", overview.overview, name="hygiene"),
    path("hygiene/findings/", findings_page.findings, name="hygiene-findings"),
    path("hygiene/findings/<str:finding>/", finding_page.detail, name="hygiene-finding"),
    path("hygiene/findings/<str:finding>/exception/", finding_page.ask, name="hygiene-ask"),
    path("hygiene/packages/", packages_page.packages, name="hygiene-packages"),
    path("hygiene/packages/<str:key>/", packages_page.package, name="hygiene-package"),
    path("hygiene/packages/<str:key>/ticket/", ticket_page.export, name="hygiene-export"),
    path("hygiene/tickets/<int:pk>/", settle_page.settle, name="hygiene-settle"),
    path("hygiene/time-to-fix/", latency_page.latency, name="hygiene-latency"),
    path("hygiene/benchmarks/", benchmarks_page.benchmarks, name="hygiene-benchmarks"),
    path("hygiene/policy/", policy_page.policy, name="hygiene-policy"),
    path("hygiene/policy/adopt/", policy_page.adopt, name="hygiene-adopt"),
    path("hygiene/proof/finding/<str:finding>/", proofs.of_finding, name="proof-hygiene-finding"),
    path("hygiene/proof/package/<str:key>/", proofs.of_package, name="proof-hygiene-package"),
    path("hygiene/proof/<slug:key>/", proofs.of_hygiene, name="proof-hygiene"),
]
