"""For authors: a first file for a new control test, and an explanation of one in words."""

from __future__ import annotations

from earnest.engines.canonical.model import Table
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests.model import BadTest, ControlTest, shown
from earnest.engines.control_tests.parsing import parse


def new_test(test_id: str, title: str, control: str, table: str) -> str:
    """Text of a new control test over one canonical table; it passes parse. Raises BadTest for an unusable argument."""
    if table not in TABLES:
        raise BadTest(f"{test_id}.sql, tables", f"There is no table {table!r}.", f"Tables are: {', '.join(TABLES)}.")
    declared = TABLES[table]
    subject = " || ':' || ".join(_as_text(declared, name) for name in declared.key)
    label = _as_text(declared, declared.key[-1])
    flag = next((column.name for column in declared.columns if column.kind == "boolean"), None)
    wrong, unclear = (f"not {flag}", f"{flag} is null") if flag else ("observed_at < $as_of - interval '30 days'", None)
    reason = f"{flag} is false" if flag else "was last observed more than 30 days ago"
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        "/*", f"id: {test_id}", f'title: "{quoted}"', "version: 1", f"control: {control}", "severity: medium",
        f"tables: [{table}]", "rationale: >", "  Say in two plain sentences why this matters.", "sentence:",
        f'  pass: "All {{population}} rows of {table} are as they should be."',
        f'  fail: "{{violations}} of {{population}} rows of {table} are not as they should be."',
        f'  unproven: "We cannot tell for {{unknown}} of {{population}} rows of {table}."', "*/",
        "-- population", f"select {subject} as subject, {label} as label", f"from {table}",
        "-- violations", f"select {subject} as subject, {label} as label, '{reason}' as reason", f"from {table}",
        f"where {wrong}",
    ]  # fmt: skip
    if unclear:
        lines += [
            "-- unknown", f"select {subject} as subject, {label} as label, 'the export does not say {flag}' as reason",
            f"from {table}", f"where {unclear}",
        ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    parse(text, place=f"{test_id}.sql")
    return text


def _as_text(table: Table, name: str) -> str:
    return name if table.column(name).kind == "text" else f"cast({name} as text)"


def explain(test: ControlTest) -> str:
    """What a control test looks at, what it takes and what it says, as plain text."""
    parts = [
        f"{test.title} ({test.id}, version {test.version}, {test.severity})",
        test.rationale,
        f"It supports the control {test.control}; the frameworks follow from the control.",
        "It looks at:",
        *(f"  {name}: {TABLES[name].doc}" for name in test.tables),
        *(f"  {name}, if there is any: {TABLES[name].doc}" for name in test.optional_tables),
    ]
    if test.parameters:
        parts.append("Parameters:")
    for item in test.parameters:
        unit = f" {item.unit}" if item.unit else ""
        limits = [f"at least {shown(item.minimum)}"] if item.minimum is not None else []
        limits += [f"at most {shown(item.maximum)}"] if item.maximum is not None else []
        ends = f" ({', '.join(limits)})" if limits else ""
        parts.append(f"  {item.name}: {item.kind}, {shown(item.default)}{unit} unless told otherwise{ends}. {item.doc}")
    parts += [
        "It says:",
        f"  when it passes: {test.sentence.passed}",
        f"  when it fails: {test.sentence.failed}",
        f"  when it is unproven: {test.sentence.unproven}",
        "It is unproven when a table has no snapshot, the population is empty, or the query stops with an error.",
    ]
    for section, sql in test.queries:
        parts += ["", f"{section.capitalize()}:", *(f"  {line}" for line in sql.splitlines())]
    return "\n".join(parts) + "\n"
