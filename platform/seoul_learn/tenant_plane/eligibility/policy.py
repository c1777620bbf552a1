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
from seoul_learn.tenant_plane.eligibility.rule import Expression
from seoul_learn.tenant_plane.eligibility.ruling import Rulings

ELIGIBLE = "eligible"
"""The rule that every policy has: who may be served at all."""


class Transition(enum.StrEnum):
    """What a new version does to applications that began under the one before it."""

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


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The right to pick one offering of a category."""

    category: str


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What those get for whom `when` holds: slots, how many of them at most, for how many months."""

    when: Expression
    slots: tuple[Slot, ...]
    at_most: int
    months: int


class Ranking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes first when places run short: criteria by name, then the tie-break."""

    by: tuple[str, ...]
    tie_break: str


class Policy(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One dated version; `rules` are over criteria alone, and `digest` is of what the text says, however spelt."""

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
    ranking: Ranking | None
    digest: str

    @property
    def rule(self) -> Expression:
        """The rule that decides."""
        return self.rules[ELIGIBLE]

    @cached_property
    def rulings(self) -> Rulings:
        """What the rule makes of the values of the criteria; kept, since the same combinations come again and again."""
        return Rulings(tuple(self.leaves), self.rule, tuple(grant.when for grant in self.grants))


class PolicyFault(msgspec.Struct, frozen=True):
    """One fault at its place in the document; `message` says what is wrong and how to mend it."""

    at: TomlPath
    message: str


class PolicyRefused(Exception):
    """The document is no policy; `faults` holds all of them."""

    def __init__(self, faults: tuple[PolicyFault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults
