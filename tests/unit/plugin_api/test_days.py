"""The day that a law names is found for every application, and days that not every year has are refused."""

from datetime import date, timedelta

import pytest

from seoul_learn.plugin_api.days import law_day, law_year, refuse_no_day


@pytest.mark.parametrize(
    ("on", "as_of", "begins", "day"),
    [
        ("application", date(2026, 5, 5), "03-01", date(2026, 5, 5)),
        ("start_of_month", date(2026, 5, 5), "03-01", date(2026, 5, 1)),
        ("end_of_month", date(2024, 2, 5), "03-01", date(2024, 2, 29)),
        ("2025-12-31", date(2026, 5, 5), "03-01", date(2025, 12, 31)),
        ("03-01", date(2026, 2, 28), "03-01", date(2025, 3, 1)),
        ("03-01", date(2026, 3, 1), "03-01", date(2026, 3, 1)),
        ("01-15", date(2026, 5, 5), "03-01", date(2027, 1, 15)),
        ("01-15", date(2026, 5, 5), "01-01", date(2026, 1, 15)),
        ("09-01", date(2026, 8, 31), "09-01", date(2025, 9, 1)),
        ("start_of_year", date(2026, 2, 28), "03-01", date(2025, 3, 1)),
        ("end_of_year", date(2026, 2, 28), "03-01", date(2026, 2, 28)),
        ("end_of_year", date(2026, 3, 1), "01-01", date(2026, 12, 31)),
    ],
)
def test_the_day_is_that_of_the_law(on: str, as_of: date, begins: str, day: date) -> None:
    assert law_day(on, as_of, year_begins=begins) == day


@pytest.mark.parametrize("on", ["application", "end_of_month", "start_of_year", "end_of_year", "03-01", "01-31"])
@pytest.mark.parametrize("begins", ["01-01", "03-01", "12-31"])
def test_there_is_a_day_for_the_first_and_the_last_day_there_is(on: str, begins: str) -> None:
    for as_of in (date.min, date.min + timedelta(days=40), date.max - timedelta(days=40), date.max):
        assert isinstance(law_day(on, as_of, year_begins=begins), date)


def test_a_school_year_is_named_after_the_year_in_which_it_begins() -> None:
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 31)]
    assert [law_year(day, year_begins="03-01") for day in days] == [2025, 2026, 2026]


@pytest.mark.parametrize("text", ["02-29", "02-30", "2026-02-29", "04-31"])
def test_a_day_that_not_every_year_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="every year"):
        refuse_no_day(text)
