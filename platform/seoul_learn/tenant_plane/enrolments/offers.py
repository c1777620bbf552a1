"""What a learner can choose from: every contract, how many places it has left, and what she has already chosen."""

from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.catalogue.queries import CONTRACT_COLUMNS, contract_from
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.reading import Source, fetch_all

_OFFERS = f"""
    select {CONTRACT_COLUMNS},
           case when c.seats is not null then
               (select count(*) from tenant.seat s
                 where s.tenant_id = $1 and s.contract_id = c.id and s.enrolment_id is null) end as free,
           exists (select from tenant.enrolment e
                    where e.tenant_id = $1 and e.person_id = $2 and e.contract_id = c.id
                      and e.state not in ('released', 'failed')) as held
      from tenant.contract c
     where c.tenant_id = $1 order by c.position
"""  # noqa: S608  # constants


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A contract to a person; without `free`, as many as are asked for. `held` when she has it already."""

    contract: Contract
    free: int | None
    held: bool


async def list_offers(source: Source, person_id: UUID) -> list[Offer]:
    """Every contract, in the city's own order."""
    rows = await fetch_all(source, _OFFERS, person_id)
    return [Offer(contract=contract_from(row), free=row["free"], held=row["held"]) for row in rows]
