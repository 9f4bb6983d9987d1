"""The plain records of the legacy duty. What is decided on an old system is decided through operations, not typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.duties.legacy.models import (
    AgeingBelief,
    LifeCycleEntry,
    Option,
    OptionEffect,
    PaidSupport,
    RingfenceClaim,
    RoadmapStep,
    ScenarioShare,
)
from earnest.foundation.resource import Resource

ENTRIES = Resource(
    model=LifeCycleEntry,
    slug="old-systems",
    own_detail=True,
    purpose=_("Old systems on which somebody decides: keep, ringfence, integrate, upgrade, replace or retire."),
    columns=("title", "asset", "product", "line", "decision", "accountable"),
    more_columns=("key", "scope", "stated_end", "horizon_years", "approver", "decided_on", "review_on", "note"),
    fields=(
        "key", "title", "asset", "scope", "product", "line", "stated_end", "stated_because", "accountable",
        "horizon_years", "run_low", "run_mode", "run_high", "growth_low", "growth_mode", "growth_high", "growth_source",
        "note",
    ),
    search=("title", "key", "product", "line", "asset__name"),
    filters=("asset", "scope", "accountable"),
    sort="title",
)  # fmt: skip
OPTIONS = Resource(
    model=Option,
    slug="legacy-options",
    purpose=_("The ways with each old system: what it costs, how long it takes, what it leaves."),
    columns=("title", "entry", "kind", "one_off_mode", "run_mode", "months_mode"),
    more_columns=(
        "one_off_low", "one_off_high", "run_low", "run_high", "months_low", "months_high", "as_is_goes_on",
        "supported_until", "source", "proposed_by", "note",
    ),
    fields=(
        "entry", "kind", "title", "one_off_low", "one_off_mode", "one_off_high", "run_low", "run_mode", "run_high",
        "months_low", "months_mode", "months_high", "as_is_goes_on", "supported_until", "source", "note",
    ),
    search=("title", "entry__title"),
    filters=("entry", "kind"),
    sort="entry",
)  # fmt: skip
EFFECTS = Resource(
    model=OptionEffect,
    slug="legacy-effects",
    purpose=_("What each way leaves of the loss of each scenario, while work goes on and afterwards."),
    columns=("option", "scenario", "during_mode", "after_mode", "source"),
    more_columns=("during_low", "during_high", "after_low", "after_high", "author"),
    fields=(
        "option", "scenario", "during_low", "during_mode", "during_high", "after_low", "after_mode", "after_high",
        "source", "author",
    ),
    search=("option__title", "scenario__title", "source"),
    filters=("option", "scenario"),
    sort="option",
)  # fmt: skip
SHARES = Resource(
    model=ScenarioShare,
    slug="legacy-shares",
    purpose=_("How much of the loss of a scenario goes through an old system, where it names other assets too."),
    columns=("entry", "scenario", "share_low", "share_mode", "share_high"),
    more_columns=("source", "author"),
    fields=("entry", "scenario", "share_low", "share_mode", "share_high", "source", "author"),
    search=("entry__title", "scenario__title", "source"),
    filters=("entry", "scenario"),
    sort="entry",
)
FENCES = Resource(
    model=RingfenceClaim,
    slug="ringfences",
    own_detail=True,
    purpose=_("Claims that only some may reach an old system. Evidence says whether they hold."),
    columns=("title", "asset", "valid_until", "agreed_by", "accountable"),
    more_columns=("key", "hosts", "allowed_from", "ports", "look_from", "agreed_on", "note"),
    fields=(
        "key", "title", "asset", "hosts", "allowed_from", "ports", "look_from", "agreed_by", "agreed_on", "valid_until",
        "accountable", "note",
    ),
    search=("title", "key", "asset__name"),
    filters=("asset", "accountable"),
    sort="title",
)  # fmt: skip
STEPS = Resource(
    model=RoadmapStep,
    slug="legacy-steps",
    purpose=_("The steps that carry out what was decided on old systems: who does what by when."),
    columns=("title", "entry", "starts_on", "ends_on", "done_on", "accountable"),
    more_columns=("option", "depends_on", "note"),
    fields=("entry", "option", "title", "starts_on", "ends_on", "accountable", "done_on", "note"),
    search=("title", "entry__title"),
    filters=("entry", "accountable"),
    sort="starts_on",
)
PAID = Resource(
    model=PaidSupport,
    slug="paid-support",
    purpose=_("Paid updates of old release lines that somebody has shown to be bought."),
    columns=("product", "line", "asset", "until", "stated_by"),
    more_columns=("document", "inspected", "sha256", "stated_on", "note"),
    fields=("product", "line", "asset", "until", "document", "inspected", "sha256", "stated_by", "stated_on", "note"),
    search=("product", "line", "document"),
    filters=("asset",),
    sort="until",
)
BELIEFS = Resource(
    model=AgeingBelief,
    slug="ageing-beliefs",
    purpose=_("By how much loss is believed to grow with each year without security updates. The newest one governs."),
    columns=("agreed_on", "growth_low", "growth_mode", "growth_high", "cap", "discount_rate"),
    more_columns=("source", "agreed_by"),
    fields=(
        "growth_low", "growth_mode", "growth_high", "cap", "discount_rate", "source", "agreed_by", "agreed_on",
    ),
    search=("agreed_by", "source"),
    sort="-agreed_on",
)  # fmt: skip
RESOURCES = (ENTRIES, OPTIONS, EFFECTS, SHARES, FENCES, STEPS, PAID, BELIEFS)
