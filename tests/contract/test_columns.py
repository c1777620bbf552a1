"""A criterion that says something else of many at once than of each alone does not pass, and the person is shown."""

from pathlib import Path

import pytest

from seoul_learn.plugin_api.contract.check_plugin import check_plugin

_CODE = "__init__.py"
_MANY = """\
    def evaluate_many(self, config, columns, as_of, standards):
        from seoul_learn.plugin_api.columns import ColumnFinding, met_where, nobody_told, only

        {first}
        told = columns.of.get(_FACT.name)
        if told is None:
            return nobody_told(columns)
        return ColumnFinding(met=met_where({holds}, told.known))

"""


def _with_columns(criterion: Path, *, holds: str, first: str = "del as_of, standards") -> str:
    code = (criterion / _CODE).read_text("utf-8")
    many = _MANY.format(first=first, holds=holds)
    (criterion / _CODE).write_text(code.replace("    def evaluate(", f"{many}    def evaluate(", 1), "utf-8")
    return "\n".join(str(fault) for fault in check_plugin(criterion))


@pytest.mark.parametrize("first", ["del standards", "return None", "if not only(config, 'at_least'): return None"])
def test_columns_that_say_what_each_person_alone_is_told_are_taken(criterion: Path, first: str) -> None:
    assert _with_columns(criterion, holds="told.values >= config.at_least", first=first) == ""


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        ("told.values > config.at_least", "`evaluate_many` says unmet, and `evaluate` met: with learner.visits = 3"),
        ("told.values >= 3", "says unmet, and `evaluate` met: with learner.visits = 2; VisitsConfig(at_least=2)"),
        ("told.valeus >= 3", "`evaluate_many` raises AttributeError"),
        ("told.values[:0] >= 3", "`evaluate_many` raises ValueError"),
    ],
)
def test_columns_that_say_something_else_are_named_with_the_person(criterion: Path, holds: str, said: str) -> None:
    assert said in _with_columns(criterion, holds=holds)


def test_columns_that_take_an_untold_fact_for_told_are_named(criterion: Path) -> None:
    first = "if told := columns.of.get(_FACT.name): return ColumnFinding(met=(told.values >= config.at_least) * 1)"
    said = _with_columns(criterion, holds="told.values >= config.at_least", first=first)
    assert "says unmet, and `evaluate` unknown: with no facts" in said
