"""The shared list of providers and offerings, `tenants/_catalogue/offerings.toml`, that tenants adopt by contract."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from seoul_learn.bundles.values import Currency, Level, Slug, Text

CategorySlug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", description="a short name of a-z, 0-9 and _")]
Minor = Annotated[int, Meta(ge=0, description="a whole amount of 0 or more in the currency's smallest unit")]


class Per(StrEnum):
    month = "month"
    year = "year"


class Category(Struct, frozen=True, kw_only=True):
    slug: CategorySlug
    name: Text


class Provider(Struct, frozen=True, kw_only=True):
    slug: Slug
    name: Text
    illustrative: str | None = None


class Price(Struct, frozen=True, kw_only=True):
    """What the provider asks for one learner, in minor units."""

    amount: Minor
    currency: Currency
    per: Per


class Offering(Struct, frozen=True, kw_only=True):
    """`ships`: a device or workbooks come with it, so an order has a delivery leg."""

    slug: Slug
    provider: str
    name: Text
    category: str
    levels: tuple[Level, ...]
    price: Price
    ships: bool = False
    illustrative: str | None = None


class SharedList(Struct, frozen=True, kw_only=True):
    category: tuple[Category, ...] = ()
    provider: tuple[Provider, ...] = ()
    offering: tuple[Offering, ...] = ()

    def offering_named(self, slug: str) -> Offering | None:
        """The offering with this slug, or None."""
        return next((offering for offering in self.offering if offering.slug == slug), None)
