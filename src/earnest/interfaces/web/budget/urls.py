"""Addresses of the pages of the budget."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web.budget import (
    choice_page,
    computing,
    deciding,
    importing,
    insurance_page,
    investment_page,
    proofs,
    worth_page,
    year_page,
)

urlpatterns = [
    path("budget/", year_page.year, name="budget"),
    path("budget/import/", importing.import_lines, name="budget-import"),
    path("budget/worth/", worth_page.worth, name="budget-worth"),
    path("budget/investments/", choice_page.investments, name="budget-investments"),
    path("budget/investments/compute/", computing.compute, name="budget-compute"),
    path("budget/investments/<int:pk>/", investment_page.detail, name="investments-detail"),
    path("budget/investments/<int:pk>/propose/", deciding.propose, name="investment-propose"),
    path("budget/investments/<int:pk>/choose/", deciding.decide, {"verb": "choose"}, name="investment-choose"),
    path("budget/investments/<int:pk>/refuse/", deciding.decide, {"verb": "refuse"}, name="investment-refuse"),
    path("budget/investments/<int:pk>/bought/", deciding.bought, name="investment-bought"),
    path("budget/insurance/", insurance_page.insurance, name="budget-insurance"),
    path("budget/proof/tool/<int:pk>/", proofs.of_tool, name="proof-paid-tool"),
    path("budget/proof/control/<int:pk>/", proofs.of_control, name="proof-paid-control"),
    path("budget/proof/investment/<int:pk>/", proofs.of_investment, name="proof-investment"),
    path("budget/proof/<slug:key>/", proofs.of_budget, name="proof-budget"),
]
