"""What a tool asks of us by itself: tokens, line items, scores, results and members, each refusal by itself."""

import base64
import hmac
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.control_plane.learning_tools.values import (
    SCOPE_LINE_ITEM,
    SCOPE_LINE_ITEM_READ,
    SCOPE_MEMBERS,
    SCOPE_RESULT_READ,
    SCOPE_SCORE,
    SCOPES,
    Tool,
)
from seoul_learn.kit.ids import new_id
from tests.integration.portal.conftest import Browser
from tests.integration.portal.lti.conftest import ISSUER, Enrolled, OffsetClock, confirmed
from tests.integration.portal.lti.hand_made import AGS, NRPS, HandMadeTool, path_of
from tests.integration.portal.lti.test_open_lesson import claims_for

TOKEN = f"{ISSUER}/api/lti/token"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
SCORE = "application/vnd.ims.lis.v1.score+json"


class Caller:
    """A tool with a token for some scopes."""

    def __init__(self, http: httpx2.AsyncClient, token: str) -> None:
        self.http = http
        self.headers = {"authorization": f"Bearer {token}"}

    async def get(self, url: str) -> httpx2.Response:
        return await self.http.get(path_of(url), headers=self.headers)

    async def send(self, method: str, url: str, body: Any, kind: str) -> httpx2.Response:
        return await self.http.request(
            method, path_of(url), json=body, headers={**self.headers, "content-type": kind}
        )

    async def post_score(self, item: str, subject: str, **changed: Any) -> httpx2.Response:
        body = {
            "userId": subject, "timestamp": now(), "activityProgress": "Completed", "gradingProgress": "FullyGraded",
            "scoreGiven": 8, "scoreMaximum": 10, **changed,
        }  # fmt: skip
        return await self.send("POST", item + "/scores", {k: v for k, v in body.items() if v is not None}, SCORE)


def now(later: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + later).isoformat(timespec="microseconds")


@pytest.fixture
async def http(app: Any, tool: Tool) -> AsyncIterator[httpx2.AsyncClient]:
    del tool
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://seoul.localhost"
    ) as opened:
        yield opened


@pytest.fixture
async def claims(learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool) -> dict[str, Any]:
    return await claims_for(learner, enrolled, hand_made)


async def caller_with(http: httpx2.AsyncClient, made: HandMadeTool, *scopes: str) -> Caller:
    answer = await made.ask_token(http, made.assertion(TOKEN), *scopes)
    assert answer.status_code == 200, answer.text
    return Caller(http, answer.json()["access_token"])


# Tokens


async def test_a_token_is_given_for_a_signed_assertion(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    del claims
    answer = await hand_made.ask_token(http, hand_made.assertion(TOKEN), SCOPE_SCORE, "https://no.example/scope")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] == 3600
    assert told["scope"] == SCOPE_SCORE


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"iss": "somebody"}, "invalid_client"),
        ({"sub": "somebody"}, "invalid_client"),
        ({"aud": "http://elsewhere.localhost/api/lti/token"}, "invalid_client"),
        ({"aud": None}, "invalid_client"),
        ({"exp": int(time.time()) - 3600}, "invalid_client"),
        ({"exp": int(time.time()) + 10 * 365 * 24 * 3600}, "invalid_client"),
        ({"exp": None}, "invalid_client"),
        ({"iat": int(time.time()) + 3600}, "invalid_client"),
        ({"jti": None}, "invalid_client"),
    ],
)
async def test_a_wrong_assertion_gets_no_token(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], changed: dict[str, Any], error: str
) -> None:
    del claims
    answer = await hand_made.ask_token(http, hand_made.assertion(TOKEN, **changed), SCOPE_SCORE)
    assert answer.status_code == 401
    assert answer.json()["error"] == error


