"""Statutory and contractual duties: whom to tell about an incident, and how soon to answer a person's request.

A planning aid, not legal advice: show the file's `disclaimer` and each entry's `confidence` wherever a duty is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from earnest.library.content import NotInLibraryError, read

Unit = Literal[
    "hours",
    "calendar_days",
    "business_days",
    "months",
    "without_undue_delay",
    "without_further_undue_delay",
    "without_delay",
    "as_soon_as_practicable",
    "as_soon_as_feasible",
    "as_told",
    "promptly",
    "immediately",
    "on_request",
    "voluntary",
    "continuing",
]
"""The first four count with a `value`; the others are standards without a number."""

Confidence = Literal["verified", "partly verified", "unverified"]
Force = Literal["in force", "not yet in force", "not in force", "voluntary", "by contract"]


@dataclass(frozen=True, kw_only=True)
class Backstop:
    """A second clock that ends the first one at the latest."""

    value: int
    unit: Unit
    clock_start: str
    not_applied_when: str


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """`value` units after `clock_start`. A null value means that the law gives a standard (`unit`), not a number."""

    value: int | None
    unit: Unit
    clock_start: str
    notes: tuple[str, ...] = ()
    backstop: Backstop | None = None
    confidence: Confidence | None = None
    """Where it differs from the confidence of the duty."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One message that the duty asks for, in order, with the content that it must have."""

    stage: str
    deadline: Deadline
    content: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NotificationDuty:
    """A duty to tell somebody about an incident.

    `applies_from` is the first day of the rule in this form where a source states it (the earliest, if sources differ).
    """

    id: str
    law: str
    jurisdiction: str
    force: Force
    status: str
    trigger: str
    recipient: str
    stages: tuple[Stage, ...]
    citation: str
    confidence: Confidence
    source: str
    applies_from: date | None = None
    common_fields: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    also_notify: str | None = None
    register: str | None = None
    pending_change: str | None = None
    notes: tuple[str, ...] = ()

    def binding_on(self, day: date) -> bool:
        """Whether the duty binds on that day: by law or by contract. A voluntary notice never binds."""
        if self.force in {"not in force", "voluntary"}:
            return False
        if self.applies_from is None:
            return self.force != "not yet in force"
        return day >= self.applies_from


@dataclass(frozen=True, kw_only=True)
class NotificationDuties:
    """The file of notification duties."""

    as_of: date
    disclaimer: str
    null_value_note: str
    duties: tuple[NotificationDuty, ...]


@dataclass(frozen=True, kw_only=True)
class Period:
    """A time to answer within. `standard` is the law's wording in own words where the number is not all of it."""

    value: int | None
    unit: Unit
    clock_start: str
    condition: str | None = None
    pause: str | None = None
    standard: str | None = None


@dataclass(frozen=True, kw_only=True)
class SubjectRequestRule:
    """How soon a person's request must be answered under one law."""

    id: str
    law: str
    rights: tuple[str, ...]
    response: Period
    citation: str
    confidence: Confidence
    source: str
    extension: Period | None = None
    acknowledge: Period | None = None
    applies_from: date | None = None
    notes: tuple[str, ...] = ()

    def binding_on(self, day: date) -> bool:
        """Whether the rule binds on that day."""
        return self.applies_from is None or day >= self.applies_from


@dataclass(frozen=True, kw_only=True)
class SubjectRequests:
    """The file of rules about people's requests."""

    as_of: date
    disclaimer: str
    month_rule: str
    rules: tuple[SubjectRequestRule, ...]


@cache
def notification_file() -> NotificationDuties:
    """The whole file, with its date and disclaimer."""
    return read("duties/notification.yaml", NotificationDuties)


@cache
def notification_duties() -> Mapping[str, NotificationDuty]:
    """Notification duties by id, in the order of the file."""
    return MappingProxyType({duty.id: duty for duty in notification_file().duties})


def notification_duty(duty_id: str) -> NotificationDuty:
    """The duty of that id. Raises NotInLibraryError."""
    if duty_id not in notification_duties():
        raise NotInLibraryError("notification duty", duty_id, tuple(notification_duties()))
    return notification_duties()[duty_id]


@cache
def subject_request_file() -> SubjectRequests:
    """The whole file, with its date and disclaimer."""
    return read("duties/subject_requests.yaml", SubjectRequests)


@cache
def subject_request_rules() -> Mapping[str, SubjectRequestRule]:
    """Rules about people's requests by id, in the order of the file."""
    return MappingProxyType({rule.id: rule for rule in subject_request_file().rules})


def subject_request_rule(rule_id: str) -> SubjectRequestRule:
    """The rule of that id. Raises NotInLibraryError."""
    if rule_id not in subject_request_rules():
        raise NotInLibraryError("subject request rule", rule_id, tuple(subject_request_rules()))
    return subject_request_rules()[rule_id]
