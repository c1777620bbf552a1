"""The audit log can be added to and nothing else; a change behind its back is found."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.audit.verify import verify_chain
from seoul_learn.tenant_plane.database.transaction import TenantDatabase


async def _three_entries(database: TenantDatabase, clock: FixedClock) -> Any:
    tenant_id = new_id()
    for number in range(3):
        async with database.transaction(tenant_id) as session:
            await record(
                session, actor=Actor(kind="person", id=new_id()), action="tested", subject="test",
                detail={"number": number}, clock=clock,
            )  # fmt: skip
    return tenant_id


async def test_entries_form_an_intact_chain(tenant_database: TenantDatabase, clock: FixedClock) -> None:
    tenant_id = await _three_entries(tenant_database, clock)
    async with tenant_database.transaction(tenant_id) as session:
        report = await verify_chain(session)
    assert (report.entries, report.fault) == (3, None)


@pytest.mark.parametrize("statement", ["update tenant.audit_entry set action = 'x'", "delete from tenant.audit_entry"])
async def test_the_platform_itself_can_not_change_an_entry(
    tenant_database: TenantDatabase, clock: FixedClock, statement: str
) -> None:
    tenant_id = await _three_entries(tenant_database, clock)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with tenant_database.transaction(tenant_id) as session:
            await session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update tenant.audit_entry set detail = '{\"number\": 9}' where number = 2 and", "entry 2 was altered"),
        ("delete from tenant.audit_entry where number = 2 and", "entry 2 is missing"),
        ("delete from tenant.audit_entry where number = 3 and", "entry 3 is missing"),
        ("update tenant.audit_head set chain = sha256('') where", "the head of the chain was altered"),
    ],
)
async def test_a_change_behind_its_back_is_found_and_named(
    tenant_database: TenantDatabase, clock: FixedClock, owner_url: str, statement: str, fault: str
) -> None:
    tenant_id = await _three_entries(tenant_database, clock)
    with psycopg.connect(owner_url) as superuser:
        superuser.execute(f"{statement} tenant_id = %s".encode(), [tenant_id])
    async with tenant_database.transaction(tenant_id) as session:
        assert (await verify_chain(session)).fault == fault


async def test_an_undone_change_leaves_no_entry(tenant_database: TenantDatabase, clock: FixedClock) -> None:
    tenant_id = new_id()
    with pytest.raises(ZeroDivisionError):
        async with tenant_database.transaction(tenant_id) as session:
            await record(session, actor=Actor(kind="command"), action="tested", subject="test", clock=clock)
            raise ZeroDivisionError
    async with tenant_database.transaction(tenant_id) as session:
        assert (await verify_chain(session)).entries == 0
