"""We and a provider, compared both ways: what differs is a list, and each line has a way to settle it."""

from datetime import timedelta
from uuid import UUID

import pytest
from procrastinate import App
from sqlalchemy import update

from seoul_learn.demo.provider.moods import Mood
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.abilities import HeldSeat, HeldState
from seoul_learn.plugin_api.provider import ProviderUnavailable
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.enrolments.compare import CompareContract, compare, want_comparisons
from seoul_learn.tenant_plane.enrolments.differences import DifferenceKind, Settlement, judge
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.settle_difference import NotSettled, settle_difference
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState
from tests.integration.providers.conftest import OFFERING, Contracted, work

_OFFICER = Actor(kind="person", id=new_id())


async def _compare(contracted: Contracted) -> list[DifferenceKind]:
    await compare(contracted.tenant_id, contracted.contract_id, contracted.means)
    return [one.kind for one in await contracted.differences()]


async def _settle(contracted: Contracted, settlement: Settlement, reason: str = "") -> None:
    (difference,) = await contracted.differences()
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await settle_difference(
            session, difference.id, settlement, reason=reason, actor=_OFFICER, clock=contracted.means.clock
        )


def _stranger(contracted: Contracted, seat_id: str) -> None:
    contracted.provider.seats[seat_id] = {
        "id": seat_id, "offering": OFFERING, "learner": "whoever", "state": "active", "launch_url": "",
    }  # fmt: skip


async def test_where_both_say_the_same_nothing_is_listed(contracted: Contracted) -> None:
    await contracted.active()
    assert await _compare(contracted) == []
    assert (await contracted.line()).compared_at is not None


async def test_a_seat_that_is_gone_there_is_ended_here(contracted: Contracted, clock: FixedClock, queue: App) -> None:
    enrolment_id = await contracted.active()
    clock.advance(timedelta(minutes=1))
    contracted.provider.end(str(enrolment_id))
    assert await _compare(contracted) == [DifferenceKind.MISSING_THERE]
    assert await contracted.state(enrolment_id) is EnrolmentState.ACTIVE
    await _settle(contracted, Settlement.ENDED_HERE)
    await work(queue)
    assert await contracted.state(enrolment_id) is EnrolmentState.RELEASED
    assert await _compare(contracted) == []


async def test_a_seat_that_was_given_while_the_provider_was_asked_is_not_missed(
    contracted: Contracted, clock: FixedClock
) -> None:
    enrolment_id = await contracted.active()
    contracted.provider.end(str(enrolment_id))
    later = clock.now() + timedelta(seconds=1)
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(active_at=later))
    assert await _compare(contracted) == []
    clock.advance(timedelta(minutes=1))
    assert await _compare(contracted) == [DifferenceKind.MISSING_THERE]


async def test_a_seat_that_nobody_here_has_is_released_there(contracted: Contracted, queue: App) -> None:
    seat_id = str(new_id())
    _stranger(contracted, seat_id)
    assert await _compare(contracted) == [DifferenceKind.EXTRA_THERE]
    await _settle(contracted, Settlement.RELEASED_THERE)
    await work(queue)
    assert contracted.provider.seats[seat_id]["state"] == "ended"
    assert await _compare(contracted) == []


async def test_a_seat_that_came_back_into_use_meanwhile_is_not_released(contracted: Contracted, queue: App) -> None:
    enrolment_id = await contracted.active()
    await _put(contracted, enrolment_id, EnrolmentState.RELEASED)
    assert await _compare(contracted) == [DifferenceKind.EXTRA_THERE]
    await _settle(contracted, Settlement.RELEASED_THERE)
    await _put(contracted, enrolment_id, EnrolmentState.ACTIVE)
    await work(queue)
    assert contracted.provider.seats[str(enrolment_id)]["state"] == "active"


async def test_a_seat_under_another_learner_is_listed(contracted: Contracted, clock: FixedClock) -> None:
    enrolment_id = await contracted.active()
    clock.advance(timedelta(minutes=1))
    contracted.provider.seats[str(enrolment_id)]["learner"] = "somebody-else"
    assert await _compare(contracted) == [DifferenceKind.OTHER_LEARNER]


