"""Choosing offerings, checking the choice, and confirming it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.applications.values import Case, Entitled
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.enrolments.claim import Claim
from seoul_learn.tenant_plane.enrolments.offers import list_offers
from seoul_learn.tenant_plane.enrolments.standing import find_standing
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.offering_cards import ADDITIONAL, CategoryChoice, OfferingCard, categories_of
from seoul_learn.web.portal.own_case import own_case, reader_of
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Errand, Looks, Viewing, Work


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """All slots of the entitlement, and what can be had beside them."""

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
    return page("portal/choose.html", await _choice(viewing, parts, case, entitled, Form()), work=viewing)


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
    fields = [*(f"slot-{one}" for one in dict.fromkeys(entitled.slots)), f"slot-{ADDITIONAL}"]
    picked = {one: [str(value) for value in form.getall(one, [])] for one in fields}
    ids = [value for values in picked.values() for value in values if parse_id(value)]
    if not ids:
        fault = Fault(fields[0], N_("Choose at least one learning site."))
        view = await _choice(work, parts, case, entitled, Form(picked, (fault,)))
        return page("portal/choose.html", view, work=work, status=422)
    query = "&".join(f"contract={one}" for one in ids)
    return Redirect(f"/applications/{application_id}/choose/check?{query}", status_code=303)


@get("/applications/{application_id:uuid}/choose/check", opt={"access": "signed_in"})
async def check_choice(
    application_id: FromPath[UUID],
    viewing: NamedDependency[Viewing],
    parts: NamedDependency[Parts],
    contract: FromQuery[list[str] | None] = None,
) -> Template:
    """What was picked, once more, before it is done."""
    case, entitled = await _entitled(viewing, parts, application_id)
    view = await _confirm(viewing, parts, case, entitled, contract or [])
    return page("portal/confirm.html", view, work=viewing)


@post("/applications/{application_id:uuid}/choose/confirm", opt={"access": "signed_in"}, status_code=303)
async def confirm_choice(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    errand: NamedDependency[Errand],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Claim the seats and ask the providers; a second click changes nothing."""
    visitor = errand.visitor
    picked = [str(one) for one in (await request.form()).getall("contract", [])]
    async with errand.begin() as session:
        work = Work(session, visitor)
        case, entitled = await _entitled(work, parts, application_id)
    wanted = Claim(
        entitlement_id=entitled.id,
        person_id=reader_of(work).person_id,
        contract_ids=tuple(one for one in map(parse_id, picked) if one is not None),
        level=level_of(case),
    )
    try:
        # The desk writes it in a transaction of its own; nothing is held meanwhile.
        await parts.claims.claim(visitor.tenant.id, wanted, timezone=visitor.timezone)
    except NotFound:
        raise
    except Refused as refused:
        async with errand.begin() as session:
            work = Work(session, visitor)
            view = await _choice(work, parts, case, entitled, Form().refused("", refused))
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


async def _choice(work: Looks, parts: Parts, case: Case, entitled: Entitled, form: Form) -> ChoiceView:
    standing = await find_standing(work.source, entitled.id, timezone=work.visitor.timezone)
    if standing is None:
        raise NotFound
    offers = await list_offers(work.source)
    choosing = standing.choosing(
        {one.contract.id: one.contract for one in offers},
        level=level_of(case),
        today=local_date(parts.clock.now(), work.visitor.timezone),
    )
    grant = case.latest.record.grant if case.latest else None
    return ChoiceView(
        application_id=case.application.id,
        at_most=entitled.at_most,
        ends_on=entitled.ends_on,
        categories=categories_of(choosing, offers, by_sum=grant is not None and grant.wallet is not None),
        form=form,
    )


async def _confirm(
    work: Looks, parts: Parts, case: Case, entitled: Entitled, picked: Sequence[str]
) -> ConfirmView:
    view = await _choice(work, parts, case, entitled, Form())
    chosen = tuple(
        (category.name, card)
        for category in view.categories
        for card in category.offerings
        if str(card.contract_id) in picked and card.barred is None
    )
    if not chosen:
        raise NotFound
    return ConfirmView(application_id=case.application.id, chosen=chosen, form=Form())
