"""Reads of findings over time: state files, their rows, the history of one finding.

States are folded when somebody asks and they are missing; nobody types them and no ledger entry is made for them.
"""

from earnest.core.findings.queries.chains import Progress, Stuck, fold_missing, folder
from earnest.core.findings.queries.rows import Spell, connect, history, open_relation, relation
from earnest.core.findings.queries.states import StateFile, state_files

__all__ = [
    "Progress",
    "Spell",
    "StateFile",
    "Stuck",
    "connect",
    "fold_missing",
    "folder",
    "history",
    "open_relation",
    "relation",
    "state_files",
]
