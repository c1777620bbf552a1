"""Receiving a benefit of a list: the household, the learner or a guardian, now or on the day that the law names."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from seoul_learn.plugin_api.any_of import shared_codes
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.days import LawDay, MonthDay, law_day, refuse_no_day
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_date

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Whose = Literal["household", "learner", "guardian"]
_Telling = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("choices", "choice")})]
_Benefit = Annotated[str, msgspec.Meta(min_length=1, extra={"choice_of": "household.benefits"})]


class BenefitConfig(Config, frozen=True, kw_only=True, dict=True):
    """At least one of these benefits is received by one of these.

    With `on`, it has to be received on that day: since when and until when is asked for too, of each benefit apart.
    `facts` are further facts that tell benefits, such as those of a city's own catalogue.
    """

    any: Annotated[tuple[_Benefit, ...], msgspec.Meta(min_length=1)]
    of: tuple[_Whose, ...] = ("household",)
    facts: tuple[_Telling, ...] = ()
    on: LawDay | None = None
    year_begins: MonthDay = "01-01"

    def __post_init__(self) -> None:
        if not self.of and not self.facts:
            raise ValueError("Write whose benefits count: `of`, `facts` or both")
        refuse_no_day(self.year_begins)
        if self.on is not None:
            refuse_no_day(self.on)

    @cached_property
    def told_by(self) -> tuple[str, ...]:
        """The facts that tell the benefits."""
        return tuple(dict.fromkeys((*(f"{whose}.benefits" for whose in self.of), *self.facts)))


class Benefit:
    """No benefit at all is an answer. Without `on`, what is told counts as received on the day of the application."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = BenefitConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: BenefitConfig) -> tuple[str, ...]:
        if config.on is None:
            return config.told_by
        dated = (
            day
            for name in config.told_by
            for code in config.any
            for day in (since_of(name, code), until_of(name, code))
        )
        return tuple(dict.fromkeys((*config.told_by, *dated)))

    def evaluate_many(
        self, config: BenefitConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.benefit.columns import met_by_many  # NumPy is for bulk runs alone

        del standards
        return met_by_many(config, columns, as_of)

    def evaluate(self, config: BenefitConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        del standards
        day = law_day(config.on, as_of, year_begins=config.year_begins) if config.on is not None else None
        values: dict[str, Any] = {"limit": list(config.any), "unit": "choice", "as_of": day or as_of}
        missing: list[str] = []
        at_another_time: list[str] = []
        for name in config.told_by:
            received = shared_codes(facts, name, config.any)
            if received is None:
                missing.append(name)
                continue
            days = {code: _held(facts, name, code, day) for code in received}
            if held := [code for code, (on_it, _) in days.items() if on_it]:
                return Finding(met=True, because=Because(message="met", values={**values, "value": held}))
            missing += (one for on_it, unknown in days.values() if on_it is None for one in unknown)
            at_another_time += (code for code, (on_it, _) in days.items() if on_it is False)
        if missing:
            needs = tuple(Need(kind=NeedKind.FACT, name=name) for name in missing)
            return Finding(met=None, because=Because(message="unknown", values=values), needs=needs)
        message = "not_on_the_day" if at_another_time else "unmet"
        return Finding(met=False, because=Because(message=message, values={**values, "value": at_another_time}))


def _held(facts: Mapping[str, Fact], name: str, code: str, day: date | None) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a benefit that is received is received on a day, and the facts that are missing to tell."""
    if day is None:
        return True, ()
    names = (since_of(name, code), until_of(name, code))
    since, until = (told_date(facts, one) for one in names)
    if (since is not None and since > day) or (until is not None and until < day):
        return False, ()
    missing = tuple(one for one, told in zip(names, (since, until), strict=True) if told is None)
    return (None, missing) if missing else (True, ())


def since_of(name: str, code: str) -> str:
    """The fact that tells since when a benefit is received."""
    return f"{name}_since.{code}"


def until_of(name: str, code: str) -> str:
    """The fact that tells until when it is."""
    return f"{name}_until.{code}"
