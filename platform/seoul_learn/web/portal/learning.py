"""My learning: what the reader was granted, every offering that she has chosen, and how to get in."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.learning_tool import LEARNING_TOOL
from seoul_learn.tenant_plane.applications.granted import granted_to
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.values import Contract, ContractState
from seoul_learn.tenant_plane.eligibility.lasting import later
from seoul_learn.tenant_plane.eligibility.renewal import NOTICE
from seoul_learn.tenant_plane.enrolments.queries import enrolments_of
from seoul_learn.tenant_plane.enrolments.standing import Standing, find_standings
from seoul_learn.tenant_plane.enrolments.values import GONE, Access, Enrolment, EnrolmentState
from seoul_learn.tenant_plane.lti.links import links_of
from seoul_learn.tenant_plane.lti.results import progress_of
from seoul_learn.tenant_plane.lti.values import Link, Progress
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import reader_of
from seoul_learn.web.shared.grant_words import GrantView, grant_view
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class LessonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson that a learning tool opens."""

    title: str
    address: str


class LearningCard(msgspec.Struct, frozen=True, kw_only=True):
    """One enrolment; `access` while it is ready. `switch` when another one can be taken instead, `ends_soon` within the
    time in which she is written to.

    With a learning tool, its `lessons` and how far the reader is; `paused`: the city has paused the contract.
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
    lessons: tuple[LessonLine, ...] = ()
    progress: tuple[Progress, ...] = ()
    paused: bool = False


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




@get("/learning", opt={"access": "signed_in"})
async def my_learning(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """Codes, links and instructions of the reader's own enrolments."""
    enrolments = await enrolments_of(work.session, reader_of(work).person_id, keys=parts.sealing)
    today = local_date(parts.clock.now(), work.visitor.timezone)
    standings = await find_standings(
        work.session, [one.entitlement_id for one in enrolments], timezone=work.visitor.timezone
    )
    contracts = {one.id: one for one in await list_contracts(work.session)}
    at_tools = await _at_tools(work, [one for one in enrolments if _is_tool(contracts[one.contract_id])])
    cards = tuple(
        [
            _card(one, contracts[one.contract_id], at_tools, standings.get(one.entitlement_id), today)
            for one in enrolments
        ]
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
    return standing.why_no_switch(chosen, today=today) is None
class _AtTools(msgspec.Struct, frozen=True):
    """Of learning tools: lessons by contract, and how far the reader is by enrolment."""

    lessons: dict[UUID, list[Link]] = {}
    progress: dict[UUID, list[Progress]] = {}


async def _at_tools(work: Work, enrolments: list[Enrolment]) -> _AtTools:
    if not enrolments:
        return _AtTools()
    lessons: dict[UUID, list[Link]] = {}
    for link in await links_of(work.session, [one.contract_id for one in enrolments]):
        lessons.setdefault(link.contract_id, []).append(link)
    return _AtTools(lessons, await progress_of(work.session, [one.id for one in enrolments]))


def _is_tool(contract: Contract) -> bool:
    return contract.terms.connector == LEARNING_TOOL


def _card(
    one: Enrolment, contract: Contract, at_tools: _AtTools, standing: Standing | None, today: date
) -> LearningCard:
    lessons = at_tools.lessons.get(contract.id, []) if one.access and _is_tool(contract) else []
    return LearningCard(
        enrolment_id=one.id,
        name=contract.terms.name,
        provider=contract.terms.provider_name,
        category=contract.terms.category_name,
        state=one.state,
        ends_on=one.ends_on,
        access=one.access if one.state is EnrolmentState.ACTIVE else None,
        switch=one.state not in GONE and _may_switch(standing, one.id, today),
        leave=one.state not in GONE,
        ends_soon=one.state is EnrolmentState.ACTIVE and today <= one.ends_on <= later(today, NOTICE),
        # One lesson is what the card's own button opens.
        lessons=tuple(
            LessonLine(title=link.title, address=f"/learning/{one.id}/launch?link={link.id}") for link in lessons
        )
        if len(lessons) > 1
        else (),
        progress=tuple(at_tools.progress.get(one.id, ())),
        paused=contract.state is ContractState.PAUSED and _is_tool(contract),
    )
