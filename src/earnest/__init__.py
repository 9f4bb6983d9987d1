"""Earnest: the workbench of a Chief Information Security Officer."""

__version__ = "0.1.0"
