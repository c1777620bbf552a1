"""Somebody without an account finds out whether she can get it, and takes her answers along into an application."""

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_resident import type_answer


async def test_the_check_needs_no_account_and_its_answers_become_an_application(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    page = visitor.page
    await visitor.open("pyeongchang")
    await visitor.press("받을 수 있는지 알아보기")
    while await page.locator("input[name=asking]").count():
        fact = await page.locator("input[name=asking]").first.get_attribute("value")
        assert fact
        # No answer ever stands in an address.
        assert page.url.endswith("/check/pyeongchang-learn")
        await type_answer(visitor, fact)
        await visitor.press("계속하기")
    assert (await visitor.text()).startswith("받을 수 있을 것 같아요")
    assert not [one for one in await page.context.cookies() if "check" in one["name"]]
    await visitor.press("동의해요. 내 답을 가져갈게요")
    await visitor.sign_in_here(f"checked.{request.node.callspec.id}@resident.example")
    await visitor.expect_accessible()
    assert "중학교" in await visitor.text()
    await visitor.press("신청서에 넣기")
    assert page.url.endswith("/check"), page.url
    assert "중학교" in await visitor.text()
    await visitor.press("신청서 제출하기")
    assert (await visitor.text()).startswith("지원 대상이에요")
