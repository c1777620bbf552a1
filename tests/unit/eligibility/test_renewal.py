"""The days that a policy sets for going on, losing, leaving and coming back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.tenant_plane.eligibility.lasting import (
    Days,
    Lasting,
    Months,
    SchoolYear,
    UntilDay,
    UntilSchoolYearEnds,
    end_of,
    in_words,
    read_before,
    read_counted,
    read_lasting,
    read_school_year,
)
from seoul_learn.tenant_plane.eligibility.renewal import (
    Renewal,
    last_day_after_loss,
    protected_until,
    rejoining_from,
    rejoining_is_barred,
    renewable_through,
    renewal_opens_on,
)

MARCH = SchoolYear(3, 1)
_spans = st.one_of(
    st.integers(1, 999).map(Days),
    st.integers(1, 120).map(Months),
    st.just(UntilSchoolYearEnds()),
    st.dates(date(2000, 1, 1), date(2099, 1, 1)).map(UntilDay),
)


@given(_spans)
def test_a_span_reads_back_as_it_is_written(span: Lasting) -> None:
    assert read_lasting(in_words(span)) == span


@pytest.mark.parametrize("text", ["12", "0 months", "twelve months", "until 2026-02-30", "until summer", None, 12])
def test_what_is_no_span_is_none(text: object) -> None:
    assert read_lasting(text) is None


def test_spans_are_written_as_people_write_them() -> None:
    assert read_lasting("1 month") == Months(1)
    assert (read_lasting("2 weeks"), read_lasting("1 year")) == (Days(14), Months(12))
    assert read_lasting("until end of school year") == UntilSchoolYearEnds()
    assert read_before("60 days before") == Days(60)
    assert read_counted("until 2026-08-31") is None


def test_a_school_year_ends_the_day_before_the_next_begins() -> None:
    assert MARCH.end(date(2026, 2, 28)) == date(2026, 2, 28)
    assert MARCH.end(date(2026, 3, 1)) == date(2027, 2, 28)
    assert MARCH.end(date(2027, 3, 2)) == date(2028, 2, 29)
    assert SchoolYear(7, 1).end(date(2025, 9, 1)) == date(2026, 6, 30)


@pytest.mark.parametrize("text", ["3-1", "02-29", "13-01", "", None])
def test_a_day_that_does_not_come_every_year_turns_no_school_year(text: object) -> None:
    assert read_school_year(text) is None


def test_an_entitlement_ends_when_its_tier_says() -> None:
    start = date(2025, 11, 30)
    assert end_of(Months(3), start=start, school_year=None) == date(2026, 2, 28)
    assert end_of(UntilSchoolYearEnds(), start=start, school_year=MARCH) == date(2026, 2, 28)
    assert end_of(UntilDay(date(2026, 8, 31)), start=start, school_year=None) == date(2026, 8, 31)
    with pytest.raises(ValueError, match="school years"):
        end_of(UntilSchoolYearEnds(), start=start, school_year=None)


@given(_spans, st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_nothing_ends_before_it_begins(span: Lasting, start: date) -> None:
    assert end_of(span, start=start, school_year=MARCH) >= start


def test_renewal_opens_so_long_before_the_end() -> None:
    ends_on = date(2026, 8, 31)
    assert renewal_opens_on(Renewal(opens=Days(60)), ends_on=ends_on) == date(2026, 7, 2)
    assert renewal_opens_on(Renewal(opens=Months(2)), ends_on=ends_on) == date(2026, 6, 30)
    assert renewal_opens_on(Renewal(), ends_on=ends_on) is None
    assert renewal_opens_on(None, ends_on=ends_on) is None


def test_who_loses_eligibility_in_the_school_year_keeps_it_until_its_end() -> None:
    renewal = Renewal(grace=UntilSchoolYearEnds())
    kept = protected_until(renewal, lost_on=date(2026, 5, 4), ends_on=date(2027, 6, 30), school_year=MARCH)
    assert kept == date(2027, 2, 28)


def test_grace_never_prolongs_an_entitlement() -> None:
    renewal = Renewal(grace=Months(12))
    kept = protected_until(renewal, lost_on=date(2026, 5, 4), ends_on=date(2026, 8, 31), school_year=None)
    assert kept == date(2026, 8, 31)


def test_a_grace_that_is_over_protects_nobody() -> None:
    renewal = Renewal(grace=UntilDay(date(2026, 5, 3)))
    lost = {"lost_on": date(2026, 5, 4), "ends_on": date(2026, 8, 31)}
    assert protected_until(renewal, **lost, school_year=None) is None
    assert protected_until(Renewal(), **lost, school_year=None) is None


def test_who_left_may_come_back_on_the_day_six_months_later_and_not_the_day_before() -> None:
    renewal = Renewal(rejoin_after=Months(6))
    left_on = date(2026, 3, 2)
    assert rejoining_from(renewal, left_on=left_on) == date(2026, 9, 2)
    assert rejoining_is_barred(renewal, left_on=left_on, on=date(2026, 9, 1))
    assert not rejoining_is_barred(renewal, left_on=left_on, on=date(2026, 9, 2))
    assert not rejoining_is_barred(None, left_on=left_on, on=left_on)


@pytest.mark.parametrize("opens", [Days(60), Months(1), Months(2)])
def test_what_can_be_renewed_on_a_day_is_what_opens_by_then(opens: Days | Months) -> None:
    renewal = Renewal(opens=opens)
    for day in (date(2026, 1, 31), date(2027, 2, 28), date(2028, 2, 29), date(2026, 6, 15)):
        through = renewable_through(renewal, on=day)
        assert through is not None
        for ends_on, open_by_then in ((through, True), (through + timedelta(days=1), False)):
            opens_on = renewal_opens_on(renewal, ends_on=ends_on)
            assert opens_on is not None
            assert (opens_on <= day) is open_by_then


def test_nobody_loses_without_notice_and_nobody_gains_by_losing() -> None:
    lost, end = date(2026, 9, 1), date(2027, 3, 2)
    short = Renewal(grace=Days(3))
    for renewal in (None, Renewal(), short):
        assert last_day_after_loss(renewal, lost_on=lost, ends_on=end, school_year=None) == date(2026, 9, 15)
    long = Renewal(grace=Months(2))
    assert last_day_after_loss(long, lost_on=lost, ends_on=end, school_year=None) == date(2026, 11, 1)
    soon = date(2026, 9, 5)
    for renewal in (None, short, long):
        assert last_day_after_loss(renewal, lost_on=lost, ends_on=soon, school_year=None) <= soon
