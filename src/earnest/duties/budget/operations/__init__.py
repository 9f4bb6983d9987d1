"""Writes of the budget: an investment from idea to bought, lines from a spreadsheet, what is offered for a year."""

from earnest.duties.budget.operations.investments import (
    choose_investment,
    mark_bought,
    propose_investment,
    refuse_investment,
    set_prerequisites,
)
from earnest.duties.budget.operations.lines import Imported, import_lines, set_offer

__all__ = [
    "Imported",
    "choose_investment",
    "import_lines",
    "mark_bought",
    "propose_investment",
    "refuse_investment",
    "set_offer",
    "set_prerequisites",
]
