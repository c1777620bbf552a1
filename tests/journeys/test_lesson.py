"""From the portal to a lesson at somebody else's site, made with PyLTI1p3, and back with a score."""

import re

import pytest
from playwright.async_api import Locator

from tests.journeys.conftest import SCREENS, Visitor

LEARNER = "seojun@resident.example"


async def _choose_the_lesson(visitor: Visitor) -> None:
    """Choose it, if the person of an earlier screen has not done so yet, and wait until the place is there."""
    await visitor.open("seoul", "/learning")
    if "연습 독서 수업" not in await visitor.text():
        await visitor.page.locator("main a[href$='/choose']").first.click()
        await visitor.page.wait_for_load_state()
        await visitor.page.get_by_label("연습 독서 수업").check()
        await visitor.page.locator("main form button[type=submit]").first.click()
        await visitor.page.wait_for_load_state()
        await visitor.page.locator("main form button[type=submit]").first.click()
        await visitor.page.wait_for_load_state()
    for _ in range(200):
        if await _lesson(visitor).count():
            return
        await visitor.page.wait_for_timeout(100)
        await visitor.open("seoul", "/learning")
    raise AssertionError(await visitor.text())


def _lesson(visitor: Visitor) -> Locator:
    """What opens it: the button of the card, or the first lesson once an officer has chosen lessons."""
    card = visitor.page.locator("section.card", has_text="연습 독서 수업")
    return card.get_by_role("button", name="학습 사이트로 가기").or_(card.get_by_role("link", name="날씨와 계절")).first


async def _go_on(visitor: Visitor, until: str) -> None:
    """Without JavaScript every page on the way has a button; with it the browser goes by itself."""
    for _ in range(3):
        if visitor.javascript or re.search(until, visitor.page.url):
            break
        await visitor.expect_accessible()
        await visitor.page.get_by_role("button", name="계속하기", exact=True).click()
        await visitor.page.wait_for_load_state()
    await visitor.page.wait_for_url(re.compile(until))


async def test_a_learner_opens_the_lesson_answers_and_finds_her_points_at_home(visitor: Visitor) -> None:
    await visitor.sign_in("seoul", LEARNER)
    await _choose_the_lesson(visitor)
    await _lesson(visitor).click()
    await _go_on(visitor, r"127\.0\.0\.1:\d+/launch$")
    lesson = await visitor.page.locator("main").inner_text()
    assert "해가 가장 긴 계절" in lesson
    # The contract is pseudonymous: the provider was told no name.
    assert "이름은 몰라요" in lesson
    await visitor.page.get_by_label("여름").check()
    await visitor.page.get_by_role("button", name="답하기").click()
    await visitor.page.wait_for_url(re.compile("/answer$"))
    assert "10점 가운데 10점" in await visitor.page.locator("main").inner_text()
    await visitor.page.get_by_role("link", name="돌아가기").click()
    await visitor.page.wait_for_url(re.compile(r"seoul\.localhost:\d+/learning$"))
    assert "10점 가운데 10점" in await visitor.text()
    assert "마쳤어요" in await visitor.text()
    await visitor.expect_accessible()


@pytest.mark.parametrize("visitor", SCREENS[:2], indirect=True, ids=str)
async def test_going_back_to_a_way_already_used_says_what_to_do(visitor: Visitor) -> None:
    await visitor.sign_in("seoul", LEARNER)
    await _choose_the_lesson(visitor)
    asked: list[str] = []
    visitor.page.on("request", lambda one: asked.append(one.url) if "/lti/authorize" in one.url else None)
    await _lesson(visitor).click()
    await _go_on(visitor, r"127\.0\.0\.1:\d+/launch$")
    await visitor.page.goto(asked[0])
    assert "수업이 열리지 않아요" in await visitor.text()
    await visitor.expect_accessible()
    await visitor.press("‘내 학습’으로 가기")
    assert "연습 독서 수업" in await visitor.text()


@pytest.mark.parametrize("visitor", SCREENS[:2], indirect=True, ids=str)
async def test_an_officer_sees_what_the_provider_learns_and_chooses_what_learners_open(visitor: Visitor) -> None:
    await visitor.come_as_officer("seoul", "officer")
    await visitor.open("seoul", "/console/catalogue")
    await visitor.page.get_by_role("link", name="학습 도구 연습 독서 수업").click()
    await visitor.page.wait_for_load_state()
    await visitor.expect_accessible()
    await visitor.press("연결 시험")
    assert "도구가 응답하고 키를 읽을 수 있어요" in await visitor.text()
    await visitor.page.get_by_role("button", name="제공사에서 콘텐츠 고르기").click()
    await _go_on(visitor, r"127\.0\.0\.1:\d+/launch$")
    await visitor.page.get_by_role("button", name="고르기").click()
    await visitor.page.wait_for_url(re.compile(r"/console/tools/chosen/"))
    assert "이야기의 순서" in await visitor.text()
    await visitor.expect_accessible()
    await visitor.press("이 콘텐츠로 하기")
    assert "콘텐츠를 바꿨어요" in await visitor.text()
