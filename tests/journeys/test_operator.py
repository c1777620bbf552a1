"""An operator of the platform: both factors, every city, and a new one that answers at once."""

import pytest

from tests.journeys.conftest import Visitor

OPERATOR = "operator@seoul-learn.example"
_used: list[str] = []


async def enter(visitor: Visitor) -> None:
    """Sign in with both factors; a code of the authenticator is good once, so the next one is waited for."""
    page = visitor.page
    before = visitor.platform.code_of(OPERATOR)
    await visitor.open("operator", "/sign-in")
    await visitor.expect_accessible()
    await page.fill("#email", OPERATOR)
    await visitor.press("코드 받기")
    typed = await visitor.new_code(OPERATOR, before)
    await page.fill("#code", "000000" if typed != "000000" else "111111")
    await visitor.press("계속하기")
    assert await page.locator(".govuk-error-summary").is_visible()
    await page.fill("#code", typed)
    await visitor.press("계속하기")
    for _ in range(700):
        if visitor.platform.authenticator_code() not in _used:
            break
        await page.wait_for_timeout(50)
    code = visitor.platform.authenticator_code()
    _used.append(code)
    await page.fill("#code", code)
    await visitor.press("로그인")
    assert page.url == visitor.platform.site("operator", "/")


async def test_an_operator_makes_a_city_that_answers_at_once_for_its_officers_alone(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    slug = "new-" + "".join(letter for letter in request.node.callspec.id if letter.isalnum())[:20].lower()
    await enter(visitor)
    text = await visitor.text()
    for city in ("서울런", "평창런", "충Book-e", "운영 중", "정상"):
        assert city in text
    await visitor.expect_accessible()
    await visitor.press("새 도시")
    # Every field wrong: all of it is told, and what was typed stays.
    page = visitor.page
    for field in ("slug", "host", "colour", "email", "administrator_email"):
        await page.fill(f"#{field}", "Wrong Value!")
    await visitor.press("도시 만들기")
    faults = await page.locator(".govuk-error-summary__list li").count()
    assert faults >= 14
    assert await page.input_value("#slug") == "Wrong Value!"
    if visitor.javascript:
        assert await page.evaluate("document.activeElement.className") == "govuk-error-summary"
    for field, value in {
        "slug": slug, "host": f"{slug}.localhost", "colour": "#2f6b3a", "name_ko": "새 도시 배움터",
        "name_en": "New City Learn", "department_ko": "교육지원 담당", "department_en": "Education support",
        "phone": "00-000-0000", "email": "learn@new.example", "address_ko": "시청", "address_en": "City hall",
        "administrator_name": "첫 관리자 (지어낸 사람)", "administrator_email": f"first@{slug}.example",
    }.items():  # fmt: skip
        await page.fill(f"#{field}", value)
    await page.select_option("#place", "KR-26")
    await visitor.press("도시 만들기")
    assert page.url.startswith(visitor.platform.site("operator", f"/tenants/{slug}"))
    assert "도시를 만들었어요" in await visitor.text()
    await _move_along(visitor, slug)
    # Its portal answers at once, and tells strangers that it is not open yet.
    answer = await page.goto(visitor.platform.site(slug))
    assert answer is not None
    assert answer.status in (403, 503)
    await visitor.expect_accessible()
    await visitor.sign_in(slug, f"first@{slug}.example", start="/console/sign-in")
    assert page.url == visitor.platform.site(slug, "/console")
    await visitor.open(slug)
    assert "온라인 학습" in await visitor.text()


async def _move_along(visitor: Visitor, slug: str) -> None:
    """What the lifecycle does not allow is refused, also when the form did not offer it; a word says where it is."""
    page = visitor.page
    await visitor.press("옮기기")
    assert await page.locator(".govuk-error-summary__list li").count() == 2
    await page.evaluate("document.querySelector('#to option:last-child').value = 'live'")
    await page.select_option("#to", "live")
    await page.fill("#reason", "too early")
    await visitor.press("옮기기")
    assert "옮길 수 없어요" in await page.locator(".govuk-error-summary").inner_text()
    assert await page.input_value("#reason") == "too early"
    await visitor.open("operator", f"/tenants/{slug}")
    assert "준비 중" in await visitor.text()
    # It has no codes yet, and its health says so.
    assert "코드가 없는" in await visitor.text()


async def test_a_host_that_leads_nowhere_says_so_on_every_path(visitor: Visitor) -> None:
    for path in ("/", "/applications", "/nothing/here"):
        answer = await visitor.page.goto(visitor.platform.site("nowhere", path))
        assert answer is not None
        assert answer.status == 404
        await visitor.expect_accessible()
