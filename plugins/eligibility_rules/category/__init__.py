"""Belonging to a recognised group."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.any_of import told_codes
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_truth

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Category = Annotated[str, msgspec.Meta(extra={"choice_of_field": "fact", "yes_or_no": True})]
_TELLING = ("choices", "choice", "boolean")
_Choices = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": _TELLING})]


class CategoryConfig(Config, frozen=True, kw_only=True):
    """At least one of these groups, of those that `fact` can tell; `yes` or `no` where that is the question."""

    any: Annotated[tuple[_Category, ...], msgspec.Meta(min_length=1)]
    fact: _Choices = "learner.categories"


class Category:
    """An answer that names no group is an answer: it is unmet, not unknown."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = CategoryConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: CategoryConfig) -> tuple[str, ...]:
        return (config.fact,)

    def evaluate_many(
        self, config: CategoryConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.category.columns import met_by_many  # NumPy is for bulk runs alone

        del as_of, standards
        return met_by_many(config, columns)

    def evaluate(self, config: CategoryConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        del as_of, standards
        told = told_codes(facts, config.fact)
        if told is None and (truth := told_truth(facts, config.fact)) is not None:
            told = ("yes" if truth else "no",)
        if told is None:
            return lacking(config.fact)
        shared = [category for category in config.any if category in told] if told else []
        values: dict[str, Any] = {"limit": list(config.any), "unit": "choice", "value": shared or list(told)}
        return Finding(met=bool(shared), because=Because(message="met" if shared else "unmet", values=values))