async def test_an_assertion_is_good_once(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    del claims
    assertion = hand_made.assertion(TOKEN)
    assert (await hand_made.ask_token(http, assertion, SCOPE_SCORE)).status_code == 200
    again = await hand_made.ask_token(http, assertion, SCOPE_SCORE)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")


async def test_no_signature_another_key_and_the_public_key_as_a_secret_are_none(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    del claims
    moment = int(time.time())
    said = {"iss": "hand-made", "sub": "hand-made", "aud": TOKEN, "iat": moment, "exp": moment + 60, "jti": "x"}
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    unsigned = ".".join([head, hand_made.signed(said).split(".")[1], ""])
    hs256 = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"hand-made-1"}').rstrip(b"=").decode()
    signing = f"{hs256}.{hand_made.signed(said).split('.')[1]}"
    mac = hmac.digest(hand_made.key.as_pem(private=False), signing.encode(), "sha256")
    confused = f"{signing}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    stranger = HandMadeTool()
    for assertion in (unsigned, confused, stranger.signed(said), "", "a.b.c", "x" * 100_000):
        answer = await hand_made.ask_token(http, assertion, SCOPE_SCORE)
        assert answer.status_code in (400, 401), assertion[:40]
        assert answer.json()["error"] in ("invalid_client", "invalid_request")
    # And the same claims, signed as they should be, are believed.
    assert (await hand_made.ask_token(http, hand_made.signed(said), SCOPE_SCORE)).status_code == 200


async def test_other_grants_and_foreign_scopes_are_refused_in_oauths_words(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    del claims
    grant = await hand_made.ask_token(http, hand_made.assertion(TOKEN), SCOPE_SCORE, grant_type="password")
    assert (grant.status_code, grant.json()["error"]) == (400, "unsupported_grant_type")
    kind = await hand_made.ask_token(http, hand_made.assertion(TOKEN), SCOPE_SCORE, client_assertion_type="x")
    assert (kind.status_code, kind.json()["error"]) == (400, "invalid_request")
    scope = await hand_made.ask_token(http, hand_made.assertion(TOKEN), "https://no.example/scope")
    assert (scope.status_code, scope.json()["error"]) == (400, "invalid_scope")


async def test_a_scope_that_was_not_granted_is_not_given(
    runtime: Runtime, http: httpx2.AsyncClient, claims: dict[str, Any]
) -> None:
    del claims
    modest = HandMadeTool("modest")
    tool = await confirmed(runtime, modest, provider="naniwa-classes", scopes=(SCOPE_LINE_ITEM_READ,))
    answer = await modest.ask_token(http, modest.assertion(TOKEN), SCOPE_LINE_ITEM_READ)
    assert answer.json()["error"] == "unauthorized_client", "it is not deployed in this city"
    await deploy(runtime, http, tool)
    answer = await modest.ask_token(http, modest.assertion(TOKEN), *SCOPES)
    assert answer.json()["scope"] == SCOPE_LINE_ITEM_READ
    answer = await modest.ask_token(http, modest.assertion(TOKEN), SCOPE_SCORE)
    assert answer.json()["error"] == "invalid_scope"


async def deploy(runtime: Runtime, http: httpx2.AsyncClient, tool: Tool) -> None:
    del http
    tenant = runtime.directory.find("seoul.localhost")
    assert tenant is not None
    async with runtime.tenants.transaction(tenant.id) as session:
        await session.execute(
            text("insert into tenant.lti_deployment (tenant_id, id, tool_id, made_at) values (:t, :i, :l, now())"),
            {"t": tenant.id, "i": new_id(), "l": tool.id},
        )


async def test_a_token_is_over_after_an_hour_and_made_up_ones_are_unknown(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], later: OffsetClock
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_LINE_ITEM_READ)
    assert (await caller.get(claims[AGS]["lineitems"])).status_code == 200
    later.offset = timedelta(minutes=61)
    answer = await caller.get(claims[AGS]["lineitems"])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    later.offset = timedelta()
    assert (await Caller(http, "made-up").get(claims[AGS]["lineitems"])).status_code == 401
    assert (await http.get(path_of(claims[AGS]["lineitems"]))).status_code == 401


async def test_a_citys_token_is_unknown_in_another(
    app: Any, http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_LINE_ITEM_READ)
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://pyeongchang.localhost"
    ) as elsewhere:
        answer = await elsewhere.get(path_of(claims[AGS]["lineitems"]), headers=caller.headers)
        assert answer.status_code == 401
        assert (await hand_made.ask_token(elsewhere, hand_made.assertion(TOKEN), SCOPE_SCORE)).status_code == 401


