"""Which tool calls a service of ours, by its access token, and whether it was granted what it asks for (RFC 6750)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from litestar import Request

from seoul_learn.api.lti.parts import LtiParts, tenant_called
from seoul_learn.api.lti.refusals import ServiceRefused
from seoul_learn.control_plane.learning_tools.queries import find_tool
from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.lti.claims import Addresses
from seoul_learn.tenant_plane.lti.contexts import context_of
from seoul_learn.tenant_plane.lti.line_items import Owner
from seoul_learn.tenant_plane.lti.tokens import read_token


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call of a tool about one contract, within one transaction."""

    session: Transaction
    tool: Tool
    contract: Contract
    addresses: Addresses
    seal: Seal

    @property
    def owner(self) -> Owner:
        """Whose line items it sees."""
        return Owner(tool_id=self.tool.id, contract_id=self.contract.id)


@asynccontextmanager
async def calling(
    request: Request[Any, Any, Any], lti: LtiParts, context: str, *, scopes: tuple[str, ...]
) -> AsyncIterator[Call]:
    """The call, if its token has one of the scopes. Raises ServiceRefused; NotFound for a contract of other tools."""
    tenant = tenant_called(request)
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not told.strip():
        raise ServiceRefused(401, "invalid_token", "send an access token of this city’s token endpoint")
    async with lti.tenants.transaction(tenant.id) as session:
        token = await read_token(session, told.strip(), clock=lti.clock)
        if token is None:
            raise ServiceRefused(401, "invalid_token", "the access token is unknown here, or over")
        async with lti.control.transaction() as unit:
            tool = await find_tool(unit, client_id=token.client_id, tenant_id=tenant.id)
        if tool is None:
            raise ServiceRefused(401, "invalid_token", "the tool is withdrawn")
        # What was granted may have become less since the token was given.
        if not any(one in token.scopes and one in tool.terms.scopes for one in scopes):
            raise ServiceRefused(403, "insufficient_scope", f"this needs the scope {scopes[0]}")
        contract_id = parse_id(context)
        if contract_id is None:
            raise NotFound
        contract = await context_of(
            session, contract_id, tool_id=tool.id, client_id=tool.client_id, provider=tool.provider
        )
        yield Call(
            session=session,
            tool=tool,
            contract=contract,
            addresses=lti.addresses(tenant.id),
            seal=lti.sealing.of_tenant(tenant.id),
        )
