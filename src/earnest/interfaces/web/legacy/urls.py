"""Addresses of the pages of the legacy duty."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web.legacy import deciding, entry_page, order_page, other_pages, overview, proofs, register_page

urlpatterns = [
    path("legacy/", overview.overview, name="legacy"),
    path("legacy/register/", register_page.register, name="legacy-register"),
    path("legacy/systems/<int:pk>/", entry_page.detail, name="old-systems-detail"),
    path("legacy/systems/<int:pk>/decide/", deciding.decide, name="legacy-decide"),
    path("legacy/systems/<int:pk>/withdraw/", deciding.withdraw, name="legacy-withdraw"),
    path("legacy/options/<int:pk>/propose/", deciding.propose, name="legacy-propose"),
    path("legacy/ringfence/", other_pages.fences, name="legacy-fences"),
    path("legacy/ringfence/<int:pk>/", other_pages.fence, name="ringfences-detail"),
    path("legacy/roadmap/", other_pages.roadmap, name="legacy-roadmap"),
    path("legacy/roadmap/<int:pk>/done/", deciding.done, name="legacy-step-done"),
    path("legacy/roadmap/<int:pk>/order/", order_page.order, name="legacy-step-order"),
    path("legacy/frozen/", other_pages.frozen, name="legacy-frozen"),
    path("legacy/proof/row/<slug:key>/", proofs.of_row, name="proof-legacy-row"),
    path("legacy/proof/system/<int:pk>/", proofs.of_entry, name="proof-legacy-entry"),
    path("legacy/proof/ringfence/<int:pk>/", proofs.of_fence, name="proof-legacy-fence"),
    path("legacy/proof/<slug:key>/", proofs.of_legacy, name="proof-legacy"),
]
