"""Narratives: conclusions composed into documents for an auditor, an insurer, a board and the budget round.

Nothing is decided here. `compose` gives the document of an audience, `write` its HTML, tagged PDF and slides; `proofs`
gives single proofs for pages.
"""

from earnest.narrative.telling import AUDIENCES, SLIDES, Written, compose, write

__all__ = ["AUDIENCES", "SLIDES", "Written", "compose", "write"]
