"""Where the learner or a guardian is registered as living and since when, or where the school lies."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from seoul_learn.kit.spans import SPAN_PATTERN, before, span_of
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.places import within
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_date, told_word

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Whose = Literal["learner", "guardian", "school"]
_Area = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}(-[0-9A-Z]+)*$", extra={"choice_of": "learner.residence"})]
_Place = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("place",)})]
_SCHOOL = "school.location"


class ResidenceConfig(Config, frozen=True, kw_only=True, dict=True):
    """The place of any of these lies in any of these areas; for so long, or since a day, where that is set.

    `facts` are further facts that tell a place, such as those of a city's own catalogue.
    """

    in_: Annotated[tuple[_Area, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="in")
    of: tuple[_Whose, ...] = ("learner",)
    facts: tuple[_Place, ...] = ()
    for_at_least: Annotated[str, msgspec.Meta(pattern=SPAN_PATTERN, description="like `6 months`")] | None = None
    since: date | None = None

    def __post_init__(self) -> None:
        if not self.of and not self.facts:
            raise ValueError("Write whose place counts: `of`, `facts` or both")
        if self.lasting and (self.facts or "school" in self.of):
            raise ValueError("`for_at_least` and `since` are for the residence of learners and guardians")

    @property
    def lasting(self) -> bool:
        """Whether it matters since when somebody lives there."""
        return self.for_at_least is not None or self.since is not None

    @cached_property
    def told_by(self) -> tuple[str, ...]:
        """The facts that tell the places."""
        named = (_SCHOOL if one == "school" else f"{one}.residence" for one in self.of)
        return tuple(dict.fromkeys((*named, *self.facts)))

    def latest(self, as_of: date) -> date:
        """The last day on which somebody may have moved in."""
        days = [as_of if self.for_at_least is None else before(as_of, span_of(self.for_at_least))]
        return min([*days, self.since] if self.since else days)


class Residence:
    """Met by one place, unmet when all of them are elsewhere. A place that contains an area is for an officer."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = ResidenceConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: ResidenceConfig) -> tuple[str, ...]:
        return config.told_by + (tuple(since_of(name) for name in config.told_by) if config.lasting else ())

    def evaluate_many(
        self, config: ResidenceConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.residence.columns import met_by_many  # NumPy is for bulk runs alone

        del standards
        return met_by_many(config, columns, as_of)

    def evaluate(
        self, config: ResidenceConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        del standards
        places = {name: told_word(facts, name) for name in config.told_by}
        known = sorted({place for place in places.values() if place})
        values: dict[str, Any] = {"value": known, "limit": list(config.in_), "unit": "place"}
        inside = {name: place for name, place in places.items() if place and _is_in(place, config.in_)}
        if inside and not config.lasting:
            values["value"] = sorted(set(inside.values()))
            return Finding(met=True, because=Because(message="met", values=values))
        moved = {name: told_date(facts, since_of(name)) for name in inside} if config.lasting else {}
        latest = config.latest(as_of) if config.lasting else as_of
        long_enough = {name: day for name, day in moved.items() if day is not None and day <= latest}
        if long_enough:
            held = sorted({place for name, place in inside.items() if name in long_enough})
            return Finding(met=True, because=Because(message="met", values={**values, "value": held}))
        missing = [name for name, place in places.items() if not place]
        missing += [since_of(name) for name, day in moved.items() if day is None]
        if missing:
            needs = tuple(Need(kind=NeedKind.FACT, name=name) for name in missing)
            return Finding(met=None, because=Because(message="unknown", values=values), needs=needs)
        around = [name for name, place in places.items() if any(within(area, place or "") for area in config.in_)]
        around = [name for name in around if name not in inside]
        if around:
            needs = tuple(Need(kind=NeedKind.REVIEW, name=name) for name in around)
            return Finding(met=None, because=Because(message="too_coarse", values=values), needs=needs)
        if inside:
            first = min(day for day in moved.values() if day is not None)
            short = {**values, "value": sorted(set(inside.values())), "since": first, "latest": latest}
            return Finding(met=False, because=Because(message="too_short", values=short))
        return Finding(met=False, because=Because(message="unmet", values=values))


def since_of(place: str) -> str:
    """The fact that tells since when somebody lives at a place."""
    return f"{place}_since"


def _is_in(place: str, areas: tuple[str, ...]) -> bool:
    return place in areas or any(within(place, area) for area in areas)
