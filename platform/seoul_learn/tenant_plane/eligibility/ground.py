"""What every evaluation of a tenant stands on besides the policy: its facts and its official tables."""

import msgspec
from sqlalchemy import literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.models import OwnFacts, StandardText

_KEPT_AS = "ground"


class Ground(msgspec.Struct, frozen=True):
    """The shared facts with the tenant's own, and the tables that the tenant has taken over."""

    facts: FactCatalogue
    standards: Standards


async def ground_of(session: AsyncSession, engine: Engine) -> Ground:
    """The tenant's ground: one statement a transaction, however often it is asked for."""
    known = session.info.get(_KEPT_AS)
    if isinstance(known, Ground):
        return known
    tenant_id = tenant_of(session)
    # Both in one round trip. The criteria of the session do not reach into a union, so each part names the tenant.
    standards = select(literal("standard").label("kind"), StandardText.standard, StandardText.digest, StandardText.text)
    facts = select(literal("facts").label("kind"), literal("").label("standard"), OwnFacts.digest, OwnFacts.text)
    rows = (
        await session.execute(
            union_all(
                standards.where(StandardText.tenant_id == tenant_id), facts.where(OwnFacts.tenant_id == tenant_id)
            )
        )
    ).all()
    own = next(((row.digest, row.text) for row in rows if row.kind == "facts"), None)
    tables = sorted((row for row in rows if row.kind == "standard"), key=lambda row: row.standard)
    ground = Ground(
        facts=engine.facts(own), standards=engine.standards([(row.digest, row.text) for row in tables])
    )  # fmt: skip
    session.info[_KEPT_AS] = ground
    return ground


def known_facts(session: AsyncSession) -> FactCatalogue:
    """The tenant's facts in a transaction whose ground was read before. KeyError where it was not."""
    ground: Ground = session.info[_KEPT_AS]
    return ground.facts


def forget_ground(session: AsyncSession) -> None:
    """What follows in this transaction reads facts and tables anew."""
    session.info.pop(_KEPT_AS, None)
