"""Schemas of the canonical tables: what every export is turned into before anything is concluded from it."""

from earnest.engines.canonical.model import Column, Kind, Table
from earnest.engines.canonical.tables import TABLES

__all__ = ["TABLES", "Column", "Kind", "Table"]
