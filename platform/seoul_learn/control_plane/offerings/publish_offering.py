"""Operators publish providers and offerings; publishing a slug again changes what stands under it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.offerings.errors import InvalidOffering, UnknownProvider
from seoul_learn.control_plane.offerings.models import OfferingRow, ProviderRow
from seoul_learn.control_plane.offerings.values import Delivery, Period
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.money import Money

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CHANGEABLE: list[Column | tuple[Column, Any]] = [
    column for column in OfferingRow.all_columns() if column._meta.name not in {"id", "slug"}
]


async def publish_provider(unit: UnitOfWork, *, slug: str, name: Mapping[str, str]) -> UUID:
    """The id of the provider of that slug, made or renamed. Raises InvalidOffering."""
    row = ProviderRow(id=new_id(), slug=_slug(slug), name=_text(name, "name"))
    published = await unit.run(
        ProviderRow.insert(row)
        .on_conflict(target=ProviderRow.slug, action="DO UPDATE", values=[ProviderRow.name])
        .returning(ProviderRow.id)
    )
    return UUID(str(published[0]["id"]))


async def publish_offering(
    unit: UnitOfWork,
    *,
    slug: str,
    provider: str,
    title: Mapping[str, str],
    summary: Mapping[str, str],
    category: str,
    levels: Sequence[str],
    languages: Sequence[str],
    market_price: Money,
    period: Period,
    delivery: Delivery,
    active: bool = True,
) -> UUID:
    """The id of the offering of that slug, made or changed. Raises InvalidOffering, UnknownProvider."""
    providers = await unit.run(ProviderRow.select(ProviderRow.id).where(ProviderRow.slug == provider))
    if not providers:
        raise UnknownProvider(f"there is no provider {provider!r}; publish it before its offerings")
    if market_price.minor < 0 or not _CURRENCY.fullmatch(market_price.currency):
        raise InvalidOffering(
            f"{slug}: a market price is at least 0 minor units of an ISO 4217 currency such as KRW, not {market_price}"
        )
    row = OfferingRow(
        id=new_id(),
        slug=_slug(slug),
        provider_id=providers[0]["id"],
        title=_text(title, "title"),
        summary=_text(summary, "summary"),
        category=_slug(category),
        levels=list(levels),
        languages=list(languages),
        market_price_minor=market_price.minor,
        currency=market_price.currency,
        period=period.value,
        delivery=delivery.value,
        active=active,
    )
    published = await unit.run(
        OfferingRow.insert(row)
        .on_conflict(target=OfferingRow.slug, action="DO UPDATE", values=_CHANGEABLE)
        .returning(OfferingRow.id)
    )
    return UUID(str(published[0]["id"]))


def _slug(slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise InvalidOffering(f"{slug!r} is not a slug; use a-z, 0-9 and single hyphens or underscores")
    return slug


def _text(text: Mapping[str, str], field: str) -> dict[str, str]:
    if not text or not all(reading.strip() for reading in text.values()):
        raise InvalidOffering(f"a {field} needs a reading in at least one language, and none of them empty")
    return dict(text)
