"""A browser is signed in: always under a new token, whatever it carried before."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import new_token, token_digest
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.people.models import PersonSession
from seoul_learn.tenant_plane.people.values import NewSession

SESSION_LASTS = timedelta(hours=12)


async def begin_session(session: AsyncSession, person_id: UUID, *, by: str, clock: Clock) -> NewSession:
    """The session and the token for its cookie, which is told this once. `by` names the way in for the audit log."""
    now, token, session_id = clock.now(), new_token(), new_id()
    session.add(
        PersonSession(
            id=session_id,
            person_id=person_id,
            token_digest=token_digest(token),
            started_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    await session.flush()
    await record(
        session, actor=Actor(kind="person", id=person_id), action="person.signed_in", subject="person",
        subject_id=person_id, detail={"by": by}, clock=clock,
    )  # fmt: skip
    return NewSession(token=token, session_id=session_id, person_id=person_id)
