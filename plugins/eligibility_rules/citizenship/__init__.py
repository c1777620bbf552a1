"""Citizenship, or a residence status of a list, of the learner or of a guardian."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from seoul_learn.plugin_api.any_of import shared_codes, told_codes
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Whose = Literal["learner", "guardian"]
_Telling = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("choices", "choice")})]
_Status = Annotated[str, msgspec.Meta(min_length=1, extra={"choice_of": "learner.residence_status"})]


class CitizenshipConfig(Config, frozen=True, kw_only=True, dict=True):
    """One of these persons has one of these statuses; `citizen` is one of them.

    `facts` are further facts that tell a status, such as that of a second guardian in a city's own catalogue.
    """

    any: Annotated[tuple[_Status, ...], msgspec.Meta(min_length=1)]
    of: tuple[_Whose, ...] = ("learner",)
    facts: tuple[_Telling, ...] = ()

    def __post_init__(self) -> None:
        if not self.of and not self.facts:
            raise ValueError("Write whose status counts: `of`, `facts` or both")

    @cached_property
    def told_by(self) -> tuple[str, ...]:
        """The facts that tell a status."""
        return tuple(dict.fromkeys((*(f"{whose}.residence_status" for whose in self.of), *self.facts)))


class Citizenship:
    """Met by one person, unmet when all of them have another status."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = CitizenshipConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: CitizenshipConfig) -> tuple[str, ...]:
        return config.told_by

    def evaluate_many(
        self, config: CitizenshipConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.citizenship.columns import met_by_many  # NumPy is for bulk runs alone

        del as_of, standards
        return met_by_many(config, columns)

    def evaluate(
        self, config: CitizenshipConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        del as_of, standards
        names = config.told_by
        told = [code for name in names for code in told_codes(facts, name) or ()]
        held = [code for name in names for code in shared_codes(facts, name, config.any) or ()]
        values: dict[str, Any] = {"value": held or told, "limit": list(config.any), "unit": "choice"}
        if held:
            return Finding(met=True, because=Because(message="met", values=values))
        missing = tuple(Need(kind=NeedKind.FACT, name=name) for name in names if told_codes(facts, name) is None)
        if missing:
            return Finding(met=None, because=Because(message="unknown", values=values), needs=missing)
        return Finding(met=False, because=Because(message="unmet", values=values))
