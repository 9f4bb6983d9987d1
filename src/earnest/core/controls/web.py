"""Controls and exceptions. What a person decides here; the status is concluded elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.foundation.resource import Resource

CONTROLS = Resource(
    model=Control,
    slug="controls",
    list_name="control-records",
    list_path="controls/records/",
    purpose=_("What we do to keep risk small: who answers for it, what it costs, what risk it brings."),
    columns=("name", "domain", "state", "accountable", "annual_cost"),
    more_columns=("key", "statement", "people_days", "introduced_risk", "adopted_on"),
    fields=(
        "name",
        "statement",
        "domain",
        "state",
        "accountable",
        "annual_cost",
        "people_days",
        "introduced_risk",
        "key",
        "adopted_on",
    ),
    search=("name", "key", "statement"),
    filters=("domain", "state", "accountable"),
    sort="domain",
    own_detail=True,
)
BOUND_TESTS = Resource(
    model=BoundTest,
    slug="bound-tests",
    purpose=_("Which control test speaks for which control, with which parameters."),
    columns=("test", "control", "bound_on"),
    more_columns=("parameters",),
    search=("test", "control__name"),
    filters=("control",),
    sort="test",
)
EXCEPTIONS = Resource(
    model=ControlException,
    slug="exceptions",
    list_name="exceptions",
    purpose=_("Deviations that a named person accepts until a day, with something that makes up for them."),
    columns=("label", "control", "state", "ends_on", "approver"),
    more_columns=("test", "subject", "reason", "compensating_measure", "asked_by", "starts_on", "decided_on"),
    search=("label", "subject", "reason", "control__name"),
    filters=("state", "control", "approver", "asked_by"),
    sort="ends_on",
    own_detail=True,
)
RESOURCES = (CONTROLS, BOUND_TESTS, EXCEPTIONS)
