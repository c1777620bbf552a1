"""An officer comes back with content that she chose at the provider (Deep Linking 2.0): kept apart until she agrees."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import token_digest
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.lti.errors import MessageSpent, NotChosen
from seoul_learn.tenant_plane.lti.models import LtiLink, LtiMessage
from seoul_learn.tenant_plane.lti.score_models import LtiLineItem
from seoul_learn.tenant_plane.lti.values import Content, MessageKind

MOST_CONTENT = 50


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """The message that an answer is to."""

    message_id: UUID
    contract_id: UUID


async def keep_answer(
    session: AsyncSession, content: Sequence[Content], *, data: str, tool_id: UUID, clock: Clock
) -> Awaited:
    """Keep what came back, once. Raises MessageSpent."""
    row = await session.scalar(
        select(LtiMessage).where(LtiMessage.data_digest == token_digest(data)).with_for_update()
    )
    now = clock.now()
    if row is None or row.tool_id != tool_id or row.answered_at is not None or row.expires_at <= now:
        raise MessageSpent
    row.answer, row.answered_at = [msgspec.to_builtins(one) for one in content], now
    await session.flush()
    return Awaited(message_id=row.id, contract_id=row.contract_id)


async def read_answer(session: AsyncSession, message_id: UUID, *, person_id: UUID) -> tuple[UUID, list[Content]]:
    """The contract, and what came back for it, to the officer who chose. Raises NotFound."""
    row = await _answered(session, message_id, person_id)
    return row.contract_id, msgspec.convert(row.answer, list[Content])


async def take_content(session: AsyncSession, message_id: UUID, *, person_id: UUID, clock: Clock) -> UUID:
    """From now on exactly this is what learners open; the id of the contract. Raises NotFound, NotChosen.

    What they opened before is retired: its scores stay, and so does its id.
    """
    row = await _answered(session, message_id, person_id)
    content = msgspec.convert(row.answer, list[Content])
    if not content:
        raise NotChosen("Nothing was chosen. Choose at least one piece of content.")
    now = clock.now()
    await session.execute(
        update(LtiLink)
        .where(LtiLink.contract_id == row.contract_id, LtiLink.retired_at.is_(None))
        .values(retired_at=now)
    )
    for position, one in enumerate(content):
        link = LtiLink(
            id=new_id(), contract_id=row.contract_id, by_default=False, title=one.title, description=one.description,
            page=one.page, custom=one.custom, position=position, made_at=now,
        )  # fmt: skip
        session.add(link)
        await session.flush()
        if one.score_maximum is not None:
            session.add(
                LtiLineItem(
                    id=new_id(), tool_id=row.tool_id, contract_id=row.contract_id, link_id=link.id,
                    label=one.label or one.title, score_maximum=one.score_maximum, resource=one.resource,
                    tag=one.tag, extra={}, made_at=now,
                )
            )  # fmt: skip
    contract_id, many = row.contract_id, len(content)
    await session.flush()
    await session.execute(delete(LtiMessage).where(LtiMessage.id == row.id))
    await record(
        session, actor=Actor(kind="person", id=person_id), action="lti_content.chosen", subject="contract",
        subject_id=contract_id, detail={"links": many}, clock=clock,
    )  # fmt: skip
    return contract_id


async def _answered(session: AsyncSession, message_id: UUID, person_id: UUID) -> LtiMessage:
    row: LtiMessage | None = await session.scalar(
        select(LtiMessage)
        .where(
            LtiMessage.id == message_id,
            LtiMessage.person_id == person_id,
            LtiMessage.kind == MessageKind.DEEP_LINKING.value,
            LtiMessage.answered_at.is_not(None),
        )
        .with_for_update()
    )
    if row is None:
        raise NotFound
    return row
