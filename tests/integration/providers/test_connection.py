"""A contract opens once its line has passed a test; its secrets are sealed, and in no file, page, log or error."""

from uuid import UUID

import msgspec
import psycopg
import pytest
from sqlalchemy import select

from seoul_learn.demo.provider.moods import Mood
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.models import AuditEntry
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.keep_secrets import SecretRefused, keep_secrets
from seoul_learn.tenant_plane.catalogue.models import Contract
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.try_connection import (
    UNCONFIGURED,
    NotTested,
    close_contract,
    open_contract,
    try_connection,
)
from seoul_learn.tenant_plane.catalogue.values import ContractState
from seoul_learn.tenant_plane.catalogue.write_contracts import write_contracts
from seoul_learn.tenant_plane.database.errors import NotFound
from tests.conftest import Database
from tests.integration.providers.conftest import SECRET, Contract_, Contracted

_BY = Actor(kind="person", id=new_id())


async def _test(contracted: Contracted, contract_id: UUID | None = None) -> list[str]:
    concerns = await try_connection(
        contracted.means.database, contracted.tenant_id, contract_id or contracted.contract_id, actor=_BY,
        outside=contracted.means.outside,
    )  # fmt: skip
    return [one.message for one in concerns]


async def _open(contracted: Contracted) -> None:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await open_contract(session, contracted.contract_id, actor=_BY, outside=contracted.means.outside)


async def _give(contracted: Contracted, **secrets: str) -> None:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await keep_secrets(
            session, contracted.contract_id, secrets, plugins=contracted.means.plugins, actor=_BY,
            keys=contracted.means.keys, clock=contracted.means.clock,
        )  # fmt: skip


async def _state(contracted: Contracted) -> ContractState:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        (contract,) = await list_contracts(session)
        return contract.state


async def test_a_contract_opens_only_after_its_connection_has_passed(contracted: Contracted) -> None:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await close_contract(session, contracted.contract_id, actor=_BY, clock=contracted.means.clock)
    with pytest.raises(NotTested):
        await _open(contracted)
    contracted.provider.mood = Mood.TRUSTING
    assert await _test(contracted) == ["signature_not_checked"]
    with pytest.raises(NotTested):
        await _open(contracted)
    contracted.provider.mood = Mood.WELL
    assert await _test(contracted) == []
    await _open(contracted)
    assert await _state(contracted) is ContractState.OPEN


async def test_another_secret_or_address_has_to_be_tested_again(contracted: Contracted) -> None:
    assert await _test(contracted) == []
    await _give(contracted, webhook_secret="an invented secret for events, 32 letters")
    with pytest.raises(NotTested):
        await _open(contracted)
    assert await _test(contracted) == []
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        row = await session.scalar(select(Contract))
        assert row is not None
        row.config = {**row.config, "client_id": "another"}
    with pytest.raises(NotTested):
        await _open(contracted)
    assert await _test(contracted) == ["signature_refused"]


async def test_a_line_without_its_secret_cannot_be_tested(contract_with: Contract_) -> None:
    contracted = await contract_with(with_secret=False)
    assert await _test(contracted) == [UNCONFIGURED]
    assert contracted.provider.asked == []


async def test_an_applied_file_leaves_a_new_or_moved_line_closed(contracted: Contracted) -> None:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        (contract,) = await list_contracts(session)
        await write_contracts(session, [contract.terms], tested_first={"rest"})
    assert await _state(contracted) is ContractState.OPEN
    moved = dict(contract.terms.config) | {"address": "https://elsewhere.example/v1"}
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await write_contracts(
            session, [msgspec.structs.replace(contract.terms, config=moved)], tested_first={"rest"}
        )
    assert await _state(contracted) is ContractState.PAUSED


async def test_an_empty_secret_keeps_the_one_there_is(contracted: Contracted) -> None:
    await _give(contracted, secret="", webhook_secret="")
    assert await _test(contracted) == []
    with pytest.raises(SecretRefused):
        await _give(contracted, address="https://elsewhere.example")
    with pytest.raises(NotFound):
        await _test(contracted, new_id())


async def test_a_secret_is_nowhere_in_the_clear(contracted: Contracted, database: Database) -> None:
    await _test(contracted)
    contracted.provider.mood = Mood.SILENT
    await contracted.provision(await contracted.enrol())
    with psycopg.connect(database.owner_url) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('tenant', 'jobs', 'control') and table_type = 'BASE TABLE'"
        ).fetchall()
        for (table,) in tables:
            found = connection.execute(f"select 1 from {table} t where t::text like %s", [f"%{SECRET}%"]).fetchone()  # noqa: S608  # names from the catalogue
            assert found is None, table
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        kept = [one async for one in await session.stream_scalars(select(AuditEntry))]
        told = [one.detail for one in kept if one.action == "contract.secrets_kept"]
    assert told == [{"names": ["secret"]}]
