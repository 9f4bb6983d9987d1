"""Errors that a person can act on.

EarnestError            the text is shown as it is
├── Invalid             what was given cannot be used; names the field where there is one
├── NotAllowed          the actor may not do this
├── Conflict            somebody else changed the record meanwhile
└── Broken              the record does not verify: ledger or evidence
"""

from __future__ import annotations


class EarnestError(Exception):
    """Something a person can act on; its text is shown as it is. `status` is the HTTP status."""

    status = 400


class Invalid(EarnestError):
    """A value cannot be used. `field` names it, empty where it is about the whole."""

    status = 422

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(EarnestError):
    """The actor may see this, but may not do it."""

    status = 403


class Conflict(EarnestError):
    """The record was changed by somebody else since it was read."""

    status = 409


class Broken(EarnestError):
    """What is stored does not match what was promised for it."""

    status = 500
