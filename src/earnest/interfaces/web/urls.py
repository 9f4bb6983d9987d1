"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import include, path

from earnest.interfaces.web import home, set_up, sign_in, users

urlpatterns = [
    path("", include("earnest.interfaces.web.adopting")),
    path("", include("earnest.interfaces.web.oscal")),
    path("", include("earnest.interfaces.web.working_pages")),
    path("", include("earnest.interfaces.web.reading_pages")),
    path("", include("earnest.interfaces.web.risk.urls")),
    path("", include("earnest.interfaces.web.budget.urls")),
    path("", include("earnest.interfaces.web.hygiene.urls")),
    path("", include("earnest.interfaces.web.legacy.urls")),
    path("", include("earnest.interfaces.web.things.urls")),
    path("", include("earnest.interfaces.web.packaging")),
    path("", include("earnest.interfaces.web.arguments.urls")),
    path("", include("earnest.interfaces.web.audits.urls")),
    path("", include("earnest.interfaces.web.questionnaires.urls")),
    path("health/", home.health, name="health"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/once/<str:token>/", sign_in.sign_in_once, name="sign-in-once"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("set-up/", set_up.set_up_page, name="set-up"),
    path("password/", sign_in.password, name="password"),
    path("users/", users.user_list, name="users"),
    path("users/invite/", users.invite, name="user-invite"),
    path("users/<int:pk>/", users.user_page, name="user"),
    path("users/<int:pk>/role/", users.change_role, name="user-role"),
    path("users/<int:pk>/deactivate/", users.deactivate, name="user-deactivate"),
    path("users/<int:pk>/reactivate/", users.reactivate, name="user-reactivate"),
    path("users/<int:pk>/link/", users.new_link, name="user-link"),
]
