"""Places by first come: exactly as many as there are, in the order of submitting, and given back once."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.applications.determine import determine
from seoul_learn.tenant_plane.applications.errors import NothingToLeave
from seoul_learn.tenant_plane.applications.give_up_turn import give_up_turn
from seoul_learn.tenant_plane.applications.leave import leave
from seoul_learn.tenant_plane.applications.queries import get_application
from seoul_learn.tenant_plane.applications.stand_in_order import Standing, stand_in_order
from seoul_learn.tenant_plane.applications.values import Occasion
from seoul_learn.tenant_plane.applications.vouch import refuse_fact
from seoul_learn.tenant_plane.applications.withdraw import withdraw
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.casework.ask_for_more import ask_for_more
from seoul_learn.tenant_plane.eligibility.claim import Claim
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from tests.integration.portal.town import ATTESTED, ELSEWHERE, LEVELS, Town, a_town, quota

RENEWAL = '\n[renewal]\nopens = "60 days before"\ngrace = "2 months"\n'


async def having(town: Town, *applications: UUID) -> list[bool]:
    return [await town.has_place(one) for one in applications]


async def leaves(town: Town, application_id: UUID) -> None:
    async with town.transaction() as session:
        await leave(
            session, application_id, person_id=town.people[application_id][0], timezone="Asia/Seoul", clock=town.clock
        )


async def test_so_many_places_give_exactly_so_many_entitlements_when_all_submit_at_once(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(3))
    everybody = [await town.begin() for _ in range(9)]
    await asyncio.gather(*(town.submit(one) for one in everybody))
    assert sum(await having(town, *everybody)) == 3
    listed = await town.places()
    assert (listed.taken, listed.waiting) == (3, 6)
    assert {(await town.case(one)).latest.outcome for one in everybody} == {Outcome.ELIGIBLE}  # type: ignore[union-attr] # all are determined


async def test_the_lock_alone_keeps_transactions_from_giving_one_place_twice(
    runtime: Runtime, plugins: Plugins
) -> None:
    """Submissions wait for each other at the audit log too; here nothing but the lock of the places is between them."""
    town = await a_town(runtime, plugins, quota(2))
    everybody = [await town.begin() for _ in range(6)]
    version = await town.version()
    gate = asyncio.Barrier(len(everybody))

    async def stands(application_id: UUID) -> bool:
        async with town.transaction() as session:
            policy = runtime.engine.policy(await get_policy(session, version))
            application = await get_application(session, application_id)
            standing = Standing(
                version_id=version, policy=policy, outcome=Outcome.ELIGIBLE,
                claim=Claim(group="", groups=("",), need=0, unvouched=()),
            )  # fmt: skip
            await gate.wait()
            return await stand_in_order(session, application, standing, timezone="Asia/Seoul", clock=town.clock)

    assert sum(await asyncio.gather(*(stands(one) for one in everybody))) == 2
    assert (await town.places()).taken == 2


async def test_groups_have_their_own_places_and_others_what_is_left(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, quota(3, "by = { middle = 1, high = 1 }"))
    middle = [await town.apply(learner_school_stage="middle") for _ in range(2)]
    high = [await town.apply() for _ in range(2)]
    primary = [await town.apply(learner_school_stage="primary", learner_grade="5") for _ in range(2)]
    assert await having(town, *middle, *high, *primary) == [True, False] * 3
    assert [(one.group, one.places, one.taken, one.waiting) for one in (await town.places()).groups] == [
        ("middle", 1, 1, 1), ("high", 1, 1, 1), ("", 1, 1, 1),
    ]  # fmt: skip


async def test_whoever_submitted_first_keeps_her_turn_while_an_officer_looks(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1))
    first, second = await town.apply(), await town.apply()
    await town.vouch(second)
    assert (await town.case(second)).latest.outcome is Outcome.ELIGIBLE  # type: ignore[union-attr] # determined
    assert not await town.has_place(second)
    await town.vouch(first)
    assert await having(town, first, second) == [True, False]


async def test_the_turn_goes_to_the_next_when_the_one_before_is_refused(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1))
    first, second = await town.apply(), await town.apply()
    await town.vouch(second)
    await town.vouch(first, ELSEWHERE)
    await town.give()
    assert await having(town, first, second) == [False, True]
    assert any("자리가 생겼어요" in one for one in await town.subjects(second))


async def test_the_turn_of_somebody_who_is_asked_and_does_not_answer_is_kept_for_two_weeks(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1))
    first, second = await town.apply(), await town.apply()
    async with town.transaction() as session:
        await refuse_fact(session, first, "learner.residence", town.means, reason="흐려요", officer_id=new_id())
    assert (await town.case(first)).latest.outcome is Outcome.NEEDS_FACTS  # type: ignore[union-attr] # determined
    await town.vouch(second)
    town.clock.advance(timedelta(days=14))
    await town.work()
    assert not await town.has_place(second)
    town.clock.advance(timedelta(days=1))
    await town.work()
    assert await town.has_place(second)


async def test_who_answers_again_stands_where_she_submitted_first(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1))
    first, second = await town.apply(), await town.apply()
    officer_id = await town.officer()
    async with town.transaction() as session:
        await ask_for_more(session, first, ["learner.residence"], "다시요.", town.means, officer_id=officer_id)
    town.clock.advance(timedelta(days=1))
    await town.vouch(second)
    await town.begin_again(*town.people[first])
    await town.submit(first)
    await town.vouch(first)
    assert await having(town, first, second) == [True, False]


@pytest.mark.parametrize("way", ["leaves", "withdraws"])
async def test_what_somebody_gives_up_goes_to_the_next_exactly_once(
    runtime: Runtime, plugins: Plugins, way: str
) -> None:
    town = await a_town(runtime, plugins, *([ATTESTED] if way == "withdraws" else []), quota(1))
    first, second, third = [await town.apply() for _ in range(3)]
    if way == "leaves":
        await asyncio.gather(*(leaves(town, first) for _ in range(3)))
    else:
        await town.vouch(second)
        await town.vouch(third)
        async with town.transaction() as session:
            await withdraw(session, first, person_id=town.people[first][0], clock=town.clock)
    await asyncio.gather(town.give(), town.give())
    assert await having(town, first, second, third) == [False, True, False]
    await town.work()
    assert await having(town, first, second, third) == [False, True, False]
    placed = [one for one in await town.subjects(second) if "자리가 생겼어요" in one]
    assert len(placed) == 1


async def test_whoever_waits_can_stop_waiting_and_apply_anew(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, quota(1))
    first, second, third = [await town.apply() for _ in range(3)]
    person_id, email = town.people[second]
    async with town.transaction() as session:
        await give_up_turn(session, second, person_id=person_id, clock=town.clock)
    await leaves(town, first)
    await town.give()
    assert await having(town, first, second, third) == [False, False, True]
    async with town.transaction() as session:
        with pytest.raises(NothingToLeave):
            await give_up_turn(session, third, person_id=town.people[third][0], clock=town.clock)
    again = await town.begin_again(person_id, email)
    assert again != second


async def test_whoever_left_comes_back_into_no_order_when_her_appeal_is_decided(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    first, second = await town.apply(), await town.apply()
    await leaves(town, first)
    case = await town.case(first)
    async with town.transaction() as session:
        await determine(session, case, Occasion.APPEAL_DECIDED, town.means, actor=Actor(kind="job"))
    await town.give()
    assert await having(town, first, second) == [False, True]


async def test_what_is_lost_frees_its_place_when_the_grace_is_over_and_not_before(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1), more=RENEWAL)
    first, second = await town.apply(), await town.apply()
    await town.vouch(first)
    # An officer's word counts for a year; the entitlement is a year from the day it is given.
    async with town.transaction() as session:
        await session.execute(
            text("update tenant.entitlement set ends_on = ends_on + 200 where application_id = :id"), {"id": first}
        )
    town.clock.advance(timedelta(days=366))
    await town.vouch(second)
    await town.work()
    assert (await town.case(first)).entitled.state.value == "ending"  # type: ignore[union-attr] # it was granted
    assert await having(town, first, second) == [True, False]
    town.clock.advance(timedelta(days=70))
    await town.work()
    assert await having(town, first, second) == [False, True]


async def test_a_renewal_keeps_the_place_that_it_renews(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, quota(1), more=RENEWAL)
    first, second = await town.apply(), await town.apply()
    town.clock.advance(timedelta(days=320))
    await town.work()
    renewed = await town.begin_again(*town.people[first])
    assert renewed != first
    await town.submit(renewed)
    assert (await town.case(renewed)).application.renews_id == first
    listed = await town.places()
    assert (listed.taken, listed.waiting) == (1, 1)
    town.clock.advance(timedelta(days=60))
    await town.work()
    assert await having(town, renewed, second) == [True, False]


async def test_who_is_decided_by_a_newer_version_counts_against_its_places_and_leaves_the_older_order(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1))
    older = await town.version()
    first, second = await town.apply(), await town.apply()
    await town.vouch(second)
    await town.newer("redetermine", ("places = 1\n", "places = 2\n"))
    town.clock.advance(timedelta(days=40))
    await town.vouch(first)
    placed = (await town.case(first)).placed
    assert placed is not None
    assert placed.policy_version_id != older
    # She keeps no place of the older version free any more.
    await town.give_of(older)
    assert await having(town, first, second) == [True, True]
    kept = (await town.case(second)).placed
    assert kept is not None
    assert kept.policy_version_id == older
    assert ((await town.places()).taken, (await town.places()).places) == (1, 2)


async def test_what_a_group_leaves_free_is_opened_when_the_window_has_closed(
    runtime: Runtime, plugins: Plugins
) -> None:
    window = "\n[window]\nopens = 2026-03-01T09:00:00\ncloses = 2026-03-31T18:00:00\n"
    opened = quota(2, 'by = { middle = 1, high = 1 }\nunfilled = "opened"\n')
    town = await a_town(runtime, plugins, opened, more=window)
    first, second = await town.apply(), await town.apply()
    await town.work()
    assert await having(town, first, second) == [True, False]
    town.clock.advance(timedelta(days=40))
    await town.work()
    assert await having(town, first, second) == [True, True]


async def test_without_a_quota_nobody_waits(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, (f"[quota]{LEVELS}", ""))
    case = await town.case(await town.apply())
    assert case.placed is None
    assert case.entitled is not None
