from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from earnest.engines.ingest import UnreadableFile, read_file
from earnest.engines.ingest.tests.examples.operations import world
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def test_ransomware_that_is_not_known_is_not_a_no(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(world.KEV).encode())
    first, second = rows_of(reading, "known_exploited")
    assert (first["vulnerability_id"], first["catalogue"], first["ransomware"]) == ("CVE-2026-0001", "cisa-kev", True)
    assert (first["added_on"], first["due_on"]) == (date(2026, 11, 1), date(2026, 11, 22))
    assert second["ransomware"] is None


def test_the_catalogue_as_csv_says_the_same_of_a_flaw(tmp_path: Path) -> None:
    (row,) = rows_of(read_bytes(tmp_path, world.KEV_CSV.encode()), "known_exploited")
    assert (row["vendor"], row["added_on"], row["ransomware"]) == ("Example", date(2026, 11, 1), True)


def test_a_catalogue_with_fewer_entries_than_it_says_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="says that it has 1600 entries, and has 2"):
        read_bytes(tmp_path, json.dumps({**world.KEV, "count": 1600}).encode())


def test_scores_carry_the_model_and_day_of_the_first_line(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, world.EPSS.encode())
    first, _ = rows_of(reading, "exploit_predictions")
    assert (first["model"], first["scored_on"]) == ("epss v2025.03.14", date(2026, 11, 20))
    assert (first["probability"], first["percentile"], first["place"]) == (0.01141, 0.77782, "row 3")
    assert [(error.place, error.field) for error in reading.rejected] == [("row 5", "epss")]


def test_scores_without_their_model_are_refused(tmp_path: Path) -> None:
    bare = world.EPSS.partition("\n")[2].encode()
    with pytest.raises(UnreadableFile, match="model_version"):
        read_bytes(tmp_path, bare, as_format="epss")


def test_scores_of_every_flaw_are_read_in_parts(tmp_path: Path) -> None:
    head = "#model_version:v4,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\n"
    rows = "".join(f"CVE-2026-{number},0.{number % 10}1,0.5\n" for number in range(30_000))
    reading = read_bytes(tmp_path, (head + rows).encode())
    assert reading.tables["exploit_predictions"].rows == 30_000
    assert reading.observed_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_cycle_without_a_day_is_ended_or_not_and_else_the_day_speaks(tmp_path: Path) -> None:
    bookworm, etch = rows_of(read_bytes(tmp_path, json.dumps(world.EOL_FULL).encode()), "support_cycles")
    assert (bookworm["security_ends_on"], bookworm["extended_ends_on"], bookworm["ended"]) == (
        date(2026, 6, 10),
        date(2028, 6, 30),
        None,
    )
    assert (bookworm["title"], bookworm["active_support_ends_on"]) == ("Debian", None)
    assert (etch["security_ends_on"], etch["ended"]) == (None, True)


def test_one_product_is_a_part_of_the_list(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, json.dumps(world.EOL_ONE).encode()).part == "debian"
    path = tmp_path / "stored"
    path.write_text(json.dumps(world.EOL_OLD["python"]))
    reading = read_file(path, name="Python.json", into=tmp_path / "into")
    assert reading.part == "python"
    assert {row["product"] for row in rows_of(reading, "support_cycles")} == {"python"}


def test_the_older_lists_say_a_day_or_only_yes_or_no(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, json.dumps(world.EOL_OLD).encode()), "support_cycles")
    told = [(row["product"], row["cycle"], row["security_ends_on"], row["ended"]) for row in rows]
    assert told == [
        ("python", "3.9", date(2025, 10, 31), None),
        ("python", "2.6", None, True),
        ("postgresql", "15", None, False),
    ]
