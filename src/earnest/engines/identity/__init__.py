"""Joins what many tools saw into the things that are there, by the keys that they declare."""

from .join import join
from .model import CLIENTS, KEYS, Decision, Joined, Junk, Key, Piece, Registered
from .rules import KINDS, MARKS, SIGHTINGS, Sighting

__all__ = [
    "CLIENTS",
    "KEYS",
    "KINDS",
    "MARKS",
    "SIGHTINGS",
    "Decision",
    "Joined",
    "Junk",
    "Key",
    "Piece",
    "Registered",
    "Sighting",
    "join",
]
