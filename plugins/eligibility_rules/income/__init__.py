"""Income of the household against a share of an official table."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import StandardRow, Standards
from seoul_learn.plugin_api.told import told_number

_FactName = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact"})]
_Percent = Annotated[int, msgspec.Meta(ge=1, le=300, description="a whole number from 1 to 300")]


class IncomeConfig(Config, frozen=True, kw_only=True):
    """`measure` is at most this share of the row of `standard` for as many people as `size` says."""

    measure: _FactName
    standard: Annotated[str, msgspec.Meta(min_length=1, extra={"names": "standard"})]
    at_most_percent: _Percent
    size: _FactName = "household.size"


class Income:
    """Compared in whole minor units, the limit rounded as the table's notice rounds. Equal to the limit is met."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = IncomeConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: IncomeConfig) -> tuple[str, ...]:
        return (config.size, config.measure)

    def evaluate(self, config: IncomeConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        # Without a table for the day, no answer of the family could help: none is asked for.
        if standards.row(config.standard, size=1, on=as_of) is None:
            return _no_row(config, as_of)
        size, income = told_number(facts, config.size), told_number(facts, config.measure)
        if size is None or income is None:
            told = {config.size: size, config.measure: income}
            return lacking(*(name for name, value in told.items() if value is None))
        row = standards.row(config.standard, size=size, on=as_of)
        if row is None:
            return _no_row(config, as_of)
        met = income <= row.percent(config.at_most_percent)
        values = _values(config, income, row)
        return Finding(met=met, because=Because(message="met" if met else "unmet", values=values, row=row))


def _values(config: IncomeConfig, income: int, row: StandardRow) -> dict[str, Any]:
    """`value`, `limit` and `base` are money in the table's unit."""
    return {
        "value": income,
        "limit": row.percent(config.at_most_percent),
        "percent": config.at_most_percent,
        "base": row.amount,
        "size": row.size,
        "unit": row.unit,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _no_row(config: IncomeConfig, as_of: date) -> Finding:
    because = Because(message="no_standard", values={"as_of": as_of, "percent": config.at_most_percent})
    return Finding(met=None, because=because, needs=(Need(kind=NeedKind.STANDARD, name=config.standard),))
