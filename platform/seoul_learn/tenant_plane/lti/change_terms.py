"""A catalogue manager changes what a contract tells its tool: the privacy level, the page, its custom parameters."""

from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.learning_tool import LEARNING_TOOL, LearningToolConfig
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue.models import Contract
from seoul_learn.tenant_plane.database.errors import NotFound


async def change_tool_terms(
    session: AsyncSession, contract_id: UUID, config: LearningToolConfig, *, actor: Actor, clock: Clock
) -> None:
    """From the next message on. Raises NotFound, also for a contract of another connector."""
    row = await session.scalar(
        select(Contract).where(Contract.id == contract_id, Contract.connector == LEARNING_TOOL).with_for_update()
    )
    if row is None:
        raise NotFound
    written = msgspec.to_builtins(config)
    plain = {name: value for name, value in written.items() if value not in (None, {})}
    if row.config == plain:
        return
    before = row.config.get("privacy", "anonymous")
    row.config = plain
    await session.flush()
    await record(
        session, actor=actor, action="lti_terms.changed", subject="contract", subject_id=contract_id,
        detail={"privacy": config.privacy.value, "before": before}, clock=clock,
    )  # fmt: skip
