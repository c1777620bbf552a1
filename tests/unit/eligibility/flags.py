"""A criterion of one yes-or-no fact, and policies made of it: for tests of the engine alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import msgspec

from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactDefinition, FactType, Sensitivity
from seoul_learn.plugin_api.manifest import Manifest, PluginKind
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy

DAY = date(2026, 3, 2)
NO_STANDARDS = Standards({})


class FlagConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    fact: str


class Flag:
    manifest: ClassVar[Manifest] = Manifest(
        name="flag", kind=PluginKind.CRITERION, version="1", title={"en": "Flag"}, languages=("en",)
    )
    config: ClassVar[type[msgspec.Struct]] = FlagConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: Any) -> tuple[str, ...]:
        return (config.fact,)

    def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        del as_of, standards
        fact = facts.get(config.fact)
        if fact is None:
            return lacking(config.fact)
        return Finding(met=bool(fact.value), because=Because(message="said", values={"value": fact.value}))


def document(rule: str, names: str, **leaf: Any) -> dict[str, Any]:
    return {
        "policy": {"programme": "learn", "effective_from": DAY, "status": "in_force", "source": "a test"},
        "criteria": {name: {"use": "flag", "fact": f"fact.{name}", "label": {"en": name}, **leaf} for name in names},
        "rule": {"eligible": rule},
        "grants": [{"when": "eligible", "slots": [{"category": "reading"}], "at_most": 1, "lasts": "12 months"}],
    }


def policy(rule: str, names: str, **leaf: Any) -> Policy:
    return read_policy(document(rule, names, **leaf), {"flag": Flag()})


def facts(assurance: Assurance = Assurance.ATTESTED, /, **told: bool) -> dict[str, Fact]:
    return {f"fact.{name}": Fact(name=f"fact.{name}", value=value, assurance=assurance) for name, value in told.items()}


def catalogue(names: str, **sensitive: Sensitivity) -> FactCatalogue:
    return FactCatalogue(
        {
            f"fact.{name}": FactDefinition(
                name=f"fact.{name}",
                type=FactType.BOOLEAN,
                question={"en": f"{name}?"},
                sensitivity=sensitive.get(name, Sensitivity.PERSONAL),
            )
            for name in names
        }
    )
