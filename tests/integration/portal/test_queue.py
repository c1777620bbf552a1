"""The queue: what waits since when, until when, of which kind, and who may be given it."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock, local_date
from seoul_learn.tenant_plane.casework.assign_cases import assign_cases
from seoul_learn.tenant_plane.casework.errors import OwnCase
from seoul_learn.tenant_plane.casework.queries import reviewers, waiting_cases
from seoul_learn.tenant_plane.casework.terms import write_terms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_casework import FACT, appeal, vouch, waiting_case
from tests.integration.portal.test_policy_editor import officer
from tests.integration.portal.test_resident import sign_in


async def test_an_appeal_is_marked_in_words_found_by_its_kind_and_due_from_its_own_day(
    browser: Browser, app: object, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock
) -> None:
    tenant = cities["seoul"]
    first = await officer(app, runtime, tenant, "first", Role.caseworker, city="seoul")
    application = await waiting_case(browser, runtime, tenant, "marked@demo.example")
    await vouch(first, application, income="9999999")
    await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
    module_clock.advance(timedelta(days=20))
    async with runtime.tenants.transaction(tenant.id) as session:
        await write_terms(session, Terms(appeals_decided_within_days=3))
    try:
        await appeal(runtime, tenant, application, "marked@demo.example")
        async with runtime.tenants.transaction(tenant.id) as session:
            waiting = await waiting_cases(session, now=module_clock.now(), timezone="Asia/Seoul")
        (case,) = [one for one in waiting if str(one.application_id) == application]
        today = local_date(module_clock.now(), "Asia/Seoul")
        assert (case.appealed, case.due_on) == (True, today + timedelta(days=3))
        due = [(one.due_on, one.came_at) for one in waiting]
        assert due == sorted(due)
        reader = await officer(app, runtime, tenant, "reader", Role.caseworker, city="seoul")
        await reader.get("/console/applications?kind=appeals&search=marked")
        row = re.search(rf"<tr[^>]*>(?:(?!</tr>).)*{application}.*?</tr>", reader.page.text, re.DOTALL)
        assert row
        assert ">appeal<" in row[0]
        assert "overdue" not in row[0]
        await reader.get("/console/applications?kind=first&search=marked")
        assert application not in reader.page.text
        await reader.get("/console/applications?kind=nonsense&search=marked")
        assert application in reader.page.text
        await reader.get("/console")
        assert "For an officer who had no part in the case" in reader.text
        module_clock.advance(timedelta(days=3))
        reader = await officer(app, runtime, tenant, "reader", Role.caseworker, city="seoul")
        await reader.get("/console/applications?kind=today&search=marked")
        assert re.search(r">today<", reader.page.text)
        module_clock.advance(timedelta(days=1))
        reader = await officer(app, runtime, tenant, "reader", Role.caseworker, city="seoul")
        await reader.get("/console/applications?kind=today&search=marked")
        assert re.search(r">overdue<", reader.page.text)
        await reader.http.aclose()
    finally:
        async with runtime.tenants.transaction(tenant.id) as session:
            await write_terms(session, Terms())


async def test_a_case_that_comes_back_is_due_from_that_day_and_what_an_officer_finds_does_not_begin_it_anew(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock, app: object
) -> None:
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "came-back@demo.example")
    came = local_date(module_clock.now(), "Asia/Seoul")

    async def due() -> date:
        async with runtime.tenants.transaction(tenant.id) as session:
            waiting = await waiting_cases(session, now=module_clock.now(), timezone="Asia/Seoul")
        return next(one.due_on for one in waiting if str(one.application_id) == application)

    module_clock.advance(timedelta(days=2))
    asking = await officer(app, runtime, tenant, "asking", Role.caseworker, city="seoul")
    await asking.get(f"/console/applications/{application}/facts/household.size")
    await asking.post(asking.path, {"action": "confirm", "reason": "Seen on the certificate.", "answer": "4"})
    assert await due() == came + timedelta(days=14)
    await asking.get(f"/console/applications/{application}")
    await asking.post(f"/console/applications/{application}/questions", {"ask": [FACT], "message": "Which year?"})
    module_clock.advance(timedelta(days=2))
    await sign_in(browser, runtime, tenant, "came-back@demo.example")
    await browser.get(f"/applications/{application}/questions/{FACT}")
    await browser.post(browser.path, {"action": "answer", "answer": "3896843"})
    await browser.post(f"/applications/{application}/submit")
    assert await due() == came + timedelta(days=18)
    await asking.http.aclose()


async def test_nobody_is_given_an_appeal_in_which_she_had_a_part(
    browser: Browser, app: object, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["seoul"]
    judge = await officer(app, runtime, tenant, "judge", Role.caseworker, city="seoul")
    application = await waiting_case(browser, runtime, tenant, "not-the-judge@demo.example")
    await vouch(judge, application, income="9999999")
    await appeal(runtime, tenant, application, "not-the-judge@demo.example")
    await judge.get("/console/applications")
    for name, status in (("judge", 422), ("first", 200)):
        colleague = re.search(rf'<option value="([0-9a-f-]{{36}})"[^>]*>{name}<', judge.page.text)
        assert colleague
        await judge.post("/console/applications", {"to": colleague[1], "application": [application]})
        assert judge.page.status_code == status, judge.text
        assert ("had a part in one of these" in judge.text) == (status == 422)
    await judge.http.aclose()


async def test_an_officer_neither_sees_her_own_application_in_the_queue_nor_chooses_who_decides_it(
    browser: Browser, app: object, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "applies-too@demo.example")
    async with runtime.tenants.transaction(tenant.id) as session:
        own = await add_person(
            session, email="applies-too@demo.example", language="en", roles=(Role.caseworker,), clock=runtime.clock
        )
        (friend, *_) = [one for one in await reviewers(session) if one.id != own]
    await browser.get("/console/applications?search=applies-too")
    assert application not in browser.page.text
    await browser.get("/console/applications")
    await browser.post("/console/applications", {"to": str(friend.id), "application": [application]})
    assert browser.page.status_code == 422
    with pytest.raises(OwnCase):
        async with runtime.tenants.transaction(tenant.id) as session:
            await assign_cases(session, [UUID(application)], to=friend.id, officer_id=own, clock=runtime.clock)


async def test_what_names_no_colleague_takes_no_case_from_anybody(
    browser: Browser, app: object, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["seoul"]
    giver = await officer(app, runtime, tenant, "giver", Role.caseworker, city="seoul")
    application = await waiting_case(browser, runtime, tenant, "kept@demo.example")
    await giver.get("/console/applications")
    colleague = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>giver<', giver.page.text)
    assert colleague
    await giver.post("/console/applications", {"to": colleague[1], "application": [application]})
    await giver.post("/console/applications", {"to": "not-an-id", "application": [application]})
    assert giver.page.status_code == 422
    await giver.get(f"/console/applications/{application}")
    assert "It was given to giver." in giver.text
    await giver.http.aclose()
