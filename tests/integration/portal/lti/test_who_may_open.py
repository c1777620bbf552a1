"""Who opens a lesson, and who does not: each guard alone, and what the learner reads instead."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from seoul_learn.app import Runtime
from seoul_learn.control_plane.learning_tools.confirm_tool import confirm_tool, withdraw_tool
from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.control_plane.tenants.claim_host import claim_host
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.catalogue.models import Contract
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.people.begin_session import begin_session
from tests.integration.portal.conftest import Browser
from tests.integration.portal.lti.conftest import ISSUER, Enrolled, OffsetClock, confirmed, handed_on, signed_in
from tests.integration.portal.lti.hand_made import LAUNCH, HandMadeTool, address
from tests.integration.portal.lti.test_open_lesson import begin, opened

OPEN_AGAIN = "‘내 학습’에서 수업을 다시 열어 주세요"


def nothing_given(browser: Browser, *, says: str) -> None:
    assert browser.page.status_code in (400, 403, 404), browser.text
    assert "id_token" not in browser.page.text
    assert says in browser.text, browser.text


def told_the_tool(browser: Browser, error: str, asked: dict[str, str]) -> None:
    form = handed_on(browser)
    assert form.address == LAUNCH
    assert form.fields["error"] == error
    assert form.fields["state"] == asked["state"]
    # The reader reads first: this form waits for her.
    assert "data-hand-on" not in browser.page.text


async def test_on_another_host_of_the_city_she_is_led_to_the_one_that_tools_know(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef], enrolled: Enrolled
) -> None:
    async with runtime.control.transaction() as unit:
        await claim_host(unit, tenant_id=cities["seoul"].id, host="learn.seoul.localhost")
    await runtime.directory.refresh()
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        begun = await begin_session(session, enrolled.person_id, by="code", clock=runtime.clock)
    browser = Browser(app, "learn.seoul.localhost")
    browser.http.cookies.set("session", begun.token, domain="learn.seoul.localhost")
    answer = await browser.http.get(enrolled.path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == ISSUER + enrolled.path


async def test_a_way_into_a_lesson_is_good_once(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    asked, sent = await opened(learner, enrolled, hand_made)
    assert "id_token" in sent
    again = {**asked, "nonce": "another one"}
    await learner.get(address("/lti/authorize", again))
    nothing_given(learner, says=OPEN_AGAIN)
    told_the_tool(learner, "login_required", again)


async def test_of_many_who_take_the_same_way_at_once_one_gets_in(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    begun = await begin(learner, enrolled)
    asked = [hand_made.authentication_request(begun) for _ in range(5)]
    pages = await asyncio.gather(*(learner.http.get(address("/lti/authorize", one)) for one in asked))
    assert sorted("id_token" in page.text for page in pages) == [False] * 4 + [True]


async def test_a_nonce_is_good_once(learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool) -> None:
    asked, sent = await opened(learner, enrolled, hand_made, nonce="used for two")
    assert "id_token" in sent
    fresh = hand_made.authentication_request(await begin(learner, enrolled), nonce=asked["nonce"])
    await learner.get(address("/lti/authorize", fresh))
    nothing_given(learner, says=OPEN_AGAIN)


async def test_a_way_is_good_for_ten_minutes(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool, later: OffsetClock
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    later.offset = timedelta(minutes=11)
    await learner.get(address("/lti/authorize", asked))
    nothing_given(learner, says=OPEN_AGAIN)


async def test_made_up_and_mixed_hints_are_as_good_as_none(
    learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    first, second = await begin(learner, enrolled), await begin(learner, enrolled)
    for changed in (
        {"login_hint": "made up"},
        {"lti_message_hint": "made up"},
        {"lti_message_hint": second["lti_message_hint"]},
    ):
        await learner.get(address("/lti/authorize", hand_made.authentication_request(first, **changed)))
        nothing_given(learner, says=OPEN_AGAIN)


async def test_another_persons_browser_gets_nothing_and_takes_nothing(
    app: Any, runtime: Runtime, learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    other = await signed_in(app, runtime, enrolled.tenant, "somebody-else@resident.example")
    await other.get(address("/lti/authorize", asked))
    nothing_given(other, says="다른 계정에서 연 수업")
    told_the_tool(other, "login_required", asked)
    await other.get(enrolled.path)
    nothing_given(other, says="찾을 수 없어요")
    nobody = Browser(app, "seoul.localhost")
    await nobody.get(address("/lti/authorize", asked), headers={"accept-language": "ko"})
    nothing_given(nobody, says="로그인")
    told_the_tool(nobody, "login_required", asked)
    # It was hers, and still is.
    await learner.get(address("/lti/authorize", asked))
    assert "id_token" in handed_on(learner).fields


async def test_another_city_knows_neither_the_enrolment_nor_the_way_to_it(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef], learner: Browser, enrolled: Enrolled,
    hand_made: HandMadeTool,
) -> None:  # fmt: skip
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    elsewhere = await signed_in(
        app, runtime, cities["pyeongchang"], "seojun@resident.example", city="pyeongchang"
    )
    await elsewhere.get(enrolled.path)
    nothing_given(elsewhere, says="찾을 수 없어요")
    await elsewhere.get(address("/lti/authorize", asked))
    nothing_given(elsewhere, says=OPEN_AGAIN)


async def test_another_tools_way_is_no_way(
    runtime: Runtime, learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    foreign = HandMadeTool("foreign-tool")
    await confirmed(runtime, foreign, provider="naniwa-classes")
    asked = hand_made.authentication_request(await begin(learner, enrolled), client_id="foreign-tool")
    await learner.get(address("/lti/authorize", asked))
    nothing_given(learner, says=OPEN_AGAIN)


@pytest.mark.usefixtures("put_back")
async def test_an_enrolment_whose_time_is_over_opens_nothing(
    runtime: Runtime, learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        await session.execute(
            update(Enrolment).where(Enrolment.id == enrolled.enrolment_id).values(ends_on=date(2026, 1, 1))
        )
    await learner.get(enrolled.path)
    nothing_given(learner, says="쓸 수 있는 기간이 끝났어요")
    # Also when it ran out between the click and the tool's question.
    await learner.get(address("/lti/authorize", asked))
    nothing_given(learner, says="쓸 수 있는 기간이 끝났어요")
    told_the_tool(learner, "access_denied", asked)


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize("state", ["releasing", "released", "failed"])
async def test_an_enrolment_that_was_given_back_opens_nothing(
    runtime: Runtime, learner: Browser, enrolled: Enrolled, state: str
) -> None:
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        await session.execute(
            update(Enrolment)
            .where(Enrolment.id == enrolled.enrolment_id)
            .values(state=state, release_reason=None if state == "failed" else "left")
        )
    await learner.get(enrolled.path)
    nothing_given(learner, says="쓸 수 있는 기간이 끝났어요")


async def test_an_entitlement_that_has_ended_opens_nothing(
    runtime: Runtime, learner: Browser, enrolled: Enrolled
) -> None:
    one = Entitlement.id == enrolled.entitlement_id
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        await session.execute(update(Entitlement).where(one).values(state="ended"))
    try:
        await learner.get(enrolled.path)
        nothing_given(learner, says="쓸 수 있는 기간이 끝났어요")
    finally:
        async with runtime.tenants.transaction(enrolled.tenant.id) as session:
            await session.execute(update(Entitlement).where(one).values(state="active"))


@pytest.mark.usefixtures("put_back")
async def test_a_paused_contract_opens_nothing_and_says_that_the_place_is_kept(
    runtime: Runtime, learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        await session.execute(update(Contract).where(Contract.id == enrolled.contract_id).values(state="paused"))
    await learner.get("/learning")
    assert "시에서 잠시 멈췄어요" in learner.text
    assert enrolled.path not in learner.page.text
    await learner.get(enrolled.path)
    nothing_given(learner, says="내 자리는 그대로 있어요")
    await learner.get(address("/lti/authorize", asked))
    nothing_given(learner, says="내 자리는 그대로 있어요")


async def test_a_withdrawn_tool_opens_nothing(
    runtime: Runtime, learner: Browser, enrolled: Enrolled, hand_made: HandMadeTool, tool: Tool
) -> None:
    asked = hand_made.authentication_request(await begin(learner, enrolled))
    async with runtime.control.transaction() as unit:
        await withdraw_tool(unit, tool_id=tool.id)
    try:
        await learner.get(enrolled.path)
        nothing_given(learner, says="연결되어 있지 않아요")
        await learner.get(address("/lti/authorize", asked))
        nothing_given(learner, says="우리가 모르는 방식")
    finally:
        async with runtime.control.transaction() as unit:
            await confirm_tool(unit, tool_id=tool.id, by="operator@seoul-learn.example", clock=runtime.clock)


async def test_a_tool_that_nobody_confirmed_opens_nothing(
    runtime: Runtime, learner: Browser, enrolled: Enrolled, tool: Tool
) -> None:
    async with runtime.control.transaction() as unit:
        await unit.execute("update control.lti_tool set state = 'waiting' where id = $1", tool.id)
    try:
        await learner.get(enrolled.path)
        nothing_given(learner, says="연결되어 있지 않아요")
    finally:
        async with runtime.control.transaction() as unit:
            await confirm_tool(unit, tool_id=tool.id, by="operator@seoul-learn.example", clock=runtime.clock)


async def test_a_link_of_another_contract_is_absent(learner: Browser, enrolled: Enrolled) -> None:
    await learner.get(f"{enrolled.path}?link={enrolled.contract_id}")
    nothing_given(learner, says="찾을 수 없어요")


async def test_a_learning_site_of_another_connector_opens_nothing_here(
    runtime: Runtime, learner: Browser, enrolled: Enrolled
) -> None:
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        await session.execute(
            text("update tenant.contract set connector = 'voucher' where tenant_id = :t and id = :c"),
            {"t": enrolled.tenant.id, "c": enrolled.contract_id},
        )
    try:
        await learner.get(enrolled.path)
        nothing_given(learner, says="연결되어 있지 않아요")
    finally:
        async with runtime.tenants.transaction(enrolled.tenant.id) as session:
            await session.execute(
                text("update tenant.contract set connector = 'lti' where tenant_id = :t and id = :c"),
                {"t": enrolled.tenant.id, "c": enrolled.contract_id},
            )
