"""An administrator offers the city's own provider, and a girl signs in through it on her telephone."""

import re

import pytest
from playwright.async_api import expect

from tests.identity_provider.running import CLIENT_ID, CLIENT_SECRET, RunningProvider
from tests.journeys.conftest import Screen, Visitor

_PATH = "/console/identity-providers"


@pytest.mark.parametrize("visitor", [Screen(390, True), Screen(390, False)], ids=str, indirect=True)
async def test_a_girl_signs_in_with_her_account_elsewhere(
    visitor: Visitor, identity_provider: RunningProvider, request: pytest.FixtureRequest
) -> None:
    page = visitor.page
    await visitor.come_as_officer("chungbuk", "officer")
    await visitor.open("chungbuk", _PATH)
    await visitor.press("제공자 추가")
    for field, value in {
        "label-ko": "시민 계정", "label-en": "Citizen account", "issuer": identity_provider.issuer,
        "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
    }.items():  # fmt: skip
        await page.fill(f"#{field}", value)
    await visitor.press("저장")
    await visitor.press("연결 시험")
    assert "쓸 수 있어요" in await visitor.text()

    await page.context.clear_cookies()
    await visitor.open("chungbuk", "/sign-in?next=/applications")
    await visitor.expect_accessible()
    way_in = page.locator("main").get_by_role("button", name="시민 계정 로그인")
    box = await way_in.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    await way_in.click()
    # At the provider, by its own pages: she changes her mind first.
    await page.get_by_role("link", name="Cancel").click()
    await expect(page.locator("main h1")).to_have_text("로그인하지 않았어요")
    await visitor.expect_accessible()
    await page.locator("main").get_by_role("button", name="다시 해 보기").click()
    await page.fill("[name=login]", f"girl.{request.node.callspec.id}@resident.example")
    await page.fill("[name=password]", "any")
    await page.locator("button[type=submit]").click()
    await page.locator("button[type=submit]").click()
    await expect(page).to_have_url(re.compile(r"chungbuk\.localhost:\d+/applications$"))
    await visitor.expect_accessible()
    assert "Invented girl" in await page.locator("header").inner_text()

    # And the city gives it up again.
    await page.context.clear_cookies()
    await visitor.come_as_officer("chungbuk", "officer")
    await visitor.open("chungbuk", _PATH)
    await page.locator("main").get_by_role("link", name="시민 계정").click()
    await page.locator("summary", has_text="이 제공자 그만 쓰기").click()
    await visitor.press("그만 쓰기")
    assert "아직 제공자가 없어요" in await visitor.text()
