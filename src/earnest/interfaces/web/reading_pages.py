"""Addresses of the pages that people read: the first page, controls, frameworks, proofs, search."""

from __future__ import annotations

from django.urls import path, register_converter

from earnest.interfaces.web import (
    control_page,
    controls_page,
    home,
    honesty,
    matrix,
    proof,
    requirement_page,
    search,
)


class Key:
    """The key of a framework: letters, digits, points and hyphens."""

    regex = r"[a-z0-9][a-z0-9.-]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Key, "key")

urlpatterns = [
    path("", home.home, name="home"),
    path("controls/", controls_page.controls, name="controls"),
    path("controls/<int:pk>/", control_page.control_page, name="controls-detail"),
    path("frameworks/", matrix.frameworks, name="frameworks"),
    path("frameworks/<key:key>/", matrix.framework, name="framework"),
    path("requirements/<int:pk>/", requirement_page.requirement_page, name="requirements-detail"),
    path("requirements/<int:pk>/exclude/", requirement_page.exclude, name="requirement-exclude"),
    path("requirements/<int:pk>/exclusion/approve/", requirement_page.approve, name="exclusion-approve"),
    path("requirements/<int:pk>/exclusion/withdraw/", requirement_page.withdraw, name="exclusion-withdraw"),
    path("proof/control/<int:pk>/", proof.of_control, name="proof-control"),
    path("proof/requirement/<int:pk>/", proof.of_requirement, name="proof-requirement"),
    path("proof/test/<int:pk>/<str:test>/", proof.of_test, name="proof-test"),
    path("proof/source/<int:pk>/", proof.of_source, name="proof-source"),
    path("proof/snapshot/<int:pk>/", proof.of_snapshot, name="proof-snapshot"),
    path("proof/framework/<key:key>/", proof.of_framework, name="proof-framework"),
    path("proof/home/<slug:key>/", proof.of_home, name="proof-home"),
    path("honesty/", honesty.honesty, name="honesty"),
    path("honesty/line/", honesty.line, name="honesty-line"),
    path("search/", search.search, name="search"),
]
