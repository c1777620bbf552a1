"""An officer who has never seen code builds a policy from nothing, a second publishes it, and a resident sees it."""

from datetime import UTC, datetime

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
