"""A provider that is silent again and again is left alone for a while (docs/adr/0015).

The state is a row, so that every process sees the same one. It is written when something changes and not on each call.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.catalogue.line_models import ContractLine
from seoul_learn.tenant_plane.database.transaction import tenant_of

MOST_SILENCES = 5
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=30)
_PROBE_TAKES = timedelta(seconds=30)
_log = structlog.get_logger()


async def wait_for(session: AsyncSession, contract_id: UUID, *, now: datetime) -> timedelta | None:
    """How long to leave the provider alone; None when it may be asked now.

    After the rest one caller is let through, and the others wait for what becomes of it.
    """
    until = await session.scalar(select(ContractLine.open_until).where(ContractLine.contract_id == contract_id))
    if until is None:
        return None
    if until <= now:
        probing = await session.scalar(
            update(ContractLine)
            .where(ContractLine.contract_id == contract_id, ContractLine.open_until == until)
            .values(open_until=now + _PROBE_TAKES)
            .returning(ContractLine.id)
        )
        if probing is not None:
            return None
        until = now + _PROBE_TAKES
    return until - now


async def heard(session: AsyncSession, contract_id: UUID) -> None:
    """It answered, whatever it said."""
    await session.execute(
        update(ContractLine)
        .where(
            ContractLine.contract_id == contract_id,
            or_(ContractLine.silences > 0, ContractLine.open_until.is_not(None)),
        )
        .values(silences=0, open_until=None, fault=None)
    )


async def silent(session: AsyncSession, contract_id: UUID, *, fault: str, now: datetime) -> None:
    """It did not answer, or not in words that can be understood."""
    counted = insert(ContractLine).values(
        tenant_id=tenant_of(session), id=new_id(), contract_id=contract_id, silences=1, fault=fault
    )
    silences = await session.scalar(
        counted.on_conflict_do_update(
            index_elements=["tenant_id", "contract_id"],
            set_={"silences": ContractLine.silences + 1, "fault": counted.excluded.fault},
        ).returning(ContractLine.silences)
    )
    if silences is None or silences < MOST_SILENCES:
        return
    rest = min(FIRST_REST * 2 ** min(silences - MOST_SILENCES, 10), LONGEST_REST)
    await session.execute(
        update(ContractLine).where(ContractLine.contract_id == contract_id).values(open_until=now + rest)
    )
    _log.warning("provider.silent", contract_id=str(contract_id), silences=silences, seconds=rest.total_seconds())
