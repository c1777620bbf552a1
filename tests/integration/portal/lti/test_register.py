"""A tool registers itself with a one-time token, and is used only when an operator has confirmed it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.learning_tools.confirm_tool import confirm_tool
from seoul_learn.control_plane.learning_tools.queries import find_tool, find_tool_of, list_tools
from seoul_learn.control_plane.learning_tools.register_tool import invite_tool
from seoul_learn.control_plane.learning_tools.values import SCOPES, ToolState
from seoul_learn.control_plane.tenants.values import TenantRef
from tests.integration.portal.lti.conftest import ISSUER, OffsetClock
from tests.integration.portal.lti.hand_made import CHOOSE, LAUNCH, LOGIN, TARGET, HandMadeTool

CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
OPERATOR = "operator@seoul-learn.example"


def metadata(**changed: Any) -> dict[str, Any]:
    said = {
        "application_type": "web", "client_name": "Hand-made lessons", "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"], "initiate_login_uri": LOGIN, "redirect_uris": [LAUNCH],
        "jwks_uri": "https://tool.example/jwks", "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join([*SCOPES, "https://no.example/scope"]),
        CONFIGURATION: {
            "domain": "tool.example", "target_link_uri": TARGET, "custom_parameters": {"unit": "$Context.id"},
            "claims": ["iss", "sub", "name"],
            "messages": [{"type": "LtiResourceLinkRequest"},
                         {"type": "LtiDeepLinkingRequest", "target_link_uri": CHOOSE, "label": "Choose"}],
        },
        **changed,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
async def http(app: Any) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://seoul.localhost"
    ) as opened:
        yield opened


@pytest.fixture
async def token(runtime: Runtime, cities: dict[str, TenantRef]) -> str:
    async with runtime.control.transaction() as unit:
        invitation = await invite_tool(
            unit, provider="practice-lessons", tenant_id=cities["seoul"].id, by=OPERATOR, clock=runtime.clock
        )
    assert invitation.token not in repr(invitation)
    return invitation.token


async def register(http: httpx2.AsyncClient, token: str, **changed: Any) -> httpx2.Response:
    return await http.post(
        "/api/lti/registrations", json=metadata(**changed), headers={"authorization": f"Bearer {token}"}
    )


async def test_the_configuration_names_everything_that_a_tool_needs(http: httpx2.AsyncClient, tool: Any) -> None:
    del tool
    answer = await http.get("/.well-known/openid-configuration")
    said = answer.json()
    assert said["issuer"] == ISSUER
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"):
        assert said[name].startswith(ISSUER + "/")
    assert said["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert "RS256" in said["token_endpoint_auth_signing_alg_values_supported"]
    assert not {"none", "HS256"} & set(said["token_endpoint_auth_signing_alg_values_supported"])
    assert said["id_token_signing_alg_values_supported"] == ["RS256"]
    assert said["response_types_supported"] == ["id_token"]
    assert said["subject_types_supported"] == ["pairwise"]
    assert {"openid", *SCOPES} == set(said["scopes_supported"])
    platform = said["https://purl.imsglobal.org/spec/lti-platform-configuration"]
    assert {one["type"] for one in platform["messages_supported"]} == {
        "LtiResourceLinkRequest", "LtiDeepLinkingRequest",
    }  # fmt: skip
    assert platform["product_family_code"] == "seoul-learn"
    assert (await http.get(said["jwks_uri"].removeprefix(ISSUER))).json()["keys"]


async def test_a_registration_waits_for_an_operator(
    runtime: Runtime, cities: dict[str, TenantRef], http: httpx2.AsyncClient, token: str
) -> None:
    answer = await register(http, token)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["redirect_uris"] == [LAUNCH]
    assert set(told["scope"].split()) == set(SCOPES), "and no scope that we do not have"
    assert told[CONFIGURATION]["deployment_id"]
    seoul, other = cities["seoul"].id, cities["pyeongchang"].id
    async with runtime.control.transaction() as unit:
        assert await find_tool(unit, client_id=told["client_id"], tenant_id=seoul) is None
        (made,) = [one for one in await list_tools(unit) if one.client_id == told["client_id"]]
        assert made.state is ToolState.WAITING
        assert made.terms.deep_linking_uri == CHOOSE
        await confirm_tool(unit, tool_id=made.id, by=OPERATOR, clock=runtime.clock)
        confirmed = await find_tool(unit, client_id=told["client_id"], tenant_id=seoul)
        assert confirmed is not None
        assert confirmed.confirmed_by == OPERATOR
        # For the city at whose address it registered, and for no other.
        assert await find_tool(unit, client_id=told["client_id"], tenant_id=other) is None
        found = await find_tool_of(unit, provider="practice-lessons", tenant_id=other, client_id=told["client_id"])
        assert found is None


async def test_a_one_time_token_works_once_for_a_week_at_one_city(
    app: Any, runtime: Runtime, http: httpx2.AsyncClient, token: str, later: OffsetClock
) -> None:
    del runtime
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://pyeongchang.localhost"
    ) as elsewhere:
        assert (await register(elsewhere, token)).status_code == 401
    later.offset = timedelta(days=8)
    assert (await register(http, token)).status_code == 401
    later.offset = timedelta()
    assert (await register(http, token)).status_code == 201
    again = await register(http, token)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_token")
    for wrong in ("made up", "", token + "x"):
        assert (await register(http, wrong)).status_code == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://tool.example/launch"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [LAUNCH + "#x"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://a:b@tool.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": None}, "invalid_client_metadata"),
        ({"initiate_login_uri": "javascript:alert(1)"}, "invalid_client_metadata"),
        ({"jwks_uri": None}, "invalid_client_metadata"),
        ({"jwks_uri": None, "jwks": {"keys": [{"kty": "oct", "k": "x"}]}}, "invalid_client_metadata"),
        ({"jwks_uri": None, "jwks": {"keys": []}}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "invalid_client_metadata"),
        ({"response_types": ["code"]}, "invalid_client_metadata"),
        ({"client_name": " "}, "invalid_client_metadata"),
        ({CONFIGURATION: None}, "invalid_client_metadata"),
        ({CONFIGURATION: {}}, "invalid_client_metadata"),
    ],
)
async def test_a_tool_that_cannot_be_worked_with_is_told_why_and_keeps_its_token(
    http: httpx2.AsyncClient, token: str, changed: dict[str, Any], error: str
) -> None:
    answer = await register(http, token, **changed)
    assert (answer.status_code, answer.json()["error"]) == (400, error), answer.text
    assert answer.json()["error_description"]
    assert (await register(http, token)).status_code == 201


async def test_a_private_key_is_not_taken_in(http: httpx2.AsyncClient, token: str) -> None:
    private = HandMadeTool().key.as_dict(private=True)
    answer = await register(http, token, jwks_uri=None, jwks={"keys": [private]})
    assert answer.status_code == 400
