"""A contract's learning tool for the pages: which it is, and what messages to it need."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Request

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.learning_tools.queries import find_tool, find_tool_of
from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.lti.claims import Recipient
from seoul_learn.tenant_plane.lti.may_open import config_of
from seoul_learn.tenant_plane.lti.signatures import KeySource
from seoul_learn.web.hosts import host_of


class LearningTools:
    """Registered tools, asked of the control plane in a unit of work of its own."""

    def __init__(self, control: ControlDatabase, *, allow_loopback: bool) -> None:
        self._control = control
        self.allow_loopback = allow_loopback

    async def of_contract(self, contract: Contract, tenant_id: UUID) -> Tool | None:
        """The confirmed tool of a contract's provider."""
        async with self._control.transaction() as unit:
            return await find_tool_of(
                unit, provider=contract.terms.provider, tenant_id=tenant_id, client_id=config_of(contract).client_id
            )

    async def by_client(self, client_id: str, tenant_id: UUID) -> Tool | None:
        """The confirmed tool with a client id."""
        async with self._control.transaction() as unit:
            return await find_tool(unit, client_id=client_id, tenant_id=tenant_id)


def on_own_host(request: Request[Any, Any, Any], origin: str | None) -> str | None:
    """The same address on the city's canonical host, for a browser that is on another one; None where it is right.

    A tool sends everybody back to the issuer, and a session's cookie is on its own host alone.
    """
    if origin is None or urlsplit(origin).hostname == host_of(request.scope["headers"]):
        return None
    query = request.scope["query_string"].decode("latin-1")
    return origin + request.scope["path"] + (f"?{query}" if query else "")


def recipient_of(tool: Tool) -> Recipient:
    """The tool as a message is written to it."""
    return Recipient(
        client_id=tool.client_id,
        target_link_uri=tool.terms.target_link_uri,
        deep_linking_uri=tool.terms.deep_linking_uri,
        scopes=tool.terms.scopes,
        custom=tool.terms.custom,
    )


def keys_of(tool: Tool) -> KeySource:
    """Where its keys are."""
    return KeySource(
        tool_id=tool.id, jwks_uri=tool.terms.jwks_uri, jwks=tool.terms.jwks, reachable=tool.reachable
    )


def addresses_of(tool: Tool) -> tuple[str, ...]:
    """Every address of a tool that a browser may be led to."""
    terms = tool.terms
    choosing = (terms.deep_linking_uri,) if terms.deep_linking_uri else ()
    return (terms.initiate_login_uri, terms.target_link_uri, *terms.redirect_uris, *choosing)
