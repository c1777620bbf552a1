"""A lesson opens: the click, the tool's question, and the signed message, held against the specification."""

from typing import Any

import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.learning_tools.values import SCOPES, Tool
from tests.integration.portal.conftest import Browser
from tests.integration.portal.lti.conftest import ISSUER, Enrolled, handed_on
from tests.integration.portal.lti.hand_made import AGS, LAUNCH, LOGIN, LTI, NRPS, TARGET, HandMadeTool, address


async def begin(browser: Browser, enrolled: Enrolled) -> dict[str, str]:
    await browser.get(enrolled.path)
    assert browser.page.status_code == 200, browser.text
    return handed_on(browser).fields


async def opened(
    browser: Browser, enrolled: Enrolled, made: HandMadeTool, **changed: Any
) -> tuple[dict[str, str], dict[str, str]]:
    """What the tool asked and what it was sent."""
    asked = made.authentication_request(await begin(browser, enrolled), **changed)
    await browser.get(address("/lti/authorize", asked))
    return asked, handed_on(browser).fields


async def claims_for(browser: Browser, enrolled: Enrolled, made: HandMadeTool) -> dict[str, Any]:
    asked, sent = await opened(browser, enrolled, made)
    jwks = (await browser.http.get("/api/lti/jwks")).json()
    return made.believe(sent["id_token"], jwks, issuer=ISSUER, nonce=asked["nonce"])


async def test_the_click_begins_a_login_at_the_tool_by_a_form(
    learner: Browser, enrolled: Enrolled, tool: Tool
) -> None:
    await learner.get(enrolled.path)
    form = handed_on(learner)
    assert form.address == LOGIN
    assert set(form.fields) == {
        "iss", "login_hint", "target_link_uri", "lti_message_hint", "client_id", "lti_deployment_id",
    }  # fmt: skip
    assert form.fields["iss"] == ISSUER
    assert form.fields["client_id"] == tool.client_id
    assert form.fields["target_link_uri"] == TARGET
    assert "form-action 'self' https://tool.example;" in form.policy
    assert "계속" in learner.text
    # Opaque: neither hint says anything about anybody.
    for hint in (form.fields["login_hint"], form.fields["lti_message_hint"]):
        assert str(enrolled.person_id) not in hint
        assert str(enrolled.enrolment_id) not in hint


async def test_only_that_page_may_post_to_another_site(learner: Browser) -> None:
    await learner.get("/learning")
    assert "form-action 'self';" in learner.page.headers["content-security-policy"]


async def test_the_message_says_what_the_specification_asks_for(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    asked, sent = await opened(learner, enrolled, hand_made)
    form = handed_on(learner)
    assert form.address == LAUNCH
    assert sent["state"] == asked["state"]
    jwks = (await learner.http.get("/api/lti/jwks")).json()
    claims = hand_made.believe(sent["id_token"], jwks, issuer=ISSUER, nonce=asked["nonce"])
    assert claims[LTI + "message_type"] == "LtiResourceLinkRequest"
    assert claims[LTI + "target_link_uri"] == TARGET
    assert claims[LTI + "roles"][0] == "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
    assert claims[LTI + "resource_link"]["id"]
    assert claims[LTI + "context"]["id"] == str(enrolled.contract_id)
    assert claims[LTI + "launch_presentation"]["return_url"] == f"{ISSUER}/learning"
    assert claims[LTI + "tool_platform"]["guid"] == str(enrolled.tenant.id)
    assert claims[LTI + "custom"] == {
        "who": claims["sub"], "unit": "practice-reading", "as": "$Person.name",
    }  # fmt: skip
    assert set(claims[AGS]["scope"]) == {one for one in SCOPES if "lti-ags" in one}
    assert claims[AGS]["lineitem"].startswith(claims[AGS]["lineitems"] + "/")
    assert claims[NRPS]["service_versions"] == ["2.0"]
    # Pseudonymous: no name and no address, not even an empty one.
    assert not {"name", "given_name", "family_name", "email"} & set(claims)
    assert "seojun" not in str(claims)


async def test_link_deployment_and_subject_stay_the_same(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    first, second = [await claims_for(learner, enrolled, hand_made) for _ in range(2)]
    for same in ("sub", LTI + "deployment_id", LTI + "resource_link", LTI + "context", AGS):
        assert first[same] == second[same]
    assert first["nonce"] != second["nonce"]


async def test_a_tool_may_ask_by_post_and_gets_the_same(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    learner.page = await learner.http.post("/lti/authorize", data=asked)
    assert handed_on(learner).fields["state"] == asked["state"]
    assert "id_token" in handed_on(learner).fields


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scope": "profile"}, "invalid_scope"),
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"login_hint": None}, "invalid_request"),
        ({"lti_message_hint": None}, "invalid_request"),
    ],
)
async def test_a_wrong_question_is_answered_in_openids_words_with_the_state(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool, changed: dict[str, Any], error: str
) -> None:
    asked, sent = await opened(learner, enrolled, hand_made, **changed)
    assert handed_on(learner).address == LAUNCH
    assert sent["error"] == error
    assert sent["state"] == asked["state"]
    assert "id_token" not in sent


@pytest.mark.parametrize(
    "redirect_uri",
    [
        LAUNCH + "/", LAUNCH + "?x=1", LAUNCH.replace("https", "http"), LAUNCH.upper(), "https://tool.example",
        "https://tool.example.evil.example/launch", "https://tool.example/launch#x", LAUNCH + "%20", "",
    ],
)  # fmt: skip
async def test_an_address_that_is_only_nearly_registered_gets_nothing(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool, redirect_uri: str
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled), redirect_uri=redirect_uri)
    await learner.get(address("/lti/authorize", asked))
    assert learner.page.status_code == 400
    assert "id_token" not in learner.page.text
    assert "evil" not in learner.page.text
    assert "evil" not in learner.page.headers["content-security-policy"]


async def test_a_parameter_given_twice_gets_nothing(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    await learner.get(address("/lti/authorize", asked) + "&redirect_uri=https%3A%2F%2Fevil.example%2F")
    assert learner.page.status_code == 400
    assert "id_token" not in learner.page.text


async def test_keys_are_published_without_their_private_half(learner: Browser, runtime: Runtime) -> None:
    del runtime
    answer = await learner.http.get("/api/lti/jwks")
    assert answer.headers["content-type"].startswith("application/json")
    for key in answer.json()["keys"]:
        assert set(key) == {"kty", "kid", "alg", "use", "n", "e"}
