"""Age on the day that the law names, by birthday, by year or by school year; or born between two days."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.days import APPLICATION, LawDay, MonthDay, law_day, law_year, refuse_no_day
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_date

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Age = Annotated[int, msgspec.Meta(ge=0, le=1500, description="full years, from 0 to 120, or months")]
_MOST_YEARS = 120
_ENDLESS = date.max.toordinal()
"""Above every age, in whatever it is counted."""


class AgeConfig(Config, frozen=True, kw_only=True):
    """From the birthday of `from` up to the day before the birthday after `to`; either may be left open.

    `by = "birth_year"` is the year of the day less the year of birth (연 나이); `by = "school_year"` the same of the
    year in which the day's school year began. `born_from` and `born_to` are days of birth instead of ages.
    """

    from_: _Age | None = msgspec.field(name="from", default=None)
    to: _Age | None = None
    unit: Literal["years", "months"] = "years"
    by: Literal["birthday", "birth_year", "school_year"] = "birthday"
    on: LawDay = APPLICATION
    year_begins: MonthDay = "03-01"
    born_from: date | None = None
    born_to: date | None = None
    fact: Annotated[str, msgspec.Meta(extra={"names": "fact", "types": ("date",)})] = "learner.birth_date"

    def __post_init__(self) -> None:
        refuse_no_day(self.on)
        refuse_no_day(self.year_begins)
        if self.born_from is not None or self.born_to is not None:
            self._refuse_days()
        elif self.from_ is None and self.to is None:
            raise ValueError("Write `from`, `to` or both, or `born_from` and `born_to`")
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise ValueError("`to` is below `from`")
        if self.unit == "years" and max(self.from_ or 0, self.to or 0) > _MOST_YEARS:
            raise ValueError(f"An age in years is at most {_MOST_YEARS}")
        if self.unit == "months" and self.by != "birthday":
            raise ValueError(f'Months are counted by birthday; leave out `by = "{self.by}"`')

    def _refuse_days(self) -> None:
        if self.born_from is None or self.born_to is None:
            raise ValueError("Write both `born_from` and `born_to`")
        if self.born_to < self.born_from:
            raise ValueError("`born_to` is before `born_from`")
        if self.from_ is not None or self.to is not None:
            raise ValueError("Write ages (`from`, `to`) or days of birth (`born_from`, `born_to`), not both")

    def count(self, born: date, as_of: date) -> int:
        """The age that counts for an application on a day."""
        on = law_day(self.on, as_of, year_begins=self.year_begins)
        if self.unit == "months":
            return full_months(born, on)
        match self.by:
            case "birthday":
                return full_years(born, on)
            case "birth_year":
                return on.year - born.year
            case "school_year":
                return law_year(on, year_begins=self.year_begins) - born.year


class Age:
    """Of the learner. Somebody born on 29 February is a year older on 1 March in other years (민법 제160조 제3항)."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = AgeConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: AgeConfig) -> tuple[str, ...]:
        return (config.fact,)

    def evaluate_many(
        self, config: AgeConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.age.columns import met_by_many  # NumPy is for bulk runs alone

        del standards
        return met_by_many(config, columns, as_of)

    def evaluate(self, config: AgeConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        return self.prepared(config, as_of, standards)(facts)

    def prepared(
        self, config: AgeConfig, as_of: date, standards: Standards
    ) -> Callable[[Mapping[str, Fact]], Finding]:
        """`evaluate` of one day: the day that counts is worked out once for all who are asked about."""
        del standards
        on = law_day(config.on, as_of, year_begins=config.year_begins)
        shown: dict[str, Any] = {"unit": config.unit, "as_of": on}
        by_years = config.unit == "years" and config.by == "birthday"
        year, month_and_day = on.year, (on.month, on.day)
        fact, least, most = config.fact, config.from_, config.to
        lowest = -_ENDLESS if least is None else least
        highest = _ENDLESS if most is None else most
        held = "met" if least is not None and most is not None else "young_enough" if least is None else "old_enough"
        # Where both ends are told, the upper one is the limit.
        both = {} if least is None or most is None else {"from": least}
        within = {**shown, **both, "limit": least if most is None else most}

        def finding(facts: Mapping[str, Fact]) -> Finding:
            born = told_date(facts, fact)
            if born is None:
                return lacking(fact)
            if config.born_from is not None and config.born_to is not None:
                return _born(born, config.born_from, config.born_to)
            if not by_years:
                age = config.count(born, as_of)
                return _counted(config, age, {**shown, "value": age, "birth_date": born})
            age = year - born.year - ((born.month, born.day) > month_and_day)
            if lowest <= age <= highest:
                values = {**within, "value": age, "birth_date": born}
                return Finding(met=True, because=Because(message=held, values=values))
            young = age < lowest
            values = {**shown, "value": age, "birth_date": born, "limit": least if young else most}
            return Finding(met=False, because=Because(message="too_young" if young else "too_old", values=values))

        return finding


def _born(born: date, first: date, last: date) -> Finding:
    met = first <= born <= last
    days = {"value": born, "from": first, "limit": last}
    return Finding(met=met, because=Because(message="born" if met else "not_born", values=days))


def _counted(config: AgeConfig, age: int, values: dict[str, Any]) -> Finding:
    """Months and years that are not counted by birthday, told with both ends of the range at once."""
    met = (config.from_ is None or config.from_ <= age) and (config.to is None or age <= config.to)
    ends = ("" if end is None else str(end) for end in (config.from_, config.to))
    kind = "months" if config.unit == "months" else config.by
    because = Because(message=f"{kind}_met" if met else f"{kind}_unmet", values={**values, "range": "–".join(ends)})
    return Finding(met=met, because=because)


def full_years(born: date, on: date) -> int:
    """How often the birthday has come back by a day; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def full_months(born: date, on: date) -> int:
    """How many whole months have passed since birth by a day; negative before it."""
    return 12 * (on.year - born.year) + on.month - born.month - (on.day < born.day)
