"""Every way in which a provider can go wrong ends in a state with a name, and never in a seat that is not there."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from seoul_learn.demo.provider.moods import Mood
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.provider import ProviderUnavailable
from seoul_learn.tenant_plane.catalogue import breaker
from seoul_learn.tenant_plane.enrolments.asking_again import MOST_TRIES, next_try
from seoul_learn.tenant_plane.enrolments.lanes import Lanes
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.release import release
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState
from tests.integration.providers.conftest import Contract_, Contracted


async def test_a_learner_gets_a_seat_under_her_own_key(contracted: Contracted) -> None:
    enrolment_id = await contracted.active()
    assert list(contracted.provider.seats) == [str(enrolment_id)]
    assert contracted.wanted_again() == []


@pytest.mark.parametrize(
    "mood",
    [
        Mood.SILENT, Mood.LOSES_ANSWERS, Mood.BUSY, Mood.HTML, Mood.HTML_NOT_FOUND, Mood.ENDLESS, Mood.EMPTY,
        Mood.OTHER_LEARNER, Mood.OTHER_SEAT, Mood.OTHER_HOST, Mood.ERROR_INSIDE,
    ],
)  # fmt: skip
async def test_what_is_no_answer_leaves_the_outcome_unknown_and_is_asked_again_under_the_same_key(
    contracted: Contracted, mood: Mood
) -> None:
    contracted.provider.mood = mood
    enrolment_id = await contracted.enrol(seat=True)
    await contracted.provision(enrolment_id)
    row = await contracted.row(enrolment_id)
    assert (row.state, row.access) == (EnrolmentState.UNKNOWN.value, None)
    assert await contracted.free_seats() == 0
    (seconds,) = contracted.wanted_again()
    assert seconds is not None
    assert 0 < seconds <= (151 if mood is Mood.BUSY else 76)
    contracted.provider.mood = Mood.WELL
    await contracted.provision(enrolment_id)
    assert await contracted.state(enrolment_id) is EnrolmentState.ACTIVE
    assert list(contracted.provider.seats) == [str(enrolment_id)]


@pytest.mark.parametrize("mood", [Mood.FULL, Mood.TERMS])
async def test_a_no_of_the_provider_gives_the_seat_back(contracted: Contracted, mood: Mood) -> None:
    contracted.provider.mood = mood
    enrolment_id = await contracted.enrol(seat=True)
    await contracted.provision(enrolment_id)
    assert await contracted.state(enrolment_id) is EnrolmentState.FAILED
    assert await contracted.free_seats() == 1
    assert contracted.wanted_again() == []


async def test_without_its_secret_a_contract_asks_nobody_and_loses_nobody(contract_with: Contract_) -> None:
    contracted = await contract_with(with_secret=False)
    enrolment_id = await contracted.enrol()
    await contracted.provision(enrolment_id)
    assert contracted.provider.asked == []
    assert await contracted.state(enrolment_id) is EnrolmentState.REQUESTED
    assert len(contracted.wanted_again()) == 1


async def test_a_seat_is_released_only_on_the_providers_own_word(contracted: Contracted) -> None:
    enrolment_id = await contracted.active()
    await _move(contracted, enrolment_id, EnrolmentState.RELEASING)
    for mood in (Mood.HTML, Mood.HTML_NOT_FOUND, Mood.EMPTY):
        contracted.provider.mood = mood
        with pytest.raises(ProviderUnavailable):
            await release(contracted.tenant_id, enrolment_id, contracted.means)
        assert await contracted.state(enrolment_id) is EnrolmentState.RELEASING
    contracted.provider.mood = Mood.WELL
    await release(contracted.tenant_id, enrolment_id, contracted.means)
    assert await contracted.state(enrolment_id) is EnrolmentState.RELEASED
    assert contracted.provider.seats[str(enrolment_id)]["state"] == "ended"


async def test_a_provider_that_stays_silent_is_left_alone_and_tried_by_one(
    contracted: Contracted, clock: FixedClock
) -> None:
    contracted.provider.mood = Mood.SILENT
    for _ in range(breaker.MOST_SILENCES):
        await contracted.provision(await contracted.enrol())
    asked = len(contracted.provider.asked)
    assert (await contracted.line()).open_until == clock.now() + breaker.FIRST_REST
    contracted.forget_jobs()
    resting = await contracted.enrol()
    await contracted.provision(resting)
    assert len(contracted.provider.asked) == asked
    row = await contracted.row(resting)
    assert (row.state, row.attempts) == (EnrolmentState.REQUESTED.value, 0)
    (seconds,) = contracted.wanted_again()
    assert seconds is not None
    assert 25 < seconds <= 30
    # After the rest: one is let through, and as it hears nothing either, the next rest is longer.
    clock.advance(timedelta(seconds=31))
    await contracted.provision(resting)
    assert len(contracted.provider.asked) == asked + 1
    assert (await contracted.line()).open_until == clock.now() + 2 * breaker.FIRST_REST
    # Heard once, everybody may ask again.
    clock.advance(timedelta(minutes=2))
    contracted.provider.mood = Mood.WELL
    await contracted.provision(resting)
    line = await contracted.line()
    assert (await contracted.state(resting), line.open_until, line.silences) == (EnrolmentState.ACTIVE, None, 0)


async def test_the_rest_of_one_contract_is_nobody_elses(contract_with: Contract_) -> None:
    silent, well = await contract_with("silent-lessons"), await contract_with("good-lessons")
    silent.provider.mood = Mood.SILENT
    for _ in range(breaker.MOST_SILENCES):
        await silent.provision(await silent.enrol())
    assert await well.active()


async def test_after_a_rest_only_one_of_two_who_looked_at_once_asks(
    contracted: Contracted, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracted.provider.mood = Mood.SILENT
    for _ in range(breaker.MOST_SILENCES):
        await contracted.provision(await contracted.enrol())
    clock.advance(timedelta(minutes=1))

    looked, probing = asyncio.Event(), asyncio.Event()

    async def at_the_same_time() -> timedelta | None:
        async with contracted.means.database.transaction(contracted.tenant_id) as session:
            real = session.scalar

            async def scalar(*statement: Any) -> Any:
                found = await real(*statement)
                if not looked.is_set():
                    looked.set()
                    await probing.wait()
                return found

            monkeypatch.setattr(session, "scalar", scalar)
            return await breaker.wait_for(session, contracted.contract_id, now=clock.now())

    other = asyncio.create_task(at_the_same_time())
    await looked.wait()
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        assert await breaker.wait_for(session, contracted.contract_id, now=clock.now()) is None
    probing.set()
    assert await other is not None


def test_nobody_comes_back_earlier_than_the_provider_says_and_not_all_at_once() -> None:
    waits = {next_try(1, retry_after=timedelta(minutes=10)) for _ in range(50)}
    assert len(waits) > 10
    assert all(one is not None and timedelta(minutes=10) <= one <= timedelta(minutes=12.5) for one in waits)
    grown = [next_try(tries, retry_after=timedelta(0)) for tries in range(1, MOST_TRIES)]
    assert all(one is not None and one <= timedelta(hours=7.5) for one in grown)
    assert next_try(MOST_TRIES, retry_after=timedelta(0)) is None


def test_whoever_finds_all_lanes_taken_is_told_another_moment_than_the_one_before() -> None:
    moment = 0.0
    lanes = Lanes(most=2, now=lambda: moment)
    assert [lanes.enter("a"), lanes.enter("a"), lanes.enter("b")] == [None, None, None]
    lanes.leave("a", seconds=8.0)
    assert lanes.enter("a") is None
    waits = [lanes.enter("a") or 0.0 for _ in range(3)]
    assert waits == [4.0, 8.0, 12.0]
    for _ in range(2):
        lanes.leave("a", seconds=8.0)
    assert lanes.enter("a") is None


async def _move(contracted: Contracted, enrolment_id: UUID, state: EnrolmentState) -> None:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        moved = update(Enrolment).where(Enrolment.id == enrolment_id)
        await session.execute(moved.values(state=state.value, release_reason="left"))
