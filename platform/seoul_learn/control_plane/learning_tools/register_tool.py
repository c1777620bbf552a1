"""A tool is registered by an operator, or by itself with a one-time token. Either way an operator confirms it."""

import secrets
from datetime import timedelta
from uuid import UUID

import msgspec

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.learning_tools.check_terms import check_terms
from seoul_learn.control_plane.learning_tools.errors import UnknownInvitation, UnusableTool
from seoul_learn.control_plane.learning_tools.models import LtiInvitationRow, LtiToolRow
from seoul_learn.control_plane.learning_tools.queries import get_tool
from seoul_learn.control_plane.learning_tools.values import Invitation, Tool, ToolState, ToolTerms
from seoul_learn.control_plane.offerings.models import ProviderRow
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import new_token, token_digest

INVITATION_LASTS = timedelta(days=7)


async def invite_tool(unit: UnitOfWork, *, provider: str, tenant_id: UUID, by: str, clock: Clock) -> Invitation:
    """A one-time token for the tool of a provider, at one city's address. Raises UnusableTool."""
    token, now = new_token(), clock.now()
    row = LtiInvitationRow(
        id=new_id(), provider_id=await _provider(unit, provider), tenant_id=tenant_id,
        token_digest=token_digest(token), made_at=now, made_by=by, expires_at=now + INVITATION_LASTS,
    )  # fmt: skip
    await unit.run(LtiInvitationRow.insert(row))
    return Invitation(token=token, expires_at=now + INVITATION_LASTS)


async def take_invitation(
    unit: UnitOfWork, terms: ToolTerms, *, token: str, tenant_id: UUID, allow_loopback: bool, clock: Clock
) -> Tool:
    """The registration of a tool that came by a one-time token; it waits for an operator.

    The token is taken only with terms that can be worked with. Raises UnknownInvitation, UnusableTool.
    """
    taken = await unit.rows(
        """update control.lti_invitation set used_at = $3
            where token_digest = $1 and tenant_id = $2 and used_at is null and expires_at > $3
        returning provider_id""",
        token_digest(token), tenant_id, clock.now(),
    )  # fmt: skip
    if not taken:
        raise UnknownInvitation("the one-time token is unknown here, used or over; ask the platform for another one")
    check_terms(terms, allow_loopback=allow_loopback)
    return await _keep(unit, terms, provider_id=taken[0]["provider_id"], tenant_id=tenant_id, clock=clock)


async def register_tool(
    unit: UnitOfWork,
    terms: ToolTerms,
    *,
    provider: str,
    reachable: tuple[str, ...] = (),
    allow_loopback: bool,
    clock: Clock,
    client_id: str | None = None,
) -> Tool:
    """Register a tool by hand, for every city; it waits for its confirmation. Raises UnusableTool."""
    check_terms(terms, allow_loopback=allow_loopback)
    provider_id = await _provider(unit, provider)
    return await _keep(
        unit, terms, provider_id=provider_id, tenant_id=None, clock=clock, reachable=reachable, client_id=client_id
    )


async def _keep(
    unit: UnitOfWork,
    terms: ToolTerms,
    *,
    provider_id: UUID,
    tenant_id: UUID | None,
    clock: Clock,
    reachable: tuple[str, ...] = (),
    client_id: str | None = None,
) -> Tool:
    row = LtiToolRow(
        id=new_id(), client_id=client_id or secrets.token_hex(12), provider_id=provider_id, tenant_id=tenant_id,
        state=ToolState.WAITING.value, terms=msgspec.json.encode(terms).decode(), reachable=list(reachable),
        registered_at=clock.now(),
    )  # fmt: skip
    await unit.run(LtiToolRow.insert(row))
    return await get_tool(unit, tool_id=row.id)


async def _provider(unit: UnitOfWork, slug: str) -> UUID:
    found = await unit.run(ProviderRow.select(ProviderRow.id).where(ProviderRow.slug == slug))
    if not found:
        raise UnusableTool("provider", f"there is no provider {slug!r} in the shared list")
    return UUID(str(found[0]["id"]))
