"""Reads of the shared catalogue, returning values."""

from collections.abc import Collection
from typing import Any

import msgspec

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.offerings.models import OfferingRow, ProviderRow
from seoul_learn.control_plane.offerings.values import Delivery, Offering, Period, Provider
from seoul_learn.kit.money import Money


async def list_providers(unit: UnitOfWork) -> list[Provider]:
    """Every provider, in order of slug."""
    return [
        Provider(id=row["id"], slug=row["slug"], name=_text(row["name"]))
        for row in await unit.run(ProviderRow.select().order_by(ProviderRow.slug))
    ]


async def list_offerings(unit: UnitOfWork, *, active_only: bool = True) -> list[Offering]:
    """The offerings, in order of slug."""
    query = OfferingRow.select().order_by(OfferingRow.slug)
    if active_only:
        query = query.where(OfferingRow.active.eq(True))
    return await _offerings(unit, await unit.run(query))


async def find_offerings(unit: UnitOfWork, *, slugs: Collection[str]) -> dict[str, Offering]:
    """The offerings of those slugs, active or not, by slug; unknown slugs are missing from the answer."""
    if not slugs:
        return {}
    rows = await unit.run(OfferingRow.select().where(OfferingRow.slug.is_in(sorted(slugs))))
    return {offering.slug: offering for offering in await _offerings(unit, rows)}


async def _offerings(unit: UnitOfWork, rows: list[dict[str, Any]]) -> list[Offering]:
    providers = {provider.id: provider for provider in await list_providers(unit)} if rows else {}
    return [
        Offering(
            id=row["id"],
            slug=row["slug"],
            provider=providers[row["provider_id"]],
            title=_text(row["title"]),
            summary=_text(row["summary"]),
            category=row["category"],
            levels=tuple(row["levels"]),
            languages=tuple(row["languages"]),
            market_price=Money(minor=row["market_price_minor"], currency=row["currency"]),
            period=Period(row["period"]),
            delivery=Delivery(row["delivery"]),
            active=row["active"],
        )
        for row in rows
    ]


def _text(encoded: str) -> dict[str, str]:
    return msgspec.json.decode(encoded, type=dict[str, str])
