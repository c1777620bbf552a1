"""What a city's platform says of itself: its keys, and its configuration for Dynamic Registration 1.0."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from seoul_learn.api.lti.jose import SIGNED_WITH
from seoul_learn.api.lti.parts import LtiParts, tenant_called
from seoul_learn.api.lti.refusals import answer_json
from seoul_learn.control_plane.learning_tools.values import SCOPES
from seoul_learn.tenant_plane.lti.keys import published_keys

OPEN: dict[str, Any] = {"access": "anyone", "exclude_from_csrf": True}
_CLAIMS = ["sub", "iss", "name", "email", "locale"]
_VARIABLES = [
    "Context.id", "Context.title", "Context.label", "CourseOffering.title", "ResourceLink.id", "ResourceLink.title",
    "ResourceLink.description", "User.id", "Message.locale", "ToolPlatformInstance.guid", "ToolPlatformInstance.name",
    "ToolPlatform.productFamilyCode", "ToolConsumerInstance.guid",
]  # fmt: skip
_KEPT = {"cache-control": "public, max-age=300"}


@get("/api/lti/jwks", opt=OPEN)
async def send_keys(request: Request[Any, Any, Any], lti: NamedDependency[LtiParts]) -> Response[bytes]:
    """The public keys of the city, with the next one before it signs and the last one for a while after."""
    tenant = tenant_called(request)
    async with lti.tenants.transaction(tenant.id) as session:
        keys = await published_keys(session, seal=lti.sealing.of_tenant(tenant.id), clock=lti.clock)
    return answer_json({"keys": keys}, headers=_KEPT)


@get("/.well-known/openid-configuration", opt=OPEN)
async def send_configuration(request: Request[Any, Any, Any], lti: NamedDependency[LtiParts]) -> Response[bytes]:
    """Where everything is (Dynamic Registration 1.0, section 2.1)."""
    at = lti.addresses(tenant_called(request).id)
    configuration = {
        "issuer": at.issuer,
        "authorization_endpoint": at.authorize,
        "token_endpoint": at.token,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(SIGNED_WITH),
        "jwks_uri": at.keys,
        "registration_endpoint": at.registration,
        "scopes_supported": ["openid", *SCOPES],
        "response_types_supported": ["id_token"],
        "response_modes_supported": ["form_post"],
        "grant_types_supported": ["implicit", "client_credentials"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": _CLAIMS,
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {
            "product_family_code": "seoul-learn",
            "version": "1",
            "messages_supported": [{"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest"}],
            "variables": _VARIABLES,
        },
    }
    return answer_json(configuration, headers=_KEPT)
