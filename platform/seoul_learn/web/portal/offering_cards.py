"""What there is to choose from, as a learner sees it: by category, what she has, and why she cannot have the rest."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from seoul_learn.kit.money import Money
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.enrolments.choosing import Choosing
from seoul_learn.tenant_plane.enrolments.errors import NoSeatLeft
from seoul_learn.tenant_plane.enrolments.offers import Offer
from seoul_learn.web.shared.forms import Fault


class OfferingCard(msgspec.Struct, frozen=True, kw_only=True):
    """One offering. `barred` says why it cannot be chosen; None when it can.

    `by_sum` when it is paid from a sum that was granted, and not free of charge; `required` when whoever chooses has to
    choose it.
    """

    contract_id: UUID
    name: dict[str, str]
    provider: dict[str, str]
    price: Money
    price_per: str
    ships: bool
    free: int | None
    term_months: int
    barred: Fault | None
    by_sum: bool
    required: bool


class CategoryChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The slots of one category. `held` are the offerings chosen before, which stay; `most` more can be chosen."""

    category: str
    name: dict[str, str]
    offerings: tuple[OfferingCard, ...]
    held: tuple[OfferingCard, ...]
    most: int


ADDITIONAL = "additional"
"""The field of what takes no slot."""


def categories_of(
    choosing: Choosing, offers: Sequence[Offer], *, by_sum: bool
) -> tuple[CategoryChoice, ...]:
    """Each category of the slots, then what can be had beside them."""
    names = {one.contract.terms.category: one.contract.terms.category_name for one in offers}
    beside = [one for one in offers if one.contract.terms.offering in choosing.rules.additional]
    found = [
        _category(slot, names.get(slot, {}), choosing, [one for one in offers if _is_of(slot, one, choosing)], by_sum)
        for slot in dict.fromkeys(choosing.slots)
    ]
    if beside:
        found.append(_category(ADDITIONAL, {}, choosing, beside, by_sum))
    return tuple(found)


def _is_of(slot: str, offer: Offer, choosing: Choosing) -> bool:
    terms = offer.contract.terms
    return terms.category == slot and terms.offering not in choosing.rules.additional


def _category(
    category: str, name: dict[str, str], choosing: Choosing, offers: list[Offer], by_sum: bool
) -> CategoryChoice:
    cards = {one.contract.terms.offering: card_of(one, choosing, by_sum=by_sum) for one in offers}
    held = tuple(card for offering, card in cards.items() if offering in choosing.has)
    rest = tuple(card for offering, card in cards.items() if offering not in choosing.has)
    return CategoryChoice(
        category=category,
        name=name,
        offerings=tuple(sorted(rest, key=lambda card: card.barred is not None)),
        held=held,
        most=len(rest) if category == ADDITIONAL else choosing.free_of(category),
    )


def card_of(offer: Offer, choosing: Choosing, *, by_sum: bool) -> OfferingCard:
    """One offering to one learner."""
    terms = offer.contract.terms
    barred: Refused | None = choosing.bar(offer.contract)
    if barred is None and offer.free == 0:
        barred = NoSeatLeft("All places are taken.")
    return OfferingCard(
        contract_id=offer.contract.id,
        name=terms.name,
        provider=terms.provider_name,
        price=Money(minor=terms.market_price_minor, currency=terms.currency),
        price_per=terms.price_per,
        ships=terms.ships,
        free=offer.free,
        term_months=terms.months_for(choosing.level),
        barred=Fault("", barred.message_id, barred.values) if barred else None,
        by_sum=by_sum,
        required=terms.offering in choosing.rules.required and barred is None,
    )
