"""Junk keys: what the list holds joins nothing, in any case and with any spaces."""

from __future__ import annotations

import pytest

from earnest.engines.identity.tests.estate import joined
from earnest.library.junk_keys import junk, junk_keys


def test_every_kind_of_junk_says_why() -> None:
    assert all(one.why for one in junk_keys().keys.values())


def test_no_junk_key_joins() -> None:
    values = junk().values
    for key, column in (("serial", "serial"), ("host", "hostname"), ("any", "serial"), ("any", "hostname")):
        rows = [
            {"system": system, "device_id": f"{n}{system}", column: value.upper() if system == "b" else f" {value} "}
            for n, value in enumerate(values[key])
            for system in "ab"
        ]
        found = joined({"devices": rows}, listed=junk())
        assert all(len(group) == 1 for group in found.groups), key
        assert not found.refused


WELL_KNOWN = (
    (
        "serial",
        ("To be filled by O.E.M.", "0", "None", "Default string", "0000000", "00-00-00", "FFFFFFFF", "Not Specified"),
    ),
    ("hostname", ("localhost", "0", "None", "localhost.localdomain", "Unknown", "127.0.0.1", "iPhone (2)")),
)


@pytest.mark.parametrize(("column", "values"), WELL_KNOWN)
def test_the_well_known_junk_is_listed(column: str, values: tuple[str, ...]) -> None:
    rows = [
        {"system": system, "device_id": str(n), column: value}
        for n, value in enumerate(values)
        for system in ("jamf", "osquery")
    ]
    found = joined({"devices": rows}, listed=junk())
    assert all(len(group) == 1 for group in found.groups)
    assert all(row["junk"] for row in found.rows if row["key"])
