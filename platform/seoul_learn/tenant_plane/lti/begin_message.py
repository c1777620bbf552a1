"""Somebody clicks: a way to the tool is made that this person alone can go, once, within minutes.

Third-party-initiated login, step 1 (1EdTech Security Framework 1.0, section 5.1.1.1).
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import new_token, token_digest
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.lti.links import deployment_of
from seoul_learn.tenant_plane.lti.models import LtiMessage
from seoul_learn.tenant_plane.lti.values import BegunMessage, Link, MessageKind

GOOD_FOR = timedelta(minutes=10)
_CHOOSES_FOR = timedelta(hours=4)
"""How long an officer may take to choose content; the way there is as short as everybody's."""


async def begin_resource(
    session: AsyncSession, contract: Contract, link: Link, *, enrolment_id: UUID, person_id: UUID, tool_id: UUID,
    clock: Clock,
) -> BegunMessage:  # fmt: skip
    """A learner opens a link; whether she may was asked before."""
    return await _begin(
        session, MessageKind.RESOURCE, contract, person_id, tool_id, clock, enrolment_id=enrolment_id, link_id=link.id
    )


async def begin_choosing(
    session: AsyncSession, contract: Contract, *, person_id: UUID, tool_id: UUID, clock: Clock
) -> BegunMessage:
    """An officer goes to choose content (Deep Linking 2.0)."""
    return await _begin(session, MessageKind.DEEP_LINKING, contract, person_id, tool_id, clock)


async def _begin(
    session: AsyncSession, kind: MessageKind, contract: Contract, person_id: UUID, tool_id: UUID, clock: Clock,
    *, enrolment_id: UUID | None = None, link_id: UUID | None = None,
) -> BegunMessage:  # fmt: skip
    login_hint, message_hint, now = new_token(), new_token(), clock.now()
    lasts = _CHOOSES_FOR if kind is MessageKind.DEEP_LINKING else GOOD_FOR
    session.add(
        LtiMessage(
            id=new_id(), kind=kind.value, tool_id=tool_id, contract_id=contract.id, person_id=person_id,
            enrolment_id=enrolment_id, link_id=link_id, login_digest=token_digest(login_hint),
            message_digest=token_digest(message_hint), begun_at=now, expires_at=now + lasts,
        )
    )  # fmt: skip
    await session.flush()
    deployment_id = await deployment_of(session, tool_id, clock=clock)
    return BegunMessage(login_hint=login_hint, message_hint=message_hint, deployment_id=deployment_id)
