"""A girl of fourteen on a cheap telephone: from the first page of her city to the code of a learning site."""

import re

import pytest

from tests.journeys.conftest import Visitor

_ANSWERS = {
    "learner.residence": ("select", "KR-51-760"),
    "learner.school_stage": ("radio", "middle"),
    "learner.grade": ("text", "2"),
    "learner.birth_date": ("date", "2012-05-31"),
    "household.size": ("text", "4"),
    "household.recognised_income": ("text", "1000000"),
    "learner.categories": ("none", ""),
}


IN_SEOUL = {
    **_ANSWERS,
    "learner.residence": ("select", "KR-11-110"),
    "household.recognised_income": ("text", "9000000"),
    "learner.categories": ("tick", "multicultural"),
}


async def answer_in_seoul(visitor: Visitor, email: str) -> None:
    """Somebody answers whose family's certificate an officer has to see; her answers are there to be checked."""
    await visitor.sign_in("seoul", email)
    await visitor.open("seoul", "/programmes/learn")
    await visitor.press("신청 시작하기")
    await answer(visitor, IN_SEOUL)


async def pick_one_of_each_category(visitor: Visitor) -> int:
    """Choose the first offering of every category; returns how many."""
    free = visitor.page.locator("fieldset:has(input[type=radio]:not([disabled]):not([value='']))")
    categories = await free.all()
    for category in categories:
        await category.locator("input[type=radio]:not([disabled]):not([value=''])").first.check()
    return len(categories)


async def codes_arrive(visitor: Visitor, expected: int) -> None:
    """The worker gives the codes meanwhile: the page is loaded until they are there."""
    for _ in range(200):
        if len(re.findall(r"-DEMO-\d{4}", await visitor.text())) == expected:
            break
        await visitor.page.wait_for_timeout(100)
        await visitor.page.reload()
    assert len(re.findall(r"-DEMO-\d{4}", await visitor.text())) == expected
    assert await visitor.page.get_by_role("button", name="학습 사이트로 가기").count() == expected
    await visitor.expect_accessible()


async def type_answer(visitor: Visitor, fact: str, answers: dict[str, tuple[str, str]] | None = None) -> None:
    """Fill in the question about a fact."""
    page = visitor.page
    kind, value = (answers or _ANSWERS)[fact]
    if kind == "select":
        field = page.locator("#answer")
        if await field.evaluate("one => one.tagName") == "SELECT":
            await field.select_option(value)
        else:
            await page.check(f"input[value='{value}']")
    elif kind in ("radio", "tick"):
        await page.check(f"input[value='{value}']")
    elif kind == "text":
        await page.fill("#answer", value)
    elif kind == "date":
        for part, typed in zip(("year", "month", "day"), value.split("-"), strict=True):
            await page.fill(f"input[name='answer-{part}']", typed)


async def answer(visitor: Visitor, answers: dict[str, tuple[str, str]] | None = None) -> None:
    """Answer every question that is asked."""
    while found := re.search(r"/questions/([\w.]+)$", visitor.page.url):
        await type_answer(visitor, found[1], answers)
        await visitor.press("저장하고 계속하기")


async def test_from_the_first_page_to_the_code_of_a_learning_site(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    email = f"sora.{request.node.callspec.id}@resident.example"
    await visitor.open("pyeongchang")
    await visitor.expect_accessible()
    assert "평창" in await visitor.page.title()
    await visitor.press("대상 확인하고 신청하기")
    await visitor.sign_in("pyeongchang", email, start="/sign-in?next=/programmes/pyeongchang-learn")
    await visitor.press("신청 시작하기")
    # A question left empty is told, and nothing is lost.
    await visitor.press("저장하고 계속하기")
    assert await visitor.page.locator(".govuk-error-summary").is_visible()
    await answer(visitor)
    assert visitor.page.url.endswith("/check")
    await visitor.press("신청서 제출하기")
    # Outcome first; then value, limit, day and article; then what next and how to appeal.
    text = await visitor.text()
    assert text.startswith("지원 대상이에요")
    for told in ("평창군", "중학교", "2026년", "제2조", "이제 할 일", "이의 신청하기"):
        assert told in text, told
    await visitor.press("학습 사이트 고르기")
    await visitor.page.locator("input[type=radio]:not([disabled]):not([value=''])").first.check()
    await visitor.press("고른 것 확인하기")
    await visitor.press("이대로 확정하기")
    await codes_arrive(visitor, 1)


async def test_she_goes_on_on_another_device_where_she_stopped(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    email = f"moves.{request.node.callspec.id}@resident.example"
    await visitor.sign_in("pyeongchang", email)
    await visitor.open("pyeongchang", "/programmes/pyeongchang-learn")
    await visitor.press("신청 시작하기")
    first = visitor.page.url
    kind, value = _ANSWERS[first.rsplit("/", 1)[1]]
    if kind == "select":
        await visitor.page.locator("#answer").select_option(value)
    else:
        await visitor.page.check(f"input[value='{value}']")
    await visitor.press("저장하고 계속하기")
    stopped_at = visitor.page.url
    assert stopped_at != first
    # The way so far is a line of links: back to the first question, with its answer, and on again.
    await visitor.page.locator(".trail a").first.click()
    assert visitor.page.url == first
    await visitor.page.goto(stopped_at)
    await visitor.page.context.clear_cookies()
    await visitor.sign_in("pyeongchang", email)
    await visitor.press("신청 이어서 하기")
    assert visitor.page.url == stopped_at


async def test_the_language_is_found_and_changed_without_javascript_too(visitor: Visitor) -> None:
    await visitor.open("seoul")
    menu = visitor.page.locator("details.menu", has_text="Languages")
    await menu.locator("summary").click()
    box = await menu.locator(".menu__box").bounding_box()
    viewport = visitor.page.viewport_size
    assert box
    assert viewport
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    await visitor.expect_accessible()
    await menu.get_by_role("button", name="English").click()
    await visitor.page.wait_for_load_state()
    assert await visitor.page.locator("html").get_attribute("lang") == "en"
    assert "The same chance to learn" in await visitor.text()


@pytest.mark.parametrize("city", ["seoul", "pyeongchang", "chungbuk", "osaka"])
async def test_each_city_greets_in_its_own_name_and_colours(visitor: Visitor, city: str) -> None:
    await visitor.open(city)
    await visitor.expect_accessible()
    themes = await visitor.page.locator("link[href^='/theme/']").evaluate_all("all => all.map(one => one.href)")
    assert f"/theme/{city}-" in themes[0]
