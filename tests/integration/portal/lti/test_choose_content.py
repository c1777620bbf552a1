"""An officer chooses content at the provider; what comes back is held against Deep Linking 2.0."""

from typing import Any

import pytest

from tests.integration.portal.conftest import Browser
from tests.integration.portal.lti.conftest import ISSUER, Enrolled, handed_on
from tests.integration.portal.lti.hand_made import CHOOSE, LAUNCH, LTI, LTI_DL, HandMadeTool, address
from tests.integration.portal.lti.test_open_lesson import claims_for

ITEMS: list[dict[str, Any]] = [
    {"type": "ltiResourceLink", "title": "Unit 7", "text": "Fractions", "url": "https://tool.example/lesson/7",
     "custom": {"unit": "7"}, "lineItem": {"scoreMaximum": 20, "label": "Fractions", "resourceId": "u7"}},
    {"type": "ltiResourceLink", "title": "Unit 8"},
    {"type": "html", "html": "<p>not asked for</p>"},
]  # fmt: skip


async def go_and_choose(officer: Browser, enrolled: Enrolled, made: HandMadeTool) -> dict[str, Any]:
    """The message that an officer's browser brings to the tool."""
    await officer.get(f"/console/tools/{enrolled.contract_id}/choose")
    begun = handed_on(officer).fields
    assert begun["target_link_uri"] == CHOOSE
    asked = made.authentication_request(begun)
    await officer.get(address("/lti/authorize", asked))
    assert handed_on(officer).address == LAUNCH
    jwks = (await officer.http.get("/api/lti/jwks")).json()
    return made.believe(handed_on(officer).fields["id_token"], jwks, issuer=ISSUER, nonce=asked["nonce"])


async def come_back(officer: Browser, answer: str) -> None:
    officer.page = await officer.http.post("/lti/chosen", data={"JWT": answer})


async def test_the_question_says_what_is_taken(
    officer: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    request = await go_and_choose(officer, enrolled, hand_made)
    assert request[LTI + "message_type"] == "LtiDeepLinkingRequest"
    assert request[LTI + "target_link_uri"] == CHOOSE
    assert any(role.endswith("membership#Instructor") for role in request[LTI + "roles"])
    assert LTI + "resource_link" not in request
    settings = request[LTI_DL + "deep_linking_settings"]
    assert settings["deep_link_return_url"] == f"{ISSUER}/lti/chosen"
    assert settings["accept_types"] == ["ltiResourceLink"]
    assert settings["accept_presentation_document_targets"] == ["window"]
    assert settings["accept_multiple"] is True
    assert not {"name", "email"} & set(request)


@pytest.mark.usefixtures("put_back")
async def test_content_counts_when_the_officer_has_agreed_to_it(
    officer: Browser, learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    before = await claims_for(learner, enrolled, hand_made)
    request = await go_and_choose(officer, enrolled, hand_made)
    await come_back(officer, hand_made.answer(request, ITEMS))
    assert officer.page.status_code == 200
    assert "Unit 7" in officer.text
    assert "not asked for" not in officer.text
    assert (await claims_for(learner, enrolled, hand_made))[LTI + "resource_link"] == before[LTI + "resource_link"]

    await officer.post(officer.path)
    assert officer.path == f"/console/tools/{enrolled.contract_id}"
    assert "Unit 8" in officer.text
    await learner.get("/learning")
    assert "Unit 7" in learner.text
    after = await claims_for(learner, enrolled, hand_made)
    assert after[LTI + "resource_link"]["title"] == "Unit 7"
    assert after[LTI + "resource_link"]["description"] == "Fractions"
    assert after[LTI + "target_link_uri"] == "https://tool.example/lesson/7"
    assert after[LTI + "custom"]["unit"] == "7"
    assert after[LTI + "resource_link"]["id"] != before[LTI + "resource_link"]["id"]
    assert "lineitem" in after["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]


async def test_an_answer_is_good_once(officer: Browser, enrolled: Enrolled, hand_made: HandMadeTool) -> None:
    request = await go_and_choose(officer, enrolled, hand_made)
    answer = hand_made.answer(request, ITEMS)
    await come_back(officer, answer)
    assert officer.page.status_code == 200
    await come_back(officer, answer)
    assert officer.page.status_code == 400
    await come_back(officer, hand_made.answer(request, ITEMS))
    assert officer.page.status_code == 400, "one question has one answer, whatever its nonce"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "somebody"}, {"aud": "https://elsewhere.example"}, {"exp": 1_000_000_000}, {"iat": 9_000_000_000},
        {"nonce": None}, {LTI + "message_type": "LtiResourceLinkRequest"}, {LTI + "version": "1.1"},
        {LTI + "deployment_id": "1"}, {LTI_DL + "data": "made up"}, {LTI_DL + "data": None},
        {LTI_DL + "content_items": "all"}, {LTI_DL + "content_items": [{"type": "ltiResourceLink"}] * 51},
        {LTI_DL + "content_items": [{"type": "ltiResourceLink", "url": "javascript:alert(1)"}]},
        {LTI_DL + "content_items": [{"type": "ltiResourceLink", "url": "http://tool.example/"}]},
    ],
)  # fmt: skip
async def test_a_wrong_answer_is_not_taken(
    officer: Browser, enrolled: Enrolled, hand_made: HandMadeTool, changed: dict[str, Any]
) -> None:
    request = await go_and_choose(officer, enrolled, hand_made)
    await come_back(officer, hand_made.answer(request, ITEMS, **changed))
    assert officer.page.status_code == 400, officer.text
    # And the right one still is.
    await come_back(officer, hand_made.answer(request, ITEMS))
    assert officer.page.status_code == 200


async def test_an_answer_that_the_tool_did_not_sign_is_not_taken(
    officer: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    request = await go_and_choose(officer, enrolled, hand_made)
    for answer in (HandMadeTool().answer(request, ITEMS), "", "a.b.c"):
        await come_back(officer, answer)
        assert officer.page.status_code == 400


async def test_what_was_chosen_is_shown_to_whoever_chose_it_alone(
    officer: Browser, learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    request = await go_and_choose(officer, enrolled, hand_made)
    await come_back(officer, hand_made.answer(request, ITEMS))
    chosen = officer.path
    await learner.get(chosen)
    assert learner.page.status_code == 403
    # A learner cannot begin a choice either.
    await learner.get(f"/console/tools/{enrolled.contract_id}/choose")
    assert learner.page.status_code == 403
