"""Addresses of the pages of things and blind spots."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web.things import blind_page, deciding, list_page, thing_page

urlpatterns = [
    path("things/", list_page.things, name="things"),
    path("things/<str:digest>/", thing_page.detail, name="thing-detail"),
    path("things/<str:digest>/match/", deciding.decide, name="thing-match"),
    path("match-decisions/<int:pk>/", deciding.detail, name="match-decisions-detail"),
    path("match-decisions/<int:pk>/withdraw/", deciding.withdraw, name="match-withdraw"),
    path("blind-spots/", blind_page.blind_spots, name="blind-spots"),
    path("blind-spots/<slug:key>/adopt/", blind_page.adopt, name="expectation-adopt"),
]
