"""An official table is read as it is written, or each fault is named with its line."""

from datetime import date
from pathlib import Path

import pytest

from seoul_learn.plugin_api.read_standard import StandardFaulty, read_standard
from seoul_learn.plugin_api.standards import Beyond

_TABLE = """\
[standard]
id = "kr.median_income"
unit = "KRW/month"
by = "household_size"
beyond = "last plus last step"

[[table]]
from = 2026-01-01
to = 2026-12-31
source = "a notice"
values = [100, 200]

[[table]]
from = 2025-01-01
to = 2025-12-31
source = "another notice"
values = [90, 180]
"""


def test_a_table_is_read_in_the_order_of_its_dates() -> None:
    standard = read_standard(_TABLE)
    assert standard.id == "kr.median_income"
    assert standard.beyond is Beyond.LAST_PLUS_LAST_STEP
    assert [table.from_ for table in standard.tables] == [date(2025, 1, 1), date(2026, 1, 1)]


def test_the_official_median_income_can_be_read() -> None:
    file = Path(__file__).resolve().parents[3] / "tenants" / "_standards" / "kr.median_income.toml"
    assert len(read_standard(file.read_text("utf-8")).tables) == 7


@pytest.mark.parametrize(
    ("written", "instead", "line", "field", "said"),
    [
        ("unit =", "units =", 3, "standard.units", "did you mean `unit`"),
        ('id = "kr.median_income"\n', "", 1, "standard.id", "`id` is missing"),
        ('"last plus last step"', '"more"', 5, "standard.beyond", "did you mean"),
        ("[100, 200]", '["x", 200]', 11, "table[0].values[0]", "expected `int`"),
        ("[100, 200]", "[]", 11, "table[0].values", "one amount for each size"),
        ("[100, 200]", "[0, 200]", 11, "table[0].values[0]", "not an amount above 0"),
        ("to = 2026-12-31", "to = 2025-12-31", 9, "table[0].to", "is before"),
        ("to = 2025-12-31", "to = 2026-01-01", 14, "table[1].from", "overlaps"),
        ('"a notice"', '""', 10, "table[0].source", "cite the notice"),
        ("[[table]]\nfrom = 2026", "[[tabel]]\nfrom = 2026", 7, "tabel", "did you mean `table`"),
        ("by =", 'percent_rounding = "floor"\nby =', 4, "standard.percent_rounding", "half_up"),
    ],
)
def test_a_fault_is_named_with_its_line(written: str, instead: str, line: int, field: str, said: str) -> None:
    assert written in _TABLE
    with pytest.raises(StandardFaulty) as refused:
        read_standard(_TABLE.replace(written, instead, 1))
    assert (refused.value.line, refused.value.field) == (line, field)
    assert said in refused.value.message


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(StandardFaulty) as refused:
        read_standard(_TABLE.replace("unit =", "units =").replace("[100, 200]", "[]"))
    assert [fault.line for fault in refused.value.faults] == [3, 11]


@pytest.mark.parametrize("text", ["", "[standard]", "= broken", '[standard]\nid = "a"', "table = 1"])
def test_a_text_without_tables_is_refused(text: str) -> None:
    with pytest.raises(StandardFaulty):
        read_standard(text)
