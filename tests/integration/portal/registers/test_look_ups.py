"""The city looks up what somebody agreed to: asked over real HTTP of a register that can be in any mood."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from seoul_learn.demo.register import Mood
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.fact_source import AskedPerson, RegisterAnswer
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.applications.vouch import confirm_fact
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.registers.ask import ask_again
from seoul_learn.tenant_plane.registers.errors import NoConsent
from seoul_learn.tenant_plane.registers.look_up import look_up
from seoul_learn.tenant_plane.registers.queries import list_registers
from seoul_learn.tenant_plane.registers.take_answer import Taking, take_answer
from seoul_learn.tenant_plane.registers.values import LookUpState, Subject
from tests.integration.portal.conftest import Browser
from tests.integration.portal.registers.conftest import (
    BORN,
    CHILD,
    INCOME,
    SECRET,
    SIZE,
    Seoul,
    agree,
    begun,
    submitted,
)
from tests.integration.portal.test_resident import sign_in


async def test_she_reads_what_is_asked_agrees_and_sees_the_value_with_its_source_and_day(
    browser: Browser, seoul: Seoul
) -> None:
    application = await begun(browser, seoul, "looked-up@demo.example")
    assert "Let the city look it up" in browser.text
    await browser.get(f"/applications/{application}/registers/{INCOME}")
    for told in ("From whom: Shared administrative records.", "Why: To decide", "How long it is kept", "6 months"):
        assert told in browser.text
    assert browser.page.text.count('value="2012"') == 1  # what she answered before is not typed twice
    assert seoul.register.questions == []
    await agree(browser, application)
    assert "We are asking" in browser.text
    assert await seoul.work(application) == 0
    await browser.get(browser.path)
    assert "₩2,400,000" in browser.text
    assert "Told by Shared administrative records, as of" in browser.text
    assert "November 24, 2026" in browser.text
    (asked,) = seoul.register.questions
    assert asked["purpose"].startswith("From whom: Shared administrative records.")
    case = await seoul.case(application)
    assert case.attestations[INCOME].value == 2400000
    assert case.attestations[INCOME].source == "행정정보 공동이용"
    assert case.attestations[INCOME].valid_until == date(2027, 5, 24)
    await browser.get(f"/applications/{application}")
    assert browser.path.endswith(("/check", "/questions/learner.categories")), browser.path


async def test_the_path_of_questions_goes_on_while_the_register_is_asked(browser: Browser, seoul: Seoul) -> None:
    application = await begun(browser, seoul, "goes-on@demo.example")
    await agree(browser, application)
    await browser.get(f"/applications/{application}")
    assert not browser.path.endswith(INCOME)
    assert (await seoul.look_ups(application))[0].state is LookUpState.REQUESTED


async def test_an_answer_after_submitting_determines_anew_exactly_once(browser: Browser, seoul: Seoul) -> None:
    application = await submitted(browser, seoul, "once@demo.example")
    assert "Let the city look it up" in browser.text
    for fact in (SIZE, INCOME):
        await agree(browser, application, fact)
    before = len((await seoul.case(application)).determinations)
    look_up_ids = [one.id for one in await seoul.look_ups(application)]
    assert await seoul.work(application) == 0
    for one in look_up_ids:  # a job comes twice
        await look_up(seoul.tenant.id, one, seoul.means)
    case = await seoul.case(application)
    assert len(case.determinations) == before + len(look_up_ids)
    assert case.latest is not None
    assert case.latest.outcome is Outcome.ELIGIBLE
    assert case.application.state is ApplicationState.DETERMINED
    assert seoul.register.charged == len(look_up_ids)
    assert {fact.source for fact in case.latest.record.facts if fact.name in (SIZE, INCOME)} == {"행정정보 공동이용"}


async def test_a_late_answer_of_a_worker_that_was_thought_dead_changes_nothing(browser: Browser, seoul: Seoul) -> None:
    application = await submitted(browser, seoul, "late@demo.example")
    await agree(browser, application)
    await seoul.work(application)
    (answered,) = await seoul.look_ups(application)
    before = await seoul.case(application)
    async with seoul.transaction() as session:
        (kept,) = await list_registers(session)
    late = RegisterAnswer(
        fact=INCOME, typed=("9000000",), checked_at=date(2026, 11, 24),
        person=AskedPerson(name=CHILD.name, birth_date=CHILD.birth_date),
    )  # fmt: skip
    for attempt in (answered.attempts, answered.attempts - 1):
        taking = Taking(
            look_up_id=answered.id, attempt=attempt, terms=kept.terms,
            subject=Subject(name=CHILD.name, birth_date=CHILD.birth_date),
        )  # fmt: skip
        async with seoul.transaction() as session:
            await take_answer(session, taking, late, seoul.determining)
    after = await seoul.case(application)
    assert after.attestations[INCOME].value == before.attestations[INCOME].value == 2400000
    assert len(after.determinations) == len(before.determinations)


async def test_two_clicks_ask_once_and_want_one_job(browser: Browser, seoul: Seoul) -> None:
    application = await begun(browser, seoul, "two-clicks@demo.example")
    before = await seoul.jobs()
    await agree(browser, application)
    await browser.post(browser.path, {"subject_name": CHILD.name, **BORN})
    assert len(await seoul.look_ups(application)) == 1
    assert await seoul.jobs() == before + 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"subject_name": " "}, "Write the name as it stands in the register."),
        ({"birth_date-month": "13"}, "Write a date that exists"),
        ({"birth_date-year": "2031"}, "This cannot be a day of birth."),
    ],
)
async def test_what_is_no_name_and_no_day_of_birth_is_refused_where_it_is_typed_and_nothing_is_asked(
    browser: Browser, seoul: Seoul, typed: dict[str, str], said: str
) -> None:
    application = await begun(browser, seoul, f"refused{len(said)}@demo.example")
    await agree(browser, application, **typed)
    assert browser.page.status_code == 422
    assert said in browser.text
    assert await seoul.look_ups(application) == []


async def test_she_disputes_the_value_and_it_counts_no_more(browser: Browser, seoul: Seoul) -> None:
    application = await begun(browser, seoul, "disputes@demo.example")
    await agree(browser, application)
    await seoul.work(application)
    assert isinstance(seoul.runtime.clock, FixedClock)
    seoul.runtime.clock.advance(timedelta(seconds=5))
    await browser.get(f"/applications/{application}/registers/{INCOME}")
    await browser.post(f"{browser.path}/dispute")
    assert browser.path.endswith(f"/documents/{INCOME}")
    assert INCOME not in (await seoul.case(application)).facts()
    assert (await seoul.look_ups(application))[0].disputed_at is not None


async def test_consent_taken_back_while_asking_leaves_the_answer_untaken(browser: Browser, seoul: Seoul) -> None:
    application = await begun(browser, seoul, "takes-back@demo.example")
    await agree(browser, application)
    await browser.get("/consents")
    assert "What I have agreed to" in browser.text
    found = re.search(r'action="(/consents/[^"]+/withdraw)"', browser.page.text)
    assert found
    await browser.post(found[1])
    assert "taken back" in browser.text
    await seoul.work(application)
    assert (await seoul.look_ups(application))[0].state is LookUpState.TAKEN_BACK
    assert seoul.register.questions == []
    assert INCOME not in (await seoul.case(application)).attestations


async def test_another_persons_consent_is_as_absent_as_none(app: object, browser: Browser, seoul: Seoul) -> None:
    application = await begun(browser, seoul, "hers@demo.example")
    await agree(browser, application)
    await browser.get("/consents")
    found = re.search(r'action="(/consents/[^"]+/withdraw)"', browser.page.text)
    assert found
    stranger = Browser(app, "seoul.localhost")
    await sign_in(stranger, seoul.runtime, seoul.tenant, "stranger-to-registers@demo.example")
    await stranger.post(found[1])
    assert stranger.page.status_code == 404
    await stranger.get(f"/applications/{application}/registers/{INCOME}")
    assert stranger.page.status_code == 404
    await stranger.http.aclose()
    assert (await seoul.look_ups(application))[0].consent_stands


async def test_answering_herself_meanwhile_takes_the_question_back(browser: Browser, seoul: Seoul) -> None:
    application = await begun(browser, seoul, "herself@demo.example")
    await agree(browser, application)
    assert isinstance(seoul.runtime.clock, FixedClock)
    seoul.runtime.clock.advance(timedelta(seconds=5))
    await browser.get(f"/applications/{application}/questions/{INCOME}")
    await browser.post(browser.path, {"action": "answer", "answer": "3000000"})
    await seoul.work(application)
    assert (await seoul.look_ups(application))[0].state is LookUpState.TAKEN_BACK
    assert (await seoul.case(application)).facts()[INCOME].value == 3000000


@pytest.mark.parametrize("under_way", [False, True], ids=["before it is asked", "while it is asked"])
async def test_what_an_officer_decided_meanwhile_is_not_undone_by_the_register(
    browser: Browser, seoul: Seoul, under_way: bool
) -> None:
    clock = seoul.runtime.clock
    assert isinstance(clock, FixedClock)
    application = await submitted(browser, seoul, f"decided-{under_way:d}@demo.example")
    await agree(browser, application)
    (wanted,) = await seoul.look_ups(application)
    async with seoul.transaction() as session:
        (kept,) = await list_registers(session)
        if under_way:
            await session.execute(
                text("update tenant.register_look_up set state = 'asking', attempts = 1"
                     " where tenant_id = :tenant and id = :id"),
                {"tenant": seoul.tenant.id, "id": wanted.id},
            )
    clock.advance(timedelta(seconds=5))
    async with seoul.transaction() as session:
        await confirm_fact(
            session, UUID(application), INCOME, ("3000000",), seoul.determining, reason="a paper", officer_id=new_id()
        )
    subject = Subject(name=CHILD.name, birth_date=CHILD.birth_date)
    told = RegisterAnswer(
        fact=INCOME, typed=("2400000",), checked_at=date(2026, 11, 24),
        person=AskedPerson(name=CHILD.name, birth_date=CHILD.birth_date),
    )  # fmt: skip
    if under_way:
        taking = Taking(look_up_id=wanted.id, attempt=1, terms=kept.terms, subject=subject)
        async with seoul.transaction() as session:
            await take_answer(session, taking, told, seoul.determining)
    else:
        await seoul.work(application)
    assert [one.state for one in await seoul.look_ups(application)] == [LookUpState.TAKEN_BACK]
    counted = (await seoul.case(application)).attestations[INCOME]
    assert (counted.value, counted.source) == (3000000, "officer")


async def test_an_officer_has_it_asked_again_only_while_she_agrees(
    browser: Browser, seoul: Seoul, officer: Browser
) -> None:
    application = await submitted(browser, seoul, "again@demo.example")
    seoul.register.moods.append(Mood.RUBBISH)
    await agree(browser, application)
    await seoul.work(application)
    await officer.get(f"/console/applications/{application}")
    assert "Ask the register again" in officer.text
    await officer.post(f"/console/applications/{application}/facts/{INCOME}/look-up")
    await seoul.work(application)
    newest = (await seoul.look_ups(application))[0]
    assert (newest.state, newest.by_officer) == (LookUpState.ANSWERED, True)
    await officer.get(f"/console/applications/{application}")
    assert "A register told" in officer.text
    assert "cost ₩30" in officer.text
    await browser.get("/consents")
    found = re.search(r'action="(/consents/[^"]+/withdraw)"', browser.page.text)
    assert found
    await browser.post(found[1])
    await officer.get(f"/console/applications/{application}")
    assert "the applicant has taken her consent back" in officer.text
    async with seoul.transaction() as session:
        officer_id = await add_person(
            session, email="registers.officer@demo.example", language="en", roles=(), clock=seoul.runtime.clock
        )
    with pytest.raises(NoConsent):
        async with seoul.transaction() as session:
            await ask_again(session, UUID(application), INCOME, seoul.determining, officer_id=officer_id)


async def test_no_word_about_her_and_no_secret_stands_in_the_rows_or_the_audit_log(
    browser: Browser, seoul: Seoul
) -> None:
    application = await begun(browser, seoul, "sealed@demo.example")
    await agree(browser, application)
    await seoul.work(application)
    async with seoul.transaction() as session:
        for table in ("register", "register_consent", "register_look_up", "audit_entry", "attestation"):
            rows = await session.execute(
                text(f"select t::text from tenant.{table} t where tenant_id = :tenant"),  # noqa: S608  # named above
                {"tenant": seoul.tenant.id},
            )
            for (row,) in rows:
                assert CHILD.name not in row
                assert "2012-05-31" not in row
                assert SECRET not in row
