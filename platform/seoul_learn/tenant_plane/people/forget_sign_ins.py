"""Codes, counts and sessions that are over are forgotten."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.people.models import PersonSession, SignInCode, SignInRate
from seoul_learn.tenant_plane.people.oidc_models import OidcAttempt

_COUNTED_FOR = timedelta(hours=1)


async def forget_sign_ins(session: AsyncSession, *, clock: Clock) -> None:
    """Delete what nobody can use any more."""
    now = clock.now()
    await session.execute(delete(SignInCode).where(SignInCode.expires_at < now - _COUNTED_FOR))
    await session.execute(delete(PersonSession).where(PersonSession.expires_at < now))
    await session.execute(delete(SignInRate).where(SignInRate.window_started_at < now - _COUNTED_FOR))
    await session.execute(delete(OidcAttempt).where(OidcAttempt.expires_at < now - _COUNTED_FOR))
