"""Lengths of time reach back over short months and never before the first day there is."""

from datetime import date

import pytest

from seoul_learn.kit.spans import before, span_of


@pytest.mark.parametrize(
    ("span", "day", "earlier"),
    [
        ("1 day", date(2026, 3, 1), date(2026, 2, 28)),
        ("2 weeks", date(2026, 1, 10), date(2025, 12, 27)),
        ("6 months", date(2026, 8, 31), date(2026, 2, 28)),
        ("1 month", date(2024, 3, 31), date(2024, 2, 29)),
        ("3 years", date(2024, 2, 29), date(2021, 2, 28)),
        ("9999 years", date(2026, 1, 1), date.min),
        ("9999 days", date(1, 6, 1), date.min),
        ("1 month", date.min, date.min),
        ("1 day", date.min, date.min),
        ("1 month", date.max, date(9999, 11, 30)),
    ],
)
def test_a_span_reaches_back(span: str, day: date, earlier: date) -> None:
    assert before(day, span_of(span)) == earlier


@pytest.mark.parametrize("text", ["", "6", "months", "0 months", "-1 day", "6 moons", "six months", "10000 days"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match='write it like "6 months"'):
        span_of(text)
