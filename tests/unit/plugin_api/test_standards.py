"""A standard answers for the days and sizes it has, and for no others."""

from datetime import date
from decimal import Decimal

import msgspec

from seoul_learn.plugin_api.standards import Beyond, Standard, StandardRow, Standards, Table

_MEDIAN = Standard(
    id="kr.median_income",
    unit="KRW/month",
    by="household_size",
    beyond=Beyond.LAST_PLUS_LAST_STEP,
    tables=(
        Table(
            from_=date(2025, 1, 1),
            to=date(2025, 12, 31),
            source="보건복지부 고시",
            values=(2392013, 3932658, 5025353, 6097773, 7108192, 8064805, 8988428),
        ),
        Table(
            from_=date(2026, 1, 1),
            to=date(2026, 12, 31),
            source="보건복지부 고시 제2025-135호",
            values=(2564238, 4199292, 5359036, 6494738, 7556719, 8555952, 9515150),
        ),
    ),
)
_STANDARDS = Standards({_MEDIAN.id: _MEDIAN})


def _amount(size: int, on: date) -> int | None:
    row = _STANDARDS.row("kr.median_income", size=size, on=on)
    return row.amount if row else None


def test_the_row_is_that_of_the_day() -> None:
    assert _amount(4, date(2025, 12, 31)) == 6097773
    assert _amount(4, date(2026, 1, 1)) == 6494738


def test_a_day_without_a_table_has_no_row() -> None:
    assert _amount(4, date(2027, 1, 1)) is None
    assert _amount(4, date(2024, 12, 31)) is None


def test_a_larger_household_adds_the_last_step_for_each_person() -> None:
    assert _amount(8, date(2026, 3, 2)) == 9515150 + 959198
    assert _amount(9, date(2026, 3, 2)) == 9515150 + 2 * 959198


def test_a_household_of_nobody_has_no_row() -> None:
    assert _amount(0, date(2026, 3, 2)) is None


def test_a_percentage_reproduces_the_official_row() -> None:
    rows = [_STANDARDS.row("kr.median_income", size=size, on=date(2025, 6, 1)) for size in range(2, 7)]
    assert [row.percent(63) for row in rows if row] == [2477575, 3165972, 3841597, 4478161, 5080827]


def test_a_decimal_share_is_exact_and_rounded_once() -> None:
    row = StandardRow(
        standard="x", size=1, amount=1000, unit="KRW/month", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
        source="a notice",
    )  # fmt: skip
    assert row.percent(Decimal("133.5")) == 1335
    # Half a won goes up, a thousandth below it does not; a binary fraction could say either.
    assert row.percent(Decimal("0.05")) == 1
    assert row.percent(Decimal("0.049")) == 0
    assert msgspec.structs.replace(row, amount=10**15 + 1).percent(Decimal("99.999")) == 999990000000001
