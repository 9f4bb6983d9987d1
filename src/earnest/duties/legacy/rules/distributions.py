"""Debian's distro-info-data: when releases of Debian and Ubuntu end. Pure: text in, facts out.

Source: Debian package distro-info-data (ISC licence), files debian.csv and ubuntu.csv. Columns `eol`, `eol-server` and
`eol-lts` are free of charge; `eol-elts`, `eol-esm` and `eol-legacy` are sold.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime

from earnest.duties.legacy.rules.support import Fact

_SIGNED = re.compile(r"^ -- .*>  (?P<when>.+)$", re.MULTILINE)
_NAMES = {"debian": "Debian", "ubuntu": "Ubuntu"}


def facts_of(product: str, text: str, *, as_of: date, told_by: str) -> Iterator[Fact]:
    """A fact for each release that has a number and an end. `product` is debian or ubuntu."""
    for row in csv.DictReader(io.StringIO(text)):
        line = (row.get("version") or "").split(" ")[0]
        security = _day(row, "eol")
        if not line or security is None:
            continue
        free = [day for day in (_day(row, "eol-lts"), _day(row, "eol-server")) if day]
        paid = [day for day in (_day(row, "eol-elts"), _day(row, "eol-esm"), _day(row, "eol-legacy")) if day]
        yield Fact(
            product=product,
            line=line,
            title=f"{_NAMES[product]} {row['version']}",
            security_end=security,
            free_end=max(free, default=None),
            paid_end=max(paid, default=None),
            teller="distribution",
            told_by=told_by,
            as_of=as_of,
        )


def signed_on(changelog: str) -> date | None:
    """The day of the newest entry of a Debian changelog."""
    found = _SIGNED.search(changelog)
    if found is None:
        return None
    try:
        return parsedate_to_datetime(found["when"]).date()
    except ValueError:
        return None


def _day(row: dict[str, str | None], column: str) -> date | None:
    told = row.get(column)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None
