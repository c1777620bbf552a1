"""Choosing one offering in each category, checking the choice, and confirming it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.kit.ids import parse_id
from seoul_learn.kit.money import Money
from seoul_learn.tenant_plane.applications.values import Case, Entitled
from seoul_learn.tenant_plane.catalogue.values import ContractState
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.enrolments.choose import choose
from seoul_learn.tenant_plane.enrolments.offers import Offer, list_offers
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import own_case, reader_of
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Looks, Viewing, Work


class OfferingCard(msgspec.Struct, frozen=True, kw_only=True):
    """One offering. `barred` is a message id that says why it cannot be chosen; '' when it can.

    `by_sum` when it is paid from a sum that was granted, and not free of charge.
    """

    contract_id: UUID
    name: dict[str, str]
    provider: dict[str, str]
    price: Money
    price_per: str
    ships: bool
    free: int | None
    term_months: int
    barred: str
    by_sum: bool


class CategoryChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One slot. `held` is the offering chosen before, which stays."""

    category: str
    name: dict[str, str]
    offerings: tuple[OfferingCard, ...]
    held: OfferingCard | None


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """All slots of the entitlement."""

    application_id: UUID
    at_most: int
    ends_on: str
    categories: tuple[CategoryChoice, ...]
    form: Form


class ConfirmView(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen, before it is done."""

    application_id: UUID
    chosen: tuple[tuple[dict[str, str], OfferingCard], ...]
    form: Form


@get("/applications/{application_id:uuid}/choose", opt={"access": "signed_in"})
async def show_choice(
    application_id: FromPath[UUID], viewing: NamedDependency[Viewing], parts: NamedDependency[Parts]
) -> Template:
    """What can be chosen in each category, and what cannot, with the reason."""
    case, entitled = await _entitled(viewing, parts, application_id)
    view = await _choice(viewing, case, entitled, Form())
    return page("portal/choose.html", view, work=viewing)


@post("/applications/{application_id:uuid}/choose", opt={"access": "signed_in"}, status_code=303)
async def keep_choice(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Go on to the check with what was picked."""
    case, entitled = await _entitled(work, parts, application_id)
    form = await request.form()
    picked = {f"slot-{one}": str(form.get(f"slot-{one}", "")) for one in entitled.slots}
    ids = [one for one in picked.values() if parse_id(one)]
    if not ids:
        fault = Fault(f"slot-{entitled.slots[0]}", N_("Choose at least one learning site."))
        view = await _choice(work, case, entitled, Form(picked, (fault,)))
        return page("portal/choose.html", view, work=work, status=422)
    query = "&".join(f"contract={one}" for one in ids)
    return Redirect(f"/applications/{application_id}/choose/check?{query}", status_code=303)


@get("/applications/{application_id:uuid}/choose/check", opt={"access": "signed_in"})
async def check_choice(
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    contract: FromQuery[list[str] | None] = None,
) -> Template:
    """What was picked, once more, before it is done."""
    case, entitled = await _entitled(work, parts, application_id)
    view = await _confirm(work, case, entitled, contract or [], Form())
    return page("portal/confirm.html", view, work=work)


@post("/applications/{application_id:uuid}/choose/confirm", opt={"access": "signed_in"}, status_code=303)
async def confirm_choice(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Claim the seats and ask the providers; a second click changes nothing."""
    case, entitled = await _entitled(work, parts, application_id)
    picked = [str(one) for one in (await request.form()).getall("contract", [])]
    ids = [one for one in map(parse_id, picked) if one is not None]
    try:
        # All of it or nothing: what a refusal leaves half done is undone, and the page is shown all the same.
        async with work.session.begin_nested():
            await choose(
                work.session, entitled.id, ids, person_id=reader_of(work).person_id, level=level_of(case),
                timezone=work.visitor.timezone, clock=parts.clock,
            )  # fmt: skip
    except NotFound:
        raise
    except Refused as refused:
        view = await _choice(work, case, entitled, Form().refused("", refused))
        return page("portal/choose.html", view, work=work, status=422)
    return Redirect("/learning", status_code=303)


def level_of(case: Case) -> str | None:
    """The learner's school level, where the application says so."""
    fact = case.facts().get("learner.school_stage")
    return fact.value if fact is not None and isinstance(fact.value, str) else None


async def _entitled(work: Looks, parts: Parts, application_id: UUID) -> tuple[Case, Entitled]:
    case = await own_case(work, parts, application_id)
    entitled = case.entitled
    if entitled is None or not entitled.active or not entitled.slots:
        raise NotFound
    return case, entitled


async def _choice(work: Looks, case: Case, entitled: Entitled, form: Form) -> ChoiceView:
    offers = await list_offers(work.source, reader_of(work).person_id)
    level = level_of(case)
    grant = case.latest.record.grant if case.latest else None
    by_sum = grant is not None and grant.wallet is not None
    categories = []
    for slot in dict.fromkeys(entitled.slots):
        of_slot = [one for one in offers if one.contract.terms.category == slot]
        cards = [_card(one, level, by_sum=by_sum) for one in of_slot]
        categories.append(
            CategoryChoice(
                category=slot,
                name=of_slot[0].contract.terms.category_name if of_slot else {},
                offerings=tuple(sorted(cards, key=lambda card: bool(card.barred))),
                held=next((card for card, one in zip(cards, of_slot, strict=True) if one.held), None),
            )
        )
    return ChoiceView(
        application_id=case.application.id,
        at_most=entitled.at_most,
        ends_on=entitled.ends_on,
        categories=tuple(categories),
        form=form,
    )


async def _confirm(
    work: Work, case: Case, entitled: Entitled, picked: Sequence[str], form: Form
) -> ConfirmView:
    view = await _choice(work, case, entitled, form)
    chosen = tuple(
        (category.name, card)
        for category in view.categories
        for card in category.offerings
        if str(card.contract_id) in picked and not card.barred and category.held is None
    )
    if not chosen:
        raise NotFound
    return ConfirmView(application_id=case.application.id, chosen=chosen, form=form)


def _card(offer: Offer, level: str | None, *, by_sum: bool) -> OfferingCard:
    terms = offer.contract.terms
    barred = ""
    if offer.contract.state is not ContractState.OPEN:
        barred = N_("The city has paused this one.")
    elif level is not None and terms.levels and level not in terms.levels:
        barred = N_("This is for another school level.")
    elif offer.free == 0:
        barred = N_("All places are taken.")
    return OfferingCard(
        contract_id=offer.contract.id,
        name=terms.name,
        provider=terms.provider_name,
        price=Money(minor=terms.market_price_minor, currency=terms.currency),
        price_per=terms.price_per,
        ships=terms.ships,
        free=offer.free,
        term_months=terms.term_months,
        barred=barred,
        by_sum=by_sum,
    )
