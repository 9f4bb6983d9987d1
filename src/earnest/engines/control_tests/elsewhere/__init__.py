"""The same control tests on another SQL engine: PostgreSQL, Spark. The answers carry the same digests as here."""

from earnest.engines.control_tests.elsewhere.ask import Answer, ask
from earnest.engines.control_tests.elsewhere.files import write_tables
from earnest.engines.control_tests.elsewhere.tables import create_table, show_table
from earnest.engines.control_tests.elsewhere.translate import DIALECTS, Dialect, Translated, translate

__all__ = [
    "DIALECTS",
    "Answer",
    "Dialect",
    "Translated",
    "ask",
    "create_table",
    "show_table",
    "translate",
    "write_tables",
]
