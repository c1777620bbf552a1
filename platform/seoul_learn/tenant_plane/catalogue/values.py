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
    """One offering under a city's terms. Prices are in minor units; without `seats`, as many as are asked for."""

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
    connector: str
    config: dict[str, Any]
    illustrative: str | None


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """A contract of a tenant."""

    id: UUID
    state: ContractState
    terms: ContractTerms


class CodeStock(msgspec.Struct, frozen=True, kw_only=True):
    """How many codes of a contract there are and how many of them are given."""

    contract_id: UUID
    imported: int
    given: int
