"""Income of the household, or what stands for it, against an official table."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from seoul_learn.kit.money import Rounding
from seoul_learn.plugin_api.comparing import Comparison, RowOf, Terms
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.net_amount import Deduction, made_of, refuse_no_sum
from seoul_learn.plugin_api.percent import Percent, refuse_no_percent, share_of, shown_share
from seoul_learn.plugin_api.periods import Period
from seoul_learn.plugin_api.standards import StandardRow, Standards
from seoul_learn.plugin_api.told import told_word

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_AMOUNTS = ("money", "whole_number")
_Amount = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": _AMOUNTS})]
_Number = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("whole_number",)})]
_Code = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("choice", "place")})]
_MOST_GROUPS = 256


class IncomeConfig(Config, frozen=True, kw_only=True):
    """`measure` is at most this share, or this column, of the row of `standard` for as many people as `size` says.

    Told for another period than the table's (`period`, or the answer to `period_fact`), the limit is converted. The
    amounts of `plus` are added to the measure, and what `less` names is taken off, each for the measure's period.
    """

    measure: _Amount
    standard: Annotated[str, msgspec.Meta(min_length=1, extra={"names": "standard"})]
    at_most_percent: Percent | None = None
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
    plus: tuple[_Amount, ...] = ()
    less: tuple[Deduction, ...] = ()

    def __post_init__(self) -> None:
        refuse_no_percent(self.at_most_percent, "at_most_percent")
        refuse_no_sum(self.less, self.period_fact)
        if self.period is not None and self.period_fact is not None:
            raise ValueError("Write `period` or `period_fact`, not both")

    def terms(self, unit: str | None = None) -> Terms:
        """How the amount is compared; `unit` is that of the table, in which sums to take off are written."""
        return Terms(
            measure=self.measure,
            size=self.size if self.sized or self.per == "person" else None,
            period=self.period,
            period_fact=self.period_fact,
            rounding=self.rounding,
            percent=share_of(self.at_most_percent),
            per_person=self.per == "person",
            below=self.below,
            made_of=made_of(self.measure, self.plus, self.less, size=self.size, unit=unit),
        )


class Income:
    """Compared in whole minor units, the limit rounded as the table's notice rounds. Equal to the limit is met."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = IncomeConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: IncomeConfig) -> tuple[str, ...]:
        names = config.terms().reads()
        return (*names, config.group_fact) if config.group_fact else names

    def evaluate_many(
        self, config: IncomeConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.income.columns import met_by_many  # NumPy is for bulk runs alone

        return met_by_many(config, columns, as_of, standards)

    def evaluate(self, config: IncomeConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        return self.prepared(config, as_of, standards)(facts)

    def prepared(
        self, config: IncomeConfig, as_of: date, standards: Standards
    ) -> Callable[[Mapping[str, Fact]], Finding]:
        """`evaluate` of one day: what the tables say is looked up once for all who are asked about."""
        group_fact, no_row = config.group_fact, _no_row(config, as_of)
        met, unmet = _messages(config)
        kept: dict[str | None, Comparison | None] = {}

        def finding(facts: Mapping[str, Fact]) -> Finding:
            told = told_word(facts, group_fact) if group_fact else None
            if told not in kept:
                if len(kept) >= _MOST_GROUPS:
                    kept.clear()
                parts = comparison_of(config, told, as_of, standards)
                kept[told] = Comparison(*parts[:3], met=met, unmet=unmet, more=parts[3]) if parts else None
            comparison = kept[told]
            return (comparison.finding(facts) if comparison else None) or no_row

        return finding


def comparison_of(
    config: IncomeConfig, told: str | None, as_of: date, standards: Standards
) -> tuple[Terms, RowOf, StandardRow | None, tuple[str, ...]] | None:
    """How the amount is compared for the group that was told, with the facts that are missing to find the table.

    None where there is no table for the day.
    """
    group = (standards.group_of(config.standard, told) if told is not None else None) or config.group
    look_up = partial(standards.row, config.standard, on=as_of, column=config.column)
    unplaced = config.group_fact if told is None else None
    # Without a table for the day, no answer of the family could help: none is asked for.
    groups = standards.groups(config.standard) or (None,) if unplaced else (group,)
    if not any(look_up(size=1, group=one) for one in groups):
        return None
    return (
        config.terms(standards.unit(config.standard)),
        lambda size: look_up(size=size if config.sized else 1, group=group),
        standards.lowest(config.standard, on=as_of, group=group, column=config.column),
        (unplaced,) if unplaced else (),
    )


def _messages(config: IncomeConfig) -> tuple[str, str]:
    """The messages for met and unmet."""
    if config.plus or config.less:
        return "met_net", "unmet_net"
    if config.per == "person":
        return "met_person", "unmet_person"
    if config.below:
        return "met_below", "unmet_below"
    if config.column is not None or not config.sized:
        return "met_table", "unmet_table"
    return "met", "unmet"


def _no_row(config: IncomeConfig, as_of: date) -> Finding:
    values: dict[str, Any] = {"as_of": as_of, "percent": shown_share(share_of(config.at_most_percent))}
    because = Because(message="no_standard", values=values)
    return Finding(met=None, because=because, needs=(Need(kind=NeedKind.STANDARD, name=config.standard),))
