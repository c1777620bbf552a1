"""Where the learner or a guardian is registered as living."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.places import within
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_word

_Person = Literal["learner", "guardian"]
_Area = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}(-[0-9A-Z]+)*$", extra={"choice_of": "learner.residence"})]


class ResidenceConfig(Config, frozen=True, kw_only=True):
    """The place of any of these persons lies in any of these areas."""

    in_: Annotated[tuple[_Area, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="in")
    of: Annotated[tuple[_Person, ...], msgspec.Meta(min_length=1)] = ("learner",)


class Residence:
    """Met by one person, unmet when all of them live elsewhere. A place that contains an area is for an officer."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = ResidenceConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: ResidenceConfig) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f"{person}.residence" for person in config.of))

    def evaluate(
        self, config: ResidenceConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        del as_of, standards
        places = {name: told_word(facts, name) for name in self.reads(config)}
        known = sorted({place for place in places.values() if place})
        values: dict[str, Any] = {"value": known, "limit": list(config.in_), "unit": "place"}
        inside = [place for place in known if any(within(place, area) for area in config.in_)]
        if inside:
            return Finding(met=True, because=Because(message="met", values={**values, "value": inside}))
        missing = [name for name, place in places.items() if not place]
        if missing:
            needs = tuple(Need(kind=NeedKind.FACT, name=name) for name in missing)
            return Finding(met=None, because=Because(message="unknown", values=values), needs=needs)
        around = [name for name, place in places.items() if any(within(area, place or "") for area in config.in_)]
        if around:
            needs = tuple(Need(kind=NeedKind.REVIEW, name=name) for name in around)
            return Finding(met=None, because=Because(message="too_coarse", values=values), needs=needs)
        return Finding(met=False, because=Because(message="unmet", values=values))
