"""Tell the operators that a criterion broke: a row for their page and a line in the log, without any facts."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.ask_criterion import CriterionFault
from seoul_learn.tenant_plane.eligibility.models import PluginAlarm

_log = structlog.get_logger()


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a criterion breaks in one tenant, and how often it did."""

    use: str
    version: str
    criterion: str
    kind: str
    detail: str
    times: int
    first_at: datetime
    last_at: datetime


async def raise_alarms(session: AsyncSession, faults: Sequence[CriterionFault], *, clock: Clock) -> None:
    """Count each fault, in the transaction of the determination that met it."""
    now = clock.now()
    for fault in sorted(faults, key=lambda one: (one.use, one.version, one.criterion, one.kind)):
        _log.error(
            "criterion.broken", tenant=str(tenant_of(session)), use=fault.use, version=fault.version,
            criterion=fault.criterion, kind=fault.kind.value, detail=fault.detail,
        )  # fmt: skip
        fresh = insert(PluginAlarm)
        await session.execute(
            fresh.values(
                tenant_id=tenant_of(session), id=new_id(), use=fault.use, version=fault.version,
                criterion=fault.criterion, kind=fault.kind.value, detail=fault.detail, times=1,
                first_at=now, last_at=now,
            ).on_conflict_do_update(
                index_elements=["tenant_id", "use", "version", "criterion", "kind"],
                set_={
                    "times": PluginAlarm.times + 1,
                    "detail": fresh.excluded.detail,
                    "last_at": fresh.excluded.last_at,
                },
            )
        )  # fmt: skip


async def list_alarms(session: AsyncSession) -> list[Alarm]:
    """Every alarm of the tenant, the newest first."""
    rows = await session.scalars(select(PluginAlarm).order_by(PluginAlarm.last_at.desc()))
    return [
        Alarm(
            use=row.use, version=row.version, criterion=row.criterion, kind=row.kind, detail=row.detail,
            times=row.times, first_at=row.first_at, last_at=row.last_at,
        )
        for row in rows
    ]  # fmt: skip
