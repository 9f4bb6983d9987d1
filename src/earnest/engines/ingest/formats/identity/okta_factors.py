"""Okta: enrolled factors, as `GET /api/v1/users/{id}/factors` lists them (Okta User Factors API, 2026.10).

The API answers per user, so whoever exports joins the answers: an object of user id → list of factors, or an array of
`{"userId": …, "factors": […]}`. One row of `authenticators` per factor. A user with an empty list gets one row of kind
`none` that is not active: this account was looked at and has no factor, which is not the same as not having looked.

FastPass (signed_nonce) withstands phishing only under policies that this export does not show: unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record, emit
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_KINDS = {
    "webauthn": "webauthn",
    "u2f": "webauthn",
    "smart_card_idp": "smartcard",
    "push": "push",
    "token:software:totp": "totp",
    "token:hotp": "hardware_token",
    "token:hardware": "hardware_token",
    "token": "hardware_token",
    "sms": "sms",
    "call": "call",
    "email": "email",
    "question": "question",
}
_ACTIVE = {
    "ACTIVE": True,
    "ENROLLED": True,
    "PENDING_ACTIVATION": False,
    "NOT_SETUP": False,
    "INACTIVE": False,
    "DISABLED": False,
    "EXPIRED": False,
}


class Factor(Record):
    factor_type: str
    id: str | None = None
    status: str | None = None
    created: str | None = None


class User(Record):
    user_id: str
    factors: list[Factor]


def _rows(user: User) -> Iterator[Entry]:
    account = needed(user.user_id, "userId")
    if not user.factors:
        yield (
            "authenticators",
            {
                "authenticator_id": "none",
                "account_id": account,
                "system": "okta",
                "kind": "none",
                "active": False,
                "phishing_resistant": False,
            },
        )
    for factor in user.factors:
        kind = _KINDS.get(factor.factor_type.lower(), "other")
        yield (
            "authenticators",
            {
                "authenticator_id": text(factor.id) or needed(factor.factor_type, "factorType"),
                "account_id": account,
                "system": "okta",
                "kind": kind,
                "active": _ACTIVE.get(factor.status or ""),
                "phishing_resistant": None if kind == "other" else kind in ("webauthn", "smartcard"),
                "enrolled_at": instant(factor.created, "created"),
            },
        )


def _read(document: Document, sink: Sink) -> None:
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        if stream.peek() == b"{":
            _read_mapping(stream, sink)
            return
    for place, user in records(document, User):
        if isinstance(user, FieldError):
            sink.reject(place, user)
        else:
            emit(sink, place, _rows, user)


def _read_mapping(stream: JsonStream, sink: Sink) -> None:
    element = Element(list[Factor])
    for user_id in stream.fields():
        place = f"/{user_id}"
        factors = stream.record(element)
        if isinstance(factors, FieldError):
            sink.reject(place, factors)
        else:
            emit(sink, place, _rows, User(user_id, factors))


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    if outline.has_paths("[].userId", "[].factors"):
        return True
    return any(path.count(".") == 2 and path.endswith(".[].factorType") for path in outline.paths)


FORMAT = Format(
    id="okta-factors",
    title="Okta factors, JSON of the User Factors API joined by user",
    tables=("authenticators",),
    matches=_matches,
    read=_read,
)
