"""An operator invites a provider's tool, which registers itself, and confirms what it says of itself."""

from urllib.parse import urlencode

import pytest

from tests.journeys.conftest import SCREENS, Visitor
from tests.journeys.test_operator import enter


@pytest.mark.parametrize("visitor", SCREENS[:1], indirect=True, ids=str)
async def test_a_tool_is_invited_registers_itself_and_is_confirmed(visitor: Visitor) -> None:
    page, lessons = visitor.page, visitor.platform.lessons
    await enter(visitor)
    await visitor.open("operator", "/learning-tools")
    await page.select_option("#provider", "practice-lessons")
    await page.select_option("#city", "pyeongchang")
    await visitor.press("일회용 토큰 만들기")
    configuration, token = await page.locator(".notice code").all_inner_texts()
    asked = urlencode({"openid_configuration": configuration, "registration_token": token})
    await page.goto(f"http://{lessons}/register?{asked}")
    assert "운영자가 확인하면" in await page.inner_text("main")
    # The token is spent: whoever finds it in a history registers nothing.
    await page.goto(f"http://{lessons}/register?{asked}")
    assert "invalid_token" in await page.inner_text("main")

    await visitor.open("operator", "/learning-tools")
    assert "확인을 기다려요" in await visitor.text()
    await page.get_by_role("link", name="연습 수업 · Practice lessons").click()
    await page.wait_for_load_state()
    await visitor.expect_accessible()
    assert f"http://{lessons}/launch" in await visitor.text()
    assert "평창런" in await visitor.text()
    await page.locator("details.more summary").first.click()
    await page.fill("#reachable", "anywhere")
    await visitor.press("이 도구 확인하기")
    assert "host:port" in await visitor.text()
    assert "확인을 기다려요" in await visitor.text()
    await page.fill("#reachable", lessons)
    await visitor.press("이 도구 확인하기")
    assert "확인을 기다려요" not in await visitor.text()
    assert "operator@seoul-learn.example" in await visitor.text()
    await page.locator("details.more summary").first.click()
    await visitor.press("거두기")
    assert "거두었어요" in await visitor.text()
