"""A criterion: one parametrised test of facts. Pure and total: missing facts give None, and it never raises."""

import enum
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Protocol

import msgspec

from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest
from seoul_learn.plugin_api.standards import StandardRow, Standards


class NeedKind(enum.StrEnum):
    """Why a criterion cannot say yes or no."""

    FACT = "fact"
    ASSURANCE = "assurance"
    REVIEW = "review"
    STANDARD = "standard"
    PLUGIN = "plugin"
    """The criterion itself broke. The engine says so; a criterion never does."""


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is missing; `name` is a fact or a standard."""

    kind: NeedKind
    name: str


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """What the finding rests on: a message of the plugin's strings and its values, and the row that was compared."""

    message: str
    values: dict[str, Any] = {}
    row: StandardRow | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """True, False, or None with what is needed to tell."""

    met: bool | None
    because: Because
    needs: tuple[Need, ...] = ()


class Criterion(Protocol):
    """What a plugin of the group `seoul_learn.eligibility_rules` provides.

    It may also have `values_alone = True`, by which it says that it looks at the values of facts and at nothing else of
    them: of answers that are chosen it is then asked once and remembered. Criteria of this repository may have
    `prepared(config, as_of, standards)` too, which gives `evaluate` of that day as a function of the facts.
    """

    manifest: ClassVar[Manifest]
    config: ClassVar[type[msgspec.Struct]]
    adds: ClassVar[tuple[FactDefinition, ...]]

    def reads(self, config: Any) -> tuple[str, ...]:
        """The facts that a configuration looks at."""
        ...

    def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        """The finding on a day of the law. No clock, no input or output."""
        ...


def lacking(*names: str) -> Finding:
    """The finding when facts are missing."""
    needs = tuple(Need(kind=NeedKind.FACT, name=name) for name in names)
    return Finding(met=None, because=Because(message="unknown"), needs=needs)
