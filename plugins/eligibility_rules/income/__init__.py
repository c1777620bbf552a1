"""Income of the household, or what stands for it, against an official table."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from seoul_learn.kit.money import Rounding
from seoul_learn.plugin_api.comparing import Terms, compare, finding_of
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.periods import Period
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_word

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_AMOUNTS = ("money", "whole_number")
_Amount = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": _AMOUNTS})]
_Number = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("whole_number",)})]
_Code = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("choice", "place")})]
_Percent = Annotated[int, msgspec.Meta(ge=1, le=1000, description="a whole number from 1 to 1000")]


class IncomeConfig(Config, frozen=True, kw_only=True, dict=True):
    """`measure` is at most this share, or this column, of the row of `standard` for as many people as `size` says.

    Told for another period than the table's (`period`, or the answer to `period_fact`), the limit is converted.
    """

    measure: _Amount
    standard: Annotated[str, msgspec.Meta(min_length=1, extra={"names": "standard"})]
    at_most_percent: _Percent | None = None
    column: Annotated[str, msgspec.Meta(min_length=1, extra={"column_of": "standard"})] | None = None
    below: bool = False
    size: _Number = "household.size"
    sized: bool = True
    per: Literal["household", "person"] = "household"
    group: Annotated[str, msgspec.Meta(min_length=1, extra={"group_of": "standard"})] | None = None
    group_fact: _Code | None = None
    period: Period | None = None
    period_fact: _Code | None = None
    rounding: Rounding | None = None

    def __post_init__(self) -> None:
        if self.at_most_percent is None and self.column is None:
            raise ValueError("Write `at_most_percent`, or the `column` of the table that is the limit")
        if self.period is not None and self.period_fact is not None:
            raise ValueError("Write `period` or `period_fact`, not both")

    @cached_property
    def terms(self) -> Terms:
        """How the amount is compared."""
        return Terms(
            measure=self.measure,
            size=self.size if self.sized or self.per == "person" else None,
            period=self.period,
            period_fact=self.period_fact,
            rounding=self.rounding,
            percent=self.at_most_percent or 100,
            per_person=self.per == "person",
            below=self.below,
        )


class Income:
    """Compared in whole minor units, the limit rounded as the table's notice rounds. Equal to the limit is met."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = IncomeConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: IncomeConfig) -> tuple[str, ...]:
        names = config.terms.reads()
        return (*names, config.group_fact) if config.group_fact else names

    def evaluate_many(
        self, config: IncomeConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.income.columns import met_by_many  # NumPy is for bulk runs alone

        return met_by_many(config, columns, as_of, standards)

    def evaluate(self, config: IncomeConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        told = told_word(facts, config.group_fact) if config.group_fact else None
        group = (standards.group_of(config.standard, told) if told is not None else None) or config.group
        look_up = partial(standards.row, config.standard, on=as_of, column=config.column)
        unplaced = config.group_fact is not None and told is None
        # Without a table for the day, no answer of the family could help: none is asked for.
        groups = standards.groups(config.standard) or (None,) if unplaced else (group,)
        if not (look_up(size=1, group=groups[0]) or any(look_up(size=1, group=one) for one in groups[1:])):
            return _no_row(config, as_of)
        lowest = standards.lowest(config.standard, on=as_of, group=group, column=config.column)
        compared = compare(
            config.terms, facts, lambda size: look_up(size=size if config.sized else 1, group=group), lowest,
            more=(config.group_fact,) if unplaced and config.group_fact else (),
        )  # fmt: skip
        if compared.met is None and not compared.needs:
            return _no_row(config, as_of)
        return finding_of(compared, *_messages(config))


def _messages(config: IncomeConfig) -> tuple[str, str]:
    """The messages for met and unmet."""
    if config.per == "person":
        return "met_person", "unmet_person"
    if config.below:
        return "met_below", "unmet_below"
    if config.column is not None or not config.sized:
        return "met_table", "unmet_table"
    return "met", "unmet"


def _no_row(config: IncomeConfig, as_of: date) -> Finding:
    values: dict[str, Any] = {"as_of": as_of, "percent": config.at_most_percent or 100}
    because = Because(message="no_standard", values=values)
    return Finding(met=None, because=because, needs=(Need(kind=NeedKind.STANDARD, name=config.standard),))
