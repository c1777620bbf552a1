"""An operator has seen that criteria broke: the alarms go from the pages, and stay on record with who saw them."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.models import PluginAlarm


async def acknowledge_alarms(session: AsyncSession, *, until: datetime, actor: Actor, clock: Clock) -> int:
    """Take away what last happened up to a moment, which is what was shown; how many. What breaks again comes again."""
    rows = await session.execute(
        delete(PluginAlarm)
        .where(PluginAlarm.last_at <= until)
        .returning(PluginAlarm.use, PluginAlarm.version, PluginAlarm.criterion, PluginAlarm.kind, PluginAlarm.times)
    )
    seen = sorted(tuple(row) for row in rows)
    if seen:
        alarms = [f"{use} {version} {criterion} {kind} ×{times}" for use, version, criterion, kind, times in seen]
        await record(
            session, actor=actor, action="alarm.acknowledged", subject="plugin_alarm", detail={"alarms": alarms},
            clock=clock,
        )  # fmt: skip
    return len(seen)
