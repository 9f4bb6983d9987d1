"""Documents of an invented company, for the tests and for looking at."""

from earnest.engines.documents.tests.sample_board import board_page
from earnest.engines.documents.tests.sample_claims import AS_OF, EDITION, MFA_PROOF
from earnest.engines.documents.tests.sample_insurer import insurer_application
from earnest.engines.documents.tests.sample_soa import statement_of_applicability

__all__ = ["AS_OF", "EDITION", "MFA_PROOF", "board_page", "insurer_application", "statement_of_applicability"]
