"""My learning: what the reader was granted, every offering that she has chosen, and how to get in."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.granted import granted_to
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.eligibility.lasting import later
from seoul_learn.tenant_plane.eligibility.renewal import NOTICE
from seoul_learn.tenant_plane.enrolments.queries import enrolments_of
from seoul_learn.tenant_plane.enrolments.standing import Standing, find_standings
from seoul_learn.tenant_plane.enrolments.values import Access, EnrolmentState
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import reader_of
from seoul_learn.web.shared.grant_words import GrantView, grant_view
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class LearningCard(msgspec.Struct, frozen=True, kw_only=True):
    """One enrolment; `access` while it is ready. `switch` when another one can be taken instead, `ends_soon` within the
    time in which she is written to.
    """

    enrolment_id: UUID
    name: dict[str, str]
    provider: dict[str, str]
    category: dict[str, str]
    state: EnrolmentState
    ends_on: date
    access: Access | None
    switch: bool
    leave: bool
    ends_soon: bool


class GrantCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a programme gives the reader now."""

    application_id: UUID
    programme: dict[str, str]
    grant: GrantView


class LearningView(msgspec.Struct, frozen=True, kw_only=True):
    """Sites in the order in which they were chosen, `waiting` when one is still being set up; and what was granted."""

    enrolments: tuple[LearningCard, ...]
    waiting: bool
    grants: tuple[GrantCard, ...]


_ON_THE_WAY = (EnrolmentState.REQUESTED, EnrolmentState.PROVISIONING, EnrolmentState.UNKNOWN)


_OVER = (EnrolmentState.RELEASING, EnrolmentState.RELEASED, EnrolmentState.FAILED)


@get("/learning", opt={"access": "signed_in"})
async def my_learning(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """Codes, links and instructions of the reader's own enrolments."""
    enrolments = await enrolments_of(work.session, reader_of(work).person_id, keys=parts.sealing)
    today = local_date(parts.clock.now(), work.visitor.timezone)
    standings = await find_standings(
        work.session, [one.entitlement_id for one in enrolments], timezone=work.visitor.timezone
    )
    terms = {one.id: one.terms for one in await list_contracts(work.session)}
    cards = tuple(
        LearningCard(
            enrolment_id=one.id,
            name=terms[one.contract_id].name,
            provider=terms[one.contract_id].provider_name,
            category=terms[one.contract_id].category_name,
            state=one.state,
            ends_on=one.ends_on,
            access=one.access if one.state is EnrolmentState.ACTIVE else None,
            switch=one.state not in _OVER and _may_switch(standings.get(one.entitlement_id), one.id, today),
            leave=one.state not in _OVER,
            ends_soon=one.state is EnrolmentState.ACTIVE and today <= one.ends_on <= later(today, NOTICE),
        )
        for one in enrolments
    )
    granted = await granted_to(work.session, reader_of(work).person_id, keys=parts.sealing)
    view = LearningView(
        enrolments=cards,
        waiting=any(card.state in _ON_THE_WAY for card in cards),
        grants=tuple(
            GrantCard(
                application_id=one.entitled.application_id,
                programme=one.programme,
                grant=grant_view(one.grant, one.entitled, work.visitor),
            )
            for one in granted
        ),
    )
    return page("portal/learning.html", view, work=work)


def _may_switch(standing: Standing | None, enrolment_id: UUID, today: date) -> bool:
    if standing is None:
        return False
    chosen = next((one for one in standing.chosen if one.id == enrolment_id), None)
    if chosen is None:
        return False
    try:
        standing.refuse_unless_running(today)
        standing.may_switch(chosen, today=today)
    except Refused:
        return False
    return True
