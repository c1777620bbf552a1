"""A certificate's way: uploaded, looked at by an officer, and what it decides; with what is refused on the way."""

import io
import re

import pytest
from PIL import Image

from tests.journeys.conftest import Visitor
from tests.journeys.test_resident import answer_in_seoul, codes_arrive, pick_one_of_each_category


def photograph() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((900, 1200), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


async def upload(visitor: Visitor, name: str, content: bytes) -> None:
    await visitor.page.set_input_files("#document", {"name": name, "mimeType": "image/jpeg", "buffer": content})
    await visitor.press("올리고 계속하기")


async def test_a_certificate_is_uploaded_an_officer_confirms_it_the_policy_determines_and_she_chooses(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    page = visitor.page
    applicant = f"reviewed.{request.node.callspec.id}@resident.example"
    await answer_in_seoul(visitor, applicant)
    await page.get_by_role("link", name=re.compile("^서류 올리기")).click()
    await upload(visitor, "certificate.jpg", b"MZ" + bytes(5000))
    assert "사진이나 PDF가 아니에요" in await page.locator(".govuk-error-summary").inner_text()
    await upload(visitor, "certificate.jpg", b"\xff\xd8\xff" + bytes(11 * 1024 * 1024))
    assert "파일이 너무 커요" in await visitor.text()
    await visitor.press("다른 파일 고르기")
    await upload(visitor, "certificate.jpg", photograph())
    assert "올렸어요" in await visitor.text()
    await visitor.press("신청서 제출하기")
    text = await visitor.text()
    assert "담당자가 확인하고 있어요" in text
    assert "올렸어요" in text
    reference = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert reference

    await page.context.clear_cookies()
    await visitor.come_as_officer("seoul", "officer")
    await visitor.open("seoul", "/console")
    await visitor.expect_accessible()
    assert "심사를 기다리는 신청" in await visitor.text()
    await visitor.open("seoul", "/console/applications")
    await visitor.press(reference[0])
    assert "다문화" in await visitor.text()
    assert "판정 이유" in await visitor.text()
    # The picture stands beside the fact that it shows, and really arrives.
    await page.locator("img.evidence").scroll_into_view_if_needed()
    await page.wait_for_function("document.querySelector('img.evidence').naturalWidth === 900")
    await page.locator("main a.govuk-button:not(.govuk-button--secondary)").first.click()
    # Without a reason nothing is confirmed, and what was typed stays.
    await visitor.press("이 값으로 확인")
    assert await page.locator(".govuk-error-summary").is_visible()
    assert await page.is_checked("input[value='multicultural']")
    await page.fill("#reason", "증명서를 확인했어요")
    await visitor.press("이 값으로 확인")
    assert "대상" in await page.locator(".page-heading").inner_text()
    assert await page.locator("#history-title + ol li").count() == 2

    await page.context.clear_cookies()
    await visitor.sign_in("seoul", applicant)
    await visitor.open("seoul", "/applications")
    assert "지원 대상이에요" in await visitor.text()
    await visitor.press("진행 상황 보기")
    await visitor.press("학습 사이트 고르기")
    assert await pick_one_of_each_category(visitor) == 3
    await visitor.press("고른 것 확인하기")
    await visitor.press("이대로 확정하기")
    await codes_arrive(visitor, 3)
