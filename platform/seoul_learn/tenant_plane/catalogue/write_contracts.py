"""Make the contracts of a city exactly those described."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.catalogue.models import Contract
from seoul_learn.tenant_plane.catalogue.values import ContractState, ContractTerms
from seoul_learn.tenant_plane.database.errors import Refused


class ContractInUse(Refused):
    """A contract with codes or learners cannot be taken away; it can be paused."""


async def write_contracts(
    session: AsyncSession, contracts: Sequence[ContractTerms], *, tested_first: Collection[str] = ()
) -> None:
    """Add, change and remove contracts, in this order of theirs. Raises ContractInUse.

    Learners can choose what uses one of the connectors in `tested_first` once its connection has passed a test: a new
    one is paused until then, and so is one whose provider is reached otherwise than before.
    """
    known = {row.offering: row for row in await session.scalars(select(Contract))}
    for position, terms in enumerate(contracts):
        row = known.pop(terms.offering, None)
        if row is None:
            row = Contract(offering=terms.offering, state=ContractState.OPEN.value)
            session.add(row)
        if terms.connector in tested_first and (row.connector, row.config) != (terms.connector, terms.config):
            row.state = ContractState.PAUSED.value
        for name in ContractTerms.__struct_fields__:
            setattr(row, name, getattr(terms, name))
        row.position = position
    await session.flush()
    for offering, row in known.items():
        try:
            await session.execute(delete(Contract).where(Contract.id == row.id))
        except IntegrityError as fault:
            raise ContractInUse(
                "The contract for %(offering)s has seats or codes in use. Pause it instead of removing it.",
                offering=offering,
            ) from fault
