"""An officer who has never seen code builds a policy from nothing, a second publishes it, and a resident sees it."""

from datetime import UTC, date, datetime

import pytest
from playwright.async_api import Browser

from seoul_learn.kit.clock import local_date
from tests.journeys.conftest import SCREENS, Screen, Visitor
from tests.journeys.platform import RunningPlatform

# One programme for each screen: for a day that decides already nothing can be published again.
_PROGRAMMES = dict(
    zip(
        SCREENS,
        (("chungbuk", "chungbook-e-2025"), ("osaka", "after-school"), ("chungbuk", "chungbook-e")),
        strict=True,
    )
)


async def test_a_policy_is_built_by_forms_tried_compared_and_published_by_two(
    chromium: Browser, platform: RunningPlatform, screen: Screen
) -> None:
    city, slug = _PROGRAMMES[screen]
    context = await chromium.new_context(
        viewport={"width": screen.width, "height": 900}, java_script_enabled=screen.javascript, locale="ko-KR"
    )
    context.set_default_timeout(15_000)
    visitor = Visitor(await context.new_page(), platform, javascript=screen.javascript)
    await _in_korean(visitor, city, "officer")
    draft = await _begin(visitor, city, slug)
    await _build(visitor, city, draft)
    await _terms(visitor, city, draft)
    await _gifts(visitor, city, draft)
    await _try(visitor, city, draft)
    await _compare(visitor, city, slug)
    await _preview(visitor, city, draft)
    await visitor.open(city, f"{draft}/publication")
    await visitor.expect_accessible()
    await visitor.page.locator("input[name=status][value=in_force]").check()
    await visitor.page.locator("input[name=transition][value=keep]").check()
    await visitor.press("다른 담당자에게 공표 요청")
    assert "직접 요청했으니 다른 관리자가 확인해야 해요" in await visitor.text()
    await context.clear_cookies()
    await _in_korean(visitor, city, "second")
    await visitor.open(city, f"{draft}/publication")
    await visitor.press("확인하고 공표")
    assert "오늘은" in await visitor.text()
    await context.clear_cookies()
    await _ask(visitor, city, slug, f"asked.{screen}@resident.example")
    await context.close()


@pytest.fixture(params=SCREENS, ids=str)
def screen(request: pytest.FixtureRequest) -> Screen:
    found: Screen = request.param
    return found


async def _in_korean(visitor: Visitor, city: str, who: str) -> None:
    await visitor.come_as_officer(city, who)
    await visitor.open(city, "/console")


async def _begin(visitor: Visitor, city: str, slug: str) -> str:
    await visitor.open(city, "/console/policies")
    await visitor.expect_accessible()
    card = visitor.page.locator(f"section[aria-labelledby=programme-{slug}]")
    await card.locator("summary", has_text="새 초안 만들기").click()
    form = card.locator("details form")
    await form.locator("select[name=like]").select_option(label="없음: 처음부터")
    today = local_date(datetime.now(UTC), "Asia/Seoul")
    for part, value in (("year", today.year), ("month", today.month), ("day", today.day)):
        await form.locator(f"input[name$=-{part}]").fill(str(value))
    await form.get_by_role("button", name="초안 만들기", exact=True).click()
    await visitor.page.wait_for_load_state()
    await visitor.expect_accessible()
    assert "초안이 아직 완성되지 않았어요" in await visitor.text()
    return "/" + visitor.page.url.split("/", 3)[3]


async def _preview(visitor: Visitor, city: str, draft: str) -> None:
    """Have the worker count, and look again until it has."""
    await visitor.open(city, f"{draft}/impact")
    await visitor.expect_accessible()
    await visitor.press("세기")
    again = visitor.page.get_by_role("link", name="다시 보기")
    while await again.count():
        await again.click()
        await visitor.page.wait_for_load_state()
    assert "어떻게 되나요" in await visitor.text()
    await visitor.expect_accessible()


