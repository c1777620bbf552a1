"""What comes after an application: an officer asks for more, two officers agree, a family appeals and is heard."""

import re

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_resident import answer, answer_in_seoul

_IN_CHEONGJU = {
    "learner.residence": ("select", "KR-43-110"),
    "guardian.residence": ("select", "KR-43-110"),
    "learner.school_stage": ("radio", "high"),
    "learner.grade": ("text", "1"),
    "learner.birth_date": ("date", "2010-05-31"),
    "household.size": ("text", "4"),
    "household.recognised_income": ("text", "9000000"),
    "learner.categories": ("none", ""),
}


@pytest.fixture
def applicant(request: pytest.FixtureRequest) -> str:
    return f"{request.node.originalname[5:25].strip('_')}.{request.node.callspec.id}@resident.example"


async def reference_of(visitor: Visitor) -> str:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", await visitor.text())
    assert found
    return found[0]


async def as_officer(visitor: Visitor, city: str, who: str, reference: str) -> None:
    """Come to the console and find the case by its reference."""
    await visitor.come_as_officer(city, who)
    await visitor.open(city, f"/console/applications?search={reference}")
    await visitor.expect_accessible()
    await visitor.press(reference)


async def as_resident(visitor: Visitor, city: str, email: str) -> None:
    await visitor.page.context.clear_cookies()
    await visitor.sign_in(city, email)
    await visitor.open(city, "/applications")
    await visitor.press("진행 상황 보기")


async def places_are_given(visitor: Visitor, reference: str) -> None:
    """Two officers look at the order of those who wait, and give the places of a round."""
    await visitor.come_as_officer("chungbuk", "officer")
    await visitor.open("chungbuk", "/console/places")
    await visitor.expect_accessible()
    await visitor.press("충Book-e 추가 모집 2025년 12월 1일")
    assert reference in await visitor.text()
    await visitor.press("다른 담당자에게 제안하기")
    if await visitor.page.locator("#despite_reviews").count():
        # Somebody's certificate is not looked at yet: that is decided, not passed over.
        assert await visitor.page.locator(".govuk-error-summary").is_visible()
        await visitor.page.check("#despite_reviews")
        await visitor.press("다른 담당자에게 제안하기")
    here = visitor.page.url.partition("?")[0]
    assert await visitor.page.get_by_role("button", name="동의하고 배정하기").count() == 0
    await visitor.come_as_officer("chungbuk", "second")
    await visitor.page.goto(here)
    await visitor.press("동의하고 배정하기")
    assert "배정했어요" in await visitor.text()


async def has_come(visitor: Visitor, heading: str) -> str:
    """The page once the worker has done what it shows: it is loaded until it begins so."""
    for _ in range(200):
        told = await visitor.text()
        if told.startswith(heading) and "몇 분 뒤에" not in told:
            break
        await visitor.page.wait_for_timeout(100)
        await visitor.page.reload()
    await visitor.expect_accessible()
    return await visitor.text()


async def test_an_officer_gives_away_takes_notes_and_asks_and_the_resident_answers(
    visitor: Visitor, applicant: str
) -> None:
    page = visitor.page
    await answer_in_seoul(visitor, applicant)
    await visitor.press("신청서 제출하기")
    reference = await reference_of(visitor)
    await as_officer(visitor, "seoul", "officer", reference)
    case = page.url

    # Nothing chosen is told, and what was searched for stays; what is given to a colleague is hers.
    await visitor.open("seoul", f"/console/applications?search={reference}")
    await visitor.press("맡기기")
    assert await page.locator(".govuk-error-summary").is_visible()
    assert await page.locator("input[name=application]").count() == 1
    await page.locator("input[name=application]").check()
    await page.locator("select[name=to]").select_option(label="담당자 (지어낸 사람)")
    await visitor.press("맡기기")
    await visitor.open("seoul", f"/console/applications?search={reference}&whose=mine")
    assert reference in await visitor.text()

    await page.goto(case)
    await visitor.press("맡기")
    assert "내가 맡고 있어요" in await visitor.text()
    await page.fill("#note", "증명서가 아직 오지 않았어요.")
    await visitor.press("메모 남기기")
    assert "증명서가 아직 오지 않았어요." in await visitor.text()
    await visitor.press("요청하기")
    assert await page.locator(".govuk-error-summary").is_visible()
    await page.locator("input[name=ask][value='learner.categories']").check()
    await page.fill("#message", "한부모 가정인지 다문화 가정인지 다시 알려 주세요.")
    await visitor.press("요청하기")
    await page.goto(case)
    await page.get_by_role("link", name="규칙 전체").first.click()
    await visitor.expect_accessible()
    assert "아래 모두" in await visitor.text()

    await as_resident(visitor, "seoul", applicant)
    told = await visitor.text()
    assert "한부모 가정인지 다문화 가정인지 다시 알려 주세요." in told
    assert "증명서가 아직 오지 않았어요." not in told
    await visitor.press("지금 답하기")
    assert page.url.endswith("/questions/learner.categories")
    await page.uncheck("input[value='multicultural']")
    await page.check("input[value='single_parent']")
    await visitor.press("저장하고 계속하기")
    await visitor.press("신청서 제출하기")
    assert "담당자가 확인하고 있어요" in await visitor.text()


