"""Computing conclusions and keeping them to be quick. No person acts here, so no ledger entry is made."""

from earnest.core.assurance.operations.assess import assess
from earnest.core.assurance.operations.history import look_back
from earnest.core.assurance.operations.intake import conclude_job, take_in_job

__all__ = ["assess", "conclude_job", "look_back", "take_in_job"]
