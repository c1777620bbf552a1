"""The shared catalogue: published by slug, changed by publishing again, withdrawn without being deleted."""

import msgspec
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase, UnitOfWork
from seoul_learn.control_plane.offerings.errors import InvalidOffering, UnknownProvider
from seoul_learn.control_plane.offerings.publish_offering import publish_offering, publish_provider
from seoul_learn.control_plane.offerings.queries import find_offerings, list_offerings, list_providers
from seoul_learn.control_plane.offerings.values import Delivery, Period
from seoul_learn.kit.money import Money


class Wanted(msgspec.Struct, kw_only=True):
    slug: str = "algebra"
    provider: str = "mathco"
    title: str = "Algebra"
    price: Money = msgspec.field(default_factory=lambda: Money(minor=30_000, currency="KRW"))
    active: bool = True


async def publish(unit: UnitOfWork, wanted: Wanted) -> None:
    await publish_offering(
        unit,
        slug=wanted.slug,
        provider=wanted.provider,
        title={"en": wanted.title, "ko": "대수"},
        summary={"en": "Equations."},
        category="school_subject",
        levels=["middle", "high"],
        languages=["ko", "en"],
        market_price=wanted.price,
        period=Period.MONTH,
        delivery=Delivery.ONLINE,
        active=wanted.active,
    )


async def test_a_published_offering_is_read_as_it_was_written(control: ControlDatabase) -> None:
    async with control.transaction() as unit:
        await publish_provider(unit, slug="mathco", name={"en": "Mathco"})
        await publish(unit, Wanted())
        (offering,) = await list_offerings(unit)
    assert offering.provider.name == {"en": "Mathco"}
    assert offering.title == {"en": "Algebra", "ko": "대수"}
    assert offering.levels == ("middle", "high")
    assert offering.languages == ("ko", "en")
    assert offering.market_price == Money(minor=30_000, currency="KRW")
    assert (offering.period, offering.delivery) == (Period.MONTH, Delivery.ONLINE)


async def test_publishing_a_slug_again_changes_it_and_keeps_its_id(control: ControlDatabase) -> None:
    async with control.transaction() as unit:
        first = await publish_provider(unit, slug="mathco", name={"en": "Mathco"})
        assert await publish_provider(unit, slug="mathco", name={"en": "Mathco Ltd"}) == first
        await publish(unit, Wanted())
        (before,) = await list_offerings(unit)
        await publish(unit, Wanted(title="Algebra II"))
        (after,) = await list_offerings(unit)
        assert [provider.name for provider in await list_providers(unit)] == [{"en": "Mathco Ltd"}]
    assert after.id == before.id
    assert after.title["en"] == "Algebra II"


async def test_a_withdrawn_offering_is_found_by_who_knows_its_slug(control: ControlDatabase) -> None:
    async with control.transaction() as unit:
        await publish_provider(unit, slug="mathco", name={"en": "Mathco"})
        await publish(unit, Wanted(active=False))
        assert await list_offerings(unit) == []
        assert len(await list_offerings(unit, active_only=False)) == 1
        assert set(await find_offerings(unit, slugs={"algebra", "unknown"})) == {"algebra"}
        assert await find_offerings(unit, slugs=[]) == {}


async def test_an_offering_of_nobody_is_refused(control: ControlDatabase) -> None:
    async with control.transaction() as unit:
        with pytest.raises(UnknownProvider, match="publish it before"):
            await publish(unit, Wanted(provider="nobody"))


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(slug="No Slug"),
        Wanted(title=" "),
        Wanted(price=Money(minor=-1, currency="KRW")),
        Wanted(price=Money(minor=1, currency="won")),
    ],
)
async def test_an_offering_that_cannot_be_used_is_refused(control: ControlDatabase, wanted: Wanted) -> None:
    async with control.transaction() as unit:
        await publish_provider(unit, slug="mathco", name={"en": "Mathco"})
        with pytest.raises(InvalidOffering):
            await publish(unit, wanted)