async def test_a_family_appeals_two_officers_find_the_same_and_the_outcome_turns(
    visitor: Visitor, applicant: str
) -> None:
    page = visitor.page
    await visitor.sign_in("chungbuk", applicant)
    await visitor.open("chungbuk", "/programmes/chungbook-e")
    await visitor.press("신청 시작하기")
    await answer(visitor, _IN_CHEONGJU)
    await visitor.press("신청서 제출하기")
    assert "이번에는 지원 대상이 아니에요" in await visitor.text()
    reference = await reference_of(visitor)
    await visitor.press("여기에서 이의신청하기")
    await visitor.press("이의신청")
    assert await page.locator(".govuk-error-summary").is_visible()
    await page.fill("#grounds", "할머니가 저를 돌보시고 제천에 사세요.")
    await visitor.press("이의신청")
    assert "할머니가 저를 돌보시고" in await visitor.text()

    await as_officer(visitor, "chungbuk", "officer", reference)
    await page.goto(f"{page.url}/facts/guardian.residence")
    await page.locator("#answer").select_option("KR-43-150")
    await page.fill("#reason", "주민등록표를 봤어요.")
    await visitor.press("이 값으로 확인")
    # One officer alone changes nothing, and cannot agree with herself.
    assert "다른 담당자의 동의가 필요해요" in await visitor.text()
    assert await page.get_by_role("button", name="같은 의견이에요").count() == 0
    assert "대상 아님" in await page.locator(".page-heading").inner_text()
    await visitor.press("내려놓기")

    await as_officer(visitor, "chungbuk", "second", reference)
    # What the first officer found is said in words.
    assert "제천" in await page.locator(".notice", has_text="다른 담당자의 동의가 필요해요").inner_text()
    await visitor.press("같은 의견이에요")
    await page.fill("#opinion", "할머니의 주소가 제천으로 확인되었어요.")
    await visitor.press("이의신청 결정하기")
    assert "대상 아님" not in await page.locator(".page-heading").inner_text()

    # Her right is settled; now she waits for a place, which two officers give in a round.
    await as_resident(visitor, "chungbuk", applicant)
    told = await visitor.text()
    assert told.startswith("지원 대상이고, 자리를 기다리고 있어요")
    assert "아직 자리를 정하기 전이에요" in told
    assert "학습 사이트 고르기" not in told
    await places_are_given(visitor, reference)
    await as_resident(visitor, "chungbuk", applicant)
    told = await has_come(visitor, "지원 대상이에요")
    assert told.startswith("지원 대상이에요")
    # What she was granted: its kind, what comes beside the sites, and the days.
    for said in ("고등학생, 학교 밖 청소년", "원하는 학습 사이트 2개", "책: 105,000원까지", "까지예요."):
        assert said in told, said
    await visitor.open("chungbuk", "/learning")
    await visitor.expect_accessible()
    assert "책: 105,000원까지" in await visitor.text()
    await visitor.press("이유 읽기")
    await page.goto(page.url.replace("/outcome", "/appeal"))
    await visitor.expect_accessible()
    assert "할머니의 주소가 제천으로 확인되었어요." in await visitor.text()


async def test_whoever_vouched_before_does_not_decide_the_appeal(visitor: Visitor) -> None:
    await visitor.come_as_officer("seoul", "officer")
    await visitor.open("seoul", "/console/applications?search=정우진")
    await visitor.page.locator("tbody a").first.click()
    await visitor.page.fill("#opinion", "다시 살펴봤어요.")
    await visitor.press("이의신청 결정하기")
    assert "이의신청은 동료가 결정해야 해요" in await visitor.text()
    assert await visitor.page.input_value("#opinion") == "다시 살펴봤어요."


async def test_what_was_told_before_is_asked_whether_it_is_still_so(visitor: Visitor) -> None:
    await visitor.sign_in("seoul", "arin@resident.example")
    await visitor.open("seoul", "/applications")
    await visitor.press("신청 이어서 하기")
    assert "지금도 그런가요?" in await visitor.text()
    # Nothing is taken over that she has not said so of.
    await visitor.press("저장하고 계속하기")
    assert await visitor.page.locator(".govuk-error-summary").is_visible()
    assert "2011" in await visitor.text()
