"""Controls and exceptions. What a person decides here; the status is concluded elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import (
    Argument,
    ArgumentAnswer,
    ArgumentNode,
    BoundTest,
    Control,
    ControlException,
    Defeater,
)
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
ARGUMENTS = Resource(
    model=Argument,
    slug="arguments",
    list_name="argument-records",
    list_path="arguments/records/",
    purpose=_("Other ways to meet a requirement, each argued, doubted and reviewed by another person."),
    columns=("title", "requirement", "kind", "state", "author", "review_due"),
    more_columns=(
        "key",
        "objective",
        "constraint",
        "reviewer",
        "reviewed_on",
        "review_note",
        "approver",
        "approved_on",
        "written_on",
        "withdrawn_on",
        "replaces",
        "instead",
    ),
    search=("title", "key", "objective"),
    filters=("kind", "state", "author", "reviewer"),
    sort="title",
    own_detail=True,
)
NODES = Resource(
    model=ArgumentNode,
    slug="argument-nodes",
    purpose=_("The goals, strategies, contexts and solutions that arguments are made of."),
    columns=("key", "kind", "text", "argument", "control", "test"),
    more_columns=("parent", "undeveloped", "position"),
    search=("key", "text", "argument__title"),
    filters=("kind", "argument", "control"),
    sort="key",
)
DOUBTS = Resource(
    model=Defeater,
    slug="doubts",
    purpose=_("Doubts about arguments, with what became of each."),
    columns=("key", "text", "node", "state", "raised_by", "answered_by"),
    more_columns=("kind", "raised_on", "answer", "answered_on", "accepted_until"),
    search=("text", "answer", "node__argument__title"),
    filters=("state", "kind", "raised_by", "answered_by"),
    sort="key",
    joins=("node__argument",),
)
ANSWERS = Resource(
    model=ArgumentAnswer,
    slug="argument-answers",
    purpose=_("What authors say under the headings of the papers that their arguments become."),
    columns=("field", "text", "argument"),
    search=("field", "text", "argument__title"),
    filters=("argument",),
    sort="field",
)
RESOURCES = (CONTROLS, BOUND_TESTS, EXCEPTIONS, ARGUMENTS, NODES, DOUBTS, ANSWERS)
