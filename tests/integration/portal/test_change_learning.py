"""Under her learning a learner takes another site instead, or gives one up; by hand, nobody else's."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo.crowd import entitle_crowd
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.programmes.queries import find_programme
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in


async def _chosen(browser: Browser, runtime: Runtime, city: TenantRef, email: str) -> str:
    """Her enrolment at the one site of Pyeongchang for middle schools."""
    await sign_in(browser, runtime, city, email)
    await browser.get("/programmes/pyeongchang-learn")
    await browser.post("/programmes/pyeongchang-learn/apply")
    await answer(
        browser, learner_residence="KR-51-760", learner_school_stage="middle", learner_grade="2",
        learner_birth_date=HANUL["learner_birth_date"], household_size="4", household_recognised_income="1000000",
        learner_categories=[],
    )  # fmt: skip
    await browser.post(browser.path.replace("/check", "/submit"))
    await browser.get(browser.path.replace("/outcome", "/choose"))
    contract = re.findall(r'value="([0-9a-f-]{36})"(?![^>]*disabled)', browser.page.text)[0]
    await browser.post(browser.path + "/confirm", {"contract": contract})
    assert browser.path == "/learning", browser.text
    found = re.search(r"/learning/([0-9a-f-]{36})/leave", browser.page.text)
    assert found
    return found[1]


async def _state(runtime: Runtime, city: TenantRef, enrolment: str) -> tuple[str, str | None]:
    async with runtime.tenants.transaction(city.id) as session:
        row = (
            await session.execute(
                text("select state, release_reason from tenant.enrolment where tenant_id = :tenant and id = :id"),
                {"tenant": city.id, "id": UUID(enrolment)},
            )
        ).one()
        return row.state, row.release_reason


async def test_a_site_is_given_up_after_its_page_has_said_what_that_means(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    city, browser = cities["pyeongchang"], Browser(app, "pyeongchang.localhost")
    enrolment = await _chosen(browser, runtime, city, "leaves@demo.example")
    await browser.get(f"/learning/{enrolment}/leave", headers={"accept-language": "ko"})
    assert "더 쓸 수 없고" in browser.text
    await browser.post(f"/learning/{enrolment}/leave")
    assert browser.path == "/learning"
    assert await _state(runtime, city, enrolment) == ("released", "left")
    await browser.get(f"/learning/{enrolment}/leave")
    assert browser.page.status_code == 404
    await browser.http.aclose()


async def test_where_the_programme_lets_nobody_switch_the_page_says_so_and_the_form_is_refused(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    city, browser = cities["pyeongchang"], Browser(app, "pyeongchang.localhost")
    enrolment = await _chosen(browser, runtime, city, "stays@demo.example")
    assert f"/learning/{enrolment}/switch" not in browser.page.text
    await browser.get(f"/learning/{enrolment}/switch", headers={"accept-language": "ko"})
    assert "바꿀 수 없어요" in browser.text
    await browser.get("/learning")
    await browser.post(f"/learning/{enrolment}/switch", {"contract": enrolment}, headers={"accept-language": "ko"})
    assert browser.page.status_code == 422
    assert "바꿀 수 없어요" in browser.text
    assert (await _state(runtime, city, enrolment))[0] == "requested"
    await browser.http.aclose()


async def test_somebody_elses_enrolment_is_not_found(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    city = cities["pyeongchang"]
    hers, his = Browser(app, "pyeongchang.localhost"), Browser(app, "pyeongchang.localhost")
    enrolment = await _chosen(hers, runtime, city, "owner@demo.example")
    await sign_in(his, runtime, city, "stranger@demo.example")
    for path in (f"/learning/{enrolment}/leave", f"/learning/{enrolment}/switch"):
        assert (await his.get(path)).status_code == 404
        await his.get("/")
        assert (await his.post(path, {"contract": enrolment})).status_code == 404
    assert (await _state(runtime, city, enrolment))[0] == "requested"
    await hers.http.aclose()
    await his.http.aclose()


async def test_in_seoul_one_site_is_changed_for_another_of_its_kind(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    city = cities["seoul"]
    async with runtime.tenants.transaction(city.id) as session:
        programme = await find_programme(session, "learn")
        (learner,) = await entitle_crowd(
            session, programme.id, many=1, slots=("school_subject",), at_most=1, timezone="Asia/Seoul",
            keys=runtime.sealing, clock=runtime.clock,
        )  # fmt: skip
        begun = await begin_session(session, learner.person_id, by="a test", clock=runtime.clock)
    browser = Browser(app, "seoul.localhost")
    browser.http.cookies.set("session", begun.token)
    async with runtime.tenants.transaction(city.id) as session:
        ids = (
            await session.scalars(
                text("""select id from tenant.contract where tenant_id = :tenant and category = 'school_subject'
                         order by position"""),
                {"tenant": city.id},
            )
        ).all()
    await browser.get("/")
    await browser.post(
        f"/applications/{learner.application_id}/choose/confirm", {"contract": str(ids[0])}
    )
    assert browser.path == "/learning", browser.text
    found = re.search(r"/learning/([0-9a-f-]{36})/switch", browser.page.text)
    assert found
    first = found[1]
    await browser.get(f"/learning/{first}/switch")
    await browser.post(f"/learning/{first}/switch", {}, headers={"accept-language": "ko"})
    assert browser.page.status_code == 422
    assert "골라 주세요" in browser.text
    await browser.post(f"/learning/{first}/switch", {"contract": str(ids[1])})
    assert browser.path == "/learning", browser.text
    assert await _state(runtime, city, first) == ("released", "switched")
    # Once is what the programme allows.
    assert "/switch" not in browser.page.text
    await browser.http.aclose()
