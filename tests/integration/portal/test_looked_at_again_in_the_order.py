"""Who waits for a place is looked at again as well: by newer rules, and when what was vouched for has run out."""

from datetime import timedelta

from seoul_learn.app import Runtime
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.applications.redetermine import redetermine
from seoul_learn.tenant_plane.applications.values import Occasion
from seoul_learn.tenant_plane.mail.queries import list_letters
from tests.integration.portal.town import ELSEWHERE, HERE, a_town, quota


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
