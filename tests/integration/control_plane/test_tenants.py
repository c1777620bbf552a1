"""Registering, moving and naming tenants, and the hosts that lead to them."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.database.errors import OutsideUnitOfWork
from seoul_learn.control_plane.tenants.claim_host import claim_host
from seoul_learn.control_plane.tenants.errors import (
    CanonicalHostNeeded,
    HostTaken,
    IllegalTransition,
    InvalidHost,
    InvalidTenant,
    SlugTaken,
    UnknownTenant,
)
from seoul_learn.control_plane.tenants.models import HostRow, TenantRow
from seoul_learn.control_plane.tenants.move_tenant import move_tenant
from seoul_learn.control_plane.tenants.queries import find_tenant, get_tenant, lifecycle_history, list_tenants
from seoul_learn.control_plane.tenants.register_tenant import register_tenant
from seoul_learn.control_plane.tenants.release_host import release_host
from seoul_learn.control_plane.tenants.rename_tenant import rename_tenant
from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id


async def registered(control: ControlDatabase, clock: FixedClock, slug: str = "seoul") -> TenantRef:
    async with control.transaction() as unit:
        return await register_tenant(
            unit,
            slug=slug,
            name={"ko": "서울", "en": "Seoul"},
            timezone="Asia/Seoul",
            host=f"{slug}.localhost",
            by="operator",
            clock=clock,
        )


async def canonical_hosts(control: ControlDatabase) -> list[str]:
    async with control.transaction() as unit:
        rows = await unit.run(HostRow.select(HostRow.host).where(HostRow.canonical.eq(True)).order_by(HostRow.host))
    return [row["host"] for row in rows]


async def test_a_registered_tenant_is_agreed_and_reached_by_its_host(
    control: ControlDatabase, clock: FixedClock
) -> None:
    tenant = await registered(control, clock)
    async with control.transaction() as unit:
        found = await find_tenant(unit, slug="seoul")
        history = await lifecycle_history(unit, tenant_id=tenant.id)
    assert found is not None
    assert found.ref == tenant
    assert found.name == {"ko": "서울", "en": "Seoul"}
    assert found.hosts == ("seoul.localhost",)
    assert [(change.before, change.after, change.by) for change in history] == [(None, Lifecycle.AGREED, "operator")]


async def test_a_slug_is_given_once(control: ControlDatabase, clock: FixedClock) -> None:
    await registered(control, clock)
    with pytest.raises(SlugTaken):
        await registered(control, clock)


async def test_a_registration_with_a_taken_host_leaves_nothing(control: ControlDatabase, clock: FixedClock) -> None:
    await registered(control, clock)
    with pytest.raises(HostTaken):
        async with control.transaction() as unit:
            await register_tenant(
                unit,
                slug="busan",
                name={"ko": "부산"},
                timezone="Asia/Seoul",
                host="seoul.localhost",
                by="operator",
                clock=clock,
            )
    async with control.transaction() as unit:
        assert [tenant.slug for tenant in await list_tenants(unit)] == ["seoul"]


async def test_a_move_is_kept_with_who_and_why(control: ControlDatabase, clock: FixedClock) -> None:
    tenant = await registered(control, clock)
    async with control.transaction() as unit:
        moved = await move_tenant(
            unit, tenant_id=tenant.id, to=Lifecycle.PREPARING, by="kim", reason="signed", clock=clock
        )
        history = await lifecycle_history(unit, tenant_id=tenant.id)
        assert (await get_tenant(unit, tenant_id=tenant.id)).lifecycle is Lifecycle.PREPARING
    assert moved.lifecycle is Lifecycle.PREPARING
    assert (history[-1].before, history[-1].by, history[-1].reason) == (Lifecycle.AGREED, "kim", "signed")


async def test_an_illegal_move_changes_nothing(control: ControlDatabase, clock: FixedClock) -> None:
    tenant = await registered(control, clock)
    with pytest.raises(IllegalTransition, match="can become closed, preparing"):
        async with control.transaction() as unit:
            await move_tenant(unit, tenant_id=tenant.id, to=Lifecycle.LIVE, by="kim", reason="", clock=clock)
    async with control.transaction() as unit:
        assert (await get_tenant(unit, tenant_id=tenant.id)).lifecycle is Lifecycle.AGREED


async def test_a_tenant_that_nobody_knows_is_refused_everywhere(control: ControlDatabase, clock: FixedClock) -> None:
    nobody: UUID = new_id()
    async with control.transaction() as unit:
        assert await find_tenant(unit, slug="nowhere") is None
        with pytest.raises(UnknownTenant):
            await get_tenant(unit, tenant_id=nobody)
        with pytest.raises(UnknownTenant):
            await move_tenant(unit, tenant_id=nobody, to=Lifecycle.LIVE, by="kim", reason="", clock=clock)
        with pytest.raises(UnknownTenant):
            await claim_host(unit, tenant_id=nobody, host="a.localhost")
        with pytest.raises(UnknownTenant):
            await release_host(unit, tenant_id=nobody, host="a.localhost")
        with pytest.raises(UnknownTenant):
            await rename_tenant(unit, tenant_id=nobody, name={"en": "x"}, timezone="UTC", clock=clock)


async def test_a_tenant_is_renamed_in_its_languages(control: ControlDatabase, clock: FixedClock) -> None:
    tenant = await registered(control, clock)
    async with control.transaction() as unit:
        await rename_tenant(unit, tenant_id=tenant.id, name={"ko": "서울시"}, timezone="Asia/Seoul", clock=clock)
        assert (await get_tenant(unit, tenant_id=tenant.id)).name == {"ko": "서울시"}
        with pytest.raises(InvalidTenant, match="Asia/Seoul"):
            await rename_tenant(unit, tenant_id=tenant.id, name={"ko": "서울"}, timezone="Seoul", clock=clock)


async def test_another_canonical_host_takes_the_place_of_the_first(control: ControlDatabase, clock: FixedClock) -> None:
    tenant = await registered(control, clock)
    async with control.transaction() as unit:
        await claim_host(unit, tenant_id=tenant.id, host="learn.seoul.example", canonical=True)
        assert (await get_tenant(unit, tenant_id=tenant.id)).hosts == ("learn.seoul.example", "seoul.localhost")
        with pytest.raises(CanonicalHostNeeded):
            await release_host(unit, tenant_id=tenant.id, host="learn.seoul.example")
        await release_host(unit, tenant_id=tenant.id, host="seoul.localhost")
        await release_host(unit, tenant_id=tenant.id, host="seoul.localhost")
    assert await canonical_hosts(control) == ["learn.seoul.example"]


async def test_claiming_ones_own_host_again_changes_nothing(control: ControlDatabase, clock: FixedClock) -> None:
    tenant = await registered(control, clock)
    async with control.transaction() as unit:
        await claim_host(unit, tenant_id=tenant.id, host="seoul.localhost")
    assert await canonical_hosts(control) == ["seoul.localhost"]


async def test_a_host_with_a_port_is_refused(control: ControlDatabase, clock: FixedClock) -> None:
    tenant = await registered(control, clock)
    async with control.transaction() as unit:
        with pytest.raises(InvalidHost, match="port"):
            await claim_host(unit, tenant_id=tenant.id, host="seoul.localhost:8000")


async def test_two_tenants_that_claim_one_host_at_once_do_not_both_get_it(
    control: ControlDatabase, clock: FixedClock
) -> None:
    tenants = [await registered(control, clock, slug) for slug in ("seoul", "busan")]

    async def claim(tenant: TenantRef) -> bool:
        try:
            async with control.transaction() as unit:
                await claim_host(unit, tenant_id=tenant.id, host="learn.example", canonical=True)
        except HostTaken:
            return False
        return True

    assert sorted(await asyncio.gather(*(claim(tenant) for tenant in tenants))) == [False, True]


async def test_the_database_itself_allows_one_canonical_host(control: ControlDatabase, clock: FixedClock) -> None:
    tenant = await registered(control, clock)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with control.transaction() as unit:
            await unit.run(HostRow.insert(HostRow(host="two.localhost", tenant_id=tenant.id, canonical=True)))


async def test_a_query_outside_a_unit_of_work_is_refused(control: ControlDatabase) -> None:
    with pytest.raises(OutsideUnitOfWork):
        await TenantRow.select().run()


async def test_a_unit_of_work_opened_in_one_task_can_be_used_in_another(
    control: ControlDatabase, clock: FixedClock
) -> None:
    await registered(control, clock)
    async with control.transaction() as unit:
        found = await asyncio.create_task(find_tenant(unit, slug="seoul"))
    assert found is not None
