"""What is withheld does not show, what is shown stays proven, and what is disclosed later is checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from earnest.engines.package import PackageError, build, disclosure, keys, verify
from earnest.engines.package.canonical import encode
from earnest.engines.package.merkle import leaf_hash
from earnest.engines.package.needles import Needles
from earnest.engines.package.parts import TableFile
from earnest.engines.package.redaction import Choice, cell_text, redact
from earnest.engines.package.tests.making import KEY, MADE_AT, Small, members
from earnest.engines.package.withholding import rules, withhold

SECRET = keys.derived(KEY, "withheld values")


@pytest.fixture(scope="module")
def redacted(package: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The small package without names, and without the row of the service account."""
    folder = tmp_path_factory.mktemp("redacted")
    snapshots = tuple(msgspec.structs.replace(one, raw=False) for one in package.contents.snapshots)
    held = replace(package.contents, snapshots=snapshots)
    chosen = rules(["accounts.username"], ["accounts:account_id=svc1"])
    held, told = withhold(held, chosen, KEY, folder)
    assert told == ()
    path = folder / "redacted.earnest"
    return Small(path, held, build(held, KEY, path, MADE_AT))


def _table(small: Small) -> TableFile:
    return disclosure.withheld_tables(small.path)[0][1]


def _disclosed(package: Small, redacted: Small, columns: list[str], rows: list[int]) -> bytes:
    table = _table(redacted)
    whole = package.contents.tables[table.sha256]
    return disclosure.disclose(redacted.path, table, whole, columns, rows, SECRET)


def test_what_is_withheld_does_not_show(redacted: Small) -> None:
    tables = [content for name, content in members(redacted.path).items() if name.endswith(".parquet")]
    shown = parquet.read_table(pa.BufferReader(tables[0]))
    assert "username" not in shown.column_names
    assert shown.num_rows == 6
    held = members(redacted.path).values()
    assert not any(b"robot.deploy" in bytes(one) or b"svc1" in bytes(one) for one in held)


def test_raw_files_cannot_go_with_what_is_withheld(package: Small, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="withholds something"):
        withhold(package.contents, rules(["accounts.username"], []), KEY, tmp_path)


@pytest.mark.parametrize("text", ["accounts", "nothing.here", "accounts.nothing"])
def test_a_column_that_is_not_there_cannot_be_withheld(text: str) -> None:
    with pytest.raises(PackageError):
        rules([text], [])


def test_a_value_that_still_stands_elsewhere_is_told(package: Small, tmp_path: Path) -> None:
    snapshots = tuple(msgspec.structs.replace(one, raw=False) for one in package.contents.snapshots)
    held = replace(package.contents, snapshots=snapshots)
    _, told = withhold(held, rules([], ["accounts:kind=service"]), KEY, tmp_path)
    assert told == ()
    _, told = withhold(held, rules(["accounts.system"], []), KEY, tmp_path)
    assert "facts: sources" in told


def test_a_test_that_reads_what_is_withheld_never_passes(redacted: Small) -> None:
    verdict = verify(redacted.path)
    assert verdict.differences == ()
    assert "results recomputed" not in verdict.checked
    why = {(one.part, one.id): one.why for one in verdict.unchecked}
    assert why["result", "access/accounts-human"].startswith("not recomputable here: withheld")
    assert "stated, not recomputed here" in why["status", "access"]
    assert {("status", "iso A.1"), ("status", "iso A.2"), ("evidence", "accounts of okta")} <= why.keys()
    assert (verdict.checked["statuses of controls"], verdict.checked["statuses of requirements"]) == (1, 0)
    assert ("evidence", "accounts.username") in why


@settings(max_examples=10)
@given(row=st.integers(0, 6), column=st.sampled_from(["username", "kind", "account_id", "place"]))
def test_each_withheld_cell_can_be_disclosed_and_no_other(
    package: Small, redacted: Small, row: int, column: str
) -> None:
    if column != "username" and row != 6:
        with pytest.raises(PackageError, match="not withheld"):
            _disclosed(package, redacted, [column], [row])
        return
    content = _disclosed(package, redacted, [column], [row])
    (value,) = disclosure.read(content, "a file").values
    whole = parquet.read_table(package.contents.tables[value.table]).to_pylist()
    assert value.text == cell_text(whole[row][column])
    assert disclosure.check(value, _table(redacted)) == ""


def test_disclosed_values_are_checked_with_the_package(package: Small, redacted: Small) -> None:
    content = _disclosed(package, redacted, ["username", "kind"], [6])
    verdict = verify(redacted.path, disclosed=[("later.json", content)])
    assert (verdict.good, verdict.checked["disclosures"]) == (True, 2)
    found = disclosure.read(content, "a file")
    wrong = msgspec.structs.replace(
        found, values=(msgspec.structs.replace(found.values[0], text="text:person.9@birch.example"), *found.values[1:])
    )
    verdict = verify(redacted.path, disclosed=[("later.json", encode(wrong))])
    assert [(one.code, one.id) for one in verdict.differences] == [("disclosure", "later.json: row 6, kind")]
    other = verify(package.path, disclosed=[("later.json", content)])
    assert [one.code for one in other.differences] == ["disclosure"]


@pytest.mark.parametrize(
    "change",
    [{"row": 5}, {"column": "email"}, {"salt": "00" * 16}, {"salt": "00"}, {"salt": "x"}, {"proof": ()}, {"row": -1}],
)
def test_a_disclosed_value_of_another_place_does_not_fit(
    package: Small, redacted: Small, change: dict[str, object]
) -> None:
    (value,) = disclosure.read(_disclosed(package, redacted, ["username"], [6]), "a file").values
    assert disclosure.check(msgspec.structs.replace(value, **change), _table(redacted))


def test_the_salt_keeps_a_short_value_from_being_guessed(redacted: Small) -> None:
    withheld = _table(redacted).withheld
    assert withheld is not None
    guesses = {leaf_hash(b"boolean:true").hex(), leaf_hash(b"null").hex()}
    assert not guesses & {withheld.columns[0].root, withheld.cells_root}


def test_another_key_cannot_disclose(package: Small, redacted: Small) -> None:
    table = _table(redacted)
    with pytest.raises(PackageError, match="not the one that the package was made with"):
        disclosure.disclose(redacted.path, table, package.contents.tables[table.sha256], ["username"], [1], bytes(32))


def test_the_same_table_has_the_same_roots(package: Small, redacted: Small, tmp_path: Path) -> None:
    table = package.contents.snapshots[0].tables[0]
    path = package.contents.tables[table.sha256]
    again = redact(path, table, Choice(("username",), (6,)), SECRET, tmp_path / "again.parquet")
    assert again == _table(redacted)
    other = redact(path, table, Choice(("username",), (6,)), bytes(32), tmp_path / "other.parquet")
    assert other.withheld != again.withheld


def test_withheld_values_are_found_as_whole_words() -> None:
    needles = Needles(["ada.lovelace@birch.example", "Rita Moran", "it"])
    assert needles.found_in('{"label":"ADA.lovelace@birch.example"}')
    assert needles.found_in("as rita  moran said")
    assert not needles.found_in("ada@birch.example said it to Rita")
