"""Keys change with an overlap, and nobody can read them where they are kept."""

import os
import subprocess
import sys
from typing import Any

import psycopg
from sqlalchemy import select

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.lti.keys import (
    ANNOUNCED_FOR,
    KEPT_FOR,
    SIGNS_FOR,
    published_keys,
    rotate_keys,
    signing_key,
)
from seoul_learn.tenant_plane.lti.models import LtiKey
from tests.conftest import SECRET_KEY, Database
from tests.integration.portal.lti.conftest import OffsetClock

JOB = Actor(kind="job")


class Keys:
    """The keys of a city."""

    def __init__(self, runtime: Runtime, tenant: TenantRef) -> None:
        self.runtime, self.tenant = runtime, tenant
        self.seal = runtime.sealing.of_tenant(tenant.id)

    async def signs(self) -> str:
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            return (await signing_key(session, seal=self.seal, clock=self.runtime.clock)).kid

    async def published(self) -> list[str]:
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            keys = await published_keys(session, seal=self.seal, clock=self.runtime.clock)
        return [one["kid"] for one in keys]

    async def rotate(self, **how: Any) -> bool:
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            return await rotate_keys(session, seal=self.seal, clock=self.runtime.clock, actor=JOB, **how)


async def test_a_key_is_published_before_it_signs_and_after_another_has_taken_over(
    runtime: Runtime, cities: dict[str, TenantRef], later: OffsetClock
) -> None:
    keys = Keys(runtime, cities["seoul"])
    first = await keys.signs()
    assert await keys.published() == [first]
    assert not await keys.rotate(), "not yet"
    later.offset = SIGNS_FOR
    assert await keys.rotate()
    assert not await keys.rotate(), "once"
    assert not await keys.rotate(due=False), "the next one is announced already"
    second = next(one for one in await keys.published() if one != first)
    assert await keys.signs() == first
    later.offset += ANNOUNCED_FOR
    assert await keys.signs() == second
    assert set(await keys.published()) == {first, second}
    later.offset += KEPT_FOR
    assert await keys.published() == [second]
    await keys.rotate()
    async with runtime.tenants.transaction(cities["seoul"].id) as session:
        assert [str(one) for one in await session.scalars(select(LtiKey.id))] == [second]


async def test_a_stolen_key_is_published_no_more_at_once(runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    keys = Keys(runtime, cities["pyeongchang"])
    assert not await keys.rotate(at_once=True), "a city that never signed needs no key"
    stolen = await keys.signs()
    assert await keys.rotate(at_once=True)
    assert await keys.signs() != stolen
    assert stolen not in await keys.published()


async def test_a_private_key_stands_nowhere_in_the_database(
    runtime: Runtime, cities: dict[str, TenantRef], database: Database
) -> None:
    keys = Keys(runtime, cities["seoul"])
    async with runtime.tenants.transaction(cities["seoul"].id) as session:
        key = await signing_key(session, seal=keys.seal, clock=runtime.clock)
    assert b"PRIVATE" in key.private_pem
    assert "PRIVATE" not in repr(key)
    with psycopg.connect(database.owner_url) as owner:
        rows = owner.execute("select private_key, public_key::text from tenant.lti_key").fetchall()
    assert rows
    for sealed, public in rows:
        assert b"PRIVATE" not in sealed
        assert '"d"' not in public


async def test_a_command_changes_the_key_out_of_turn(
    runtime: Runtime, cities: dict[str, TenantRef], database: Database
) -> None:
    keys = Keys(runtime, cities["seoul"])
    before = await keys.signs()

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "seoul_learn.cli", "lti", "rotate-keys", *words],
            env={**os.environ, "SECRET_KEY": SECRET_KEY, "DATABASE_URL": database.owner_url},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = command("seoul", "--at-once")
    assert done.returncode == 0, done.stderr
    assert await keys.signs() != before
    assert before not in await keys.published()
    unknown = command("nowhere")
    assert unknown.returncode == 1
    assert "nowhere" in unknown.stderr
