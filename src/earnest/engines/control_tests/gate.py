"""The gate: which query texts may run at all. What passes still runs in a sandbox (see runner)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from earnest.engines.canonical.model import PROVENANCE
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import portable
from earnest.engines.control_tests.model import RefusedQuery

__all__ = ["RefusedQuery", "check", "identifiers", "parameters_of", "parsed", "relations"]

_SUBSET = "Write it in the portable subset of SQL."
_FUNCTION_NODES = {node for nodes, _ in portable.FUNCTIONS.values() for node in nodes}


def check(sql: str, tables: Collection[str], parameters: Collection[str]) -> None:
    """Refuse whatever is not one portable SELECT over `tables` and its own CTEs, with `parameters` and `as_of`.

    Two parsers look at the text: sqlglot (portability) and DuckDB's own (what would really run). Raises RefusedQuery.
    """
    _check(sql, frozenset(tables), frozenset(parameters))


@lru_cache(maxsize=4096)
def _check(sql: str, tables: frozenset[str], parameters: frozenset[str]) -> None:
    tree = parsed(sql)
    _Walk(tree, tables, parameters | {"as_of"}).check()
    _check_duckdb(sql, tables | {cte.alias.lower() for cte in tree.find_all(exp.CTE)})


@lru_cache(maxsize=4096)
def parsed(sql: str) -> exp.Expr:
    """sqlglot's tree of a bounded query text. Do not change it: it is shared. Raises RefusedQuery."""
    _check_text(sql)
    try:
        trees = sqlglot.parse(sql, dialect="duckdb")
        nodes = _bounded(trees)
    except RecursionError:
        raise RefusedQuery("The query is nested too deeply.", "Split it into CTEs.") from None
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise RefusedQuery(f"The query is not valid SQL: {first}", "Correct the text.") from None
    if nodes > portable.MAX_NODES:
        raise RefusedQuery(f"The query has more than {portable.MAX_NODES:,} parts.", "Split it into several tests.")
    statements = [tree for tree in trees if tree is not None]
    if len(statements) != 1:
        raise RefusedQuery(f"There are {len(statements)} statements.", "Write exactly one SELECT.")
    return statements[0]


def relations(sql: str) -> frozenset[str]:
    """Lower-case names of all tables and CTEs that a query mentions. Raises RefusedQuery."""
    return frozenset(table.name.lower() for table in parsed(sql).find_all(exp.Table))


def identifiers(sql: str) -> frozenset[str]:
    """Lower-case identifiers of a query: a superset of the columns it uses. Raises RefusedQuery."""
    return frozenset(name.name.lower() for name in parsed(sql).find_all(exp.Identifier))


def parameters_of(sql: str) -> frozenset[str]:
    """Names of the `$name` parameters of a query. Raises RefusedQuery."""
    return frozenset(node.name for node in parsed(sql).find_all(exp.Placeholder))


def _check_text(sql: str) -> None:
    if len(sql) > portable.MAX_TEXT:
        raise RefusedQuery(
            f"The query is longer than {portable.MAX_TEXT:,} characters.", "Split it into several tests."
        )
    odd = next((sign for sign in sql if (ord(sign) < 32 and sign not in "\n\r\t") or ord(sign) in {127, 0xFEFF}), None)
    if odd is not None:
        raise RefusedQuery(f"The query holds the control character U+{ord(odd):04X}.", "Remove it.")
    if "$$" in sql:
        raise RefusedQuery("Text between $$ signs is not portable.", "Write texts between single quotes.")
    try:
        tokens = sqlglot.tokenize(sql, dialect="duckdb")
    except SqlglotError as error:
        raise RefusedQuery(f"The query is not valid SQL: {error}", "Correct the text.") from None
    depth = deepest = 0
    for token in tokens:
        if token.token_type in {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}:
            depth += 1
            deepest = max(deepest, depth)
        elif token.token_type in {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}:
            depth -= 1
    if deepest > portable.MAX_BRACKETS:
        raise RefusedQuery(f"Brackets are nested more than {portable.MAX_BRACKETS} deep.", "Split it into CTEs.")


def _bounded(trees: list[exp.Expr | None]) -> int:
    """Number of nodes; refuses trees that are too deep, without recursion."""
    count = 0
    stack = [(tree, 1) for tree in trees if tree is not None]
    while stack:
        node, depth = stack.pop()
        count += 1
        if depth > portable.MAX_DEPTH:
            raise RefusedQuery(f"The query is nested more than {portable.MAX_DEPTH} deep.", "Split it into CTEs.")
        stack.extend((child, depth + 1) for child in node.iter_expressions())
    return count


