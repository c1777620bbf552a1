"""A renewal that was begun and comes to nothing: what it was to renew is still there to be renewed."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from seoul_learn.tenant_plane.applications.withdraw import withdraw
from seoul_learn.tenant_plane.casework.terms import write_terms
from seoul_learn.tenant_plane.casework.values import Terms
from tests.integration.portal.test_renewal import County, changes, county, term_months

__all__ = ["changes", "county", "term_months"]


async def withdrawn(county: County, application_id: UUID) -> None:
    async with county.transaction() as session:
        await withdraw(session, application_id, person_id=county.person_id, clock=county.clock)


@pytest.mark.parametrize("way", ["withdrawn", "lapsed"])
async def test_after_a_renewal_that_came_to_nothing_she_renews_the_very_same(county: County, way: str) -> None:
    first = await county.apply()
    async with county.transaction() as session:
        await write_terms(session, Terms(drafts_kept_days=30))
    await county.live_until(date(2027, 1, 5))
    draft = await county.begin()
    if way == "withdrawn":
        await withdrawn(county, draft)
    else:
        await county.live_until(county.today + timedelta(days=31), daily=True)
    assert (await county.case(draft)).application.state == "withdrawn"
    assert (await county.case(first)).application.closed_at is None
    second = await county.begin()
    assert second not in (first, draft)
    assert (await county.case(second)).application.renews_id == first


async def test_what_has_ended_by_then_is_not_opened_again(county: County) -> None:
    first = await county.apply()
    await county.live_until(date(2027, 1, 5))
    draft = await county.begin()
    await county.live_until(date(2027, 3, 4))
    assert await county.state(first) == "ended"
    await withdrawn(county, draft)
    assert (await county.case(first)).application.closed_at is not None
    assert (await county.case(await county.begin())).application.renews_id is None