# Line items


async def test_line_items_are_made_listed_changed_and_taken_away(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_LINE_ITEM)
    items = claims[AGS]["lineitems"]
    wanted = {
        "label": "Quiz", "scoreMaximum": 60, "resourceId": "quiz-231", "tag": "grade",
        "startDateTime": "2026-03-06T20:05:02Z", "https://tool.example/ext": {"a": 1},
    }  # fmt: skip
    made = await caller.send("POST", items, wanted, LINE_ITEM)
    assert made.status_code == 201
    assert made.headers["content-type"] == LINE_ITEM
    assert made.json() == {**wanted, "id": made.json()["id"]}
    own = made.json()["id"]
    assert made.headers["location"] == own
    assert (await caller.get(own)).json() == made.json()

    found = await caller.get(f"{items}?resource_id=quiz-231&tag=grade")
    assert found.headers["content-type"] == "application/vnd.ims.lis.v2.lineitemcontainer+json"
    assert [one["id"] for one in found.json()] == [own]
    assert (await caller.get(f"{items}?tag=other")).json() == []

    changed = await caller.send("PUT", own, {"label": "Quiz 2", "scoreMaximum": 10}, LINE_ITEM)
    assert changed.status_code == 200
    assert changed.json() == {"id": own, "label": "Quiz 2", "scoreMaximum": 10}

    gone = await caller.http.delete(path_of(own), headers=caller.headers)
    assert gone.status_code == 204
    assert (await caller.get(own)).status_code == 404


async def test_line_items_come_page_by_page(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller, items = await caller_with(http, hand_made, SCOPE_LINE_ITEM), claims[AGS]["lineitems"]
    for number in range(3):
        body = {"label": f"Page {number}", "scoreMaximum": 1, "tag": "paged"}
        await caller.send("POST", items, body, LINE_ITEM)
    seen, url = [], f"{items}?tag=paged&limit=2"
    while url:
        answer = await caller.get(url)
        seen += [one["label"] for one in answer.json()]
        link = answer.headers.get("link", "")
        url = link[1 : link.index(">")] if 'rel="next"' in link else ""
    assert seen == ["Page 0", "Page 1", "Page 2"]


async def test_the_item_of_a_link_names_the_link(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_LINE_ITEM_READ)
    link = claims["https://purl.imsglobal.org/spec/lti/claim/resource_link"]["id"]
    assert (await caller.get(claims[AGS]["lineitem"])).json()["resourceLinkId"] == link
    found = await caller.get(f"{claims[AGS]['lineitems']}?resource_link_id={link}")
    assert claims[AGS]["lineitem"] in [one["id"] for one in found.json()]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"label": "x"}, {"scoreMaximum": 1}, {"label": "x", "scoreMaximum": 0}, {"label": "x", "scoreMaximum": -1},
        {"label": "x", "scoreMaximum": "10"}, {"label": "x", "scoreMaximum": True}, {"label": 7, "scoreMaximum": 1},
        {"label": "x\x00", "scoreMaximum": 1}, {"label": "x", "scoreMaximum": 1, "startDateTime": "tomorrow"},
        {"label": "x" * 501, "scoreMaximum": 1}, {"label": "x", "scoreMaximum": 1e300},
    ],
)  # fmt: skip
async def test_what_is_no_line_item_is_refused(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], body: dict[str, Any]
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_LINE_ITEM)
    answer = await caller.send("POST", claims[AGS]["lineitems"], body, LINE_ITEM)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] == "invalid_request"