class _Walk:
    """sqlglot's tree against the portable subset."""

    def __init__(self, tree: exp.Expr, tables: frozenset[str], parameters: frozenset[str]) -> None:
        self.tree = tree
        self.tables = tables
        self.parameters = parameters
        self.ctes = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
        provenance = {column.name for column in PROVENANCE}
        self.given = {name: {*TABLES[name].names, *provenance} for name in tables if name in TABLES}
        for cte in tree.find_all(exp.CTE):
            self.given[cte.alias.lower()] = {name.lower() for name in cte.this.named_selects}

    def check(self) -> None:
        if not isinstance(self.tree, exp.Select | exp.SetOperation):
            raise RefusedQuery(f"{self.tree.key.upper()} is not a query.", "Write exactly one SELECT.")
        shadowed = self.ctes & set(TABLES)
        if shadowed:
            raise RefusedQuery(
                f"A CTE is called {min(shadowed)}, like a canonical table.", "Give the CTE another name."
            )
        for node in self.tree.walk():
            self._node(node)

    def _node(self, node: exp.Expr) -> None:
        if type(node) not in portable.ALLOWED_NODES:
            raise RefusedQuery(f"{_shown(node)} is not allowed.", _SUBSET)
        match node:
            case exp.Table():
                self._table(node)
            case exp.Select() | exp.SetOperation():
                self._select(node)
            case exp.Placeholder():
                if node.name not in self.parameters:
                    raise RefusedQuery(
                        f"The parameter {node.sql(dialect='duckdb')} is not declared.",
                        f"Declare it in the front matter, or use one of: {', '.join(sorted(self.parameters))}.",
                    )
            case exp.Star():
                if not isinstance(node.parent, exp.Count) or any(node.args.values()):
                    raise RefusedQuery("* is allowed only in count(*).", "Name the columns; write exists (select 1 …).")
            case _:
                self._detail(node)

    def _table(self, node: exp.Table) -> None:
        name = node.name.lower()
        if not isinstance(node.this, exp.Identifier):
            raise RefusedQuery(f"{_shown(node)} is not a table.", "Read canonical tables and CTEs only.")
        if node.args.get("db") or node.args.get("catalog"):
            raise RefusedQuery(f"{_shown(node)} names a schema.", f"Write {name} alone.")
        if name not in self.tables and name not in self.ctes:
            listed = ", ".join(sorted(self.tables))
            raise RefusedQuery(
                f"The table {name!r} is not declared.", f"Add it to tables in the front matter, or use: {listed}."
            )
        extras = {key for key, value in node.args.items() if value} - {"this", "alias", "joins"}
        if extras:
            raise RefusedQuery(f"{_shown(node)} has {min(extras)}, which is not allowed.", _SUBSET)

    def _select(self, node: exp.Select | exp.SetOperation) -> None:
        allowed = {
            "with_",
            "with",
            "expressions",
            "from_",
            "from",
            "where",
            "group",
            "having",
            "order",
            "joins",
            "distinct",
            "this",
            "expression",
            "kind",
            "side",
        }
        extras = {key for key, value in node.args.items() if value} - allowed
        if extras:
            raise RefusedQuery(f"{min(extras).strip('_').upper()} is not allowed.", _SUBSET)
        if node.args.get("kind") or node.args.get("side"):
            raise RefusedQuery("This kind of SELECT or UNION is not allowed.", _SUBSET)
        distinct = node.args.get("distinct")
        if isinstance(distinct, exp.Distinct) and distinct.args.get("on"):
            raise RefusedQuery("DISTINCT ON is not portable.", "Use row_number() in a CTE.")
        if isinstance(node, exp.Select):
            self._aliases(node)

    def _aliases(self, node: exp.Select) -> None:
        """DuckDB lets a SELECT use, everywhere in itself, the names that it gives; other engines do not."""
        own = {item.alias.lower() for item in node.expressions if isinstance(item, exp.Alias)} - self._offered(node)
        if not own:
            return
        for clause in (*node.expressions, node.args.get("where"), node.args.get("having")):
            for column in clause.find_all(exp.Column) if clause is not None else ():
                if column.parent_select is node and not column.table and column.name.lower() in own:
                    raise RefusedQuery(
                        f"{column.name} is a name given in this SELECT, which cannot use it everywhere.",
                        "Repeat the expression, or give it its name in a CTE.",
                    )

    def _offered(self, node: exp.Select) -> set[str]:
        """Names of the columns that the relations of a SELECT offer."""
        offered: set[str] = set()
        for clause in (node.args.get("from_"), *(node.args.get("joins") or ())):
            relation = clause.this if clause is not None else None
            if isinstance(relation, exp.Subquery):
                offered |= {name.lower() for name in relation.named_selects}
            elif isinstance(relation, exp.Table):
                offered |= self.given.get(relation.name.lower(), set())
        return offered

    def _detail(self, node: exp.Expr) -> None:
        problem: tuple[str, str] | None = None
        match node:
            case exp.With() if node.args.get("recursive"):
                problem = ("A recursive CTE is not allowed.", _SUBSET)
            case exp.CTE() if node.args.get("materialized") is not None:
                problem = ("MATERIALIZED is not portable.", "Leave it out.")
            case exp.Join() if not _plain_join(node):
                problem = ("This kind of join is not allowed.", "Use inner, left, right, full or cross.")
            case exp.DataType() if node.this.value not in portable.TYPE_NODES and not _is_interval(node):
                problem = (f"The type {_shown(node)} is not allowed.", f"Use {', '.join(portable.TYPES)}.")
            case exp.Group() if {key for key, value in node.args.items() if value} - {"expressions"}:
                problem = ("GROUP BY ALL, ROLLUP and CUBE are not allowed.", "Name the columns.")
            case exp.GroupConcat() if not node.find(exp.Order):
                problem = ("string_agg has no order.", "Write string_agg(x, ', ' order by x).")
            case exp.Order() if any(isinstance(item.this, exp.Var) for item in node.expressions):
                problem = ("ORDER BY ALL is not portable.", "Name the columns.")
            case exp.Literal() if node.is_string and "\x00" in node.name:
                problem = ("A text holds a zero byte.", "Remove it.")
        if problem:
            raise RefusedQuery(*problem)


