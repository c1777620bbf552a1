"""A learner goes in: only to what is hers, in use, and not over, by a link that is made at that moment."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.provider import ConnectorError, Launch, LaunchingPerson, Seat
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.catalogue.connect import Connected, Outside, Unconfigured, connect
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.pseudonym import pseudonym_of
from seoul_learn.tenant_plane.enrolments.values import Access, EnrolmentState


class CannotEnter(Refused):
    """It is over, or not ready, or the learning site lets nobody in now."""


class WayIn(msgspec.Struct, frozen=True, kw_only=True):
    """What asking the connector takes, read before anybody is asked."""

    line: Connected
    seat: Seat
    person: LaunchingPerson


async def way_in(
    session: AsyncSession, enrolment_id: UUID, *, person_id: UUID, language: str, today: date, outside: Outside
) -> WayIn:
    """Raises NotFound for what is not hers, CannotEnter."""
    found = await session.execute(
        select(Enrolment, Entitlement.state)
        .join(
            Entitlement,
            (Entitlement.tenant_id == Enrolment.tenant_id) & (Entitlement.id == Enrolment.entitlement_id),
        )
        .where(Enrolment.id == enrolment_id, Enrolment.person_id == person_id)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    enrolment, entitlement = row
    if enrolment.state != EnrolmentState.ACTIVE.value or enrolment.access is None:
        raise CannotEnter("This learning site is not ready for you yet, or no longer yours. Look at “My learning”.")
    if enrolment.ends_on < today or entitlement == EntitlementState.ENDED.value:
        raise CannotEnter("Your time with this learning site is over.")
    contract = await get_contract(session, enrolment.contract_id)
    seal = outside.keys.of_tenant(tenant_of(session))
    access = msgspec.json.decode(
        seal.unseal(enrolment.access, table="enrolment", row=enrolment.id, column="access"), type=Access
    )
    try:
        line = await connect(session, contract, outside)
    except Unconfigured:
        raise _not_now() from None
    learner = pseudonym_of(
        person_id, provider=contract.terms.provider, tenant_id=tenant_of(session), keys=outside.keys
    )
    return WayIn(
        line=line,
        seat=Seat(
            reference=access.reference or str(enrolment.id), access=Launch(code=access.code, link=access.link)
        ),
        person=LaunchingPerson(learner=learner, language=language),
    )


async def launch(way: WayIn) -> str:
    """The link, good for now. Raises CannotEnter."""
    try:
        given = await way.line.connector.launch(way.seat, way.person, way.line.config)
    except ConnectorError:
        raise _not_now() from None
    if not (given.link or "").startswith(("https://", "http://")):
        raise _not_now()
    return str(given.link)


def _not_now() -> CannotEnter:
    return CannotEnter("The learning site lets nobody in at the moment. Try again in a few minutes.")
