"""Where each interface is mounted. The API belongs under `api/`; there, tokens sign in, not sessions."""

from __future__ import annotations

from django.urls import include, path

from earnest.interfaces.api.api import api

urlpatterns = [
    path("", include("earnest.interfaces.web.urls")),
    path("", include("earnest.interfaces.web.records")),
    path("api/", api.urls),
]

handler400 = "earnest.interfaces.web.errors.bad_request"
handler403 = "earnest.interfaces.web.errors.forbidden"
handler404 = "earnest.interfaces.web.errors.not_found"
handler500 = "earnest.interfaces.web.errors.server_error"
