"""Two accounts of one human being, and places that run short: the closed one keeps none, and loses nothing it has."""

from uuid import UUID

import pytest

from seoul_learn.app import Runtime
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.casework.appeal import lodge_appeal
from seoul_learn.tenant_plane.casework.settle_identity import settle_identity
from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.people.identity_conflicts import Signal, open_conflict, open_conflicts
from tests.integration.portal.test_places import having, leaves
from tests.integration.portal.town import ATTESTED, ELSEWHERE, Town, a_town, quota

CLOSED = "다른 계정으로 이어져요"


async def doubt(town: Town, one: UUID, other: UUID) -> UUID:
    """The pair of the applicants of these two, which an officer has to look at."""
    async with town.transaction() as session:
        await open_conflict(
            session, town.people[one][0], town.people[other][0], Signal.ATTESTED_NAME, clock=town.clock
        )
        (conflict,) = await open_conflicts(session)
    return conflict.id


async def settle(town: Town, conflict_id: UUID, *, kept: UUID | None) -> None:
    officer_id = await town.officer()
    async with town.transaction() as session:
        await settle_identity(
            session, conflict_id, town.means, kept_id=town.people[kept][0] if kept else None, reason="주민등록 확인",
            officer_id=officer_id,
        )  # fmt: skip


async def appeal(town: Town, application_id: UUID) -> None:
    async with town.transaction() as session:
        await lodge_appeal(
            session, application_id, "다시 봐 주세요.", town.means, within_days=90,
            person_id=town.people[application_id][0],
        )  # fmt: skip


async def test_a_closed_account_that_an_officer_was_to_look_at_keeps_no_place_free(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1))
    double, second = await town.apply(), await town.apply()
    await town.vouch(second)
    kept = await town.begin()
    await settle(town, await doubt(town, double, kept), kept=kept)
    await town.give()
    assert (await town.case(double)).application.state is ApplicationState.WITHDRAWN
    assert await having(town, double, second) == [False, True]


async def test_a_closed_account_that_waited_is_passed_over_when_a_place_becomes_free(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    first, double, third = [await town.apply() for _ in range(3)]
    kept = await town.begin()
    await settle(town, await doubt(town, double, kept), kept=kept)
    await leaves(town, first)
    await town.give()
    assert await having(town, first, double, third) == [False, False, True]
    assert (await town.case(double)).application.closed_at is not None
    assert any(CLOSED in one for one in await town.subjects(double))


async def test_a_place_that_was_held_back_from_a_closed_account_goes_to_the_next(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    first, double, third = [await town.apply() for _ in range(3)]
    kept = await town.begin()
    conflict_id = await doubt(town, double, kept)
    await leaves(town, first)
    await town.give()
    assert await having(town, double, third) == [False, False]
    await settle(town, conflict_id, kept=kept)
    await town.give()
    assert await having(town, double, third) == [False, True]


@pytest.mark.parametrize("residence", ["here", "elsewhere"])
async def test_a_closed_account_keeps_the_appeal_that_runs_and_what_it_was_granted(
    runtime: Runtime, plugins: Plugins, residence: str
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    double = await town.apply() if residence == "here" else await town.apply(residence=ELSEWHERE)
    await appeal(town, double)
    kept = await town.begin()
    await settle(town, await doubt(town, double, kept), kept=kept)
    assert (await town.case(double)).application.state is ApplicationState.SUBMITTED
    assert await town.has_place(double) is (residence == "here")
    assert not any(CLOSED in one for one in await town.subjects(double))


async def test_a_closed_account_that_waits_and_appealed_leaves_the_order_and_keeps_the_appeal(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    first, double, third = [await town.apply() for _ in range(3)]
    await appeal(town, double)
    kept = await town.begin()
    await settle(town, await doubt(town, double, kept), kept=kept)
    await leaves(town, first)
    await town.give()
    assert (await town.case(double)).application.state is ApplicationState.SUBMITTED
    assert await having(town, double, third) == [False, True]


async def test_somebody_held_back_who_waits_for_a_place_is_not_told_to_choose(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    await town.apply()
    held = await town.begin()
    conflict_id = await doubt(town, held, await town.begin())
    await town.submit(held)
    await settle(town, conflict_id, kept=None)
    async with town.transaction() as session:
        newest = (await list_letters(session, recipient=town.people[held][1]))[0]
    assert "자리를 기다리고 있어요" in newest.body
    assert "골라" not in newest.body
