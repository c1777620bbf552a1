"""An officer of a city: from the mailed code to a fact confirmed, and a colour changed."""

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_resident import apply_in_seoul


async def test_an_officer_reads_a_case_and_confirms_a_fact_and_the_policy_determines(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    applicant = f"reviewed.{request.node.callspec.id}@resident.example"
    reference = await apply_in_seoul(visitor, applicant)
    await visitor.page.context.clear_cookies()
    await visitor.sign_in("seoul", "officer@seoul.example", start="/console/sign-in")
    await visitor.expect_accessible()
    assert "심사를 기다리는 신청" in await visitor.text()
    await visitor.open("seoul", "/console/applications")
    await visitor.press(reference)
    assert "다문화" in await visitor.text()
    assert "판정 이유" in await visitor.text()
    await visitor.page.locator("main a.govuk-button:not(.govuk-button--secondary)").first.click()
    await visitor.expect_accessible()
    # Without a reason nothing is confirmed, and what was typed stays.
    await visitor.press("이 값으로 확인")
    assert await visitor.page.locator(".govuk-error-summary").is_visible()
    await visitor.page.fill("#reason", "증명서를 확인했어요")
    await visitor.press("이 값으로 확인")
    assert "대상" in await visitor.page.locator(".page-heading").inner_text()
    await visitor.page.context.clear_cookies()
    await visitor.sign_in("seoul", applicant)
    await visitor.open("seoul", "/applications")
    assert "지원 대상이에요" in await visitor.text()


async def test_an_administrator_changes_the_colour_and_the_portal_shows_it(visitor: Visitor) -> None:
    await visitor.sign_in("chungbuk", "officer@chungbuk.example", start="/console/sign-in")
    await visitor.open("chungbuk", "/console/branding")
    before = await visitor.page.input_value("#colour")
    colour = "#7a2c60" if before != "#7a2c60" else "#2c607a"
    await visitor.page.fill("#colour", "purple")
    await visitor.press("미리 보기")
    assert await visitor.page.input_value("#colour") == "purple"
    assert await visitor.page.locator(".govuk-error-summary").is_visible()
    await visitor.page.fill("#colour", colour)
    await visitor.press("미리 보기")
    band = visitor.page.locator(".preview__band")
    assert await band.evaluate("one => getComputedStyle(one).backgroundColor") == _rgb(colour)
    await visitor.press("저장")
    await visitor.open("chungbuk")
    band = visitor.page.locator(".band").first
    assert await band.evaluate("one => getComputedStyle(one).backgroundColor") == _rgb(colour)


@pytest.mark.parametrize("path", ["/console", "/console/applications", "/console/branding", "/console/catalogue"])
async def test_a_resident_who_opens_the_console_is_shown_the_door(
    visitor: Visitor, request: pytest.FixtureRequest, path: str
) -> None:
    await visitor.sign_in("seoul", f"curious.{request.node.callspec.id[:20].replace('/', '')}@resident.example")
    answer = await visitor.page.goto(visitor.platform.site("seoul", path))
    assert answer is not None
    assert answer.status == 403
    await visitor.expect_accessible()


def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