async def test_every_service_needs_its_own_scope(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    reading = await caller_with(http, hand_made, SCOPE_LINE_ITEM_READ)
    item, items = claims[AGS]["lineitem"], claims[AGS]["lineitems"]
    body = {"label": "x", "scoreMaximum": 1}
    answers = [
        await reading.send("POST", items, body, LINE_ITEM),
        await reading.send("PUT", item, body, LINE_ITEM),
        await http.delete(path_of(item), headers=reading.headers),
        await reading.post_score(item, claims["sub"]),
        await reading.get(item + "/results"),
        await reading.get(claims[NRPS]["context_memberships_url"]),
    ]
    scoring = await caller_with(http, hand_made, SCOPE_SCORE)
    answers += [await scoring.get(items), await scoring.get(item), await scoring.get(item + "/results")]
    for answer in answers:
        assert answer.status_code == 403, answer.text
        assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope"'
    assert (await reading.get(item)).status_code == 200, "nothing was taken away"


async def test_another_tools_line_items_and_contracts_are_absent(
    runtime: Runtime, http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], enrolled: Enrolled
) -> None:
    del hand_made
    foreign = HandMadeTool("foreign")
    await deploy(runtime, http, await confirmed(runtime, foreign, provider="welaaa"))
    # A second tool of the same provider sees the contract, and none of the first one's line items.
    second = HandMadeTool("second")
    await deploy(runtime, http, await confirmed(runtime, second))
    try:
        item, items = claims[AGS]["lineitem"], claims[AGS]["lineitems"]
        stranger, sibling = [await caller_with(http, one, *SCOPES) for one in (foreign, second)]
        for caller, listed in ((stranger, 404), (sibling, 200)):
            assert (await caller.get(items)).status_code == listed
            assert (await caller.get(item)).status_code == 404
            assert (await caller.post_score(item, claims["sub"])).status_code == 404
            assert (await caller.get(item + "/results")).status_code == 404
        assert (await sibling.get(items)).json() == []
        assert (await stranger.get(claims[NRPS]["context_memberships_url"])).status_code == 404
        for absent in (new_id(), enrolled.enrolment_id, "x", ""):
            answer = await sibling.get(items.replace(str(enrolled.contract_id), str(absent)))
            assert answer.status_code == 404, absent
    finally:
        async with runtime.control.transaction() as unit:
            await unit.execute("update control.lti_tool set state = 'withdrawn' where client_id = 'second'")


# Scores and results


async def test_a_score_is_kept_and_read_back_by_the_tool_and_by_the_learner(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], learner: Browser
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_SCORE, SCOPE_RESULT_READ)
    item = claims[AGS]["lineitem"]
    answer = await caller.post_score(item, claims["sub"], comment="Well done")
    assert answer.status_code == 200, answer.text
    results = await caller.get(answer.json()["resultUrl"])
    assert results.headers["content-type"] == "application/vnd.ims.lis.v2.resultcontainer+json"
    (result,) = results.json()
    assert result["userId"] == claims["sub"]
    assert result["scoreOf"] == item
    assert (result["resultScore"], result["resultMaximum"]) == (80, 100), "on the line item's own scale"
    assert result["comment"] == "Well done"
    assert (await caller.get(item + "/results")).json() == [result]
    await learner.get("/learning")
    assert "10점 가운데 8점" in learner.text
    assert "마쳤어요" in learner.text


async def test_only_a_newer_score_counts(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller, item = await caller_with(http, hand_made, SCOPE_SCORE, SCOPE_RESULT_READ), claims[AGS]["lineitem"]
    at = now(timedelta(seconds=1))
    assert (await caller.post_score(item, claims["sub"], timestamp=at, scoreGiven=5)).status_code == 200
    for older in (at, "2026-01-01T00:00:00Z"):
        answer = await caller.post_score(item, claims["sub"], timestamp=older, scoreGiven=9)
        assert answer.status_code == 409, older
    (result,) = (await caller.get(item + "/results")).json()
    assert result["resultScore"] == 50


async def test_a_score_that_is_not_final_is_no_result(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller, item = await caller_with(http, hand_made, SCOPE_SCORE, SCOPE_RESULT_READ), claims[AGS]["lineitem"]
    pending = await caller.post_score(
        item, claims["sub"], timestamp=now(timedelta(seconds=5)), gradingProgress="PendingManual"
    )
    assert pending.status_code == 200
    (result,) = (await caller.get(item + "/results")).json()
    assert "resultScore" not in result


@pytest.mark.parametrize(
    "changed",
    [
        {"userId": None}, {"timestamp": None}, {"timestamp": "2026-03-02"}, {"timestamp": "2026-03-02T10:00:00"},
        {"activityProgress": "Sleeping"}, {"activityProgress": None}, {"gradingProgress": None},
        {"gradingProgress": "fullygraded"}, {"scoreGiven": -1}, {"scoreGiven": "8"}, {"scoreMaximum": 0},
        {"scoreMaximum": None}, {"scoreGiven": float(10**300)}, {"comment": 7}, {"userId": "x" * 300},
    ],
)  # fmt: skip
async def test_what_is_no_score_is_refused(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], changed: dict[str, Any]
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_SCORE)
    answer = await caller.post_score(claims[AGS]["lineitem"], claims["sub"], **changed)
    assert answer.status_code == 400, answer.text


async def test_a_score_for_nobody_of_ours_is_refused(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], enrolled: Enrolled
) -> None:
    caller, item = await caller_with(http, hand_made, SCOPE_SCORE), claims[AGS]["lineitem"]
    flipped = claims["sub"][:-2] + ("A" if claims["sub"][-2] != "A" else "B") + claims["sub"][-1]
    for subject in ("somebody", str(enrolled.person_id), flipped, "ö", "=" * 20):
        answer = await caller.post_score(item, subject)
        assert answer.status_code == 404, subject


