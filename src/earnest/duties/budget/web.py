"""The plain records of the budget. What is decided of an investment is decided through operations, not typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.duties.budget.models import (
    ExchangeRate,
    FiscalYear,
    InsurancePolicy,
    Investment,
    Line,
    Tool,
)
from earnest.foundation.resource import Resource

YEARS = Resource(
    model=FiscalYear,
    slug="fiscal-years",
    purpose=_("The years for which money is asked and offered."),
    columns=("label", "starts_on", "ends_on", "asked", "offered"),
    more_columns=("discount_rate",),
    fields=("label", "starts_on", "ends_on", "asked", "offered", "discount_rate"),
    search=("label",),
    sort="-starts_on",
)
LINES = Resource(
    model=Line,
    slug="budget-lines",
    purpose=_("What the budget of a year is made of, and what it paid for."),
    columns=("title", "fiscal_year", "kind", "planned", "committed", "actual", "accountable"),
    more_columns=("currency", "category", "people_days", "tool", "control", "investment"),
    fields=(
        "fiscal_year", "title", "kind", "category", "tool", "control", "investment", "currency", "planned", "committed",
        "actual", "people_days", "accountable",
    ),
    search=("title",),
    filters=("fiscal_year", "kind", "category", "tool", "control", "investment", "accountable"),
    sort="title",
)  # fmt: skip
TOOLS = Resource(
    model=Tool,
    slug="tools",
    purpose=_("The security tools and services that we pay for, and the controls that rest on them."),
    columns=("name", "vendor", "controls", "renews_on", "accountable"),
    more_columns=("key", "asset", "note"),
    fields=("key", "name", "vendor", "asset", "controls", "accountable", "renews_on", "note"),
    search=("name", "key", "vendor"),
    filters=("accountable", "controls"),
    sort="name",
)
INVESTMENTS = Resource(
    model=Investment,
    slug="investments",
    own_detail=True,
    purpose=_("What could be bought: what it costs, which planned controls it brings, what it needs first."),
    columns=("title", "state", "one_off", "run_per_year", "must", "accountable"),
    more_columns=(
        "key", "description", "people_days", "life_years", "controls", "must_because", "requires", "excludes",
        "vendor_rank", "proposed_by", "proposed_on", "approver", "decided_on", "decision_note", "bought_on",
    ),
    fields=(
        "key", "title", "description", "controls", "one_off", "run_per_year", "people_days", "life_years", "must",
        "must_because", "vendor_rank", "accountable",
    ),
    search=("title", "key", "description"),
    filters=("state", "must", "accountable", "controls"),
    sort="title",
)  # fmt: skip
POLICIES = Resource(
    model=InsurancePolicy,
    slug="insurance-policies",
    purpose=_("What an insurer carries of our losses, and what it asks for that."),
    columns=("insurer", "retention", "limit", "premium", "ends_on"),
    more_columns=("aggregate_limit", "share", "starts_on", "covers", "accountable"),
    fields=(
        "insurer", "retention", "limit", "aggregate_limit", "premium", "share", "starts_on", "ends_on", "covers",
        "accountable",
    ),
    search=("insurer",),
    filters=("accountable",),
    sort="-ends_on",
)  # fmt: skip
EXCHANGE_RATES = Resource(
    model=ExchangeRate,
    slug="exchange-rates",
    purpose=_("What other currencies are worth in ours, each with its day and where it was read."),
    columns=("currency", "rate", "as_of", "source"),
    fields=("currency", "rate", "as_of", "source"),
    search=("currency", "source"),
    sort="currency",
)
RESOURCES = (YEARS, LINES, TOOLS, INVESTMENTS, POLICIES, EXCHANGE_RATES)
