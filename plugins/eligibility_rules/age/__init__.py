"""Age in full years on the day of the law."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_date

_BIRTH_DATE = "learner.birth_date"
_Years = Annotated[int, msgspec.Meta(ge=0, le=120, description="full years, from 0 to 120")]


class AgeConfig(Config, frozen=True, kw_only=True):
    """From the birthday of `from` up to the day before the birthday after `to`; either may be left open."""

    from_: _Years | None = msgspec.field(name="from", default=None)
    to: _Years | None = None

    def __post_init__(self) -> None:
        if self.from_ is None and self.to is None:
            raise ValueError("Write `from`, `to` or both")
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise ValueError("`to` is below `from`")


class Age:
    """Of the learner. Somebody born on 29 February is a year older on 1 March in other years (민법 제160조 제3항)."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = AgeConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: AgeConfig) -> tuple[str, ...]:
        del config
        return (_BIRTH_DATE,)

    def evaluate(self, config: AgeConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        del standards
        born = told_date(facts, _BIRTH_DATE)
        if born is None:
            return lacking(_BIRTH_DATE)
        years = full_years(born, as_of)
        values: dict[str, Any] = {"value": years, "unit": "years", "birth_date": born, "as_of": as_of}
        if config.from_ is not None and years < config.from_:
            return Finding(met=False, because=Because(message="too_young", values={**values, "limit": config.from_}))
        if config.to is not None and years > config.to:
            return Finding(met=False, because=Because(message="too_old", values={**values, "limit": config.to}))
        if config.to is None:
            return Finding(met=True, because=Because(message="old_enough", values={**values, "limit": config.from_}))
        if config.from_ is None:
            return Finding(met=True, because=Because(message="young_enough", values={**values, "limit": config.to}))
        limits = {"from": config.from_, "limit": config.to}
        return Finding(met=True, because=Because(message="met", values={**values, **limits}))


def full_years(born: date, on: date) -> int:
    """How often the birthday has come back by a day; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
