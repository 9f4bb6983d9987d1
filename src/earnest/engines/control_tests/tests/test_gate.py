"""What may run and what may not."""

from __future__ import annotations

import pytest

from earnest.engines.control_tests import portable
from earnest.engines.control_tests.gate import RefusedQuery, check

TABLES = ("accounts", "devices", "authenticators")

ALLOWED = [
    "select system || ':' || account_id as subject, username as label from accounts where enabled",
    "with a as (select account_id, row_number() over (partition by system order by created_at desc, account_id) as n "  # noqa: ISC004
    "from accounts) select account_id as subject from a where n = 1",
    "select account_id as subject from accounts where last_sign_in_at < $as_of - $days * interval '1 day'",
    "select cast(date_diff('day', created_at, $as_of) as varchar) || ' days' as reason from accounts",
    (
        "select a.account_id as subject from accounts a left join authenticators f using (system, "
        "account_id) where f.kind is null"
    ),
    (
        "select account_id as subject from accounts a where not exists (select 1 from devices d where "
        "d.owner_email = a.email)"
    ),
    (
        "select account_id as subject, string_agg(kind, ', ' order by kind) as reason from "
        "authenticators group by account_id"
    ),
    (
        "select count(*) filter (where active) as n, bool_or(active) as b from authenticators group by "
        "system having count(*) > 1"
    ),
    "select 1 as subject union all select 2 union select 3 intersect select 4 except select 5",
    (
        "select case when enabled then 'x' else 'y' end as a, coalesce(email, nullif(username, '')), "
        "least(1, 2) from accounts"
    ),
    "select extract(year from $as_of), date_trunc('month', created_at), cast(created_at as date) - 30 from accounts",
    (
        "select trim(email), substr(email, 1, 2), left(email, 1), strpos(email, '@'), split_part(email, "
        "'@', 2) from accounts"
    ),
    (
        "select email from accounts where email like 'x!%' escape '!' and username ilike '%y' and email "
        "is distinct from username"
    ),
    "select email from accounts where enabled is true and privileged is not false and kind in ('person', 'guest')",
    (
        "select lag(email) over (partition by system order by email), count(distinct email) from "
        "accounts group by system, email"
    ),
    "select a.email as subject from accounts a full outer join devices d on true cross join authenticators",
    "select round(1.0 * sum(1) / count(*), 2) as share, interval 1 day, date '2026-01-01' from accounts -- a comment",
    "select x.email as subject from (select email from accounts where email <> '') x where x.email = 'a'",
]


@pytest.mark.parametrize(
    "sql",
    [
        "select system as s, account_id as subject from accounts where s = 'x'",
        "select system as subject, count(*) as n from accounts group by system having n > 1",
        "select lower(system) as l, l || 'x' as subject from accounts",
        "with a as (select system from accounts) select lower(system) as l, l || 'x' as subject from a",
    ],
)
def test_a_select_that_uses_the_names_it_gives_is_refused(sql: str) -> None:
    with pytest.raises(RefusedQuery, match="is a name given in this SELECT"):
        check(sql, TABLES, ())


def test_a_name_that_the_relation_offers_too_is_its_column() -> None:
    check("with a as (select system as n from accounts) select max(n) as n from a where n > 'x'", TABLES, ())


@pytest.mark.parametrize("sql", ALLOWED)
def test_portable_queries_pass(sql: str) -> None:
    check(sql, TABLES, ["days"])


