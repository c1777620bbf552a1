"""Reads of contracts, returning values."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.catalogue.models import VoucherCode
from seoul_learn.tenant_plane.catalogue.values import CodeStock, Contract, ContractState, ContractTerms
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first

CONTRACT_COLUMNS = """c.id, c.state, c.offering, c.provider, c.provider_name, c.name, c.category, c.category_name,
           c.levels, c.market_price_minor, c.currency, c.price_per, c.ships, c.seats, c.term_months,
           c.term_by_level, c.connector, c.config, c.illustrative"""
"""What `contract_from` takes, of `tenant.contract c`."""

_LIST = f"select {CONTRACT_COLUMNS} from tenant.contract c where c.tenant_id = $1 order by c.position"  # noqa: S608  # constants
_GET = f"select {CONTRACT_COLUMNS} from tenant.contract c where c.tenant_id = $1 and c.id = $2"  # noqa: S608  # constants


async def list_contracts(source: Source) -> list[Contract]:
    """Every contract, in the city's own order."""
    return [contract_from(row) for row in await fetch_all(source, _LIST)]


async def get_contract(source: Source, contract_id: UUID) -> Contract:
    """One contract. Raises NotFound."""
    row = await fetch_first(source, _GET, contract_id)
    if row is None:
        raise NotFound
    return contract_from(row)


async def code_stocks(session: AsyncSession) -> dict[UUID, CodeStock]:
    """The stock of codes of every contract that has any."""
    free, last_day = VoucherCode.request_id.is_(None), VoucherCode.expires_on
    today = func.current_date()
    rows = await session.execute(
        select(
            VoucherCode.contract_id,
            func.count().label("imported"),
            func.count(VoucherCode.request_id).label("given"),
            func.count().filter(free, last_day <= today).label("expired"),
            func.count().filter(free, last_day > today, last_day <= today + 30).label("expiring"),
        ).group_by(VoucherCode.contract_id)
    )
    return {
        row.contract_id: CodeStock(
            contract_id=row.contract_id,
            imported=row.imported,
            given=row.given,
            expired=row.expired,
            expiring=row.expiring,
        )
        for row in rows
    }


def contract_from(row: Mapping[str, Any]) -> Contract:
    """The contract of a row that has the CONTRACT_COLUMNS."""
    return Contract(
        id=row["id"],
        state=ContractState(row["state"]),
        terms=ContractTerms(
            offering=row["offering"],
            provider=row["provider"],
            provider_name=row["provider_name"],
            name=row["name"],
            category=row["category"],
            category_name=row["category_name"],
            levels=row["levels"],
            market_price_minor=row["market_price_minor"],
            currency=row["currency"],
            price_per=row["price_per"],
            ships=row["ships"],
            seats=row["seats"],
            term_months=row["term_months"],
            term_by_level=row["term_by_level"],
            connector=row["connector"],
            config=row["config"],
            illustrative=row["illustrative"],
        ),
    )