async def test_what_was_not_known_is_known_after_a_comparison(
    contracted: Contracted, clock: FixedClock, queue: App
) -> None:
    contracted.provider.mood = Mood.LOSES_ANSWERS
    enrolment_id = await contracted.enrol()
    await contracted.provision(enrolment_id)
    assert await contracted.state(enrolment_id) is EnrolmentState.UNKNOWN
    contracted.forget_jobs()
    contracted.provider.mood = Mood.WELL
    clock.advance(timedelta(hours=2))
    await _compare(contracted)
    await work(queue)
    assert await contracted.state(enrolment_id) is EnrolmentState.ACTIVE
    assert list(contracted.provider.seats) == [str(enrolment_id)]


async def test_who_waits_for_a_day_is_seen_and_can_be_given_up(contracted: Contracted, clock: FixedClock) -> None:
    contracted.provider.mood = Mood.SILENT
    enrolment_id = await contracted.enrol(seat=True)
    await contracted.provision(enrolment_id)
    clock.advance(timedelta(days=1, minutes=1))
    with pytest.raises(ProviderUnavailable):
        await _compare(contracted)
    (difference,) = await contracted.differences()
    assert (difference.kind, difference.enrolment_id) == (DifferenceKind.UNANSWERED, enrolment_id)
    await _settle(contracted, Settlement.GIVEN_UP)
    assert await contracted.state(enrolment_id) is EnrolmentState.FAILED
    assert await contracted.free_seats() == 1
    # Had it been given after all, the next comparison would say so.
    contracted.provider.mood = Mood.WELL
    assert await _compare(contracted) == []


async def test_what_is_ignored_for_a_reason_stays_ignored(contracted: Contracted) -> None:
    _stranger(contracted, str(new_id()))
    await _compare(contracted)
    with pytest.raises(NotSettled):
        await _settle(contracted, Settlement.IGNORED)
    with pytest.raises(NotSettled):
        await _settle(contracted, Settlement.GIVEN_UP)
    await _settle(contracted, Settlement.IGNORED, "시험 계정이에요")
    assert await _compare(contracted) == []
    with pytest.raises(ValueError, match="unpack"):
        await _settle(contracted, Settlement.IGNORED, "again")
    with pytest.raises(NotFound):
        async with contracted.means.database.transaction(contracted.tenant_id) as session:
            await settle_difference(
                session, new_id(), Settlement.IGNORED, reason="x", actor=_OFFICER, clock=contracted.means.clock
            )


async def test_what_was_settled_and_is_so_again_comes_back(contracted: Contracted, queue: App) -> None:
    seat_id = str(new_id())
    _stranger(contracted, seat_id)
    await _compare(contracted)
    await _settle(contracted, Settlement.RELEASED_THERE)
    await work(queue)
    assert await _compare(contracted) == []
    contracted.provider.seats[seat_id]["state"] = "active"
    assert await _compare(contracted) == [DifferenceKind.EXTRA_THERE]
    contracted.provider.end(seat_id)
    assert await _compare(contracted) == []


@pytest.mark.parametrize("mood", [Mood.HTML, Mood.EMPTY, Mood.HTML_NOT_FOUND, Mood.SILENT, Mood.ERROR_INSIDE])
async def test_nonsense_ends_nobodys_seat(contracted: Contracted, clock: FixedClock, mood: Mood) -> None:
    await contracted.active()
    clock.advance(timedelta(minutes=1))
    contracted.provider.mood = mood
    with pytest.raises(ProviderUnavailable):
        await _compare(contracted)
    assert await contracted.differences() == []


async def test_every_contract_is_compared_once_a_day(contracted: Contracted, clock: FixedClock) -> None:
    async def wanted() -> int:
        async with contracted.means.database.transaction(contracted.tenant_id) as session:
            return await want_comparisons(session, now=clock.now())

    assert [await wanted(), await wanted()] == [1, 0]
    assert len(contracted.jobs(CompareContract.task)) == 1
    clock.advance(timedelta(hours=21))
    assert await wanted() == 1


@pytest.mark.parametrize("state", [EnrolmentState.REQUESTED, EnrolmentState.UNKNOWN, EnrolmentState.RELEASING])
def test_what_is_on_its_way_differs_in_nothing(state: EnrolmentState) -> None:
    held = HeldSeat(reference="x", request_id=None, learner="a", state=HeldState.ACTIVE)
    assert judge(state, "a", held) is None
    assert judge(state, "a", None) is None


async def _put(contracted: Contracted, enrolment_id: UUID, state: EnrolmentState) -> None:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        moved = update(Enrolment).where(Enrolment.id == enrolment_id)
        await session.execute(moved.values(state=state.value, release_reason="left"))
