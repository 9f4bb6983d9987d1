"""The reference page of the canonical tables, made from their declarations."""

from __future__ import annotations

from earnest.engines.canonical.model import PROVENANCE, Column, Table
from earnest.engines.canonical.tables import TABLES

_INTRODUCTION = """\
# Canonical tables

Every export is turned into rows of these tables before anything is concluded from it. Control tests are SQL over them.

- A column that is not required is null where the export does not say: unknown, never a default.
- `timestamp` is an instant with microseconds, in UTC. `date` is a calendar day. `real` is a floating-point number.
- The key tells one thing from another within one snapshot of one source. A file that repeats a key keeps all its rows.
- The version of a table rises when a column is added, renamed or changes its meaning.
"""


def render() -> str:
    """The whole page in Markdown: the same declarations always give the same text, ending in one newline."""
    parts = [_INTRODUCTION, _contents(), _provenance()]
    parts += [_section(table) for table in TABLES.values()]
    return "\n".join(parts)


def _contents() -> str:
    rows = [f"| [`{table.name}`](#{table.name}) | {_cell(table.doc)} |" for table in TABLES.values()]
    return "\n".join(["| table | holds |", "|---|---|", *rows, ""])


def _provenance() -> str:
    intro = "## Columns of every table\n\nWhere a row came from. A control test can read them in each table.\n"
    return intro + "\n" + _columns(PROVENANCE)


def _section(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    return f"## {table.name}\n\n{table.doc}\n\nKey: {key}. Version {table.version}.\n\n{_columns(table.columns)}"


def _columns(columns: tuple[Column, ...]) -> str:
    head = ["| column | kind | required | meaning |", "|---|---|---|---|"]
    return "\n".join([*head, *(_line(column) for column in columns), ""])


def _line(column: Column) -> str:
    meaning = _cell(column.doc)
    if column.choices:
        meaning += " One of: " + ", ".join(f"`{choice}`" for choice in column.choices) + "."
    return f"| `{column.name}` | {column.kind} | {'yes' if column.required else ''} | {meaning} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
