"""The REST API: every plain record, statuses, and problems told as RFC 9457 has it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie, HttpBearer

from earnest import __version__
from earnest.core.assurance import operations as assurance
from earnest.core.things import api as things
from earnest.duties.audits import api as audits
from earnest.duties.budget import api as budget
from earnest.duties.hygiene import api as hygiene
from earnest.duties.legacy import api as legacy
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.errors import EarnestError, Invalid, NotAllowed
from earnest.foundation.models import User
from earnest.foundation.resource.endpoints import PROBLEMS, actor_of, router
from earnest.interfaces.api import honesty, push, questionnaires, tokens
from earnest.interfaces.resources import RESOURCES
from earnest.interfaces.web.middleware import actor_of as actor_of_user

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
GUESTS_MAY = frozenset({"/api/audits/requests", "/api/audits/sample"})
"""What a guest auditor may ask: the calls that keep each answer to a guest in the ledger. The rest is not there."""


class Session(APIKeyCookie):
    """The workbench's own session; writes need the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        del key
        if not isinstance(request.user, User):
            return None
        _open_to(request, actor_of(request))
        return request.user


class Token(HttpBearer):
    """`Authorization: Bearer earnest_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = tokens.holder(token)
        if found is None:
            return None
        if request.method not in SAFE and not found.may_write:
            raise NotAllowed("This token may only read.")
        actor = actor_of_user(found.user)
        _open_to(request, actor)
        request.actor = actor  # type: ignore[attr-defined]
        return found


def _open_to(request: HttpRequest, actor: Actor) -> None:
    """Http404 for a guest where nothing would keep that they looked."""
    if actor.role == Role.AUDITOR and request.path not in GUESTS_MAY:
        raise Http404


class EarnestAPI(NinjaAPI):
    """Says in its own description that problems come as problems, not as plain JSON."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**asked)
        for verbs in schema["paths"].values():
            for call in verbs.values():
                for status, told in call["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in told.get("content", {}):
                        told["content"]["application/problem+json"] = told["content"].pop("application/json")
        return schema


api = EarnestAPI(
    title="Earnest",
    version=__version__,
    description="One record of what is observed and what was decided. Statuses are derived: no endpoint takes one.",
    auth=[Token(), Session(csrf=True)],
    docs_url=None,
    urls_namespace="api",
)


def _problem(request: HttpRequest, status: int, title: str, detail: str, field: str = "") -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "field": field}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(EarnestError)
def _told(request: HttpRequest, error: EarnestError) -> HttpResponse:
    field = error.field if isinstance(error, Invalid) else ""
    return _problem(request, error.status, type(error).__name__, str(error), field)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    del error
    return _problem(request, 404, "NotFound", "There is nothing here that you may see.")


@api.exception_handler(AuthenticationError)
def _who(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del error
    return _problem(request, 401, "NotSignedIn", "Sign in, or send a token: Authorization: Bearer earnest_…")


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, error.status_code, "Refused", str(error))


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    place = [str(part) for part in first.get("loc", ()) if part not in {"body", "query", "path"}]
    return _problem(request, 422, "Invalid", str(first.get("msg", "The request does not fit.")), ".".join(place[-1:]))


class AssessmentOut(Schema):
    """Every status as of a day; the same shape as `earnest assess --json`."""

    as_of: date
    controls: list[dict[str, Any]]
    requirements: list[dict[str, Any]]
    digest: str


statuses = Router(tags=["assessment"])


@statuses.get(
    "/", response={200: AssessmentOut, **PROBLEMS}, operation_id="assessment", summary="Every status as of a day"
)
def assessment(request: HttpRequest, as_of: date | None = None) -> Any:
    actor_of(request).require(May.SEE_RECORD)
    made = assurance.assess(as_of or clock.today())
    rows = made.requirements.order_by("requirement__framework__key", "requirement__position")
    return {
        "as_of": made.as_of,
        "controls": [row.conclusion for row in made.controls.order_by("control__key")],
        "requirements": [row.conclusion for row in rows],
        "digest": made.digest,
    }


api.add_router("/assessment", statuses)
api.add_router("/push", push.router)
api.add_router("/budget", budget.router)
api.add_router("/legacy", legacy.router)
api.add_router("/audits", audits.router)
api.add_router("/hygiene", hygiene.router)
api.add_router("/honesty", honesty.router)
api.add_router("/questionnaires", questionnaires.router)
api.add_router("/things", things.things)
api.add_router("/blind-spots", things.blind_spots)
for resource in RESOURCES:
    api.add_router(f"/{resource.slug}", router(resource))
