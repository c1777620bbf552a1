"""Having taken part before: how often, and how long ago."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from seoul_learn.kit.spans import SPAN_PATTERN, before, span_of
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_date, told_number

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Times = Annotated[int, msgspec.Meta(ge=0, le=50, description="so many times, from 0 to 50")]
_Number = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("whole_number",)})]
_Day = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("date",)})]


class ParticipationConfig(Config, frozen=True, kw_only=True):
    """At least and at most so many times (`at_most = 0` is never), the last not within so long before the day."""

    at_least: Annotated[int, msgspec.Meta(ge=1, le=50)] | None = None
    at_most: _Times | None = None
    not_within: Annotated[str, msgspec.Meta(pattern=SPAN_PATTERN, description="like `6 months`")] | None = None
    count: _Number = "learner.participations"
    ended: _Day = "learner.last_participation"

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None and self.not_within is None:
            raise ValueError("Write `at_least`, `at_most` or `not_within`")
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            raise ValueError("`at_most` is below `at_least`")


class Participation:
    """Who has never taken part has no last day: it is not asked for. The day on which the span is over is met."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = ParticipationConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: ParticipationConfig) -> tuple[str, ...]:
        return (config.count, config.ended) if config.not_within is not None else (config.count,)

    def evaluate_many(
        self, config: ParticipationConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.participation.columns import met_by_many  # NumPy is for bulk runs alone

        del standards
        return met_by_many(config, columns, as_of)

    def evaluate(
        self, config: ParticipationConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        del standards
        count, ended = told_number(facts, config.count), told_date(facts, config.ended)
        if count is None:
            return lacking(config.count)
        values: dict[str, Any] = {"value": count, "unit": "times"}
        if config.at_least is not None and count < config.at_least:
            return Finding(met=False, because=Because(message="too_few", values={**values, "limit": config.at_least}))
        if config.at_most is not None and count > config.at_most:
            return Finding(met=False, because=Because(message="too_many", values={**values, "limit": config.at_most}))
        if config.not_within is None or count <= 0:
            return Finding(met=True, because=Because(message="met", values=values))
        if ended is None:
            return lacking(config.ended)
        latest = before(as_of, span_of(config.not_within))
        met, values = ended <= latest, {**values, "ended": ended, "latest": latest}
        return Finding(met=met, because=Because(message="long_ago" if met else "too_recent", values=values))
