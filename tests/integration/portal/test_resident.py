"""A resident's way from the first page to her codes, and what she meets when something is wrong."""

import io
import re

from PIL import Image

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, provision
from seoul_learn.tenant_plane.enrolments.queries import enrolments_of
from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role
from tests.integration.portal.conftest import Browser


async def sign_in(browser: Browser, runtime: Runtime, tenant: TenantRef, email: str) -> None:
    await browser.get("/sign-in")
    await browser.post("/sign-in", {"email": email})
    assert browser.path == "/sign-in/code", browser.text
    await browser.post("/sign-in/code", {"code": await code_for(runtime, tenant, email)})
    assert browser.path == "/", browser.text


async def code_for(runtime: Runtime, tenant: TenantRef, email: str) -> str:
    async with runtime.tenants.transaction(tenant.id) as session:
        letters = await list_letters(session, recipient=email)
    found = re.search(r"\b\d{6}\b", letters[0].body)
    assert found
    return found[0]


async def answer(browser: Browser, **answers: object) -> None:
    """Answer the questions in whatever order they come, until none of those answered here is asked."""
    while match := re.search(r"/questions/([\w.]+)$", browser.path):
        fact = match[1]
        said = answers.get(fact.replace(".", "_"))
        if said is None:
            return
        fields = said if isinstance(said, dict) else {"answer": said}
        await browser.post(browser.path, {"action": "answer", **fields})


HANUL = {
    "learner_residence": "KR-11-110",
    "learner_birth_date": {"answer-year": "2012", "answer-month": "5", "answer-day": "31"},
    "household_size": "4",
    "household_recognised_income": "3896843",
    "learner_categories": [],
    "learner_school_stage": "middle",
}


async def test_the_first_page_shows_the_city_and_its_programmes(browser: Browser) -> None:
    await browser.get("/", headers={"accept-language": "ko"})
    assert browser.page.status_code == 200, browser.text
    assert "서울런 온라인 학습" in browser.text
    assert "신청할 수 있어요" in browser.text


