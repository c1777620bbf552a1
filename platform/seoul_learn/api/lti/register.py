"""Dynamic Registration 1.0: a tool registers itself with a one-time token, and waits for an operator to confirm it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from seoul_learn.api.lti.describe import OPEN
from seoul_learn.api.lti.parts import LtiParts, tenant_called
from seoul_learn.api.lti.refusals import NO_STORE, ServiceRefused, answer_json
from seoul_learn.control_plane.learning_tools.errors import UnknownInvitation, UnusableTool
from seoul_learn.control_plane.learning_tools.register_tool import take_invitation
from seoul_learn.control_plane.learning_tools.values import SCOPES, Tool, ToolTerms
from seoul_learn.tenant_plane.lti.links import deployment_of

_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_DEEP_LINKING = "LtiDeepLinkingRequest"


class _Message(msgspec.Struct, frozen=True):
    type: str
    target_link_uri: str | None = None


class _Configuration(msgspec.Struct, frozen=True):
    target_link_uri: str | None = None
    custom_parameters: dict[str, Any] = {}
    messages: tuple[_Message, ...] = ()


class _Metadata(msgspec.Struct, frozen=True):
    """OpenID Connect Dynamic Client Registration 1.0, section 2, as far as it matters here."""

    client_name: str
    redirect_uris: tuple[str, ...]
    initiate_login_uri: str
    configuration: _Configuration = msgspec.field(name=_CONFIGURATION)
    response_types: tuple[str, ...] = ("id_token",)
    token_endpoint_auth_method: str = "private_key_jwt"  # noqa: S105  # the name of a method
    jwks_uri: str | None = None
    jwks: dict[str, Any] | None = None
    scope: str = ""


@post("/api/lti/registrations", opt=OPEN, status_code=201)
async def register(request: Request[Any, Any, Any], lti: NamedDependency[LtiParts]) -> Response[bytes]:
    """Keep what the tool says of itself. The one-time token is spent with a registration that can be worked with."""
    tenant = tenant_called(request)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise ServiceRefused(401, "invalid_token", "send the registration_token as a bearer token")
    terms = _terms(await request.body())
    try:
        async with lti.control.transaction() as unit:
            tool = await take_invitation(
                unit, terms, token=token.strip(), tenant_id=tenant.id, allow_loopback=lti.allow_loopback,
                clock=lti.clock,
            )  # fmt: skip
    except UnknownInvitation as refused:
        raise ServiceRefused(401, "invalid_token", str(refused)) from None
    except UnusableTool as refused:
        error = "invalid_redirect_uri" if refused.field == "redirect_uris" else "invalid_client_metadata"
        raise ServiceRefused(400, error, str(refused)) from None
    async with lti.tenants.transaction(tenant.id) as session:
        deployment_id = await deployment_of(session, tool.id, clock=lti.clock)
    return answer_json(_written(tool, deployment_id), status=201, headers=NO_STORE)


def _terms(content: bytes) -> ToolTerms:
    try:
        said = msgspec.json.decode(content, type=_Metadata)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        what = str(fault) if isinstance(fault, msgspec.ValidationError) else "the body is no JSON object"
        raise ServiceRefused(400, "invalid_client_metadata", what) from None
    if "id_token" not in said.response_types:
        raise ServiceRefused(400, "invalid_client_metadata", "response_types has to contain id_token")
    if said.token_endpoint_auth_method != "private_key_jwt":  # noqa: S105  # the name of a method
        raise ServiceRefused(400, "invalid_client_metadata", "token_endpoint_auth_method has to be private_key_jwt")
    target = said.configuration.target_link_uri
    if not target:
        raise ServiceRefused(400, "invalid_client_metadata", "the tool configuration needs a target_link_uri")
    choosing = next((one for one in said.configuration.messages if one.type == _DEEP_LINKING), None)
    wanted = set(said.scope.split())
    return ToolTerms(
        name=said.client_name,
        initiate_login_uri=said.initiate_login_uri,
        redirect_uris=said.redirect_uris,
        target_link_uri=target,
        jwks_uri=said.jwks_uri,
        jwks=said.jwks,
        scopes=tuple(one for one in SCOPES if one in wanted),
        deep_linking_uri=(choosing.target_link_uri or target) if choosing else None,
        custom={name: str(value) for name, value in said.configuration.custom_parameters.items()},
    )


def _written(tool: Tool, deployment_id: UUID) -> dict[str, Any]:
    terms = tool.terms
    messages = [{"type": "LtiResourceLinkRequest", "target_link_uri": terms.target_link_uri}]
    if terms.deep_linking_uri:
        messages.append({"type": _DEEP_LINKING, "target_link_uri": terms.deep_linking_uri})
    written: dict[str, Any] = {
        "client_id": tool.client_id,
        "client_id_issued_at": int(tool.registered_at.timestamp()),
        "application_type": "web",
        "client_name": terms.name,
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": terms.initiate_login_uri,
        "redirect_uris": list(terms.redirect_uris),
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(terms.scopes),
        _CONFIGURATION: {
            "deployment_id": str(deployment_id),
            "target_link_uri": terms.target_link_uri,
            "custom_parameters": terms.custom,
            "messages": messages,
            "claims": ["iss", "sub"],
        },
    }
    return written | ({"jwks_uri": terms.jwks_uri} if terms.jwks_uri else {"jwks": terms.jwks})
