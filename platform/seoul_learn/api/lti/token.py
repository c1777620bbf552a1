"""The token endpoint: an access token for a signed assertion (1EdTech Security Framework 1.0, 4.1; RFC 7523)."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from seoul_learn.api.lti.describe import OPEN
from seoul_learn.api.lti.parts import LtiParts, tenant_called
from seoul_learn.api.lti.refusals import NO_STORE, ServiceRefused, answer_json
from seoul_learn.control_plane.learning_tools.queries import find_tool
from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.tenant_plane.lti.claims import Addresses
from seoul_learn.tenant_plane.lti.contexts import is_deployed
from seoul_learn.tenant_plane.lti.once import use_once
from seoul_learn.tenant_plane.lti.signatures import KeySource, NotBelieved
from seoul_learn.tenant_plane.lti.tokens import TOKEN_LASTS, give_token
from seoul_learn.tenant_plane.lti.values import Once, ToolToken

_JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LEEWAY = timedelta(seconds=60)
_LONGEST = timedelta(hours=1)
"""How far ahead an assertion may end: longer ones could be found and used by somebody else for longer."""


@post("/api/lti/token", opt=OPEN, status_code=200)
async def give_access(request: Request[Any, Any, Any], lti: NamedDependency[LtiParts]) -> Response[bytes]:
    """An access token for those of the wanted scopes that the tool was granted."""
    tenant, asked = tenant_called(request), {key: str(value) for key, value in (await request.form()).items()}
    if asked.get("grant_type") != "client_credentials":
        raise ServiceRefused(400, "unsupported_grant_type", "grant_type has to be client_credentials")
    if asked.get("client_assertion_type") != _JWT_BEARER or not asked.get("client_assertion"):
        raise ServiceRefused(400, "invalid_request", f"send a client_assertion of the type {_JWT_BEARER}")
    assertion = asked["client_assertion"]
    tool = await _named(lti, assertion, tenant_id=tenant.id)
    try:
        claims = await lti.signatures.claims_of(assertion, source_of(tool))
        ends = check_assertion(claims, tool.client_id, lti.addresses(tenant.id), now=lti.clock.now())
    except NotBelieved as fault:
        raise ServiceRefused(401, "invalid_client", fault.reason) from fault
    scopes = tuple(one for one in dict.fromkeys(asked.get("scope", "").split()) if one in tool.terms.scopes)
    async with lti.tenants.transaction(tenant.id) as session:
        fresh = await use_once(session, Once.ASSERTION, claims["jti"], tool_id=tool.id, until=ends + 2 * _LEEWAY)
        deployed = await is_deployed(session, tool.id)
        token = ToolToken(tool_id=tool.id, client_id=tool.client_id, scopes=scopes)
        told = await give_token(session, token, clock=lti.clock) if fresh and deployed and scopes else ""
    if not fresh:
        raise ServiceRefused(401, "invalid_client", "this assertion was used already: each needs a jti of its own")
    if not deployed:
        raise ServiceRefused(400, "unauthorized_client", "the tool is not deployed in this city")
    if not scopes:
        raise ServiceRefused(400, "invalid_scope", "none of these scopes was granted to the tool")
    return answer_json(
        {
            "access_token": told,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LASTS.total_seconds()),
            "scope": " ".join(scopes),
        },
        headers=NO_STORE,
    )


def check_assertion(claims: dict[str, Any], client_id: str, addresses: Addresses, *, now: datetime) -> datetime:
    """When the assertion ends (RFC 7523, section 3). Raises NotBelieved."""
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise NotBelieved("iss and sub both have to be the client_id")
    named = claims.get("aud")
    audiences = named if isinstance(named, list) else [named]
    if addresses.token not in audiences and addresses.issuer not in audiences:
        raise NotBelieved("aud has to be the address of this token endpoint")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= 500:
        raise NotBelieved("jti is missing")
    ends, moment, leeway = _moment(claims, "exp"), now.timestamp(), _LEEWAY.total_seconds()
    if ends + leeway <= moment:
        raise NotBelieved("the assertion is over")
    if ends > moment + _LONGEST.total_seconds() + leeway:
        raise NotBelieved("the assertion lasts longer than an hour")
    if _moment(claims, "iat") - leeway > moment:
        raise NotBelieved("the assertion is from the future")
    return datetime.fromtimestamp(ends, now.tzinfo)


def source_of(tool: Tool) -> KeySource:
    """Where the keys of a tool are."""
    return KeySource(
        tool_id=tool.id, jwks_uri=tool.terms.jwks_uri, jwks=tool.terms.jwks, reachable=tool.reachable
    )


async def _named(lti: LtiParts, assertion: str, *, tenant_id: Any) -> Tool:
    issuer = lti.signatures.issuer_named(assertion)
    async with lti.control.transaction() as unit:
        tool = await find_tool(unit, client_id=issuer, tenant_id=tenant_id) if issuer else None
    if tool is None:
        raise ServiceRefused(401, "invalid_client", "no confirmed tool of this city has that client_id")
    return tool


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise NotBelieved(f"{name} is missing")
    return float(value)
