"""A policy as the engine holds it: named criteria, rules over their names, and what is granted to whom."""

import enum
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.plugin_api.facts import Assurance
from seoul_learn.plugin_api.references import named_codes
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.lasting import SchoolYear
from seoul_learn.tenant_plane.eligibility.quota import Quota
from seoul_learn.tenant_plane.eligibility.ranking import Ranking
from seoul_learn.tenant_plane.eligibility.renewal import Renewal
from seoul_learn.tenant_plane.eligibility.rule import Expression, Name
from seoul_learn.tenant_plane.eligibility.ruling import Rulings
from seoul_learn.tenant_plane.eligibility.window import Window

ELIGIBLE = "eligible"
"""The rule that every policy has: who may be served at all."""


class Transition(enum.StrEnum):
    """What a new version does to applications in flight: begun, and not finally determined, when it takes effect.

    They keep the version that they had; or the new one decides; or both are tried, and the better for the applicant
    decides (docs/policies.md, "Applications in flight").
    """

    KEEP = "keep"
    REDETERMINE = "redetermine"
    APPLICANTS_ADVANTAGE = "applicants_advantage"


class Leaf(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One named criterion. `assurance` is the least that its facts must have for a final determination."""

    name: str
    use: str
    criterion: Criterion
    config: Any
    assurance: Assurance
    label: dict[str, str]
    law: str | None

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The facts it looks at."""
        return self.criterion.reads(self.config)


class Policy(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One dated version; `rules` are over criteria alone.

    `digest` is of what the text says, however spelt, and but for its status, which moves on while the law stays.
    """

    programme: str
    effective_from: date
    status: str
    basis: str | None
    source: str
    transition: Transition
    illustrative: str | None
    leaves: Mapping[str, Leaf]
    rules: Mapping[str, Expression]
    grants: tuple[Grant, ...]
    digest: str
    window: Window | None = None
    quota: Quota | None = None
    ranking: Ranking | None = None
    renewal: Renewal | None = None
    school_year: SchoolYear | None = None

    @property
    def rule(self) -> Expression:
        """The rule that decides."""
        return self.rules[ELIGIBLE]

    @cached_property
    def rulings(self) -> Rulings:
        """What the rule makes of the values of the criteria; kept, since the same combinations come again and again."""
        return Rulings(tuple(self.leaves), self.rule, tuple(grant.when for grant in self.grants))

    @cached_property
    def codes(self) -> Mapping[str, tuple[str, ...]]:
        """The answers that the criteria tell apart, by the fact that can have them."""
        found: dict[str, tuple[str, ...]] = {}
        for leaf in self.leaves.values():
            for fact, codes in named_codes(leaf.config).items():
                found[fact] = tuple(dict.fromkeys((*found.get(fact, ()), *codes)))
        return found

    def named(self, name: str) -> Expression:
        """What a name of this policy says, over criteria alone: a rule, or a criterion itself."""
        return self.rules.get(name) or Name(name)


class PolicyFault(msgspec.Struct, frozen=True):
    """One fault at its place in the document; `message` says what is wrong and how to mend it."""

    at: TomlPath
    message: str


class PolicyRefused(Exception):
    """The document is no policy; `faults` holds all of them."""

    def __init__(self, faults: tuple[PolicyFault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults
