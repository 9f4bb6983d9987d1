"""Addresses of the pages of risk in money."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web.risk import (
    appetite_page,
    calibration_page,
    control_worth,
    experience,
    proofs,
    register,
    scenario_page,
    treating,
    workshop,
    worth_page,
)

urlpatterns = [
    path("risk/", worth_page.risk, name="risk"),
    path("risk/appetite/", appetite_page.appetite, name="risk-appetite"),
    path("risk/calibration/", calibration_page.quiz, name="risk-calibration"),
    path("risk/calibration/result/", calibration_page.result, name="risk-calibration-result"),
    path("risk/proof/scenario/<int:pk>/", proofs.of_scenario, name="proof-scenario"),
    path("risk/proof/worth/<int:pk>/", proofs.of_worth, name="proof-worth"),
    path("risk/proof/<slug:key>/", proofs.of_risk, name="proof-risk"),
    path("scenarios/", register.register, name="scenarios"),
    path("scenarios/<int:pk>/", scenario_page.detail, name="scenarios-detail"),
    path("scenarios/<int:pk>/workshop/", workshop.workshop, name="scenario-workshop"),
    path("scenarios/<int:pk>/workshop/try/", workshop.try_out, name="scenario-try"),
    path("scenarios/<int:pk>/happened/", experience.count, name="scenario-experience"),
    path("scenarios/<int:pk>/treat/", treating.ask, name="scenario-treat"),
    path("treatments/<int:pk>/approve/", treating.decide, {"verb": "approve"}, name="treatment-approve"),
    path("treatments/<int:pk>/refuse/", treating.decide, {"verb": "refuse"}, name="treatment-refuse"),
    path("treatments/<int:pk>/revoke/", treating.decide, {"verb": "revoke"}, name="treatment-revoke"),
    path("controls/<int:pk>/worth/", control_worth.worth, name="control-worth"),
    path("controls/<int:pk>/worth/effect/", control_worth.estimate, name="control-worth-effect"),
    path("controls/<int:pk>/worth/nothing/", control_worth.nothing, name="control-worth-nothing"),
    path("controls/<int:pk>/worth/introduce/", control_worth.introduce, name="control-worth-introduce"),
]
