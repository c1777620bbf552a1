"""A determination for family, officer and machine: reasons, law, what would turn it, and who may see it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.models import AuditEntry
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.values import Role
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in

ENGLISH = {"accept-language": "en"}


async def determined(browser: Browser, runtime: Runtime, tenant: TenantRef, email: str, **answers: Any) -> str:
    await sign_in(browser, runtime, tenant, email)
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    await answer(browser, **{**HANUL, **answers})
    await browser.post(browser.path.replace("/check", "/submit"))
    assert browser.path.endswith("/outcome"), browser.text
    return browser.path.split("/")[2]


@pytest.fixture
async def officer(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    async with runtime.tenants.transaction(cities["seoul"].id) as session:
        person_id = await add_person(
            session, email="officer@demo.example", language="en", roles=(Role.caseworker,), clock=runtime.clock
        )
        signed_in = await begin_session(session, person_id, by="code", clock=runtime.clock)
    browser = Browser(app, "seoul.localhost")
    browser.http.cookies.set("session", signed_in.token, domain="seoul.localhost")
    yield browser
    await browser.http.aclose()


async def test_a_refused_family_reads_what_would_have_had_to_be_different_and_until_when_to_appeal(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    application = await determined(
        browser, runtime, cities["seoul"], "refused@demo.example", household_recognised_income="9999999"
    )
    await browser.get(f"/applications/{application}/outcome", headers=ENGLISH)
    await browser.post("/language", {"language": "en", "next": f"/applications/{application}/outcome"})
    await browser.get(f"/applications/{application}/outcome")
    assert "You would have been eligible in one of these cases:" in browser.text
    assert "“Recognised income is at most 60 % of the median” would be so" in browser.text
    assert "You can appeal until December 24, 2026" in browser.text or "24 December 2026" in browser.text
    # No article is named that nobody has looked up.
    assert "행정기본법" not in browser.text
    assert "Illustrative, not published by the city: the number of days" in browser.text
    assert "valid from" in browser.text


async def test_the_same_as_json(browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    application = await determined(
        browser, runtime, cities["seoul"], "json@demo.example", household_recognised_income="9999999"
    )
    got = await browser.get(f"/api/applications/{application}/determination")
    assert got.status_code == 200
    said = got.json()
    assert said["outcome"] == "ineligible"
    income = next(one for one in said["reasons"] if one["criterion"] == "low_income")
    assert (income["met"], income["values"]["value"], income["values"]["limit"]) == (False, 9999999, 3896843)
    assert income["standard"]["source"] == "보건복지부 고시 제2025-135호"
    assert {one["source"] for one in income["vouched"]} == {"applicant"}
    assert {"criterion": "low_income", "met": True} in [change for way in said["turning"] for change in way]
    assert said["rule"]["kind"] == "all"
    assert said["appeal"]["until"] == "2026-12-24"
    assert said["standards"]["kr.median_income"]


async def test_somebody_elses_is_as_absent_as_one_that_never_was(
    browser: Browser, app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    application = await determined(browser, runtime, cities["seoul"], "mine@demo.example")
    stranger = Browser(app, "seoul.localhost")
    anonymous = await stranger.get(f"/api/applications/{application}/determination")
    assert anonymous.status_code == 401
    await sign_in(stranger, runtime, cities["seoul"], "not-mine@demo.example")
    seen = await stranger.get(f"/api/applications/{application}/determination")
    absent = await stranger.get(f"/api/applications/{new_id()}/determination")
    assert seen.status_code == absent.status_code == 404
    assert seen.content == absent.content
    await stranger.get("/programmes/learn")
    await stranger.post("/programmes/learn/apply")
    begun = stranger.path.split("/")[2]
    undetermined = await stranger.get(f"/api/applications/{begun}/determination")
    assert (undetermined.status_code, undetermined.content) == (404, absent.content)
    await stranger.http.aclose()


async def test_an_officer_sees_the_whole_rule_and_that_is_on_record(
    browser: Browser, officer: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    application = await determined(browser, runtime, cities["seoul"], "tree@demo.example")
    before = await _readings(runtime, cities["seoul"])
    await officer.get(f"/console/applications/{application}/determination", headers=ENGLISH)
    assert officer.page.status_code == 200, officer.text
    assert "All of these" in officer.text
    assert "At least one of these" in officer.text
    assert "보건복지부 고시 제2025-135호" in officer.text
    assert "The applicant said so." in officer.text
    assert re.search(r"<ul>\s*<li>", officer.page.text)
    assert await _readings(runtime, cities["seoul"]) == before + 1
    got = await officer.get(f"/api/applications/{application}/determination")
    assert got.status_code == 200
    assert await _readings(runtime, cities["seoul"]) == before + 2
    missing = await officer.get(f"/console/applications/{application}/determination?number=99")
    assert missing.status_code == 404


async def _readings(runtime: Runtime, tenant: TenantRef) -> int:
    async with runtime.tenants.transaction(tenant.id) as session:
        found = await session.scalar(select(func.count()).where(AuditEntry.action == "case.read"))
    return int(found or 0)


async def test_a_draft_is_the_applicants_alone(
    browser: Browser, officer: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "draft@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    application = browser.path.split("/")[2]
    for face in ("api", "console"):
        assert (await officer.get(f"/{face}/applications/{application}/determination")).status_code == 404


async def test_the_api_describes_itself_from_its_own_types(browser: Browser) -> None:
    said = (await browser.get("/api/openapi.json")).json()
    get = said["paths"]["/api/applications/{application_id}/determination"]["get"]
    name = get["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fields = said["components"]["schemas"][name]["properties"]
    assert {"outcome", "reasons", "rule", "settling", "turning", "appeal", "standards"} <= set(fields)
