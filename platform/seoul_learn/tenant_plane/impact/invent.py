"""A population that nobody is of, for a city that has none yet: drawn from a fixed seed, so that all draw the same.

How it is drawn (docs/policy-editor.md says it to officers): ages from 4 to 28 alike; six of seven live in a place that
the draft names, the others anywhere; three of four are in no group; household income is log-normal around 3.3 million a
month in minor units of the currency, which fits Korea and nobody else; everything is told, and vouched for.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactDefinition, FactType, FactValue
from seoul_learn.tenant_plane.eligibility.policy import Policy

SEED = 20261124
MANY = 10_000
_HOME = 0.85
_YEAR = 365


def invented_people(
    policy: Policy, names: tuple[str, ...], facts: FactCatalogue, *, as_of: date, many: int = MANY
) -> Iterator[Mapping[str, Fact]]:
    """So many people who have told these facts."""
    chance = random.Random(SEED)  # noqa: S311  # invented, and the same each time
    home = _home(policy, facts)
    for _ in range(many):
        yield {name: _fact(facts[name], chance, home, as_of) for name in names}


def _fact(definition: FactDefinition, chance: random.Random, home: tuple[str, ...], as_of: date) -> Fact:
    value = _value(definition, chance, home, as_of)
    return Fact(name=definition.name, value=value, assurance=Assurance.ATTESTED, source="invented")


def _home(policy: Policy, facts: FactCatalogue) -> tuple[str, ...]:
    """Places within the areas that the policy names."""
    areas = {area for leaf in policy.leaves.values() for area in getattr(leaf.config, "in_", ())}
    known = dict.fromkeys(
        place for fact in facts.names() if facts[fact].type is FactType.PLACE for place in facts[fact].choices
    )
    return tuple(place for place in known if any(f"{place}-".startswith(f"{one}-") for one in areas))


def _value(definition: FactDefinition, chance: random.Random, home: tuple[str, ...], as_of: date) -> FactValue:
    choices = sorted(definition.choices)
    draw: Mapping[FactType, Callable[[], FactValue]] = {
        FactType.DATE: lambda: as_of - timedelta(days=chance.randint(4 * _YEAR, 28 * _YEAR)),
        FactType.CHOICE: lambda: chance.choice(choices),
        FactType.CHOICES: lambda: tuple(sorted(chance.sample(choices, min(len(choices), _how_many(chance))))),
        FactType.BOOLEAN: lambda: chance.random() < 0.3,
        FactType.MONEY: lambda: int(chance.lognormvariate(15, 0.7)),
        FactType.WHOLE_NUMBER: lambda: chance.randint(definition.minimum or 0, min(definition.maximum or 6, 6)),
        FactType.PLACE: lambda: chance.choice(home if home and chance.random() < _HOME else tuple(choices)),
    }
    return draw[definition.type]()


def _how_many(chance: random.Random) -> int:
    return chance.choice((0, 0, 0, 0, 0, 0, 1, 2))
