"""A girl on a telephone lets the city look up what she does not know, without and with JavaScript."""

import pytest

from tests.journeys.conftest import Screen, Visitor
from tests.journeys.test_resident import IN_SEOUL, type_answer

_ANSWERS = {**IN_SEOUL, "learner.categories": ("none", "")}
_CHILDREN = {"without": "배다온", "with": "김하늘"}


@pytest.mark.parametrize("visitor", [Screen(390, True), Screen(390, False)], indirect=True, ids=str)
async def test_she_reads_what_is_asked_agrees_and_sees_what_the_register_told(visitor: Visitor) -> None:
    page, child = visitor.page, _CHILDREN["with" if visitor.javascript else "without"]
    await visitor.sign_in("seoul", f"look-up.{child.encode().hex()[:6]}@resident.example")
    await visitor.open("seoul", "/programmes/learn")
    await visitor.press("신청 시작하기")
    while not page.url.endswith("/questions/household.recognised_income"):
        await type_answer(visitor, page.url.rpartition("/")[2], _ANSWERS)
        await visitor.press("저장하고 계속하기")
    await visitor.expect_accessible()
    await page.get_by_text("시에서 대신 조회하기").first.click()
    await page.get_by_role("button", name="무엇을 물어보는지 읽기").click()
    await visitor.expect_accessible()
    text = await visitor.text()
    for told in ("행정정보 공동이용", "무엇을 물어봐요", "왜 물어봐요", "6개월", "동의하지 않아도 돼요", "전자정부법"):
        assert told in text, told
    await page.fill("#subject_name", child)
    for part, typed in (("year", "2012"), ("month", "5"), ("day", "31")):
        await page.fill(f"input[name='birth_date-{part}']", typed)
    await visitor.press("동의해요. 조회해 주세요")
    for _ in range(200):
        if "에 확인한 값이에요" in await visitor.text():
            break
        await page.wait_for_timeout(100)
        await page.reload()
    text = await visitor.text()
    assert "원" in text
    assert "사실과 달라요. 서류를 보여 줄게요" in text
    await visitor.expect_accessible()
    await visitor.open("seoul", "/consents")
    await visitor.expect_accessible()
    await visitor.press("동의 거두기")
    assert "거둠" in await visitor.text()
