"""The tool asks for its message: given once, to the browser of the person who clicked, if she still may.

Third-party-initiated login, step 2 (1EdTech Security Framework 1.0, section 5.1.1.2).
"""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import new_token, same, token_digest
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.lti.begin_message import GOOD_FOR
from seoul_learn.tenant_plane.lti.errors import MessageSpent, SomebodyElse, TermOver
from seoul_learn.tenant_plane.lti.links import deployment_of, line_item_of_link, link_to_open
from seoul_learn.tenant_plane.lti.may_open import config_of, may_open
from seoul_learn.tenant_plane.lti.models import LtiMessage
from seoul_learn.tenant_plane.lti.once import use_once
from seoul_learn.tenant_plane.lti.values import MessageKind, Once, TakenMessage

NONCES_KEPT_FOR = timedelta(days=90)


async def take_message(
    session: AsyncSession, *, login_hint: str, message_hint: str, nonce: str, person_id: UUID | None, tool_id: UUID,
    today: date, clock: Clock,
) -> TakenMessage:  # fmt: skip
    """The message, never to be had again: a spent nonce spends it too. Raises NotOpened in one of its kinds."""
    row = await session.scalar(
        select(LtiMessage).where(LtiMessage.login_digest == token_digest(login_hint)).with_for_update()
    )
    now = clock.now()
    # A hint of another tool's is as good as none: nobody learns that it exists.
    if row is None or row.tool_id != tool_id or not same(row.message_digest, token_digest(message_hint)):
        raise MessageSpent
    if row.person_id != person_id:
        raise SomebodyElse
    if row.taken_at is not None or row.begun_at + GOOD_FOR <= now:
        raise MessageSpent
    row.taken_at = now
    await session.flush()
    if not await use_once(session, Once.NONCE, nonce, tool_id=tool_id, until=now + NONCES_KEPT_FOR):
        raise MessageSpent
    if row.kind == MessageKind.DEEP_LINKING.value:
        return await _choosing(session, row, clock=clock)
    return await _resource(session, row, person_id=row.person_id, today=today, clock=clock)


async def _resource(
    session: AsyncSession, row: LtiMessage, *, person_id: UUID, today: date, clock: Clock
) -> TakenMessage:
    if row.enrolment_id is None:
        raise MessageSpent
    try:
        contract = await may_open(session, row.enrolment_id, person_id=person_id, today=today)
        link = await link_to_open(session, contract, row.link_id, clock=clock)
    except NotFound:
        raise TermOver from None
    return TakenMessage(
        id=row.id,
        kind=MessageKind.RESOURCE,
        contract=contract,
        config=config_of(contract),
        deployment_id=await deployment_of(session, row.tool_id, clock=clock),
        enrolment_id=row.enrolment_id,
        link=link,
        line_item_id=await line_item_of_link(session, link, tool_id=row.tool_id, clock=clock),
    )


async def _choosing(session: AsyncSession, row: LtiMessage, *, clock: Clock) -> TakenMessage:
    contract = await get_contract(session, row.contract_id)
    data = new_token()
    row.data_digest = token_digest(data)
    await session.flush()
    return TakenMessage(
        id=row.id,
        kind=MessageKind.DEEP_LINKING,
        contract=contract,
        config=config_of(contract),
        deployment_id=await deployment_of(session, row.tool_id, clock=clock),
        data=data,
    )
