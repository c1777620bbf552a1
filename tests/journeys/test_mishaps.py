"""What goes wrong at a screen: a wrong code, two clicks, the way back, a second tab, a form without its cookie."""

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_resident import answer_in_seoul


async def test_a_wrong_code_is_told_and_the_right_one_still_works(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    page, email = visitor.page, f"mistyped.{request.node.callspec.id}@resident.example"
    await visitor.open("chungbuk", "/sign-in")
    await visitor.expect_accessible()
    await page.fill("#email", "😀 no address")
    await visitor.press("코드 받기")
    assert await page.locator(".govuk-error-summary").is_visible()
    assert await page.input_value("#email") == "😀 no address"
    await page.fill("#email", email)
    await visitor.press("코드 받기")
    code = await visitor.new_code(email, None)
    wrong = "000000" if code != "000000" else "111111"
    await page.fill("#code", wrong)
    await visitor.press("로그인")
    assert await page.locator("#code-error").is_visible()
    assert await page.input_value("#code") == wrong
    if visitor.javascript:
        assert await page.evaluate("document.activeElement.className") == "govuk-error-summary"
    await page.fill("#code", code)
    await visitor.press("로그인")
    assert page.url == visitor.platform.site("chungbuk", "/")


async def test_two_clicks_the_way_back_and_a_second_tab_submit_once(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    page = visitor.page
    await answer_in_seoul(visitor, f"hasty.{request.node.callspec.id}@resident.example")
    check = page.url
    second = await page.context.new_page()
    await second.goto(check)
    submit = page.get_by_role("button", name="신청서 제출하기")
    await submit.dblclick()
    await page.wait_for_url("**/outcome")
    await page.go_back()
    await page.wait_for_load_state()
    if page.url == check and await submit.count():
        await submit.click()
        await page.wait_for_url("**/outcome")
    await second.get_by_role("button", name="신청서 제출하기").click()
    await second.wait_for_url("**/outcome")
    await second.goto(check.replace("/check", "/questions/learner.residence"))
    assert second.url.endswith("/outcome")
    await visitor.open("seoul", "/applications")
    assert await page.locator("main .card:has(.tag)").count() == 1


async def test_a_form_without_its_cookie_gets_a_page_that_says_what_to_do(visitor: Visitor) -> None:
    await visitor.open("seoul", "/sign-in")
    await visitor.page.fill("#email", "cookieless@resident.example")
    await visitor.page.context.clear_cookies()
    await visitor.press("코드 받기")
    assert "본인이 보낸 것인지 확인하지 못했어요" in await visitor.text()


async def test_a_page_that_is_not_there_is_told_in_the_city_s_frame(visitor: Visitor) -> None:
    for path in ("/nothing/here", "/applications/not-an-id", "/programmes/" + "길" * 200):
        answer = await visitor.page.goto(visitor.platform.site("seoul", path))
        assert answer is not None
        assert answer.status in (303, 404), path
    await visitor.expect_accessible()
    assert await visitor.page.locator(".trouble").is_visible()
