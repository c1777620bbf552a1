"""The secrets of a contract's connector, given in the console or at the command line, and by no file."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.config import secret_fields
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue.connect import COLUMN, TABLE, unsealed
from seoul_learn.tenant_plane.catalogue.line_models import ContractLine
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of

_LONGEST = 10_000


class SecretRefused(Refused):
    """This is no secret of the contract's connector."""


def secret_names(contract: Contract, plugins: Plugins) -> tuple[str, ...]:
    """The secret fields that the contract's connector has, in the order of its configuration."""
    connector = plugins.connectors.get(contract.terms.connector)
    if connector is None:
        return ()
    hidden = secret_fields(connector.config)
    return tuple(one.encode_name for one in msgspec.structs.fields(connector.config) if one.name in hidden)


async def keep_secrets(
    session: AsyncSession, contract_id: UUID, given: Mapping[str, str], *,
    plugins: Plugins, actor: Actor, keys: SealingKeys, clock: Clock,
) -> None:  # fmt: skip
    """Seal what was given; an empty value keeps the one there is. The connection has to be tested again after.

    Raises NotFound, SecretRefused.
    """
    contract = await get_contract(session, contract_id)
    fresh = {name: value.replace("\r\n", "\n").strip() for name, value in given.items() if value.strip()}
    if not set(fresh) <= set(secret_names(contract, plugins)):
        raise SecretRefused("The connector has no such secret.")
    if any(len(value) > _LONGEST or "\x00" in value for value in fresh.values()):
        raise SecretRefused("This cannot be a secret: it is too long, or not text.")
    if not fresh:
        return
    line = await line_of(session, contract_id)
    seal = keys.of_tenant(tenant_of(session))
    known = unsealed(line.secrets, line.id, seal) if line.secrets else {}
    line.secrets = seal.seal(msgspec.json.encode(known | fresh), table=TABLE, row=line.id, column=COLUMN)
    line.tested = line.tested_at = None
    await session.flush()
    await record(
        session, actor=actor, action="contract.secrets_kept", subject="contract", subject_id=contract_id,
        detail={"names": sorted(fresh)}, clock=clock,
    )  # fmt: skip


async def line_of(session: AsyncSession, contract_id: UUID) -> ContractLine:
    """The contract's line, locked; a new one where there was none."""
    line: ContractLine | None = await session.scalar(
        select(ContractLine).where(ContractLine.contract_id == contract_id).with_for_update()
    )
    if line is None:
        line = ContractLine(id=new_id(), contract_id=contract_id, silences=0)
        session.add(line)
    return line
