"""An official table is read as it is written, or each fault is named with its line."""

from datetime import date
from pathlib import Path

import pytest

from seoul_learn.plugin_api.periods import Period
from seoul_learn.plugin_api.read_standard import StandardFaulty, read_standard
from seoul_learn.plugin_api.standards import Beyond, Standards

_STANDARDS = Path(__file__).resolve().parents[3] / "tenants" / "_standards"

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


@pytest.mark.parametrize(
    ("written", "instead", "line", "field", "said"),
    [
        ("unit =", "units =", 3, "standard.units", "did you mean `unit`"),
        ('id = "kr.median_income"\n', "", 1, "standard.id", "`id` is missing"),
        ('"last plus last step"', '"more"', 5, "standard.beyond", "did you mean"),
        ("[100, 200]", '["x", 200]', 11, "table[0].values[0]", "a whole number is wanted"),
        ("[100, 200]", "[]", 11, "table[0].values", "one amount for each size"),
        ("[100, 200]", "[0, 200]", 11, "table[0].values[0]", "not an amount above 0"),
        ("to = 2026-12-31", "to = 2025-12-31", 9, "table[0].to", "is before"),
        ("to = 2025-12-31", "to = 2026-01-01", 14, "table[1].from", "overlaps"),
        ('"a notice"', '""', 10, "table[0].source", "cite the notice"),
        ("[[table]]\nfrom = 2026", "[[tabel]]\nfrom = 2026", 7, "tabel", "did you mean `table`"),
        ("by =", 'percent_rounding = "floor"\nby =', 4, "standard.percent_rounding", "half_up"),
        ("KRW/month", "KRW/mnth", 3, "standard.unit", "like KRW/month"),
        ("2026-01-01", "2026-02-30", 8, "from", "not a day that exists"),
        ("2026-12-31", "2026-13-31", 9, "to", "write it like to = 2026-01-31"),
        ("[100, 200]", "[100]", 11, "table[0].values", "1 amounts where this series has 2 sizes: one is missing"),
        ("[100, 200]", "[200, 100]", 11, "table[0].values[1]", "size 2 (100) is not above size 1 (200)"),
        ("[100, 200]", "{ 1 = 100, 3 = 200 }", 11, "table[0].values", "size 2 is missing between 1 and 3"),
        ("[100, 200]", "{ one = 100 }", 11, "table[0].values.one", "write the sizes as 1, 2, 3"),
        ("[100, 200]", "[100, 200]\neach_more = -5", 12, "table[0].each_more", "poorer"),
        ("[100, 200]", "[100, 200]\ncomplete = false\neach_more = 5", 13, "table[0].each_more", "is not known"),
        ("[100, 200]", "[100, 200]\ncolumns = { free = [1, 2] }", 12, "table[0].columns", "names no columns"),
        ("[100, 200]", '[100, 200]\ngroup = "alaska"', 12, "table[0].group", "names no `groups`"),
        ("by =", "sizes = 0\nby =", 4, "standard.sizes", "from 1 on"),
        ("by =", "sizes = 1\nby =", 12, "table[0].values", "one is too many"),
        ('"last plus last step"', '"each more"', 7, "table[0].each_more", "what each further size adds"),
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


_COLUMNS = """\
[standard]
id = "us.school_meals"
unit = "USD/year"
by = "household_size"
columns = ["free", "reduced"]
groups = ["contiguous", "alaska"]

[[table]]
from = 2025-07-01
to = 2026-06-30
source = "a notice"
group = "contiguous"
each_more = { free = 7150, reduced = 10175 }
columns = { free = [20345, 27495], reduced = [28953, 39128] }

[[table]]
from = 2025-07-01
to = 2026-06-30
source = "a notice"
group = "alaska"
each_more = { free = 8944, reduced = 12728 }
columns = { free = { 1 = 25428, 2 = 34372 }, reduced = { 1 = 36186, 2 = 48914 } }
"""


def test_columns_and_groups_are_told_apart() -> None:
    standards = Standards({"us.school_meals": read_standard(_COLUMNS)})

    def amount(size: int, group: str | None, column: str | None) -> int | None:
        row = standards.row("us.school_meals", size=size, on=date(2026, 3, 2), group=group, column=column)
        return row.amount if row else None

    assert amount(2, "contiguous", "free") == 2749500
    assert amount(2, "alaska", "reduced") == 4891400
    assert amount(4, "alaska", "free") == (34372 + 2 * 8944) * 100
    assert amount(2, None, "free") is None
    assert amount(2, "hawaii", "free") is None
    assert amount(2, "alaska", None) is None


@pytest.mark.parametrize(
    ("written", "instead", "line", "field", "said"),
    [
        ('group = "alaska"', 'group = "alska"', 20, "table[1].group", "did you mean `alaska`?"),
        ('group = "alaska"\n', "", 16, "table[1].group", "`group` is missing"),
        ('"alaska"]', '"alaska", "hawaii"]', 12, "table[0].group", "there is no table for `hawaii`"),
        ("reduced = [28953", "reducd = [28953", 14, "table[0].columns.reducd", "did you mean `reduced`?"),
        (", reduced = 10175", "", 13, "table[0].each_more", "nothing of the column `reduced`"),
        ("[20345, 27495]", "[20345, 2749]", 14, "table[0].columns.free[1]", "mend the digits"),
        ("columns = { free = [20345, 27495], ", "columns = { ", 14, "table[0].columns", "the column `free` is missing"),
    ],
)  # fmt: skip
def test_a_fault_of_columns_and_groups_is_named(
    written: str, instead: str, line: int, field: str, said: str
) -> None:
    assert written in _COLUMNS
    with pytest.raises(StandardFaulty) as refused:
        read_standard(_COLUMNS.replace(written, instead, 1))
    at_place = [fault for fault in refused.value.faults if (fault.line, fault.field) == (line, field)]
    assert at_place, refused.value.faults
    assert any(said in fault.message for fault in at_place)


def test_a_series_that_may_fall_says_so() -> None:
    written = _TABLE.replace("[100, 200]", "[200, 100]").replace("by =", "rising = false\nby =")
    assert read_standard(written).tables[1].values == (200, 100)


@pytest.mark.parametrize("file", sorted(_STANDARDS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_table_of_the_repository_can_be_read(file: Path) -> None:
    assert read_standard(file.read_text("utf-8")).id == file.stem


def test_the_median_income_is_that_of_the_official_tables() -> None:
    standards = Standards({"kr": read_standard((_STANDARDS / "kr.median_income.toml").read_text("utf-8"))})
    for year, values in _MEDIAN.items():
        for on in (date(year, 1, 1), date(year, 12, 31)):
            rows = [standards.row("kr", size=size, on=on) for size in range(1, 8)]
            assert [row.amount for row in rows if row] == values


def test_the_seventh_person_of_2027_is_not_made_up() -> None:
    standards = Standards({"kr": read_standard((_STANDARDS / "kr.median_income.toml").read_text("utf-8"))})
    assert standards.row("kr", size=7, on=date(2027, 1, 1)) is None
    assert standards.lowest("kr", on=date(2027, 1, 1)) is None
    assert standards.row("kr", size=1, on=date(2020, 12, 31)) is None


def test_63_percent_of_2025_is_the_official_row() -> None:
    standards = Standards({"kr": read_standard((_STANDARDS / "kr.median_income.toml").read_text("utf-8"))})
    rows = [standards.row("kr", size=size, on=date(2025, 6, 1)) for size in range(2, 7)]
    assert [row.percent(63) for row in rows if row] == [2477575, 3165972, 3841597, 4478161, 5080827]


_MEDIAN = {
    2021: [1827831, 3088079, 3983950, 4876290, 5757373, 6628603, 7497198],
    2022: [1944812, 3260085, 4194701, 5121080, 6024515, 6907004, 7780592],
    2023: [2077892, 3456155, 4434816, 5400964, 6330688, 7227981, 8107515],
    2024: [2228445, 3682609, 4714657, 5729913, 6695735, 7618369, 8514994],
    2025: [2392013, 3932658, 5025353, 6097773, 7108192, 8064805, 8988428],
    2026: [2564238, 4199292, 5359036, 6494738, 7556719, 8555952, 9515150],
    2027: [2736042, 4480645, 5718091, 6929885, 8063019, 9129201],
}


def test_steps_apart_are_rounded_apart_as_notices_print_them() -> None:
    text = """
[standard]
id = "x"
unit = "USD/year"
by = "household_size"
period_rounding = "up"
STEPS
[[table]]
from = 2016-07-01
to = 2017-06-30
source = "the first sizes and the step of 185 % of the guidelines of 2016"
values = [21978, 75647]
each_more = 7696
"""
    limits = []
    for written in ("steps_apart = true", ""):
        standards = Standards({"x": read_standard(text.replace("STEPS", written))})
        row = standards.row("x", size=4, on=date(2017, 6, 30))
        assert row is not None
        limits.append((row.amount, row.limit(per=Period.YEAR), row.limit(per=Period.MONTH)))
    # Two more people at 642 a month upon 6,304 are 7,588; the year's limit by twelve is 7,587.
    assert limits == [(9103900, 9103900, 758800), (9103900, 9103900, 758700)]
