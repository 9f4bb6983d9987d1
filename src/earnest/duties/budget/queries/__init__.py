"""Reads of the budget: a year's lines, what everything we pay for is worth, what to buy, drop, insure, and what waiting
costs. Results are frozen, JSON can hold them, and `rests_on` names the rows behind them."""

from earnest.core.organization.queries import day_rate
from earnest.core.risks.queries import Range
from earnest.duties.budget.queries.benchmarks import benchmarks
from earnest.duties.budget.queries.choices import (
    OBJECTIVES,
    Choice,
    Item,
    Objective,
    Picked,
    Question,
    best,
    engine_items,
    frontier,
    items,
    kept_best,
    kept_frontier,
    objective_named,
    quick,
    running,
)
from earnest.duties.budget.queries.cuts import Cut, Dropped, drop_first, kept_cut
from earnest.duties.budget.queries.insurance import InsuranceWhatIf, insurance_what_if, policy_terms
from earnest.duties.budget.queries.paid import Ranked, Ranking, holdings, ranking
from earnest.duties.budget.queries.returns import Return, Returns, cost_of_delay, returns, rosi
from earnest.duties.budget.queries.year import (
    LineView,
    YearView,
    exchange_rates,
    fiscal_year,
    line_views,
    own_currency,
    variance,
    year_view,
)
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to

__all__ = [
    "OBJECTIVES",
    "Choice",
    "Cut",
    "Dropped",
    "InsuranceWhatIf",
    "Item",
    "LineView",
    "Objective",
    "Picked",
    "Question",
    "Range",
    "Ranked",
    "Ranking",
    "Return",
    "Returns",
    "YearView",
    "benchmarks",
    "best",
    "cost_of_delay",
    "day_rate",
    "drop_first",
    "engine_items",
    "exchange_rates",
    "fiscal_year",
    "frontier",
    "holdings",
    "insurance_what_if",
    "items",
    "kept_best",
    "kept_cut",
    "kept_frontier",
    "line_views",
    "objective_named",
    "own_currency",
    "policy_terms",
    "quick",
    "ranking",
    "reading_once",
    "returns",
    "rosi",
    "running",
    "variance",
    "visible_to",
    "year_view",
]