async def _build(visitor: Visitor, city: str, draft: str) -> None:
    page = visitor.page
    await visitor.press("날짜와 출처 바꾸기")
    await page.fill("#source", "지어낸 공고 1호")
    await page.locator("input[name=transition][value=keep]").check()
    await visitor.press("저장")
    await visitor.press("기준 추가")
    await visitor.press("자녀 수")
    for language in await page.locator("input[name^=label-]").all():
        await language.fill("자녀가 셋 이상이에요")
    await page.fill("#config-from", "셋")
    await page.fill("#name", "many_children")
    await visitor.press("저장")
    assert await page.locator("#config-from-error").is_visible()
    await page.fill("#config-from", "3")
    await page.fill("#law", "제3조")
    await visitor.press("저장")
    await visitor.press("규칙 쓰기")
    await page.select_option("#first-name", "many_children")
    await visitor.press("이것으로 시작")
    await page.locator("main details.rule__change > summary").first.click()
    await visitor.expect_accessible()
    await visitor.open(city, f"{draft}/grants/new")
    await visitor.expect_accessible()
    await page.locator("input[name=slots]").first.check()
    await page.fill("#at_most", "1")
    await page.fill("#lasts-count", "12")
    await visitor.press("저장")
    text = await visitor.text()
    assert "초안이 아직 완성되지 않았어요" not in text
    assert "자녀가 셋 이상이에요" in text


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
    await page.select_option("#by-add", "many_children")
    await page.fill("#by-add-places", "40")
    await visitor.press("추가")
    assert await page.input_value("#places") == "백"
    assert await page.input_value("#by-places-0") == "40"
    await page.fill("#places", "100")
    await visitor.expect_accessible()
    await visitor.press("저장")
    await visitor.open(city, f"{draft}/terms/ranking")
    await page.select_option("#by-add", "many_children")
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
    told = ("모두 100명을 뽑아요", "나머지 60자리", "순위가 같으면 추첨으로 정해요", "60일 전부터 갱신할 수 있어요")
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
    await page.select_option("#waive_when", "many_children")
    await visitor.expect_accessible()
    await visitor.press("저장")
    await visitor.expect_accessible()
    await visitor.open(city, draft)
    text = await visitor.text()
    assert "내지 않는 사람: “자녀가 셋 이상이에요”" in text
    assert "`" not in text, "an officer reads no code"


async def _day(visitor: Visitor, name: str, day: date) -> None:
    for part, value in (("year", day.year), ("month", day.month), ("day", day.day)):
        await visitor.page.fill(f"input[name={name}-{part}]", str(value))


async def _try(visitor: Visitor, city: str, draft: str) -> None:
    page = visitor.page
    await visitor.press("사례 보기")
    cases = page.url
    for name, children, expected in (("셋", "3", "eligible"), ("둘", "2", "ineligible"), ("무응답", "", "needs_facts")):
        await page.goto(cases)
        await visitor.press("사례 추가")
        await page.fill("#name", f"자녀 {name}")
        await page.locator("[id='fact-household.children']").fill(children)
        await page.locator(f"input[name=expect][value={expected}]").check()
        await visitor.press("저장")
    assert "맞지 않음" not in await visitor.text()
    await visitor.open(city, draft)
    await visitor.expect_accessible()
    assert "공표를 막는 것이 없어요" in await visitor.text()


async def _compare(visitor: Visitor, city: str, slug: str) -> None:
    await visitor.open(city, "/console/policies")
    await visitor.page.locator(f"section[aria-labelledby=programme-{slug}] a[href*='/compare?']").click()
    await visitor.page.wait_for_load_state()
    await visitor.expect_accessible()
    assert "기준 “자녀가 셋 이상이에요”" in await visitor.text()


async def _ask(visitor: Visitor, city: str, slug: str, email: str) -> None:
    await visitor.sign_in(city, email)
    await visitor.open(city, f"/programmes/{slug}")
    await visitor.page.locator("main form[action$='/apply'] button").first.click()
    await visitor.page.wait_for_load_state()
    assert visitor.page.url.endswith("/questions/household.children"), visitor.page.url
    await visitor.expect_accessible()
