"""How many children there are in the household."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_number

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Count = Annotated[int, msgspec.Meta(ge=0, le=20, description="so many children, from 0 to 20")]
_Number = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("whole_number",)})]


class ChildrenConfig(Config, frozen=True, kw_only=True):
    """From so many to so many; either may be left open. Children of certain ages are counted by a fact of their own."""

    from_: _Count | None = msgspec.field(name="from", default=None)
    to: _Count | None = None
    fact: _Number = "household.children"

    def __post_init__(self) -> None:
        if self.from_ is None and self.to is None:
            raise ValueError("Write `from`, `to` or both")
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise ValueError("`to` is below `from`")


class Children:
    """Both ends belong to the range."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = ChildrenConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: ChildrenConfig) -> tuple[str, ...]:
        return (config.fact,)

    def evaluate_many(
        self, config: ChildrenConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.children.columns import met_by_many  # NumPy is for bulk runs alone

        del as_of, standards
        return met_by_many(config, columns)

    def evaluate(self, config: ChildrenConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        del as_of, standards
        count = told_number(facts, config.fact)
        if count is None:
            return lacking(config.fact)
        values: dict[str, Any] = {"value": count, "unit": "children"}
        if config.from_ is not None and count < config.from_:
            return Finding(met=False, because=Because(message="too_few", values={**values, "limit": config.from_}))
        if config.to is not None and count > config.to:
            return Finding(met=False, because=Because(message="too_many", values={**values, "limit": config.to}))
        return Finding(met=True, because=Because(message="met", values=values))
