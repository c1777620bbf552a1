"""Window, places, order, renewal, sums and co-payments are said by forms, with JavaScript and without."""

from datetime import UTC, date, datetime

import pytest
from playwright.async_api import Browser

from seoul_learn.kit.clock import local_date
from tests.journeys.conftest import SCREENS, Screen, Visitor
from tests.journeys.platform import RunningPlatform

_CITY, _SLUG = "pyeongchang", "pyeongchang-learn"
# A draft of its own for each screen: drafts of a programme are told apart by their day.
_DAYS = dict(zip(SCREENS, range(11, 11 + len(SCREENS)), strict=True))


@pytest.mark.timeout(420)  # two dozen pages, each looked at by axe with its menus closed and open
@pytest.mark.parametrize("screen", SCREENS, ids=str)
async def test_what_stood_in_a_text_only_is_said_by_forms(
    chromium: Browser, platform: RunningPlatform, screen: Screen
) -> None:
    context = await chromium.new_context(
        viewport={"width": screen.width, "height": 900}, java_script_enabled=screen.javascript, locale="ko-KR"
    )
    context.set_default_timeout(15_000)
    visitor = Visitor(await context.new_page(), platform, javascript=screen.javascript)
    await visitor.come_as_officer(_CITY, "officer")
    draft = await _begin(visitor, _DAYS[screen])
    await _terms(visitor, _CITY, draft)
    await _gifts(visitor, _CITY, draft)
    await context.close()


async def _begin(visitor: Visitor, day: int) -> str:
    await visitor.open(_CITY, "/console/policies")
    card = visitor.page.locator(f"section[aria-labelledby=programme-{_SLUG}]")
    await card.locator("summary", has_text="새 초안 만들기").click()
    form = card.locator("details form")
    year = local_date(datetime.now(UTC), "Asia/Seoul").year + 1
    for part, value in (("year", year), ("month", 3), ("day", day)):
        await form.locator(f"input[name$=-{part}]").fill(str(value))
    await form.get_by_role("button", name="초안 만들기", exact=True).click()
    await visitor.page.wait_for_load_state()
    return "/" + visitor.page.url.split("/", 3)[3]


async def _terms(visitor: Visitor, city: str, draft: str) -> None:
    """Window, school year, places, order and renewal, each on a page of its own and none of them as text."""
    page = visitor.page
    today = local_date(datetime.now(UTC), "Asia/Seoul")
    await visitor.open(city, f"{draft}/terms/window")
    await visitor.expect_accessible()
    await _day(visitor, "opens", today)
    await page.fill("#opens-time", "00:00")
    await _day(visitor, "closes", today.replace(year=today.year - 1))
    await page.fill("#closes-time", "저녁")
    if visitor.javascript:
        # As she types: the checks say what cannot be read, and nothing is sent.
        await page.locator("#checks", has_text="쓴 것을 아직 읽을 수 없어요").wait_for()
    await visitor.press("저장")
    assert await page.locator("#closes-time-error").is_visible()
    assert await page.input_value("#closes-time") == "저녁"
    await page.fill("#closes-time", "18:30")
    await visitor.press("저장")
    assert "신청이 열리기 전에 닫혀요" in await visitor.text()
    await page.fill("input[name=closes-year]", str(today.year + 1))
    await visitor.press("저장하지 않고 점검")
    assert "신청이 열리기 전에 닫혀요" not in await visitor.text()
    await visitor.press("저장")
    await visitor.open(city, f"{draft}/terms/school_year")
    await page.fill("input[name=turns_on-month]", "3")
    await page.fill("input[name=turns_on-day]", "1")
    await visitor.press("저장")
    await visitor.open(city, f"{draft}/terms/quota")
    await page.fill("#places", "백")
    await page.select_option("#by-add", "lives_in_pyeongchang")
    await page.fill("#by-add-places", "5")
    await visitor.press("추가")
    assert await page.input_value("#places") == "백"
    assert await page.input_value("#by-places-3") == "5"
    await page.locator("button[value='up:3']").click()
    await page.wait_for_load_state()
    assert await page.input_value("#by-places-2") == "5"
    await page.fill("#places", "300")
    await visitor.expect_accessible()
    await visitor.press("저장")
    await visitor.open(city, f"{draft}/terms/ranking")
    await page.select_option("#by-add", "middle")
    await visitor.press("추가")
    await page.locator("input[name=tie_break][value=lottery]").check()
    await visitor.press("씨앗값 만들기")
    assert len(await page.input_value("#seed")) == 32
    await visitor.expect_accessible()
    await visitor.press("저장")
    await visitor.open(city, f"{draft}/terms/renewal")
    await page.fill("#opens-count", "60")
    await page.select_option("#opens-unit", "day")
    await page.select_option("#grace-unit", "school_year")
    await visitor.expect_accessible()
    await visitor.press("저장")
    text = await visitor.text()
    told = ("모두 300명을 뽑아요", "나머지 75자리", "순위가 같으면 추첨으로 정해요", "60일 전부터 갱신할 수 있어요")
    for sentence in told:
        assert sentence in text, sentence


async def _gifts(visitor: Visitor, city: str, draft: str) -> None:
    """A benefit, and a co-payment that some do not pay."""
    page = visitor.page
    await visitor.open(city, f"{draft}/grants/0")
    await visitor.press("혜택 추가")
    await visitor.expect_accessible()
    await page.select_option("#kind", "books")
    await page.fill("#amount", "50000")
    await page.select_option("#measure", "money")
    await page.select_option("#per", "year")
    await visitor.press("저장")
    await visitor.press("가족이 내는 금액 정하기")
    await page.fill("#amount", "1000")
    await page.select_option("#per", "month")
    await page.select_option("#waive_when", "middle")
    await visitor.expect_accessible()
    await visitor.press("저장")
    await visitor.expect_accessible()
    await visitor.open(city, draft)
    text = await visitor.text()
    assert "내지 않는 사람: “중학생이에요”" in text
    assert "`" not in text, "an officer reads no code"


async def _day(visitor: Visitor, name: str, day: date) -> None:
    for part, value in (("year", day.year), ("month", day.month), ("day", day.day)):
        await visitor.page.fill(f"input[name={name}-{part}]", str(value))
