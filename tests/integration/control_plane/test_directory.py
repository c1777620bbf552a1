"""Every process's directory of hosts follows a change within about a second, whatever happens to its connections."""

import asyncio
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.tenants.claim_host import claim_host
from seoul_learn.control_plane.tenants.directory import HostDirectory
from seoul_learn.control_plane.tenants.move_tenant import move_tenant
from seoul_learn.control_plane.tenants.register_tenant import register_tenant
from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.clock import FixedClock

END_LISTENERS = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'
"""


async def until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Return as soon as the condition holds; raises TimeoutError when it has not by then."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.to_thread(condition)


@pytest.fixture
async def seoul(control: ControlDatabase, clock: FixedClock) -> TenantRef:
    async with control.transaction() as unit:
        return await register_tenant(
            unit,
            slug="seoul",
            name={"ko": "서울"},
            timezone="Asia/Seoul",
            host="seoul.localhost",
            by="kim",
            clock=clock,
        )


@pytest.fixture
async def directories(
    control: ControlDatabase, control_url: str, seoul: TenantRef
) -> AsyncIterator[list[HostDirectory]]:
    # A second pool stands for a second process.
    other = ControlDatabase(control_url)
    await other.open()
    both = [HostDirectory(control), HostDirectory(other)]
    for directory in both:
        await directory.start()
    yield both
    for directory in both:
        await directory.close()
    await other.close()


async def test_a_directory_knows_at_once_what_there_is(directories: list[HostDirectory], seoul: TenantRef) -> None:
    for directory in directories:
        assert directory.find("seoul.localhost") == seoul
        assert directory.canonical_host(seoul.id) == "seoul.localhost"


async def test_an_unknown_host_leads_nowhere(directories: list[HostDirectory]) -> None:
    assert directories[0].find("elsewhere.localhost") is None
    assert directories[0].find("localhost") is None


async def test_every_directory_follows_a_new_host_within_a_second(
    control: ControlDatabase, directories: list[HostDirectory], seoul: TenantRef
) -> None:
    async with control.transaction() as unit:
        await claim_host(unit, tenant_id=seoul.id, host="learn.seoul.example")
        assert directories[0].find("learn.seoul.example") is None
    for directory in directories:
        await until(lambda directory=directory: directory.find("learn.seoul.example") == seoul, seconds=1.5)  # type: ignore[misc]  # the default binds this turn of the loop


async def test_every_directory_follows_a_move(
    control: ControlDatabase, directories: list[HostDirectory], seoul: TenantRef, clock: FixedClock
) -> None:
    async with control.transaction() as unit:
        moved = await move_tenant(unit, tenant_id=seoul.id, to=Lifecycle.CLOSED, by="kim", reason="", clock=clock)
    for directory in directories:
        await until(lambda directory=directory: directory.find("seoul.localhost") == moved, seconds=1.5)  # type: ignore[misc]  # the default binds this turn of the loop


async def test_a_change_undone_reaches_no_directory(
    control: ControlDatabase, directories: list[HostDirectory], seoul: TenantRef
) -> None:
    with pytest.raises(RuntimeError):
        async with control.transaction() as unit:
            await claim_host(unit, tenant_id=seoul.id, host="undone.localhost")
            raise RuntimeError
    await directories[0].refresh()
    assert directories[0].find("undone.localhost") is None


async def test_a_lost_listener_is_replaced_and_nothing_is_missed(
    control: ControlDatabase, owner_url: str, directories: list[HostDirectory], seoul: TenantRef
) -> None:
    admin = await asyncpg.connect(owner_url)

    async def listeners() -> int:
        return int(
            await admin.fetchval(
                "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
            )
        )

    async with asyncio.timeout(5):
        while await listeners() < 2:
            pass
        assert await admin.fetchval(END_LISTENERS) == 2
        async with control.transaction() as unit:
            await claim_host(unit, tenant_id=seoul.id, host="later.localhost")
        while await listeners() < 2:
            pass
    await admin.close()
    for directory in directories:
        await until(lambda directory=directory: directory.find("later.localhost") == seoul, seconds=1.5)  # type: ignore[misc]  # the default binds this turn of the loop


async def test_polling_alone_is_enough_where_listening_is_impossible(
    control: ControlDatabase, seoul: TenantRef
) -> None:
    directory = HostDirectory(control, poll_seconds=0.1, listener_url="postgresql://nobody@127.0.0.1:1/nowhere")
    await directory.start()
    async with control.transaction() as unit:
        await claim_host(unit, tenant_id=seoul.id, host="polled.localhost")
    await until(lambda: directory.find("polled.localhost") == seoul, seconds=5)
    await directory.close()


async def test_a_directory_closes_also_while_it_is_being_woken(control: ControlDatabase, seoul: TenantRef) -> None:
    for round_ in range(20):
        directory = HostDirectory(control)
        await directory.start()
        async with control.transaction() as unit:
            await claim_host(unit, tenant_id=seoul.id, host=f"host{round_}.localhost")
        async with asyncio.timeout(5):
            await directory.close()
