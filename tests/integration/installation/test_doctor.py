"""The doctor looks at roles, migrations, clocks and chains, and says how to mend each."""

import psycopg
import pytest

from seoul_learn.installation.doctor import examine, examine_audit
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.transaction import TenantDatabase


async def test_a_migrated_database_is_well(owner_url: str) -> None:
    assert [found for found in await examine(owner_url) if found.mend] == []


async def test_a_bare_database_is_told_to_migrate(server_url: str) -> None:
    mends = {found.what: found.mend for found in await examine(server_url) if found.mend}
    assert mends["migrations"] == "Run `seoul-learn migrate`."


async def test_a_server_that_does_not_answer_is_named() -> None:
    (found,) = await examine("postgresql://nobody@127.0.0.1:1/none")
    assert found.what == "connection"
    assert found.mend


@pytest.fixture
def owning_role(owner_url: str) -> str:
    with psycopg.connect(owner_url) as connection:
        connection.execute("create table public.owned_by_the_runtime (n int)")
        connection.execute("alter table public.owned_by_the_runtime owner to seoul_learn_tenant")
    return "role seoul_learn_tenant"


async def test_a_runtime_role_that_owns_a_table_is_named(owner_url: str, owning_role: str) -> None:
    found = {finding.what: finding for finding in await examine(owner_url)}[owning_role]
    with psycopg.connect(owner_url) as connection:
        connection.execute("drop table public.owned_by_the_runtime")
    assert found.seen == "owns tables"
    assert found.mend


async def test_an_altered_audit_log_is_found(
    owner_url: str, tenant_database: TenantDatabase, clock: FixedClock
) -> None:
    tenant_id = new_id()
    async with tenant_database.transaction(tenant_id) as session:
        await record(session, actor=Actor(kind="command"), action="tested", subject="test", clock=clock)
    assert [found for found in await examine_audit(owner_url, tenant_database) if found.mend] == []
    with psycopg.connect(owner_url) as connection:
        connection.execute("update tenant.audit_entry set action = 'other' where tenant_id = %s", [tenant_id])
    (found,) = [found for found in await examine_audit(owner_url, tenant_database) if found.mend]
    assert str(tenant_id) in found.what
    assert found.seen == "entry 1 was altered"
