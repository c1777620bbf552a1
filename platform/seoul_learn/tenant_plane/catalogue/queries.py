"""Reads of contracts, returning values."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.catalogue.models import Contract as ContractRow
from seoul_learn.tenant_plane.catalogue.models import VoucherCode
from seoul_learn.tenant_plane.catalogue.values import CodeStock, Contract, ContractState, ContractTerms
from seoul_learn.tenant_plane.database.errors import NotFound


async def list_contracts(session: AsyncSession) -> list[Contract]:
    """Every contract, in the city's own order."""
    rows = await session.scalars(select(ContractRow).order_by(ContractRow.position))
    return [_contract(row) for row in rows]


async def get_contract(session: AsyncSession, contract_id: UUID) -> Contract:
    """One contract. Raises NotFound."""
    row = await session.scalar(select(ContractRow).where(ContractRow.id == contract_id))
    if row is None:
        raise NotFound
    return _contract(row)


async def code_stocks(session: AsyncSession) -> dict[UUID, CodeStock]:
    """The stock of codes of every contract that has any."""
    imported, given = func.count().label("imported"), func.count(VoucherCode.request_id).label("given")
    rows = await session.execute(select(VoucherCode.contract_id, imported, given).group_by(VoucherCode.contract_id))
    return {
        row.contract_id: CodeStock(contract_id=row.contract_id, imported=row.imported, given=row.given) for row in rows
    }


def _contract(row: ContractRow) -> Contract:
    terms = {name: getattr(row, name) for name in ContractTerms.__struct_fields__}
    return Contract(id=row.id, state=ContractState(row.state), terms=msgspec.convert(terms, ContractTerms))
