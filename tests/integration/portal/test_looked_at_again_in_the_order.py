"""Who waits for a place is looked at again as well: by newer rules, and when what was vouched for has run out."""

from datetime import timedelta
from uuid import UUID

from seoul_learn.app import Runtime
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.applications.redetermine import redetermine
from seoul_learn.tenant_plane.applications.values import Occasion
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.mail.queries import list_letters
from tests.integration.portal.test_places import having, leaves
from tests.integration.portal.town import ATTESTED, ELSEWHERE, HERE, Town, a_town, quota


async def test_who_is_eligible_by_newer_rules_and_waits_for_a_place_is_not_told_to_choose(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    refused = [await town.apply(residence=ELSEWHERE) for _ in range(2)]
    await town.newer("redetermine", (f'"{HERE}"', f'"{ELSEWHERE}"'))
    town.clock.advance(timedelta(days=40))
    bodies = []
    for one in refused:
        async with town.transaction() as session:
            assert await redetermine(session, one, Occasion.POLICY_CHANGED, town.means)
            bodies.append((await list_letters(session, recipient=town.people[one][1]))[0].body)
    assert ["골라 주세요" in one for one in bodies] == [True, False]
    assert ["자리를 기다리고 있어요" in one for one in bodies] == [False, True]


async def _found(town: Town, application_id: UUID) -> tuple[Outcome, Occasion]:
    latest = (await town.case(application_id)).latest
    assert latest is not None
    return latest.outcome, latest.occasion


async def test_nobody_is_given_a_place_by_a_word_that_ran_out_while_she_waited(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(1))
    first, second, third = [await town.apply() for _ in range(3)]
    await town.vouch(first)
    await town.vouch(second)
    town.clock.advance(timedelta(days=366))
    await town.vouch(third)
    await town.work()
    assert (await _found(town, second))[1] is Occasion.ATTESTATION_RUN_OUT
    assert await having(town, first, second, third) == [False, False, False]
    letters = len(await town.subjects(second))
    await town.work()
    assert len(await town.subjects(second)) == letters
    # Her turn is hers while it is looked at.
    await town.vouch(second)
    assert await having(town, second, third) == [True, False]


async def test_a_place_goes_to_the_next_when_newer_rules_refuse_the_one_whose_turn_came(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    first, second = [await town.apply() for _ in range(2)]
    await town.newer("redetermine", (f'"{HERE}"', f'"{ELSEWHERE}"'))
    older = (await town.case(second)).placed
    assert older is not None
    town.clock.advance(timedelta(days=40))
    await leaves(town, first)
    await town.give_of(older.policy_version_id)
    assert await _found(town, second) == (Outcome.INELIGIBLE, Occasion.POLICY_CHANGED)
    assert not await town.has_place(second)
    assert "바뀐 기준으로" in (await town.subjects(second))[0]


async def test_who_is_eligible_by_newer_rules_too_gets_the_place_whose_turn_came(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1))
    first, second = [await town.apply() for _ in range(2)]
    await town.newer("redetermine")
    before = (await town.case(second)).placed
    assert before is not None
    town.clock.advance(timedelta(days=40))
    await leaves(town, first)
    await town.give_of(before.policy_version_id)
    assert await _found(town, second) == (Outcome.ELIGIBLE, Occasion.POLICY_CHANGED)
    assert await town.has_place(second)
    after = (await town.case(second)).placed
    assert after is not None
    assert after.policy_version_id == before.policy_version_id
    assert "자리가 생겼어요" in (await town.subjects(second))[0]
