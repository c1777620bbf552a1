"""A register that is slow, away, wrong or too dear: asked over real HTTP, and nobody is refused for it."""


import pytest

from seoul_learn.demo.register import Mood
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.registers.keep_registers import keep_register_secret
from seoul_learn.tenant_plane.registers.look_up import look_up
from seoul_learn.tenant_plane.registers.queries import list_registers
from seoul_learn.tenant_plane.registers.values import LookUpFault, LookUpState
from tests.integration.portal.conftest import Browser
from tests.integration.portal.registers.conftest import (
    INCOME,
    SIZE,
    TRIES,
    Seoul,
    agree,
    begun,
    submitted,
)


@pytest.mark.parametrize(
    "mood", [Mood.BROKEN, Mood.BUSY, Mood.MAINTENANCE, Mood.LOSES_ANSWER, Mood.ENDLESS], ids=lambda mood: mood.value
)
async def test_what_passes_is_asked_again_under_the_same_key_and_charged_once(
    browser: Browser, seoul: Seoul, mood: Mood
) -> None:
    application = await begun(browser, seoul, f"{mood.value.replace('_', '-')}@demo.example")
    seoul.register.moods.append(mood)
    await agree(browser, application)
    assert await seoul.work(application) == 1
    (waiting,) = await seoul.look_ups(application)
    assert (waiting.state, waiting.cost_minor) == (LookUpState.UNKNOWN, 0)
    assert await seoul.work(application) == 0
    (answered,) = await seoul.look_ups(application)
    assert (answered.id, answered.state, answered.attempts) == (waiting.id, LookUpState.ANSWERED, 2)
    assert answered.cost_minor == 30
    assert {one["id"] for one in seoul.register.questions} == {str(waiting.id)}
    assert seoul.register.charged == 1


async def test_a_slow_register_is_not_waited_for_without_end(browser: Browser, seoul: Seoul) -> None:
    await seoul.configure(timeout_seconds=1)
    application = await begun(browser, seoul, "slow@demo.example")
    seoul.register.moods.append(Mood.SLOW)
    await agree(browser, application)
    assert await seoul.work(application) == 1
    assert (await seoul.look_ups(application))[0].state is LookUpState.UNKNOWN


async def test_after_the_last_try_it_has_failed_and_she_is_asked_herself_again(
    browser: Browser, seoul: Seoul, officer: Browser
) -> None:
    application = await begun(browser, seoul, "away@demo.example")
    seoul.register.moods.extend([Mood.BROKEN] * TRIES)
    await agree(browser, application)
    assert [await seoul.work(application) for _ in range(TRIES)] == [1, 1, 0]
    (failed,) = await seoul.look_ups(application)
    assert (failed.state, failed.fault, failed.cost_minor) == (LookUpState.FAILED, LookUpFault.NO_ANSWER, 0)
    await browser.get(f"/applications/{application}/questions/{INCOME}")
    assert "We got no answer" in browser.text
    await browser.post(browser.path, {"action": "answer", "answer": "2400000"})
    await browser.post(f"/applications/{application}/submit")
    await officer.get(f"/console/applications/{application}")
    assert "The register did not answer, as often as it was asked." in officer.text


async def test_somebody_whom_the_register_does_not_know_is_told_so_and_goes_on(browser: Browser, seoul: Seoul) -> None:
    application = await begun(browser, seoul, "nobody@demo.example")
    await agree(browser, application, subject_name="딴이름 (지어낸 사람)")
    assert await seoul.work(application) == 0
    assert (await seoul.look_ups(application))[0].state is LookUpState.NOT_FOUND
    await browser.get(f"/applications/{application}")
    assert browser.path.endswith(f"/questions/{INCOME}")
    assert "Shared administrative records knows nothing of this" in browser.text


@pytest.mark.parametrize(
    ("mood", "fault"),
    [
        (Mood.ANOTHER_PERSON, LookUpFault.ANOTHER_PERSON),
        (Mood.OUTSIDE_DOMAIN, LookUpFault.OUTSIDE_DOMAIN),
        (Mood.RUBBISH, LookUpFault.UNUSABLE),
        (Mood.ELSEWHERE, LookUpFault.UNUSABLE),
    ],
    ids=lambda one: one.value,
)
async def test_what_cannot_be_taken_changes_nothing_and_is_shown_to_officers(
    browser: Browser, seoul: Seoul, officer: Browser, mood: Mood, fault: LookUpFault
) -> None:
    application = await submitted(browser, seoul, f"not-taken-{mood.value.replace('_', '-')}@demo.example")
    before = len((await seoul.case(application)).determinations)
    seoul.register.moods.append(mood)
    await agree(browser, application)
    assert await seoul.work(application) == 0
    (failed,) = await seoul.look_ups(application)
    assert (failed.state, failed.fault) == (LookUpState.FAILED, fault)
    case = await seoul.case(application)
    assert INCOME not in case.attestations
    assert len(case.determinations) == before
    await officer.get(f"/console/applications/{application}")
    assert "not taken" in officer.text
    assert seoul.register.knocks == 1  # a redirect is not followed


async def test_a_wrong_secret_is_the_citys_to_mend_and_nothing_is_told(browser: Browser, seoul: Seoul) -> None:
    async with seoul.transaction() as session:
        (kept,) = await list_registers(session)
        await keep_register_secret(
            session, kept.id, "another secret", actor=Actor(kind="command"),
            seal=seoul.runtime.sealing.of_tenant(seoul.tenant.id), clock=seoul.runtime.clock,
        )  # fmt: skip
    application = await begun(browser, seoul, "wrong-secret@demo.example")
    await agree(browser, application)
    await seoul.work(application)
    assert (await seoul.look_ups(application))[0].fault is LookUpFault.ACCESS
    assert seoul.register.questions == []


async def test_at_the_months_limit_nothing_more_is_asked_and_officers_see_it(
    browser: Browser, seoul: Seoul, officer: Browser
) -> None:
    await seoul.configure(cost_minor=30, monthly_limit_minor=50)
    application = await submitted(browser, seoul, "limit@demo.example")
    await agree(browser, application, SIZE)
    assert await seoul.work(application) == 0
    await agree(browser, application, INCOME)
    assert await seoul.work(application) == 0
    by_fact = {one.fact: one for one in await seoul.look_ups(application)}
    assert by_fact[SIZE].state is LookUpState.ANSWERED
    assert (by_fact[INCOME].state, by_fact[INCOME].fault) == (LookUpState.FAILED, LookUpFault.LIMIT)
    assert len(seoul.register.questions) == 1
    await officer.get("/console")
    assert "Shared administrative records is asked no more this month" in officer.text
    await officer.get("/console/registers")
    assert "The month’s limit is reached" in officer.text
    assert "₩30 of ₩50" in officer.text


async def test_what_is_being_asked_counts_towards_the_limit(browser: Browser, seoul: Seoul) -> None:
    await seoul.configure(cost_minor=30, monthly_limit_minor=50)
    application = await submitted(browser, seoul, "reserved@demo.example")
    seoul.register.moods.append(Mood.BROKEN)
    await agree(browser, application, SIZE)
    assert await seoul.work(application) == 1
    await agree(browser, application, INCOME)
    (income, _) = sorted(await seoul.look_ups(application), key=lambda one: one.fact)
    await look_up(seoul.tenant.id, income.id, seoul.means)
    assert {one.fault for one in await seoul.look_ups(application)} == {None, LookUpFault.LIMIT}
