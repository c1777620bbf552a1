"""What the rest of the platform is told of contracts."""

import enum
from typing import Any
from uuid import UUID

import msgspec


class ContractState(enum.StrEnum):
    """Whether learners may choose it."""

    OPEN = "open"
    PAUSED = "paused"


class ContractTerms(msgspec.Struct, frozen=True, kw_only=True):
    """One offering under a city's terms. Prices are in minor units; without `seats`, as many as are asked for.

    `term_by_level` has the months of school levels for which they differ from `term_months`.
    """

    offering: str
    provider: str
    provider_name: dict[str, str]
    name: dict[str, str]
    category: str
    category_name: dict[str, str]
    levels: list[str]
    market_price_minor: int
    currency: str
    price_per: str
    ships: bool
    seats: int | None
    term_months: int
    term_by_level: dict[str, int] = {}
    connector: str
    config: dict[str, Any]
    illustrative: str | None

    def months_for(self, level: str | None) -> int:
        """How long a learner of a school level has it, in months."""
        return self.term_by_level.get(level or "", self.term_months)


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """A contract of a tenant."""

    id: UUID
    state: ContractState
    terms: ContractTerms


class CodeStock(msgspec.Struct, frozen=True, kw_only=True):
    """How many codes of a contract there are, how many are given, and of the others how many have expired, and how
    many will within thirty days.
    """

    contract_id: UUID
    imported: int
    given: int
    expired: int = 0
    expiring: int = 0

    @property
    def left(self) -> int:
        """Those that can still be given."""
        return self.imported - self.given - self.expired
