"""A fault in a bundle names the line on which its value is written."""

import pytest

from seoul_learn.kit.toml_lines import TomlPath, line_of

TEXT = '''# a comment with [a.table] and key = 1
[policy]
programme = "learn"   # trailing
"quoted key" = 1
source = """
[not.a.table]
key = "inside"
"""

[criteria.low_income]
use = "income"
label = { ko = "소득", en = "Income" }
at_most_percent = 600

[[grants]]
when = "eligible"
slots = [
    { category = "reading" },   # ] not the end
    { category = "language" },
]

[[grants]]
when = "other"
[grants.benefits]
books = 'a "b" [c'
dotted.key = 2026-01-01
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("policy",), 2),
        (("policy", "programme"), 3),
        (("policy", "quoted key"), 4),
        (("criteria",), 10),
        (("criteria", "low_income", "at_most_percent"), 13),
        (("criteria", "low_income", "label", "en"), 12),
        (("grants", 0, "when"), 16),
        (("grants", 0, "slots", 1, "category"), 19),
        (("grants", 1, "when"), 23),
        (("grants", 1, "benefits", "books"), 25),
        (("grants", 1, "benefits", "dotted", "key"), 26),
    ],
)
def test_a_value_is_found_on_its_line(path: TomlPath, line: int) -> None:
    assert line_of(TEXT, path) == line


def test_a_value_that_is_not_written_is_found_at_the_table_that_misses_it() -> None:
    assert line_of(TEXT, ("criteria", "low_income", "standard")) == 10


def test_a_table_inside_a_string_is_not_a_table() -> None:
    assert line_of(TEXT, ("not", "a", "table")) is None


def test_a_text_that_breaks_off_is_known_up_to_there() -> None:
    assert line_of('a = 1\nb = [1, "x\n', ("a",)) == 1
    assert line_of("a = 1\n= 2\nc = 3", ("c",)) is None