def _plain_join(node: exp.Join) -> bool:
    sides = (node.side or "").upper() in {"", "LEFT", "RIGHT", "FULL"}
    kinds = (node.kind or "").upper() in {"", "INNER", "OUTER", "CROSS"}
    extras = {key for key, value in node.args.items() if value} - {"this", "side", "kind", "on", "using"}
    return sides and kinds and not extras


def _is_interval(node: exp.DataType) -> bool:
    return isinstance(node.parent, exp.Interval)


def _shown(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb")
    return text if len(text) <= 80 else text[:80] + "…"


@lru_cache(maxsize=1)
def _parser() -> duckdb.DuckDBPyConnection:
    """A database without data, used only for its parser; nothing is ever executed on somebody's text."""
    switches: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "256MB",
        "python_enable_replacements": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "enable_external_access": "false",
        "temp_directory": "",
        "lock_configuration": "true",
    }
    return duckdb.connect(":memory:", config=switches)


def _check_duckdb(sql: str, names: frozenset[str]) -> None:
    connection = _parser().cursor()
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise RefusedQuery("DuckDB does not read this as one SELECT.", "Write exactly one SELECT.")
        row = connection.execute("select json_serialize_sql($1)", [sql]).fetchone()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise RefusedQuery(f"DuckDB cannot read the query: {first}", "Correct the text.") from None
    finally:
        connection.close()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        raise RefusedQuery(f"DuckDB cannot take the query apart: {tree.get('error_message', '')}", _SUBSET)
    for node in _dictionaries(tree["statements"]):
        _check_duck_node(node, names)


def _dictionaries(tree: object) -> Iterator[Mapping[str, object]]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def _check_duck_node(node: Mapping[str, object], names: frozenset[str]) -> None:
    kind = node.get("type")
    refused: object = None
    if "class" in node:
        if node["class"] not in portable.DUCK_CLASSES:
            refused = node["class"]
        elif "function_name" in node and str(node["function_name"]).lower() not in portable.DUCK_FUNCTIONS:
            refused = f"the function {node['function_name']}"
        elif node.get("schema") or node.get("catalog"):
            refused = "a function in a schema"
    elif "sample" in node and "from_table" not in node:
        refused = _refused_relation(node, names)
    elif "from_table" in node or "setop_type" in node:
        plain = node.get("aggregate_handling", "STANDARD_HANDLING") == "STANDARD_HANDLING"
        if kind not in portable.DUCK_QUERIES or node.get("sample") or node.get("qualify") or not plain:
            refused = kind
    elif isinstance(kind, str) and (kind.endswith("_MODIFIER") and kind not in portable.DUCK_MODIFIERS):
        refused = kind.removesuffix("_MODIFIER")
    elif isinstance(kind, str) and kind.endswith("_NODE") and kind not in portable.DUCK_QUERIES:
        refused = kind
    if refused is not None:
        raise RefusedQuery(f"{refused} is not allowed.", _SUBSET)


def _refused_relation(node: Mapping[str, object], names: frozenset[str]) -> object:
    kind = node.get("type")
    if kind not in portable.DUCK_RELATIONS or node.get("sample"):
        return kind
    if kind == "BASE_TABLE":
        outside = node.get("schema_name") or node.get("catalog_name") or node.get("at_clause")
        if outside or str(node.get("table_name")).lower() not in names:
            return f"the table {node.get('table_name')}"
    if kind == "JOIN" and (
        node.get("join_type") not in portable.DUCK_JOINS or node.get("ref_type") not in {"REGULAR", "CROSS"}
    ):
        return f"a {node.get('ref_type')} {node.get('join_type')} join"
    return None
