"""Application, entitlement, log: whoever takes locks takes them in this order, so that nobody waits in a circle."""

import asyncio
from datetime import timedelta

import psycopg
from sqlalchemy import select

from seoul_learn.tenant_plane.applications.determine import determine
from seoul_learn.tenant_plane.applications.leave import leave
from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.values import Occasion
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.enrolments.end_entitlements import end_entitlements
from tests.conftest import Database
from tests.integration.portal.test_renewal import County, changes, county, term_months

__all__ = ["changes", "county", "term_months"]


async def until_somebody_waits(database: Database) -> None:
    """Return once a transaction of this database waits for another one's lock."""
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    async with await psycopg.AsyncConnection.connect(database.owner_url, autocommit=True) as connection:
        async with asyncio.timeout(20):
            while True:
                cursor = await connection.execute(waiting)
                if (await cursor.fetchone() or (0,))[0]:
                    return


async def test_somebody_who_chooses_while_she_is_determined_waits_in_no_circle(
    county: County, database: Database
) -> None:
    application_id = await county.apply()
    case = await county.case(application_id)

    async def again() -> None:
        async with county.transaction() as session:
            await session.execute(select(Application).where(Application.id == application_id).with_for_update())
            await determine(session, case, Occasion.POLICY_CHANGED, county.means, actor=Actor(kind="job"))

    async with county.transaction() as choosing:
        await choosing.execute(select(Entitlement).with_for_update())
        determining = asyncio.create_task(again())
        await until_somebody_waits(database)
        # As a claim does: what was granted is held, and now it is to be put on record.
        async with asyncio.timeout(20):
            await record(choosing, actor=Actor(kind="command"), action="test", subject="test", clock=county.clock)
    await determining


async def test_what_is_over_is_ended_without_waiting_for_whoever_works_on_the_application(county: County) -> None:
    application_id = await county.apply()
    county.clock.advance(timedelta(days=3 * 366))
    async with county.transaction() as working, county.transaction() as ending:
        await working.execute(select(Application).where(Application.id == application_id).with_for_update())
        async with asyncio.timeout(20):
            assert await end_entitlements(ending, today=county.today, most=10, clock=county.clock) == 0
    async with county.transaction() as ending:
        assert await end_entitlements(ending, today=county.today, most=10, clock=county.clock) == 1


async def test_leaving_waits_for_whoever_works_on_the_application_before_it_holds_what_was_granted(
    county: County, database: Database
) -> None:
    application_id = await county.apply()

    async def give_up() -> None:
        async with county.transaction() as session:
            await leave(
                session, application_id, person_id=county.person_id, timezone="Asia/Seoul", clock=county.clock
            )

    async with county.transaction() as working:
        await working.execute(select(Application).where(Application.id == application_id).with_for_update())
        leaving = asyncio.create_task(give_up())
        await until_somebody_waits(database)
        async with asyncio.timeout(20):
            await working.execute(select(Entitlement).with_for_update())
    await leaving
    assert await county.state(application_id) == "ended"
