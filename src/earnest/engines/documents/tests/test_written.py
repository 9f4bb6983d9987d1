"""How values are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.parts import DateRef, Figure
from earnest.engines.documents.written import write_date, write_figure, write_number, write_range


def written(figure: Figure, locale: Locale = ENGLISH) -> str:
    return write_figure(figure, locale).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(410_000, "count", "c"), "410,000"),
        (Figure(1, "count", "c", one="control", many="controls"), "1 control"),
        (Figure(0, "count", "c", one="control", many="controls"), "0 controls"),
        (Figure(0.885, "share", "c"), "88.5%"),
        (Figure(0.88, "share", "c"), "88%"),
        (Figure(2 / 3, "share", "c"), "66.7%"),
        (Figure(Decimal("0.005"), "share", "c", decimals=2), "0.50%"),
        (Figure(-0.011, "points", "c"), "−1.1 points"),
        (Figure(640_000, "money", "c", currency="EUR"), "€640,000"),
        (Figure(2_300_000, "money", "c", currency="EUR", short=True), "€2.3 million"),
        (Figure(2_000_000, "money", "c", currency="EUR", short=True), "€2 million"),
        (Figure(640_000, "money", "c", currency="EUR", short=True), "€640,000"),
        (Figure(Decimal("9.5"), "money", "c", currency="USD"), "$9.50"),
        (Figure(-14_000, "money", "c", currency="CHF"), "−CHF 14,000"),
        (Figure(1, "days", "c"), "1 day"),
        (Figure(12, "days", "c"), "12 days"),
        (Figure(5.7, "hours", "c"), "5.7 hours"),
        (Figure(None, "money", "c", currency="EUR"), "unknown"),
        (Figure(-0.0, "count", "c"), "0"),
    ],
)
def test_a_figure_is_written_in_its_unit(figure: Figure, text: str) -> None:
    assert written(figure) == text


def test_a_range_says_how_sure_it_is() -> None:
    loss = Figure(640_000, "money", "c", 42_000, 2_300_000, 0.9, "EUR", short=True)
    assert write_range(loss).replace("\u00a0", " ") == "€42,000 to €2.3 million, 90% interval"
    assert write_range(Figure(3, "count", "c")) == ""


def test_dates_name_the_month_and_times_their_zone() -> None:
    assert write_date(date(2026, 11, 19)) == "19 November 2026"
    dublin = timezone(timedelta(hours=1), "IST")
    assert write_date(datetime(2026, 6, 1, 9, 5, tzinfo=dublin)) == "1 June 2026, 09:05 IST"


def test_another_language_needs_only_another_locale() -> None:
    german = Locale(
        code="de",
        months=(
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ),
        thousands=".",
        decimal=",",
        labels=ENGLISH.labels,
        statuses=ENGLISH.statuses,
        grades=ENGLISH.grades,
        units=ENGLISH.units,
        currencies={"EUR": "€"},
        large=((1_000_000, "{} Mio."),),
        percent="{} %",
        money="after",
        date="{day}. {month} {year}",
    )
    assert written(Figure(2_300_000, "money", "c", currency="EUR", short=True), german) == "2,3 Mio. €"
    assert written(Figure(0.885, "share", "c"), german) == "88,5 %"
    assert write_date(date(2026, 3, 1), german) == "1. März 2026"


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_reads_back(number: int) -> None:
    assert int(write_number(number, None).replace(",", "").replace("\u2212", "-")) == number


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_rounding_is_to_the_nearest(number: Decimal, decimals: int) -> None:
    shown = Decimal(write_number(number, decimals).replace(",", "").replace("\u2212", "-"))
    assert abs(shown - number) <= Decimal("0.5").scaleb(-decimals)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Figure(float("nan"), "count", "c"), "not a number"),
        (lambda: Figure(1, "money", "c"), "needs a currency"),
        (lambda: Figure(1, "count", "c", low=0), "both ends"),
        (lambda: DateRef(datetime(2026, 1, 1), "c"), "needs its zone"),  # noqa: DTZ001  # the naive time is the point
    ],
)
def test_a_value_that_cannot_be_printed_is_refused(make: object, said: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=said):
        make()