ESCAPES = {
    "file reader": "select * from read_csv('secret.csv')",
    "file as a table": "select account_id as subject from 'secret.csv'",
    "file as a quoted table": 'select a as subject from "secret.parquet"',
    "text reader": "select content as subject from read_text('/etc/passwd')",
    "blob reader": "select content as subject from read_blob('/etc/passwd')",
    "glob": "select file as subject from glob('/etc/*')",
    "sniffer": "select 1 from sniff_csv('secret.csv')",
    "parquet metadata": "select 1 from parquet_metadata('x.parquet')",
    "json reader": "select 1 from read_json_auto('x.json')",
    "copy out": "copy accounts to 'out.csv'",
    "copy in a cte": "with a as (copy accounts to 'out.csv') select 1",
    "export": "export database 'out'",
    "import": "import database '.'",
    "attach": "attach 'x.duckdb' as x",
    "attach memory": "attach ':memory:' as x",
    "detach": "detach x",
    "use": "use memory",
    "install": "install httpfs",
    "load": "load httpfs",
    "load path": "load 'x.so'",
    "unlock": "set lock_configuration = false",
    "open files": "set enable_external_access = true",
    "directories": "set allowed_directories = ['/etc']",
    "memory": "set memory_limit = '100GB'",
    "threads": "set threads = 64",
    "pragma": "pragma memory_limit = '100GB'",
    "pragma version": "pragma version",
    "temporary directory": "set temp_directory = '/var/x'",
    "reset": "reset memory_limit",
    "variable": "set variable a = 1",
    "get variable": "select getvariable('a') as subject",
    "environment": "select getenv('HOME') as subject",
    "settings": "select name as subject from duckdb_settings()",
    "secrets": "select name as subject from duckdb_secrets()",
    "setting": "select current_setting('home_directory') as subject",
    "create": "create table t as select 1",
    "create in a cte": "with t as (create table x as select 1) select 1",
    "insert": "insert into accounts values (1)",
    "insert returning": "with t as (insert into accounts values (1) returning *) select 1 from t",
    "update": "update accounts set email = 'z'",
    "delete": "delete from accounts",
    "truncate": "truncate accounts",
    "drop": "drop table accounts",
    "alter": "alter table accounts add column x int",
    "merge": "merge into accounts using devices on true when matched then delete",
    "two statements": "select 1 as subject; drop table accounts",
    "two selects": "select 1 as subject; select 2",
    "nothing": "",
    "only a comment": "-- nothing",
    "bracket escape": "select 1 as subject) q; drop table accounts; select (1",
    "comment escape": "select 1 as subject /*",
    "python value": "select * from secret_frame",
    "query function": "select 1 from query('select 1')",
    "query_table": "select 1 from query_table('accounts')",
    "logging": "call enable_logging(storage = 'file', storage_path = 'x')",
    "call": "call pragma_version()",
    "profiling": "set profiling_output = 'x.json'",
    "secret": "create secret s (type s3, key_id 'a', secret 'b')",
    "prepare": "prepare p as select 1",
    "execute": "execute p",
    "checkpoint": "checkpoint",
    "vacuum": "vacuum",
    "begin": "begin transaction",
    "explain": "explain select 1",
    "describe": "describe accounts",
    "describe in from": "select 1 from (describe accounts)",
    "show": "show tables",
    "summarize": "summarize accounts",
    "range": "select i as subject from range(500000000) t(i)",
    "generate_series": "select 1 from generate_series(1, 1000000000)",
    "generate_series value": "select generate_series(1, 1000000000) as subject",
    "unnest": "select unnest([1, 2]) as subject",
    "unnest relation": "select 1 from unnest([1, 2])",
    "list": "select list(account_id) as subject from accounts",
    "repeat": "select length(repeat('a', 4000000000)) as subject",
    "lpad": "select lpad('a', 1000000000, 'b') as subject",
    "rpad": "select rpad('a', 1000000000, 'b') as subject",
    "format": "select format('{:1000000000}', 1) as subject",
    "printf": "select printf('%1000000000d', 1) as subject",
    "random": "select random() as subject",
    "setseed": "select setseed(0.5) as subject",
    "now": "select now() as subject",
    "current_timestamp": "select current_timestamp as subject",
    "current_date": "select current_date as subject",
    "today": "select today() as subject",
    "uuid": "select gen_random_uuid() as subject",
    "nextval": "select nextval('s') as subject",
    "hash": "select hash(email) as subject from accounts",
    "md5": "select md5(email) as subject from accounts",
    "age without a second": "select age(created_at) as subject from accounts",
    "write_log": "select write_log('x') as subject",
    "json serialize": "select json_serialize_sql('select 1') as subject",
    "json execute": "select 1 from json_execute_serialized_sql('x')",
    "regex": "select regexp_matches(email, '(a|aa)+$') as subject from accounts",
    "regex operator": "select 1 as subject from accounts where email ~ 'a'",
    "similar to": "select 1 as subject from accounts where email similar to 'a'",
    "glob operator": "select 1 as subject from accounts where email glob 'a*'",
    "error": "select error('x') as subject",
    "version": "select version() as subject",
    "user": "select current_user as subject",
    "database": "select current_database() as subject",
    "system table": "select 1 as subject from information_schema.tables",
    "catalog": "select 1 as subject from duckdb_tables",
    "catalog function": "select 1 as subject from duckdb_functions()",
    "sqlite master": "select 1 as subject from sqlite_master",
    "schema": "select 1 as subject from main.accounts",
    "schema of the database": "select 1 as subject from memory.main.accounts",
    "undeclared table": "select ticket_id as subject from tickets",
    "undeclared parameter": "select $other as subject",
    "numbered parameter": "select $1 as subject",
    "question mark": "select ? as subject",
    "recursion": "with recursive r as (select 1 i union all select i + 1 from r) select i as subject from r",
    "recursion using key": "with recursive r(a) using key (a) as (select 1 union select 2 from r) select 1 from r",
    "pivot": "pivot accounts on system using count(*)",
    "pivot in from": "select 1 from (pivot accounts on system using count(*))",
    "unpivot": "unpivot accounts on email into name n value v",
    "from first": "from accounts",
    "star": "select * from accounts",
    "qualified star": "select a.* from accounts a",
    "star exclude": "select * exclude (email) from accounts",
    "star replace": "select * replace (1 as email) from accounts",
    "columns": "select columns('.*') from accounts",
    "star in exists": "select 1 as subject from accounts where exists (select * from devices)",
    "sample": "select account_id as subject from accounts using sample 10",
    "tablesample": "select account_id as subject from accounts tablesample 10%",
    "limit": "select account_id as subject from accounts limit 10",
    "offset": "select account_id as subject from accounts order by 1 offset 10",
    "fetch": "select account_id as subject from accounts fetch first 3 rows only",
    "qualify": "select account_id as subject from accounts qualify row_number() over (order by email) = 1",
    "distinct on": "select distinct on (system) account_id as subject from accounts",
    "group by all": "select system, count(*) from accounts group by all",
    "order by all": "select system from accounts order by all",
    "rollup": "select system from accounts group by rollup (system)",
    "grouping sets": "select system from accounts group by grouping sets ((system), ())",
    "values": "values (1)",
    "values in from": "select 1 from (values (1)) t(a)",
    "table statement": "table accounts",
    "lambda": "select list_transform([1], x -> x + 1) as subject",
    "python lambda": "select list_transform([1], lambda x: x + 1) as subject",
    "list comprehension": "select [x for x in [1]] as subject",
    "list value": "select [1, 2] as subject",
    "struct value": "select {'a': 1} as subject",
    "map value": "select map {'a': 1} as subject",
    "index": "select email[1] as subject from accounts",
    "slice": "select email[1:2] as subject from accounts",
    "method call": "select email.upper() as subject from accounts",
    "schema function": "select main.lower(email) as subject from accounts",
    "lateral": "select 1 from accounts a, lateral (select a.email) b",
    "natural join": "select 1 from accounts natural join devices",
    "asof join": "select 1 from accounts a asof join devices d on a.created_at >= d.last_seen_at",
    "semi join": "select 1 from accounts a semi join devices d on true",
    "anti join": "select 1 from accounts a anti join devices d on true",
    "positional join": "select 1 from accounts positional join devices",
    "union by name": "select 1 as a union all by name select 2 as a",
    "at time zone": "select created_at at time zone 'UTC' from accounts",
    "cast to a type of its own": "select cast(1 as mytype) as subject",
    "cast to blob": "select cast(email as blob) as subject from accounts",
    "cast to json": "select cast(email as json) as subject from accounts",
    "cast to timestamptz": "select cast(created_at as timestamptz) as subject from accounts",
    "cast to enum": "select cast(email as enum('a')) as subject from accounts",
    "try_cast": "select try_cast(email as integer) as subject from accounts",
    "collate": "select email collate nocase as subject from accounts",
    "dollar text": "select $$text$$ as subject",
    "tagged dollar text": "select $a$text$a$ as subject",
    "escape text": r"select e'\x41' as subject",
    "zero byte": "select 'a\x00b' as subject",
    "positional reference": "select #1 from accounts",
    "unordered string_agg": "select string_agg(email, ',') as subject from accounts",
    "first": "select first(email) as subject from accounts",
    "any_value": "select any_value(email) as subject from accounts",
    "arg_max": "select arg_max(email, created_at) as subject from accounts",
    "any": "select 1 as subject from accounts where email = any (select owner_email from devices)",
    "cte named like a table": "with accounts as (select 1 as a) select a as subject from accounts",
    "materialized": "with a as materialized (select 1 as x) select x as subject from a",
    "time travel": "select 1 from accounts at (version => 1)",
    "alias in where": "select lower(email) as shown from accounts where shown = 'x'",
    "ordinality": "select 1 from accounts with ordinality",
    "not SQL": "select from where",
    "deep brackets": "select " + "(" * 500 + "1" + ")" * 500 + " as subject",
    "deep not": "select " + "not " * 3000 + "true as subject",
    "deep minus": "select " + "- " * 3000 + "1 as subject",
    "deep case": "select " + "case when true then " * 400 + "1" + " end" * 400 + " as subject",
    "long chain": "select " + " + ".join(["1"] * 3000) + " as subject",
    "long union": " union all ".join(["select 1 as subject"] * 900),
    "very long": "select '" + "a" * 30_000 + "' as subject",
    "many columns": "select " + ", ".join(["1"] * 5000),
}


@pytest.mark.parametrize("name", ESCAPES)
def test_everything_else_is_refused(name: str) -> None:
    with pytest.raises(RefusedQuery) as refused:
        check(ESCAPES[name], TABLES, ["days"])
    assert refused.value.reason
    assert refused.value.remedy


@pytest.mark.parametrize("name", [name for name in ESCAPES if name not in {"checkpoint", "vacuum"}])  # there, columns
def test_an_escape_hidden_in_a_subquery_is_refused_too(name: str) -> None:
    with pytest.raises(RefusedQuery):
        check(f"select 1 as subject from accounts where email in ({ESCAPES[name]})", TABLES, ["days"])


def test_the_reference_names_every_function() -> None:
    text = portable.reference()
    assert all(f"| `{name}` |" in text for name in portable.FUNCTIONS)
    assert "count(*)" in text
