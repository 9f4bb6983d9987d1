"""Queries that never saw the gate: the child alone has to hold them."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from earnest.engines.control_tests import process, runner, work
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import Bound
from earnest.engines.control_tests.tests import build

GOOD = "select account_id as subject, 'no factor' as reason from accounts where not mfa_enrolled"


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    return build.dataset(tmp_path, accounts=[build.account(n, mfa_enrolled=n % 2 == 0) for n in range(10)])


def test_the_child_alone_holds_every_escape(data: Dataset, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nhidden\n")
    out = tmp_path / "out"
    escapes = [
        f"select a as subject from read_csv('{secret}')",
        f"select a as subject from '{secret}'",
        "select content as subject from read_text('/etc/passwd')",
        "select file as subject from glob('/etc/*')",
        f"select 1 as subject from read_parquet('{tmp_path}/okta-accounts.parquet')",
        "select a as subject from 'https://127.0.0.1:9/x.csv'",
        f"copy (select 1) to '{out}'",
        f"attach '{out}' as x",
        "install httpfs",
        "load httpfs",
        "set lock_configuration = false",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        f"set temp_directory = '{out}'",
        "select getenv('HOME') as subject",
        "create table t as select 1",
        "drop table piece_0",
        "insert into piece_0 values ('x', 'y', true)",
        "select 1 as subject; drop table piece_0",
        "select 'x' as subject) q; drop table piece_0; select * from (select 'y' as subject",
        "with t as (insert into piece_0 values ('x', 'y', true) returning *) select account_id as subject from t",
        "call enable_logging()",
        "pragma enable_profiling",
        (
            "select * from json_execute_serialized_sql(json_serialize_sql('select content as subject "
            "from read_text(''/etc/passwd'')'))"
        ),
        "select content as subject from query('select content from read_text(''/etc/passwd'')')",
        "select secret as subject from frame",
    ]
    *held, last = build.ungated(escapes[0], data, also=[*escapes[1:], GOOD])
    for escape, result in zip(escapes, held, strict=True):
        assert result.error or result.violations == (), escape
        assert result.outcome == "unproven" or result.violation_count == 0, escape
        assert "hidden" not in str(result.violations)
        assert "root:" not in str(result.violations) + str(result.error)
    assert not out.exists()
    assert (last.error, last.violation_count) == (None, 5)


def test_the_environment_is_empty(data: Dataset) -> None:
    (result,) = build.ungated("select coalesce(getenv('PATH'), '') || coalesce(getenv('HOME'), '') as subject", data)
    assert result.error
    assert os.environ["PATH"] not in str(result)


@pytest.mark.parametrize(
    "bomb",
    [
        "select repeat('a', 4000000000) as subject",
        "select repeat(repeat('a', 60000), 60000) as subject",
        "select string_agg(a.i || 'x', ',') as subject from range(300000000) a(i)",
    ],
)
def test_a_memory_bomb_errors_and_the_next_test_goes_on(data: Dataset, bomb: str) -> None:
    bombed, after = build.ungated(bomb, data, also=[GOOD], memory_bytes=1 << 30, seconds=6.0)
    assert bombed.error
    assert bombed.outcome == "unproven"
    assert (after.error, after.violation_count) == (None, 5)


@pytest.mark.parametrize(
    ("rows", "machine", "gib"), [(0, 64, 4), (8_000_000, 64, 6), (8_000_000, 10, 5), (800_000_000, 64, 32), (9, 2, 4)]
)
def test_memory_grows_with_rows_up_to_half_of_the_machine(rows: int, machine: int, gib: int) -> None:
    assert work.Limits().space(rows, machine << 30) == gib << 30


def test_an_endless_query_is_killed_and_the_others_go_on(data: Dataset) -> None:
    endless = "select a.i::varchar as subject from range(100000000000) a(i), range(1000) b(j) where a.i % 7 = b.j + 10"
    started = time.monotonic()
    first, second, third = build.ungated(GOOD, data, also=[endless, GOOD + " "], seconds=3.0)
    assert time.monotonic() - started < 60
    assert second.error == "It was stopped after 3 seconds."
    assert second.outcome == "unproven"
    assert (first.violation_count, third.violation_count) == (5, 5)
    assert first.error is third.error is None


def test_no_process_is_left_behind(data: Dataset) -> None:
    endless = "with recursive r as (select 1 i union all select i + 1 from r) select i::varchar as subject from r"
    build.ungated(endless, data, seconds=1.0)
    children = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "stat,cmd"], capture_output=True, text=True)
    assert "child.py" not in children.stdout
    assert "defunct" not in children.stdout.replace("[ps] <defunct>", "")


def test_a_result_of_too_many_rows_is_an_error(data: Dataset) -> None:
    (result,) = build.ungated("select i::varchar as subject from range(200000) t(i)", data, rows=100_000)
    assert result.error == "The violations query gave 200,000 rows; 100,000 are allowed."


def test_huge_texts_are_cut(data: Dataset) -> None:
    sql = "select account_id as subject, repeat('ä', 2000000) as reason from accounts"
    (result,) = build.ungated(sql, data)
    assert result.error is None
    assert {row["reason"] for row in result.violations} == {"ä" * 500 + "…"}


def test_too_many_columns_are_an_error(data: Dataset) -> None:
    sql = "select account_id as subject, " + ", ".join(f"{n} as c{n}" for n in range(12)) + " from accounts"
    (result,) = build.ungated(sql, data)
    assert result.error == "The violations query has 13 columns; 12 are allowed."


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("print('hello')", "The sandbox wrote something that is not an answer."),
        ("print('[1]')", "The sandbox wrote something that is not an answer."),
        ("print('{\"start\": 99}')", "The sandbox wrote something that is not an answer."),
        ('print(\'{"number": 0, "seconds": 0}\')', "The sandbox answered a question that was not asked."),
        (
            'print(\'{"ready": 0}\\n{"start": 0}\\n{"number": 0, "population": 5}\')',
            "The sandbox wrote something that is not an answer.",
        ),
        ('print(\'{"ready": 0}\\n{"start": 0}\')', "The sandbox ended without an answer."),
        ("raise ValueError('broken')", "The data could not be loaded. The sandbox ended"),
        ("import os; os.kill(os.getpid(), 11)", "The data could not be loaded. The sandbox was ended by SIGSEGV"),
        (
            'print(\'{"ready": 0}\\n{"start": 0}\', flush=True)\nimport os; os.kill(os.getpid(), 6)',
            "The sandbox was ended by SIGABRT",
        ),
        ("import time; time.sleep(60)", "The data could not be loaded. It was stopped after 0.5 seconds."),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", "Its answer is longer than"),
    ],
)
def test_a_child_that_misbehaves_gives_errors_not_results(
    data: Dataset, tmp_path: Path, program: str, why: str
) -> None:
    path = tmp_path / "odd.py"
    path.write_text(program)
    test = build.made()
    turn = work.Turn(build.DAY, data)
    task = work.admit(Bound(test, {}))
    ledger = runner.Ledger(total=1, results=[runner.blank(task, turn)])
    limits = work.Limits(load_seconds=0.5 if "sleep" in program else 20)
    runner.execute([work.Item(0, task, turn)], ledger, limits, program=path)
    assert why in str(ledger.results[0].error)
    assert ledger.results[0].outcome == "unproven"


@pytest.mark.parametrize(
    ("rows", "why"), [(10, "It was stopped after 0.2 seconds."), (10_000_000, "ended without an answer")]
)
def test_a_test_has_more_time_the_more_rows_its_tables_have(data: Dataset, tmp_path: Path, rows: int, why: str) -> None:
    program = tmp_path / "slow.py"
    program.write_text('import time\nprint(\'{"ready": 0}\\n{"start": 0}\', flush=True)\ntime.sleep(0.6)\n')
    many = Dataset({"accounts": tuple(replace(piece, rows=rows) for piece in data.pieces("accounts"))})
    task, turn = work.admit(Bound(build.made(), {})), work.Turn(build.DAY, many)
    ledger = runner.Ledger(total=1, results=[runner.blank(task, turn)])
    limits = work.Limits(seconds=0.2, seconds_per_million=10)
    runner.execute([work.Item(0, task, turn)], ledger, limits, program=program)
    assert why in str(ledger.results[0].error)


def test_rows_are_counted_once_for_each_test_however_often_the_child_speaks(
    data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    pieces = Dataset.pieces

    def counted(self: Dataset, table: str) -> tuple[Piece, ...]:
        asked.append(table)
        return pieces(self, table)

    monkeypatch.setattr(Dataset, "pieces", counted)
    task, turn = work.admit(Bound(build.made(), {})), work.Turn(build.DAY, data)
    program = tmp_path / "chatty.py"
    program.write_text("print('{\"ready\": 0}')\nfor _ in range(500): print('{\"start\": 0}')\n")
    items = [work.Item(number, task, replace(turn, as_of=turn.as_of + timedelta(days=number))) for number in range(9)]
    ledger = runner.Ledger(total=9, results=[runner.blank(task, turn) for _ in items])
    before = len(asked)
    runner.execute(items, ledger, work.Limits(), program=program)
    assert len(asked) - before < 20 * len(items)


def test_the_processor_has_the_time_of_all_tests_of_a_child(data: Dataset) -> None:
    many = Dataset({"accounts": tuple(replace(piece, rows=3_000_000) for piece in data.pieces("accounts"))})
    item = work.Item(0, work.admit(Bound(build.made(), {})), work.Turn(build.DAY, many))
    job, _ = work.job([item, replace(item, number=1)], work.Limits(load_seconds=100, threads=2))
    assert job["processor_seconds"] == (100 + 2 * (20 + 3 * 10)) * 2 + 1


def test_the_child_cannot_open_files_sockets_or_processes_once_it_runs(tmp_path: Path) -> None:
    program = tmp_path / "probe.py"
    program.write_text(
        f"import os, socket, sys\nsys.path.insert(0, {str(process.PROGRAM.parent)!r})\n"
        "from sandbox.conversation import confine, say\nconfine()\nfound = []\n"
        "for name, attempt in (('file', lambda: open('/etc/passwd')), ('socket', socket.socket), ('pipe', os.pipe),\n"
        "                      ('write', lambda: open('/var/tmp/x', 'w')), ('dup', lambda: os.dup(1))):\n"
        "    try:\n        attempt()\n        found.append(name)\n    except OSError:\n        pass\n"
        "say({'found': found, 'environment': sorted(os.environ)})\n"
    )
    with process.Child({}, program=program) as child:
        (message,) = child.messages(lambda: 20.0)
    assert message["found"] == []
    assert set(message["environment"]) <= {"LC_CTYPE"}  # type: ignore[call-overload]  # the probe above writes a list


def test_a_cancelled_run_stops_and_leaves_nothing(data: Dataset) -> None:
    with pytest.raises(runner.Cancelled):
        runner.run([Bound(build.made(), {})], data, as_of=build.DAY, cancelled=lambda: True)
