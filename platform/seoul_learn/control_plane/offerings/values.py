"""Providers and offerings as the rest of the platform reads them. Texts are by language code."""

from enum import StrEnum
from uuid import UUID

import msgspec

from seoul_learn.kit.money import Money


class Period(StrEnum):
    """What one market price pays for."""

    ONCE = "once"
    MONTH = "month"
    YEAR = "year"


class Delivery(StrEnum):
    """How an offering reaches a learner."""

    ONLINE = "online"
    LIVE = "live"
    PRINTED = "printed"


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """A content company."""

    id: UUID
    slug: str
    name: dict[str, str]


class Offering(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a provider. `levels` and `languages` are codes; an inactive one takes no new contract."""

    id: UUID
    slug: str
    provider: Provider
    title: dict[str, str]
    summary: dict[str, str]
    category: str
    levels: tuple[str, ...]
    languages: tuple[str, ...]
    market_price: Money
    period: Period
    delivery: Delivery
    active: bool
