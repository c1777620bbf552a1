"""The contract that a tool asks about by the id of a context. Another tool's contract is as absent as none."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.learning_tool import LEARNING_TOOL
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.lti.may_open import config_of
from seoul_learn.tenant_plane.lti.models import LtiDeployment


async def context_of(
    session: AsyncSession, contract_id: UUID, *, tool_id: UUID, client_id: str, provider: str
) -> Contract:
    """The contract, if it is this tool's. Raises NotFound."""
    deployed = await session.scalar(select(exists().where(LtiDeployment.tool_id == tool_id)))
    contract = await get_contract(session, contract_id)
    if not deployed or contract.terms.connector != LEARNING_TOOL or contract.terms.provider != provider:
        raise NotFound
    if config_of(contract).client_id not in (None, client_id):
        raise NotFound
    return contract


async def is_deployed(session: AsyncSession, tool_id: UUID) -> bool:
    """Whether the tool is deployed in this city."""
    return bool(await session.scalar(select(exists().where(LtiDeployment.tool_id == tool_id))))
