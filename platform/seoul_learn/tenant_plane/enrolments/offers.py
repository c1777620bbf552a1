"""What a learner can choose from: every contract, and how many places it has left."""

import msgspec

from seoul_learn.tenant_plane.catalogue.queries import CONTRACT_COLUMNS, contract_from
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.reading import Source, fetch_all

_OFFERS = f"""
    select {CONTRACT_COLUMNS},
           case when c.seats is not null then
               (select count(*) from tenant.seat s
                 where s.tenant_id = $1 and s.contract_id = c.id and s.enrolment_id is null) end as free
      from tenant.contract c
     where c.tenant_id = $1 order by c.position
"""  # noqa: S608  # constants


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A contract; without `free`, as many places as are asked for."""

    contract: Contract
    free: int | None


async def list_offers(source: Source) -> list[Offer]:
    """Every contract, in the city's own order."""
    return [Offer(contract=contract_from(row), free=row["free"]) for row in await fetch_all(source, _OFFERS)]