async def test_another_media_type_is_refused(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_LINE_ITEM, SCOPE_SCORE)
    body = {"label": "x", "scoreMaximum": 1}
    answer = await caller.send("POST", claims[AGS]["lineitems"], body, "text/plain")
    assert answer.status_code == 415
    charset = await caller.send("POST", claims[AGS]["lineitems"], body, f"{LINE_ITEM}; charset=utf-8")
    assert charset.status_code == 201


# Members


async def test_members_are_told_as_far_as_the_privacy_level_goes(
    runtime: Runtime, http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any], learner: Browser,
    enrolled: Enrolled, put_back: None,
) -> None:  # fmt: skip
    del put_back
    caller = await caller_with(http, hand_made, SCOPE_MEMBERS)
    members, seen = claims[NRPS]["context_memberships_url"], {}
    for privacy in ("anonymous", "pseudonymous", "name", "email"):
        async with runtime.tenants.transaction(enrolled.tenant.id) as session:
            await session.execute(
                text("update tenant.contract set config = cast(:c as jsonb) where tenant_id = :t and id = :i"),
                {"c": f'{{"privacy": "{privacy}"}}', "t": enrolled.tenant.id, "i": enrolled.contract_id},
            )
        answer = await caller.get(members)
        assert answer.headers["content-type"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
        container = answer.json()
        assert container["id"] == members
        assert container["context"]["id"] == str(enrolled.contract_id)
        (member,) = container["members"]
        assert member["status"] == "Active"
        assert member["roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]
        seen[privacy] = member
        told = await claims_for(learner, enrolled, hand_made)
        assert member["user_id"] == told["sub"], "the same word in both places"
        for claim in ("name", "email"):
            assert member.get(claim) == told.get(claim)
    assert "name" not in seen["anonymous"] | seen["pseudonymous"]
    assert "email" not in seen["anonymous"] | seen["pseudonymous"] | seen["name"]
    assert seen["name"]["name"] == "박서준 (지어낸 사람)"
    assert seen["email"]["email"] == "seojun@resident.example"
    assert seen["anonymous"]["user_id"] != seen["pseudonymous"]["user_id"]
    assert seen["pseudonymous"]["user_id"] == seen["email"]["user_id"] == claims["sub"]


async def test_members_can_be_asked_for_by_role_and_by_link(
    http: httpx2.AsyncClient, hand_made: HandMadeTool, claims: dict[str, Any]
) -> None:
    caller = await caller_with(http, hand_made, SCOPE_MEMBERS)
    members = claims[NRPS]["context_memberships_url"]
    role = "http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2Fmembership%23"
    assert len((await caller.get(f"{members}?role={role}Learner")).json()["members"]) == 1
    assert (await caller.get(f"{members}?role={role}Instructor")).json()["members"] == []
    link = claims["https://purl.imsglobal.org/spec/lti/claim/resource_link"]["id"]
    assert len((await caller.get(f"{members}?rlid={link}")).json()["members"]) == 1
    assert (await caller.get(f"{members}?rlid={new_id()}")).status_code == 404
    assert (await caller.get(f"{members}?limit=0")).status_code == 400
