"""Narratives: conclusions composed into documents for an auditor, an insurer and a board. Nothing is decided here.

`compose` gives the document of an audience, `write` its HTML and tagged PDF; `proofs` gives single proofs for pages.
"""

from earnest.narrative.telling import AUDIENCES, Written, compose, write

__all__ = ["AUDIENCES", "Written", "compose", "write"]