async def test_an_application_needs_a_signed_in_person_and_comes_back_after_signing_in(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    assert browser.path == "/sign-in"
    await browser.post("/sign-in", {"email": "first@demo.example", "next": browser.hidden("next")})
    await browser.post("/sign-in/code", {"code": await code_for(runtime, cities["seoul"], "first@demo.example")})
    assert browser.path.startswith("/programmes/learn")


async def test_a_wrong_code_is_told_and_keeps_what_was_typed(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await browser.get("/sign-in", headers={"accept-language": "en"})
    await browser.post("/sign-in", {"email": "wrong@demo.example"}, headers={"accept-language": "en"})
    right = await code_for(runtime, cities["seoul"], "wrong@demo.example")
    wrong = "000000" if right != "000000" else "111111"
    await browser.post("/sign-in/code", {"code": wrong}, headers={"accept-language": "en"})
    assert browser.page.status_code == 422
    assert "This code is wrong or has expired" in browser.text
    assert f'value="{wrong}"' in browser.page.text


async def test_somebody_signed_in_in_one_city_is_a_stranger_in_another(
    browser: Browser, app: object, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "one-city@demo.example")
    other = Browser(app, "pyeongchang.localhost")
    for cookie in browser.http.cookies.jar:
        other.http.cookies.set(cookie.name, str(cookie.value), domain="pyeongchang.localhost")
    await other.get("/applications")
    assert other.path == "/sign-in"
    await other.http.aclose()


async def test_from_the_first_question_to_a_review_by_an_officer(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "hanul@demo.example")
    await browser.get("/programmes/learn", headers={"accept-language": "ko"})
    await browser.post("/programmes/learn/apply")
    assert "/questions/" in browser.path, browser.text
    first_question = browser.path
    await browser.post(browser.path, {"action": "answer", "answer": ""})
    assert browser.page.status_code == 422
    assert "이 질문에 답하거나" in browser.text or "There is a problem" in browser.text
    await browser.get(first_question)
    await answer(browser, **HANUL)
    assert browser.path.endswith("/check"), (browser.path, browser.text)
    assert "3,896,843" in browser.text
    application = browser.path.split("/")[2]
    await browser.post(f"/applications/{application}/submit")
    assert browser.path.endswith("/outcome")
    # Seoul wants the income attested: declared alone it waits for an officer.
    assert "담당자가 확인하고 있어요" in browser.text or "An officer looks" in browser.text
    assert "보건복지부 고시 제2025-135호" in browser.text
    again = await browser.post(f"/applications/{application}/submit")
    assert again.url.path.endswith("/outcome")


async def test_an_unknown_answer_leads_to_the_smallest_sets_that_would_settle_it(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "unknowing@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    await answer(browser, learner_residence="KR-11-110", learner_birth_date=HANUL["learner_birth_date"])
    while "/questions/" in browser.path:
        await browser.post(browser.path, {"action": "unknown"})
    assert browser.path.endswith("/check")
    await browser.post(browser.path.replace("/check", "/submit"))
    assert "답이 조금 더 필요해요" in browser.text or "a little more" in browser.text
    await browser.get(browser.path.replace("/outcome", "/check"))
    assert browser.path.endswith("/check")


async def test_another_persons_application_is_as_absent_as_one_that_never_was(
    browser: Browser, app: object, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "owner@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    application = browser.path.split("/")[2]
    stranger = Browser(app, "seoul.localhost")
    await sign_in(stranger, runtime, cities["seoul"], "stranger@demo.example")
    seen = await stranger.get(f"/applications/{application}")
    absent = await stranger.get(f"/applications/{new_id()}")
    assert seen.status_code == absent.status_code == 404
    assert seen.content == absent.content
    await stranger.http.aclose()


async def test_a_document_is_made_anew_and_a_disguised_one_refused(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "papers@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    application = browser.path.split("/")[2]
    fact = browser.path.rsplit("/", 1)[1]
    await browser.post(browser.path, {"action": "document"})
    assert browser.path == f"/applications/{application}/documents/{fact}"
    await browser.post(browser.path, files={"document": ("paper.pdf", b"MZ not a pdf at all", "application/pdf")})
    assert browser.page.status_code == 422
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(picture, "JPEG", exif=b"Exif\x00\x00secret place")
    await browser.post(browser.path, files={"document": ("photo.jpg", picture.getvalue(), "image/jpeg")})
    assert browser.page.status_code == 200
    await browser.get(f"/applications/{application}/documents/{fact}")
    shown = re.search(rf"/applications/{application}/evidence/[0-9a-f-]+", browser.page.text)
    assert shown
    kept = await browser.get(shown[0])
    assert kept.headers["content-type"] == "image/jpeg"
    assert b"secret place" not in kept.content


async def test_an_upload_of_fifty_megabytes_is_refused_before_it_is_stored(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "huge@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    question = browser.path
    await browser.post(question, {"action": "document"})
    huge = b"%PDF-" + bytes(50 * 1024 * 1024)
    await browser.post(browser.path, files={"document": ("huge.pdf", huge, "application/pdf")})
    assert browser.page.status_code == 413


async def test_an_eligible_learner_of_pyeongchang_chooses_and_gets_her_code(
    app: object, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["pyeongchang"]
    browser = Browser(app, "pyeongchang.localhost")
    await sign_in(browser, runtime, tenant, "mountain@demo.example")
    await browser.get("/programmes/pyeongchang-learn")
    await browser.post("/programmes/pyeongchang-learn/apply")
    await answer(
        browser, learner_residence="KR-51-760", learner_school_stage="middle", learner_grade="2",
        learner_birth_date=HANUL["learner_birth_date"], household_size="4", household_recognised_income="1000000",
        learner_categories=[],
    )  # fmt: skip
    assert browser.path.endswith("/check"), (browser.path, browser.text)
    application = browser.path.split("/")[2]
    await browser.post(f"/applications/{application}/submit")
    await browser.get(f"/applications/{application}/choose")
    assert browser.page.status_code == 200, browser.text
    slot = re.search(r'name="(slot-[\w]+)"[^>]*value="([0-9a-f-]{36})"(?![^>]*disabled)', browser.page.text)
    assert slot
    await browser.post(browser.path, {slot[1]: slot[2]})
    assert browser.path.endswith("/choose/check"), browser.text
    chosen = re.findall(r'name="contract" value="([0-9a-f-]{36})"', browser.page.text)
    await browser.post(f"/applications/{application}/choose/confirm", {"contract": chosen})
    assert browser.path == "/learning", browser.text
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await add_person(
            session, email="mountain@demo.example", language="ko", roles=(Role.applicant,), clock=runtime.clock
        )
        (enrolment,) = await enrolments_of(session, person_id, keys=runtime.sealing)
    means = Provisioning(database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=runtime.clock)
    await provision(tenant.id, enrolment.id, means)
    await browser.get("/learning")
    assert re.search(r"mbest-00[0-4]", browser.text), browser.text
    await browser.http.aclose()
