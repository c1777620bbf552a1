"""Officers share the cases of a city: one at a time, by turns, and by two where the city wants four eyes."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.tenant_plane.casework.appeal import lodge_appeal
from seoul_learn.tenant_plane.casework.errors import CannotAppeal, HeldByAnother, OwnCase
from seoul_learn.tenant_plane.casework.hold_case import take_case
from seoul_learn.tenant_plane.casework.terms import write_terms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, code_for, sign_in

FACT = "household.recognised_income"


@pytest.fixture(scope="module")
async def officers(app: object, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[list[Browser]]:
    """Two caseworkers of Seoul, each at a browser of her own."""
    tenant = cities["seoul"]
    opened = []
    for name in ("first", "second"):
        email = f"{name}.officer@demo.example"
        async with runtime.tenants.transaction(tenant.id) as session:
            await add_person(session, email=email, language="en", roles=(Role.caseworker,), clock=runtime.clock)
        browser = Browser(app, "seoul.localhost")
        await browser.get("/console/sign-in")
        await browser.post("/console/sign-in", {"email": email})
        await browser.post(browser.path, {"code": await code_for(runtime, tenant, email)})
        assert browser.path == "/console", browser.text
        opened.append(browser)
    yield opened
    for browser in opened:
        await browser.http.aclose()


async def waiting_case(browser: Browser, runtime: Runtime, tenant: TenantRef, email: str) -> str:
    """An application of this applicant that waits for an officer: its income has to be vouched for."""
    await sign_in(browser, runtime, tenant, email)
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    await answer(browser, **HANUL)
    application = browser.path.split("/")[2]
    await browser.post(f"/applications/{application}/submit")
    assert browser.path.endswith("/outcome"), browser.text
    return application


async def vouch(officer: Browser, application: str, *, income: str) -> None:
    """Confirm both facts on which the income rests: its amount last."""
    for fact, value in (("household.size", "4"), (FACT, income)):
        await officer.get(f"/console/applications/{application}/facts/{fact}")
        await officer.post(officer.path, {"action": "confirm", "reason": "Seen on the certificate.", "answer": value})


async def outcome_of(officer: Browser, application: str) -> str:
    await officer.get(f"/console/applications/{application}")
    found = re.search(r"(waits for an officer|not eligible|answers are missing|eligible)", officer.text)
    assert found
    return found[1]


async def test_a_case_that_one_officer_has_in_hand_is_not_anothers(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, second = officers
    application = await waiting_case(browser, runtime, cities["seoul"], "held@demo.example")
    await first.get(f"/console/applications/{application}")
    await first.post(f"/console/applications/{application}/hold", {"action": "take"})
    assert "You have this case in hand" in first.text
    await vouch(second, application, income="3896843")
    assert second.page.status_code == 422
    assert "first.officer has this case in hand" in second.text
    assert await outcome_of(second, application) == "waits for an officer"
    await first.get(f"/console/applications/{application}")
    await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
    await vouch(second, application, income="3896843")
    assert await outcome_of(second, application) == "eligible"


async def test_an_officers_word_counts_as_long_as_the_city_says_or_shorter(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    (first, _), tenant = officers, cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "until@demo.example")
    address = f"/console/applications/{application}/facts/household.size"
    await first.get(address)
    # Seoul lets an income and a household count for six months; the clock stands at 24 November 2026.
    assert "By the city’s terms until May 24, 2027." in first.text
    typed = {"action": "confirm", "reason": "Seen on the certificate.", "answer": "4"}

    def until(day: str) -> dict[str, str]:
        return dict(zip(("until-year", "until-month", "until-day"), day.split("-"), strict=True))

    for day, said in (
        ("2027-05-25", "By the city’s terms this counts until 2027-05-24 at most."),
        ("2026-11-23", "This day is over."),
        ("2027-02-30", "Write a date that exists"),
    ):
        await first.post(address, {**typed, **until(day)})
        assert first.page.status_code == 422
        assert said in first.text
    await first.post(address, {**typed, **until("2027-01-31")})
    assert first.path.endswith(application)
    assert "It counts until January 31, 2027." in first.text
    async with runtime.tenants.transaction(tenant.id) as session:
        (row,) = await fetch_all(
            session,
            "select valid_until from tenant.attestation where tenant_id = $1 and application_id = $2",
            UUID(application),
        )
    assert row["valid_until"] == date(2027, 1, 31)


async def test_with_four_eyes_the_shorter_term_is_what_the_second_officer_agrees_to(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, second = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "until-two@demo.example")
    async with runtime.tenants.transaction(tenant.id) as session:
        await write_terms(session, Terms(four_eyes=True))
    try:
        address = f"/console/applications/{application}/facts/household.size"
        await first.get(address)
        await first.post(
            address,
            {"action": "confirm", "reason": "Seen.", "answer": "4",
             "until-year": "2027", "until-month": "1", "until-day": "31"},
        )  # fmt: skip
        await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
        await second.get(f"/console/applications/{application}")
        await second.post(f"{address}/second", {"action": "agree"})
        assert "It counts until January 31, 2027." in second.text
    finally:
        async with runtime.tenants.transaction(tenant.id) as session:
            await write_terms(session, Terms())


async def test_of_many_hands_that_reach_for_a_case_at_once_one_gets_it(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], officers: list[Browser]
) -> None:
    del officers
    tenant = cities["seoul"]
    application = UUID(await waiting_case(browser, runtime, tenant, "reached-for@demo.example"))
    async with runtime.tenants.transaction(tenant.id) as session:
        ids = [
            await add_person(
                session, email=f"hand{n}@demo.example", language="en", roles=(Role.caseworker,), clock=runtime.clock
            )
            for n in range(8)
        ]

    async def reach(officer_id: UUID) -> bool:
        try:
            async with runtime.tenants.transaction(tenant.id) as session:
                await take_case(session, application, officer_id=officer_id, clock=runtime.clock)
        except HeldByAnother:
            return False
        return True

    assert sum(await asyncio.gather(*(reach(one) for one in ids))) == 1


async def test_a_hold_runs_out(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef],
    module_clock: FixedClock,
) -> None:  # fmt: skip
    first, second = officers
    application = await waiting_case(browser, runtime, cities["seoul"], "left-lying@demo.example")
    await first.get(f"/console/applications/{application}")
    await first.post(f"/console/applications/{application}/hold", {"action": "take"})
    module_clock.advance(timedelta(minutes=31))
    await second.get(f"/console/applications/{application}")
    await second.post(f"/console/applications/{application}/hold", {"action": "take"})
    assert "You have this case in hand" in second.text


async def test_cases_are_given_away_in_bulk_and_nothing_chosen_is_told(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, _ = officers
    application = await waiting_case(browser, runtime, cities["seoul"], "given@demo.example")
    await first.get("/console/applications?order=submitted")
    colleague = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>second.officer', first.page.text)
    assert colleague
    await first.post("/console/applications?order=submitted", {"to": colleague[1]})
    assert first.page.status_code == 422
    assert "Choose at least one application." in first.text
    await first.post("/console/applications?order=submitted", {"to": colleague[1], "application": [application]})
    assert first.page.status_code == 200
    assert re.search(r"second\.officer", first.text)
    await first.get(f"/console/applications/{application}")
    assert "It was given to second.officer." in first.text


async def test_a_case_is_given_to_nobody_who_is_not_an_officer(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, _ = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "own-case@demo.example")
    async with runtime.tenants.transaction(tenant.id) as session:
        applicant = await add_person(
            session, email="own-case@demo.example", language="en", roles=(Role.applicant,), clock=runtime.clock
        )
    await first.get("/console/applications")
    await first.post("/console/applications", {"to": str(applicant), "application": [application]})
    assert first.page.status_code == 422
    assert "Choose a colleague who reviews applications." in first.text


async def test_the_queue_is_narrowed_by_name_and_by_whose_it_is(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, _ = officers
    application = await waiting_case(browser, runtime, cities["seoul"], "needle@demo.example")
    await first.get("/console/applications?search=NEEDLE")
    assert application in first.page.text
    await first.get("/console/applications?search=haystack")
    assert application not in first.page.text
    await first.get("/console/applications?whose=mine&search=needle")
    assert application not in first.page.text
    await first.get(f"/console/applications/{application}")
    await first.post(f"/console/applications/{application}/hold", {"action": "take"})
    await first.get("/console/applications?whose=mine&search=needle")
    assert application in first.page.text


async def test_officers_read_each_others_notes_and_the_applicant_does_not(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, second = officers
    application = await waiting_case(browser, runtime, cities["seoul"], "noted@demo.example")
    await first.get(f"/console/applications/{application}")
    await first.post(f"/console/applications/{application}/notes", {"note": "   "})
    assert first.page.status_code == 422
    await first.post(f"/console/applications/{application}/notes", {"note": "The stamp is hard to read."})
    await second.get(f"/console/applications/{application}")
    assert "The stamp is hard to read." in second.text
    await browser.get(f"/applications/{application}/outcome")
    assert "stamp" not in browser.text


async def test_what_an_officer_asks_for_again_is_a_question_again_until_it_is_answered(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, _ = officers
    application = await waiting_case(browser, runtime, cities["seoul"], "asked@demo.example")
    await first.get(f"/console/applications/{application}")
    await first.post(f"/console/applications/{application}/questions", {"message": "Please look again."})
    assert first.page.status_code == 422
    await first.post(
        f"/console/applications/{application}/questions", {"ask": [FACT], "message": "The year is missing."}
    )
    assert first.page.status_code == 200, first.text
    assert await outcome_of(first, application) == "answers are missing"
    await browser.get(f"/applications/{application}/outcome")
    assert "The year is missing." in browser.text
    await browser.get(f"/applications/{application}/questions/{FACT}")
    assert browser.page.status_code == 200
    await browser.post(browser.path, {"action": "answer", "answer": "3896843"})
    await answer(browser, **HANUL)
    await browser.post(f"/applications/{application}/submit")
    assert await outcome_of(first, application) == "waits for an officer"


async def test_where_the_city_wants_four_eyes_one_officer_alone_vouches_for_nothing(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, second = officers
    tenant = cities["seoul"]
    async with runtime.tenants.transaction(tenant.id) as session:
        await write_terms(session, Terms(four_eyes=True))
    try:
        application = await waiting_case(browser, runtime, tenant, "four-eyes@demo.example")
        await vouch(first, application, income="3896843")
        assert await outcome_of(first, application) == "waits for an officer"
        first_fact = f"/console/applications/{application}/facts/household.size/second"
        agreeing = f"/console/applications/{application}/facts/{FACT}/second"
        await first.post(agreeing, {"action": "agree"})
        assert first.page.status_code == 422
        assert "You proposed this yourself." in first.text
        await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
        await second.get(f"/console/applications/{application}")
        assert "first.officer would confirm this." in second.text
        await second.post(first_fact, {"action": "agree"})
        assert await outcome_of(second, application) == "waits for an officer"
        await second.post(agreeing, {"action": "agree"})
        assert await outcome_of(second, application) == "eligible"
    finally:
        async with runtime.tenants.transaction(tenant.id) as session:
            await write_terms(session, Terms())


async def test_an_appeal_goes_to_another_officer_and_ends_in_a_new_determination(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, second = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "appealing@demo.example")
    await vouch(first, application, income="9999999")
    assert await outcome_of(first, application) == "not eligible"
    await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
    await browser.get(f"/applications/{application}/outcome")
    await browser.get(f"/applications/{application}/appeal")
    await browser.post(browser.path, {"grounds": " "})
    assert browser.page.status_code == 422
    runtime_clock(runtime).advance(timedelta(minutes=1))
    await browser.post(browser.path, {"grounds": "The certificate is of another year."})
    assert browser.page.status_code == 200, browser.text
    assert "담당자가 살펴보는 중" in browser.text
    runtime_clock(runtime).advance(timedelta(minutes=1))
    await first.get(f"/console/applications/{application}")
    assert "The certificate is of another year." in first.text
    await first.post(f"/console/applications/{application}/appeal", {"opinion": "I was right."})
    assert first.page.status_code == 422
    assert "You had a part in this case before." in first.text
    await vouch(second, application, income="3896843")
    assert second.page.status_code == 200, second.text
    await second.post(f"/console/applications/{application}/appeal", {"opinion": "It is this year’s: 3,896,843."})
    assert second.page.status_code == 200, second.text
    assert await outcome_of(second, application) == "eligible"
    await browser.get(f"/applications/{application}/appeal")
    assert "It is this year’s: 3,896,843." in browser.text
    await second.get(f"/console/applications/{application}")
    assert len(re.findall(r'<ol class="plain">.*?</ol>', second.page.text, re.DOTALL)) == 1
    assert len(re.findall(r"<li>", re.findall(r'<ol class="plain">.*?</ol>', second.page.text, re.DOTALL)[0])) == 6


async def test_the_first_officer_may_not_vouch_again_while_an_appeal_runs(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, _ = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "appealing-too@demo.example")
    await vouch(first, application, income="9999999")
    await appeal(runtime, tenant, application, "appealing-too@demo.example")
    await vouch(first, application, income="9999999")
    assert first.page.status_code == 422
    assert "A colleague has to decide the appeal." in first.text


async def appeal(runtime: Runtime, tenant: TenantRef, application: str, email: str) -> None:
    from seoul_learn.tenant_plane.applications.determine import Determining

    means = Determining(engine=runtime.engine, keys=runtime.sealing, timezone="Asia/Seoul", clock=runtime.clock)
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await add_person(session, email=email, language="ko", roles=(Role.applicant,), clock=runtime.clock)
        await lodge_appeal(
            session, UUID(application), "The certificate is of another year.", means,
            within_days=90, person_id=person_id,
        )  # fmt: skip
    runtime_clock(runtime).advance(timedelta(minutes=1))


def runtime_clock(runtime: Runtime) -> FixedClock:
    assert isinstance(runtime.clock, FixedClock)
    return runtime.clock


async def test_an_officer_does_not_meet_her_own_application_in_the_console(
    browser: Browser, app: object, runtime: Runtime, cities: dict[str, TenantRef], officers: list[Browser]
) -> None:
    tenant = cities["seoul"]
    first, _ = officers
    application = await waiting_case(browser, runtime, tenant, "both@demo.example")
    async with runtime.tenants.transaction(tenant.id) as session:
        both = await add_person(
            session, email="both@demo.example", language="en", roles=(Role.caseworker,), clock=runtime.clock
        )
    at_console = browser  # the same session has the role from now on
    for path in ("", "/determination", f"/facts/{FACT}"):
        await at_console.get(f"/console/applications/{application}{path}")
        assert at_console.page.status_code == 404, path
    await at_console.get("/console/applications")
    await at_console.post(
        f"/console/applications/{application}/facts/{FACT}",
        {"action": "confirm", "reason": "It is so.", "answer": "1"},
    )
    assert at_console.page.status_code == 404
    with pytest.raises(OwnCase):
        async with runtime.tenants.transaction(tenant.id) as session:
            await take_case(session, UUID(application), officer_id=both, clock=runtime.clock)
    await first.get("/console/applications")
    await first.post("/console/applications", {"to": str(both), "application": [application]})
    assert first.page.status_code == 422
    assert "own application" in first.text


async def test_what_is_appealed_cannot_be_withdrawn_and_applied_for_anew(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, _ = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "twice@demo.example")
    await vouch(first, application, income="3896843")
    await appeal(runtime, tenant, application, "twice@demo.example")
    await browser.get("/applications")
    await browser.post(f"/applications/{application}/withdraw")
    assert browser.page.status_code in (409, 422), browser.page.status_code
    await first.get(f"/console/applications/{application}")
    assert first.page.status_code == 200


async def test_while_an_appeal_runs_the_first_officer_does_not_ask_and_the_case_keeps_waiting(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, second = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "asked-in-appeal@demo.example")
    await vouch(first, application, income="9999999")
    await first.get(f"/console/applications/{application}")
    await appeal(runtime, tenant, application, "asked-in-appeal@demo.example")
    asking = {"ask": [FACT], "message": "Which year is it of?"}
    await first.get(f"/console/applications/{application}")
    await first.post(f"/console/applications/{application}/questions", asking)
    assert first.page.status_code == 422
    assert "You had a part in this case before." in first.text
    await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
    await second.get(f"/console/applications/{application}")
    await second.post(f"/console/applications/{application}/questions", asking)
    assert second.page.status_code == 200, second.text
    await second.get("/console/applications?search=asked-in-appeal")
    assert application in second.page.text
    await browser.get(f"/applications/{application}/questions/{FACT}")
    await browser.post(browser.path, {"action": "answer", "answer": "3896843"})
    await answer(browser, **HANUL)
    await browser.post(f"/applications/{application}/submit")
    await second.get("/console/applications?search=asked-in-appeal")
    assert application in second.page.text


async def test_what_is_submitted_while_an_appeal_runs_waits_for_its_officer_whatever_the_answers_say(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    """One of two new answers settles it, so that nobody would have to look at it: the appeal wants somebody."""
    first, second = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "settled-in-appeal@demo.example")
    await vouch(first, application, income="9999999")
    await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
    await appeal(runtime, tenant, application, "settled-in-appeal@demo.example")
    await second.get(f"/console/applications/{application}")
    asking = {"ask": ["learner.birth_date", "learner.residence"], "message": "Which day, and where?"}
    await second.post(f"/console/applications/{application}/questions", asking)
    assert second.page.status_code == 200, second.text
    await browser.get(f"/applications/{application}/questions/learner.birth_date")
    day = {"answer-year": "1990", "answer-month": "3", "answer-day": "2"}
    await browser.post(browser.path, {"action": "answer", **day})
    await browser.post(f"/applications/{application}/submit")
    assert browser.path.endswith("/outcome"), browser.text
    assert await outcome_of(second, application) == "not eligible"
    async with runtime.tenants.transaction(tenant.id) as session:
        found = await fetch_all(
            session,
            "select occasion from tenant.determination where tenant_id = $1 and application_id = $2 order by number",
            UUID(application),
        )
    assert [row["occasion"] for row in found][-2:] == ["more_asked", "submitted"]
    await second.get("/console/applications?search=settled-in-appeal")
    assert application in second.page.text


async def test_what_was_proposed_of_an_earlier_answer_is_not_agreed_to(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    first, second = officers
    tenant = cities["seoul"]
    async with runtime.tenants.transaction(tenant.id) as session:
        await write_terms(session, Terms(four_eyes=True))
    try:
        application = await waiting_case(browser, runtime, tenant, "outlived@demo.example")
        await vouch(first, application, income="3896843")
        await first.get(f"/console/applications/{application}")
        await first.post(
            f"/console/applications/{application}/questions", {"ask": [FACT], "message": "Which year is it of?"}
        )
        assert first.page.status_code == 200, first.text
        await first.post(f"/console/applications/{application}/hold", {"action": "give_back"})
        runtime_clock(runtime).advance(timedelta(minutes=1))
        await second.get(f"/console/applications/{application}")
        await second.post(f"/console/applications/{application}/facts/{FACT}/second", {"action": "agree"})
        assert second.page.status_code == 422
        assert "Nothing waits for a second officer here any more." in second.text
        async with runtime.tenants.transaction(tenant.id) as session:
            agreed = await fetch_all(
                session,
                "select detail from tenant.audit_entry where tenant_id = $1 and action = 'fact.agreed' "
                "and subject_id = $2",
                UUID(application),
            )
        assert agreed == []
    finally:
        async with runtime.tenants.transaction(tenant.id) as session:
            await write_terms(session, Terms())


# The last one: after so many days the officers are signed out.
async def test_an_appeal_after_its_last_day_is_refused(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef],
    module_clock: FixedClock,
) -> None:  # fmt: skip
    first, _ = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "late@demo.example")
    await vouch(first, application, income="9999999")
    module_clock.advance(timedelta(days=91))
    with pytest.raises(CannotAppeal, match="The time to appeal"):
        await appeal(runtime, tenant, application, "late@demo.example")
