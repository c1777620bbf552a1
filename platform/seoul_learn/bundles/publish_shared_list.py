"""Bring the shared list of providers and offerings into the control plane, where every city can see it."""

from seoul_learn.bundles.shared_list import Per, SharedList
from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.offerings.publish_offering import publish_offering, publish_provider
from seoul_learn.control_plane.offerings.queries import list_offerings
from seoul_learn.control_plane.offerings.values import Delivery, Period
from seoul_learn.kit.money import Money

_PERIODS = {Per.month: Period.MONTH, Per.year: Period.YEAR}


async def publish_shared_list(unit: UnitOfWork, shared: SharedList) -> None:
    """Publish what differs; what is no longer listed stays, because contracts may stand on it."""
    known = {offering.slug: offering for offering in await list_offerings(unit, active_only=False)}
    names = {provider.slug: provider.name for provider in shared.provider}
    for offering in shared.offering:
        there = known.get(offering.slug)
        price = Money(minor=offering.price.amount, currency=offering.price.currency)
        if there and (there.title, there.category, there.levels, there.market_price, there.provider.name) == (
            offering.name, offering.category, tuple(level.value for level in offering.levels), price,
            names[offering.provider],
        ):  # fmt: skip
            continue
        await publish_provider(unit, slug=offering.provider, name=names[offering.provider])
        await publish_offering(
            unit,
            slug=offering.slug,
            provider=offering.provider,
            title=offering.name,
            summary=offering.name,
            category=offering.category,
            levels=[level.value for level in offering.levels],
            languages=["ko"],
            market_price=price,
            period=_PERIODS[offering.price.per],
            delivery=Delivery.PRINTED if offering.ships else Delivery.ONLINE,
        )
