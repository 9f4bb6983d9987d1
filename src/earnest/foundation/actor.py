"""Who acts, and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from earnest.foundation.errors import NotAllowed


class Role(TextChoices):
    CISO = "ciso", _("CISO")
    ANALYST = "analyst", _("Analyst")
    OWNER = "owner", _("Owner of controls or assets")
    AUDITOR = "auditor", _("Auditor (guest)")
    VENDOR = "vendor", _("Vendor (guest)")
    EMPLOYEE = "employee", _("Employee")
    READER = "reader", _("Reader")
    PROGRAM = "program", _("Program")


class May(StrEnum):
    """What can be allowed. Reading rows is decided by `visible_to`, these by `Actor.require`."""

    SEE_RECORD = "see the shared record"
    SEE_LEDGER = "see the history of everything"
    EDIT_RECORD = "change records"
    EDIT_OWN = "change records they answer for"
    INGEST = "add evidence"
    ASK_EXCEPTION = "ask for an exception"
    DECIDE_EXCEPTION = "approve an exception"
    ATTEST = "attest"
    MANAGE_USERS = "manage who may sign in"


_SEE = frozenset({May.SEE_RECORD})
_OWN = _SEE | {May.EDIT_OWN, May.ASK_EXCEPTION, May.ATTEST}
_WORK = _OWN | {May.EDIT_RECORD, May.INGEST, May.SEE_LEDGER}

ALLOWED: dict[Role, frozenset[May]] = {
    Role.CISO: frozenset(May),
    Role.ANALYST: _WORK,
    Role.OWNER: _OWN,
    Role.AUDITOR: frozenset(),
    Role.VENDOR: frozenset(),
    Role.EMPLOYEE: frozenset(),
    Role.READER: _SEE,
    Role.PROGRAM: frozenset(May),
}
"""What each role may do. Guests see nothing until they are invited to something."""


@dataclass(frozen=True)
class Actor:
    """Who does something: a signed-in person, or the program itself on the command line.

    `person` is the primary key of the person behind the account, None where there is none.
    """

    name: str
    role: Role
    user: int | None = None
    person: int | None = None

    def may(self, what: May) -> bool:
        return what in ALLOWED[self.role]

    def require(self, what: May) -> None:
        """NotAllowed unless the role may do it."""
        if not self.may(what):
            raise NotAllowed(f"{self.name} may not {what.value}: the role {self.role.label} does not allow it.")


def program(name: str = "command line") -> Actor:
    """The actor of the command line, whoever holds the workspace's files."""
    return Actor(name=name, role=Role.PROGRAM)


NOBODY = Actor(name="nobody", role=Role.VENDOR)
"""The actor of a request that is not signed in."""
