"""Access tokens of tools: opaque, for an hour, for one city."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import new_token, token_digest
from seoul_learn.tenant_plane.lti.models import LtiToken
from seoul_learn.tenant_plane.lti.values import ToolToken

TOKEN_LASTS = timedelta(hours=1)


async def give_token(session: AsyncSession, token: ToolToken, *, clock: Clock) -> str:
    """The token, told this once."""
    told = new_token()
    session.add(
        LtiToken(
            id=new_id(), tool_id=token.tool_id, client_id=token.client_id, digest=token_digest(told),
            scopes=list(token.scopes), expires_at=clock.now() + TOKEN_LASTS,
        )
    )  # fmt: skip
    await session.flush()
    return told


async def read_token(session: AsyncSession, told: str, *, clock: Clock) -> ToolToken | None:
    """Whose token it is; None for one that is unknown in this city, or over."""
    row = await session.scalar(
        select(LtiToken).where(LtiToken.digest == token_digest(told), LtiToken.expires_at > clock.now())
    )
    if row is None:
        return None
    return ToolToken(tool_id=row.tool_id, client_id=row.client_id, scopes=tuple(row.scopes))
