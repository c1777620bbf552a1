"""A city's registers become what its bundle says; the secret of each comes from an officer and is sealed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.registers.models import Register
from seoul_learn.tenant_plane.registers.values import RegisterTerms

LONGEST_SECRET = 500


async def write_registers(session: AsyncSession, wanted: Sequence[RegisterTerms]) -> None:
    """Make the registers of a city exactly these, in this order.

    A secret belongs to whoever it was given to at one place: with another source or configuration it is forgotten.
    """
    known = {row.slug: row for row in await session.scalars(select(Register))}
    for position, terms in enumerate(wanted):
        row = known.pop(terms.slug, None) or Register(id=new_id(), slug=terms.slug, source=terms.source, config={})
        if (row.source, row.config) != (terms.source, terms.config):
            row.secret = None
        _put(row, terms, position)
        session.add(row)
    for row in known.values():
        await session.execute(delete(Register).where(Register.id == row.id))
    await session.flush()


async def keep_register_secret(
    session: AsyncSession, register_id: UUID, secret: str, *, actor: Actor, seal: Seal, clock: Clock
) -> None:
    """Seal the secret that the register gave the city. Raises NotFound."""
    row = await session.scalar(select(Register).where(Register.id == register_id).with_for_update())
    if row is None:
        raise NotFound
    row.secret = seal.seal(secret.encode(), table="register", row=row.id, column="secret")
    await session.flush()
    await record(
        session, actor=actor, action="register.secret_kept", subject="register", subject_id=row.id,
        detail={"register": row.slug}, clock=clock,
    )  # fmt: skip


def terms_of(row: Register) -> RegisterTerms:
    """What a row says."""
    return RegisterTerms(
        slug=row.slug, title=row.title, purpose=row.purpose, law=row.law, source=row.source, config=row.config,
        facts=tuple(row.facts), valid_months=row.valid_months, timeout_seconds=row.timeout_seconds, tries=row.tries,
        cost_minor=row.cost_minor, monthly_limit_minor=row.monthly_limit_minor, illustrative=row.illustrative,
    )  # fmt: skip


def _put(row: Register, terms: RegisterTerms, position: int) -> None:
    row.title, row.purpose, row.law = terms.title, terms.purpose, terms.law
    row.source, row.config, row.facts = terms.source, terms.config, list(terms.facts)
    row.valid_months, row.timeout_seconds, row.tries = terms.valid_months, terms.timeout_seconds, terms.tries
    row.cost_minor, row.monthly_limit_minor = terms.cost_minor, terms.monthly_limit_minor
    row.position, row.illustrative = position, terms.illustrative
