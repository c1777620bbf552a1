"""Taking another offering instead of one that was chosen, and giving one up."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.enrolments.claim import Claim
from seoul_learn.tenant_plane.enrolments.leave_offering import leave_offering
from seoul_learn.tenant_plane.enrolments.offers import list_offers
from seoul_learn.tenant_plane.enrolments.queries import find_own_enrolment
from seoul_learn.tenant_plane.enrolments.standing import Chosen, Standing, find_standing
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.choose import level_of
from seoul_learn.web.portal.offering_cards import OfferingCard, card_of
from seoul_learn.web.portal.own_case import own_case, reader_of
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Errand, Looks, Viewing, Work

FIELD = "contract"


class SwitchView(msgspec.Struct, frozen=True, kw_only=True):
    """What can be had instead of `name`; `refused` says why nothing can."""

    enrolment_id: UUID
    name: dict[str, str]
    offerings: tuple[OfferingCard, ...]
    refused: Fault | None
    form: Form


class LeaveView(msgspec.Struct, frozen=True, kw_only=True):
    """What is given up. `cooling_off_days`: for so many days after it was chosen another can be had for it."""

    enrolment_id: UUID
    name: dict[str, str]
    provider: dict[str, str]
    cooling_off_days: int | None
    form: Form


@get("/learning/{enrolment_id:uuid}/switch", opt={"access": "signed_in"})
async def show_switch(
    enrolment_id: FromPath[UUID], viewing: NamedDependency[Viewing], parts: NamedDependency[Parts]
) -> Template:
    """What can be had instead, and what cannot, with the reason."""
    view, _ = await _switch(viewing, parts, enrolment_id, Form())
    return page("portal/switch.html", view, work=viewing)


@post("/learning/{enrolment_id:uuid}/switch", opt={"access": "signed_in"}, status_code=303)
async def switch(
    request: Request[Any, Any, Any],
    enrolment_id: FromPath[UUID],
    errand: NamedDependency[Errand],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Give one up and take the other in one step; a second click changes nothing."""
    visitor = errand.visitor
    typed = str((await request.form()).get(FIELD, ""))
    picked = parse_id(typed)
    async with errand.begin() as session:
        work = Work(session, visitor)
        view, wanted = await _switch(work, parts, enrolment_id, Form({FIELD: typed}))
    if picked is None:
        fault = Fault(FIELD, N_("Choose the learning site that you want instead."))
        view = msgspec.structs.replace(view, form=view.form.with_faults([fault]))
        return page("portal/switch.html", view, work=work, status=422)
    try:
        await parts.claims.claim(
            visitor.tenant.id, msgspec.structs.replace(wanted, contract_ids=(picked,)), timezone=visitor.timezone
        )
    except NotFound:
        raise
    except Refused as refused:
        async with errand.begin() as session:
            work = Work(session, visitor)
            view, _ = await _switch(work, parts, enrolment_id, Form({FIELD: typed}).refused(FIELD, refused))
        return page("portal/switch.html", view, work=work, status=422)
    return Redirect("/learning", status_code=303)


@get("/learning/{enrolment_id:uuid}/leave", opt={"access": "signed_in"})
async def ask_to_leave(enrolment_id: FromPath[UUID], viewing: NamedDependency[Viewing]) -> Template:
    """What leaving means, before it is done."""
    return page("portal/leave.html", await _leave(viewing, enrolment_id, Form()), work=viewing)


@post("/learning/{enrolment_id:uuid}/leave", opt={"access": "signed_in"}, status_code=303)
async def leave_site(
    enrolment_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Give it up."""
    try:
        async with work.session.begin_nested():
            await leave_offering(
                work.session, enrolment_id, person_id=reader_of(work).person_id, clock=parts.clock
            )
    except NotFound:
        raise
    except Refused as refused:
        view = await _leave(work, enrolment_id, Form().refused("", refused))
        return page("portal/leave.html", view, work=work, status=422)
    return Redirect("/learning", status_code=303)


async def _found(work: Looks, enrolment_id: UUID) -> tuple[UUID, Standing, Chosen]:
    """The reader's own enrolment, the application it is from and where she stands. Raises NotFound."""
    own = await find_own_enrolment(work.source, enrolment_id, person_id=reader_of(work).person_id)
    if own is None:
        raise NotFound
    standing = await find_standing(work.source, own.entitlement_id, timezone=work.visitor.timezone)
    if standing is None:
        raise NotFound
    chosen = next(one for one in standing.chosen if one.id == enrolment_id)
    return own.application_id, standing, chosen


async def _switch(work: Looks, parts: Parts, enrolment_id: UUID, form: Form) -> tuple[SwitchView, Claim]:
    application_id, standing, chosen = await _found(work, enrolment_id)
    case = await own_case(work, parts, application_id)
    offers = await list_offers(work.source)
    contracts = {one.contract.id: one.contract for one in offers}
    before, today = contracts[chosen.contract_id], local_date(parts.clock.now(), work.visitor.timezone)
    choosing = standing.choosing(contracts, level=level_of(case), today=today).without(before.terms.offering)
    grant = case.latest.record.grant if case.latest else None
    by_sum = grant is not None and grant.wallet is not None
    cards = [
        card_of(one, choosing, by_sum=by_sum)
        for one in offers
        if one.contract.terms.category == before.terms.category
        and one.contract.id != before.id
        and one.contract.terms.offering not in choosing.has
    ]
    refused = standing.why_no_switch(chosen, today=today)
    view = SwitchView(
        enrolment_id=enrolment_id,
        name=before.terms.name,
        offerings=tuple(sorted(cards, key=lambda card: card.barred is not None)),
        refused=Fault("", refused.message_id, refused.values) if refused else None,
        form=form,
    )
    claim = Claim(
        entitlement_id=standing.entitlement_id,
        person_id=standing.person_id,
        contract_ids=(),
        level=level_of(case),
        instead_of=enrolment_id,
    )
    return view, claim


async def _leave(work: Looks, enrolment_id: UUID, form: Form) -> LeaveView:
    _, standing, chosen = await _found(work, enrolment_id)
    terms = {one.contract.id: one.contract.terms for one in await list_offers(work.source)}[chosen.contract_id]
    return LeaveView(
        enrolment_id=enrolment_id,
        name=terms.name,
        provider=terms.provider_name,
        cooling_off_days=standing.rules.cooling_off_days,
        form=form,
    )
