"""An organisation of a list vouches for the learner, and the platform has its word for it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.any_of import told_codes
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind, lacking
from seoul_learn.plugin_api.facts import Assurance, Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_truth

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_Organisation = Annotated[str, msgspec.Meta(min_length=1, extra={"choice_of_field": "fact"})]
_Vouching = Annotated[
    str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("choices", "choice", "boolean")})
]


class AttestedByConfig(Config, frozen=True, kw_only=True):
    """One of these organisations vouches, by what `fact` tells.

    A fact with choices names the organisations; of one that is yes or no, the source of the attestation counts.
    """

    by: Annotated[tuple[_Organisation, ...], msgspec.Meta(min_length=1)]
    fact: _Vouching = "learner.vouched_by"


class AttestedBy:
    """Only an attestation that has not run out counts. The family's own word is a lead for an officer, not a yes."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = AttestedByConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()

    def reads(self, config: AttestedByConfig) -> tuple[str, ...]:
        return (config.fact,)

    def evaluate_many(
        self, config: AttestedByConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.attested_by.columns import met_by_many  # NumPy is for bulk runs alone

        del standards
        return met_by_many(config, columns, as_of)

    def evaluate(
        self, config: AttestedByConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        del standards
        named = _named(facts, config.fact)
        if named is None:
            return lacking(config.fact)
        fact = facts[config.fact]
        vouching = [code for code in config.by if code in named]
        values: dict[str, Any] = {"value": vouching or list(named), "limit": list(config.by), "unit": "choice"}
        attested = fact.assurance_on(as_of) >= Assurance.ATTESTED
        if vouching and attested:
            return Finding(met=True, because=Because(message="met", values=values))
        # A yes without a word of the list's organisations may still get one.
        if vouching or told_truth(facts, config.fact):
            need = Need(kind=NeedKind.ASSURANCE, name=config.fact)
            return Finding(met=None, because=Because(message="not_attested", values=values), needs=(need,))
        return Finding(met=False, because=Because(message="unmet", values=values))


def _named(facts: Mapping[str, Fact], name: str) -> tuple[str, ...] | None:
    """The organisations that vouch: those that the answer names, or the source of a yes."""
    truth = told_truth(facts, name)
    if truth is None:
        return told_codes(facts, name)
    return (facts[name].source,) if truth else ()
