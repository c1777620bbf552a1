"""How the line to a provider is, for officers: which secrets there are, whether it was tested, how long silent."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.catalogue.connect import Outside, secrets_of
from seoul_learn.tenant_plane.catalogue.keep_secrets import secret_names
from seoul_learn.tenant_plane.catalogue.line_models import ContractLine
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.try_connection import is_tested, needs_test
from seoul_learn.tenant_plane.catalogue.values import Contract


class SecretField(msgspec.Struct, frozen=True):
    """A secret of the connector, and whether there is one. Its value is told to nobody."""

    name: str
    is_there: bool


class LineState(msgspec.Struct, frozen=True, kw_only=True):
    """`tested` of the present configuration; until `resting_until` nobody asks; `fault` is what was wrong last."""

    contract: Contract
    needs_test: bool
    tested: bool
    tested_at: datetime | None
    secrets: tuple[SecretField, ...]
    silences: int
    resting_until: datetime | None
    fault: str
    compared_at: datetime | None


async def line_state(session: AsyncSession, contract_id: UUID, outside: Outside) -> LineState:
    """Raises NotFound."""
    contract = await get_contract(session, contract_id)
    line = await session.scalar(select(ContractLine).where(ContractLine.contract_id == contract_id))
    known = await secrets_of(session, contract_id, outside.keys)
    resting = line.open_until if line is not None and line.open_until is not None else None
    return LineState(
        contract=contract,
        needs_test=needs_test(contract, outside),
        tested=await is_tested(session, contract, outside),
        tested_at=line.tested_at if line is not None else None,
        secrets=tuple(SecretField(name, name in known) for name in secret_names(contract, outside.plugins)),
        silences=line.silences if line is not None else 0,
        resting_until=resting if resting is not None and resting > outside.clock.now() else None,
        fault=(line.fault or "") if line is not None else "",
        compared_at=line.compared_at if line is not None else None,
    )
