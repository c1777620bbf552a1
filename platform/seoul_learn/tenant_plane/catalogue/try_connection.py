"""Test the line to a provider, and open a contract to learners once its line has passed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.abilities import SpeaksOut
from seoul_learn.plugin_api.learning_tool import LEARNING_TOOL
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.provider import Concern, ConnectorError
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue.code_pool import ContractCodes
from seoul_learn.tenant_plane.catalogue.connect import Outside, Unconfigured, connected, digest_of, secrets_of
from seoul_learn.tenant_plane.catalogue.keep_secrets import line_of
from seoul_learn.tenant_plane.catalogue.line_models import ContractLine
from seoul_learn.tenant_plane.catalogue.models import Contract as ContractRow
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.values import Contract, ContractState
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.database.transaction import TenantDatabase, tenant_of

UNCONFIGURED = "unconfigured"
"""A concern of the platform itself: the configuration is not complete, so that nothing could be asked."""
BROKEN = "broken"
"""Another: the connector raised what it may not, or the provider did not even let it say what is wrong."""


class NotTested(Refused):
    """The connection has to pass the test first."""


async def try_connection(
    database: TenantDatabase, tenant_id: UUID, contract_id: UUID, *, actor: Actor, outside: Outside
) -> tuple[Concern, ...]:
    """What stands in the way; nothing when the line passed. Asks the provider with no transaction open.

    Raises NotFound.
    """
    async with database.transaction(tenant_id) as session:
        contract = await get_contract(session, contract_id)
        secrets = await secrets_of(session, contract_id, outside.keys)
    concerns = await _concerns(database, tenant_id, contract, secrets, outside)
    passed = None if concerns else digest_of(contract, secrets, outside.keys, tenant_id)
    async with database.transaction(tenant_id) as session:
        line = await line_of(session, contract_id)
        line.tested, line.tested_at = passed, outside.clock.now()
        if passed is not None:
            line.silences, line.open_until, line.fault = 0, None, None
        await session.flush()
        await record(
            session, actor=actor, action="contract.tested", subject="contract", subject_id=contract_id,
            detail={"concerns": [one.message for one in concerns]}, clock=outside.clock,
        )  # fmt: skip
    return concerns


async def open_contract(session: AsyncSession, contract_id: UUID, *, actor: Actor, outside: Outside) -> None:
    """Let learners choose it. Raises NotFound, NotTested."""
    contract = await get_contract(session, contract_id)
    if needs_test(contract, outside) and not await is_tested(session, contract, outside):
        raise NotTested("Test the connection first. Learners can choose this once the test has passed.")
    await _move(session, contract_id, ContractState.OPEN, actor=actor, clock=outside.clock)


async def close_contract(session: AsyncSession, contract_id: UUID, *, actor: Actor, clock: Clock) -> None:
    """Nobody else can choose it; whoever uses it goes on. Raises NotFound."""
    await _move(session, contract_id, ContractState.PAUSED, actor=actor, clock=clock)


def needs_test(contract: Contract, outside: Outside) -> bool:
    """True for a contract whose provider is asked over the network."""
    return isinstance(outside.plugins.connectors.get(contract.terms.connector), SpeaksOut)


def needs_codes(contract: Contract, plugins: Plugins) -> bool:
    """True for a contract whose learners get codes of the provider's file: others are let in by the provider itself."""
    connector = contract.terms.connector
    return connector != LEARNING_TOOL and connector not in plugins.speaking_out()


async def is_tested(session: AsyncSession, contract: Contract, outside: Outside) -> bool:
    """True when the last test passed, of the very configuration and secrets that there are now."""
    tested = await session.scalar(select(ContractLine.tested).where(ContractLine.contract_id == contract.id))
    secrets = await secrets_of(session, contract.id, outside.keys)
    return tested is not None and tested == digest_of(contract, secrets, outside.keys, tenant_of(session))


async def _concerns(
    database: TenantDatabase, tenant_id: UUID, contract: Contract, secrets: dict[str, str], outside: Outside
) -> tuple[Concern, ...]:
    try:
        line = connected(contract, secrets, outside)
    except Unconfigured:
        return (Concern(message=UNCONFIGURED),)
    codes = ContractCodes(database, tenant_id, contract.id, keys=outside.keys, clock=outside.clock)
    try:
        found: tuple[Concern, ...] = await line.connector.check(line.config, codes)
    except ConnectorError as error:
        return (Concern(message=BROKEN, values={"kind": type(error).__name__}),)
    except Exception as error:  # a connector's own fault must not pass for a sound line
        return (Concern(message=BROKEN, values={"kind": type(error).__name__}),)
    return found


async def _move(
    session: AsyncSession, contract_id: UUID, state: ContractState, *, actor: Actor, clock: Clock
) -> None:
    row = await session.scalar(select(ContractRow).where(ContractRow.id == contract_id).with_for_update())
    if row is None:
        raise NotFound
    if row.state == state.value:
        return
    row.state = state.value
    await session.flush()
    await record(
        session, actor=actor, action=f"contract.{state.value}", subject="contract", subject_id=contract_id,
        clock=clock,
    )  # fmt: skip
