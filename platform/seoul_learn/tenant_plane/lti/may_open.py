"""Whether somebody may open the lesson of an enrolment now: asked when she clicks, and again when the tool asks."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.learning_tool import LEARNING_TOOL, LearningToolConfig
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.values import Contract, ContractState
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.values import GONE, EnrolmentState
from seoul_learn.tenant_plane.lti.errors import ContractPaused, NotConnected, TermOver


async def may_open(session: AsyncSession, enrolment_id: UUID, *, person_id: UUID, today: date) -> Contract:
    """The contract of her enrolment. Raises NotFound, also for somebody else's, or NotOpened in one of its kinds."""
    row = await session.scalar(select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.person_id == person_id))
    if row is None:
        raise NotFound
    entitlement = await session.scalar(select(Entitlement).where(Entitlement.id == row.entitlement_id))
    if row.state in (*GONE, EnrolmentState.RELEASING.value) or row.ends_on < today or _is_over(entitlement, today):
        raise TermOver
    contract = await get_contract(session, row.contract_id)
    if contract.terms.connector != LEARNING_TOOL or row.state != EnrolmentState.ACTIVE.value:
        raise NotConnected
    if contract.state is ContractState.PAUSED:
        raise ContractPaused
    return contract


def config_of(contract: Contract) -> LearningToolConfig:
    """What the city set. Raises NotConnected for a contract of another connector."""
    if contract.terms.connector != LEARNING_TOOL:
        raise NotConnected
    return msgspec.convert(contract.terms.config, LearningToolConfig)


def _is_over(entitlement: Entitlement | None, today: date) -> bool:
    if entitlement is None or entitlement.state == EntitlementState.ENDED.value:
        return True
    return (entitlement.protected_until or entitlement.ends_on) < today
