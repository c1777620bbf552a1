"""Income or property against an amount that the law itself names."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from seoul_learn.kit.money import Rounding
from seoul_learn.plugin_api.comparing import Comparison, RowOf, Terms
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.net_amount import Deduction, made_of, refuse_no_sum
from seoul_learn.plugin_api.periods import UNIT_PATTERN, Period
from seoul_learn.plugin_api.standards import Standard, StandardRow, Standards, Table, WrittenIn

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Amount = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("money", "whole_number")})]
_Number = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("whole_number",)})]
_Choice = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("choice",)})]
_Limit = Annotated[int, msgspec.Meta(ge=1, le=10**12, description="an amount in whole units of the currency")]
_Unit = Annotated[
    str,
    msgspec.Meta(
        pattern=UNIT_PATTERN, description="a unit like KRW/month, USD/year or KRW", extra={"names": "currency"}
    ),
]
_SERIES = "limit"


class IncomeLimitConfig(Config, frozen=True, kw_only=True):
    """`measure` is at most `at_most`; or at most the amount of `by_size` for so many people, then `each_more`.

    Amounts are whole won, yen or dollars, unless `written_in` says that they are the currency's minor units. The
    amounts of `plus` are added to the measure, and what `less` names is taken off, each for the measure's period.
    """

    measure: _Amount
    unit: _Unit
    at_most: _Limit | None = None
    by_size: tuple[_Limit, ...] = ()
    each_more: Annotated[int, msgspec.Meta(ge=0, le=10**12)] | None = None
    written_in: WrittenIn = WrittenIn.UNITS
    below: bool = False
    size: _Number = "household.size"
    per: Literal["household", "person"] = "household"
    period: Period | None = None
    period_fact: _Choice | None = None
    rounding: Rounding = Rounding.HALF_UP
    plus: tuple[_Amount, ...] = ()
    less: tuple[Deduction, ...] = ()

    def __post_init__(self) -> None:
        if (self.at_most is None) == (not self.by_size):
            raise ValueError("Write `at_most`, or `by_size` with an amount for each size")
        if self.each_more is not None and not self.by_size:
            raise ValueError("`each_more` adds to the last amount of `by_size`; write that too")
        if self.by_size and self.per == "person":
            raise ValueError('`per = "person"` takes one amount; write `at_most`')
        refuse_no_sum(self.less, self.period_fact)
        if self.period is not None and self.period_fact is not None:
            raise ValueError("Write `period` or `period_fact`, not both")
        if (self.period or self.period_fact) and "/" not in self.unit:
            raise ValueError(f'`unit = "{self.unit}"` is for no period; write it like {self.unit}/year')

    @property
    def terms(self) -> Terms:
        """How the amount is compared."""
        return Terms(
            measure=self.measure,
            size=self.size if self.by_size or self.per == "person" else None,
            period=self.period,
            period_fact=self.period_fact,
            rounding=self.rounding,
            per_person=self.per == "person",
            below=self.below,
            made_of=made_of(
                self.measure, self.plus, self.less, size=self.size,
                unit=self.unit if self.written_in is WrittenIn.UNITS else None,
            ),
        )  # fmt: skip


class IncomeLimit:
    """The law's amounts are held as a table of one period without end, so that they are compared as official ones."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = IncomeLimitConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: IncomeLimitConfig) -> tuple[str, ...]:
        return config.terms.reads()

    def evaluate_many(
        self, config: IncomeLimitConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.income_limit.columns import met_by_many  # NumPy is for bulk runs alone

        del standards
        return met_by_many(config, columns, as_of)

    def evaluate(
        self, config: IncomeLimitConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        return self.prepared(config, as_of, standards)(facts)

    def prepared(
        self, config: IncomeLimitConfig, as_of: date, standards: Standards
    ) -> Callable[[Mapping[str, Fact]], Finding]:
        """`evaluate` of one day: each limit is worked out once for all who are asked about."""
        del standards
        row_of, lowest = limits_on(config, as_of)
        met, unmet = _messages(config)
        comparison = Comparison(config.terms, row_of, lowest, met=met, unmet=unmet, shows_row=False)
        # More people than the law has amounts for: somebody has to read the law.
        need = Need(kind=NeedKind.REVIEW, name=config.size)
        beyond = Finding(met=None, because=Because(message="too_many"), needs=(need,))
        return lambda facts: comparison.finding(facts) or beyond


def limits_on(config: IncomeLimitConfig, as_of: date) -> tuple[RowOf, StandardRow | None]:
    """The limits by size on a day, and the least of them where every size has one."""
    limits = _limits(config)
    return partial(_row, limits, as_of), limits.lowest(_SERIES, on=as_of)


def _row(limits: Standards, as_of: date, size: int) -> StandardRow | None:
    return limits.row(_SERIES, size=size, on=as_of)


@lru_cache(maxsize=256)
def _limits(config: IncomeLimitConfig) -> Standards:
    values = config.by_size or (config.at_most or 0,)
    each_more = config.each_more if config.by_size else 0
    table = Table(from_=date.min, to=date.max, source="", values=values, each_more=each_more)
    series = Standard(id=_SERIES, unit=config.unit, by="size", written_in=config.written_in, tables=(table,))
    return Standards({_SERIES: series})


def _messages(config: IncomeLimitConfig) -> tuple[str, str]:
    """The messages for met and unmet."""
    if config.plus or config.less:
        return "met_net", "unmet_net"
    if config.per == "person":
        return "met_person", "unmet_person"
    if config.below:
        return "met_below", "unmet_below"
    return ("met", "unmet") if "/" in config.unit else ("met_property", "unmet_property")
