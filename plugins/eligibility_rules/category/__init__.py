"""Belonging to a recognised group."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_words

_CATEGORIES = "learner.categories"
_Category = Annotated[str, msgspec.Meta(extra={"choice_of": _CATEGORIES})]


class CategoryConfig(Config, frozen=True, kw_only=True):
    """At least one of these groups."""

    any: Annotated[tuple[_Category, ...], msgspec.Meta(min_length=1)]


class Category:
    """An answer that names no group is an answer: it is unmet, not unknown."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = CategoryConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: CategoryConfig) -> tuple[str, ...]:
        del config
        return (_CATEGORIES,)

    def evaluate(self, config: CategoryConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        del as_of, standards
        told = told_words(facts, _CATEGORIES)
        if told is None:
            return lacking(_CATEGORIES)
        values: dict[str, Any] = {"limit": list(config.any), "unit": "choice"}
        shared = [category for category in config.any if category in told]
        if shared:
            return Finding(met=True, because=Because(message="met", values={**values, "value": shared}))
        return Finding(met=False, because=Because(message="unmet", values={**values, "value": list(told)}))
