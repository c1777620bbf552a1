"""Whoever clicks twice, or in two tabs, gets one of everything: the requests truly run beside each other."""

import asyncio
import html
import re
from typing import Any
from uuid import UUID

from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in

_CLICKS = 6


async def click(browser: Browser, path: str, fields: dict[str, Any] | None = None) -> set[tuple[int, str]]:
    """The same form, sent several times at once; the different answers to it."""
    sent = {"_csrf_token": browser.hidden("_csrf_token"), **(fields or {})}
    clicks = [browser.http.post(path, data=sent, follow_redirects=False) for _ in range(_CLICKS)]
    return {(one.status_code, one.headers.get("location", "")) for one in await asyncio.gather(*clicks)}


async def count(runtime: Runtime, tenant: TenantRef, what: str, application: str) -> int:
    async with runtime.tenants.transaction(tenant.id) as session:
        return int(await session.scalar(text(what), {"application": UUID(application)}) or 0)


async def test_starting_submitting_and_choosing_twice_happen_once(
    app: object, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    city = cities["pyeongchang"]
    browser = Browser(app, "pyeongchang.localhost")
    await sign_in(browser, runtime, city, "hasty@demo.example")
    await browser.get("/programmes/pyeongchang-learn")
    begun = await click(browser, "/programmes/pyeongchang-learn/apply")
    assert len(begun) == 1, begun
    await browser.get(begun.pop()[1])
    await answer(
        browser, learner_residence="KR-51-760", learner_school_stage="middle", learner_grade="2",
        learner_birth_date=HANUL["learner_birth_date"], household_size="4", household_recognised_income="1000000",
        learner_categories=[],
    )  # fmt: skip
    application = browser.path.split("/")[2]
    outcome = f"/applications/{application}/outcome"
    assert await click(browser, f"/applications/{application}/submit") == {(303, outcome)}
    determined = "select count(*) from tenant.determination where application_id = :application"
    assert await count(runtime, city, determined, application) == 1
    granted = "select count(*) from tenant.entitlement where application_id = :application"
    assert await count(runtime, city, granted, application) == 1

    await browser.get(f"/applications/{application}/choose")
    free = re.findall(r'name="slot-\w+"[^>]*value="([0-9a-f-]{36})"(?![^>]*disabled)', html.unescape(browser.page.text))
    assert await click(browser, f"/applications/{application}/choose/confirm", {"contract": free[:1]}) == {
        (303, "/learning")
    }
    taken = """select count(*) from tenant.enrolment e join tenant.entitlement g
                 on g.tenant_id = e.tenant_id and g.id = e.entitlement_id where g.application_id = :application"""
    assert await count(runtime, city, taken, application) == 1
    await browser.http.aclose()


async def test_an_answer_from_a_tab_left_open_is_told_that_it_comes_too_late(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "two-tabs@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    left_open = browser.path
    await answer(browser, **HANUL)
    await browser.post(browser.path.replace("/check", "/submit"))
    await browser.post(left_open, {"action": "answer", "answer": "KR-26-110"}, headers={"accept-language": "ko"})
    assert browser.page.status_code == 422
    assert "이미 제출한 신청" in browser.text
    await browser.get(left_open)
    assert browser.path.endswith("/outcome")
