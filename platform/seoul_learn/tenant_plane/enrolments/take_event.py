"""A provider says that something has changed: believed only as far as to ask it how things are now."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.abilities import Forged, Message, TakesEvents
from seoul_learn.tenant_plane.catalogue.connect import Outside, Unconfigured, connect
from seoul_learn.tenant_plane.catalogue.line_models import ProviderEvent
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.look_at_seat import LookAtSeat

EVENTS_PATH = "/webhooks/providers"
"""Where a city's host takes them; the contract's id follows."""
KEPT_FOR = timedelta(days=30)
"""Far longer than a signature is believed: an event that was forgotten cannot come back."""


async def take_event(session: AsyncSession, contract_id: UUID, message: Message, outside: Outside) -> bool:
    """Store it once and want the seat looked at; False when it was there already. Raises NotFound, Forged."""
    contract = await get_contract(session, contract_id)
    try:
        line = await connect(session, contract, outside)
    except Unconfigured as unconfigured:
        raise Forged(str(unconfigured)) from None
    if not isinstance(line.connector, TakesEvents):
        raise Forged("this contract's provider sends no events")
    now = outside.clock.now()
    event = line.connector.event(message, line.config, now=now)
    stored = await session.scalar(
        insert(ProviderEvent)
        .values(
            tenant_id=tenant_of(session), id=new_id(), contract_id=contract_id, event=event.id,
            request_id=event.request_id, received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "contract_id", "event"])
        .returning(ProviderEvent.id)
    )  # fmt: skip
    if stored is not None and event.request_id is not None:
        await enqueue(session, LookAtSeat(contract_id=contract_id, request_id=event.request_id))
    return stored is not None


async def forget_events(session: AsyncSession, *, clock: Clock) -> None:
    """Those that nobody can send again."""
    await session.execute(delete(ProviderEvent).where(ProviderEvent.received_at < clock.now() - KEPT_FOR))
