"""Narratives: conclusions composed into documents, each for its audience.

Nothing is decided here. `compose` gives the document of an audience, `write` its files; `audiences` lists who is told
what; `proofs` gives single proofs for pages.
"""

from earnest.narrative.audiences import AUDIENCES, BY_KEY, FORMATS, Audience, Format, Paper
from earnest.narrative.telling import Telling, Written, approve, asked, choose, compose, render, write

__all__ = [
    "AUDIENCES",
    "BY_KEY",
    "FORMATS",
    "Audience",
    "Format",
    "Paper",
    "Telling",
    "Written",
    "approve",
    "asked",
    "choose",
    "compose",
    "render",
    "write",
]
