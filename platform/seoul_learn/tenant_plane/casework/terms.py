"""The city's terms for its officers' work: as a bundle describes them, and as every case is held to them."""

import msgspec
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.casework.models import CaseworkTerms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.transaction import tenant_of

_TERMS = """
    select review_within_days, four_eyes, documents_kept_days, drafts_kept_days, attestation_notice_days,
           appeals_decided_within_days from tenant.casework_terms
     where tenant_id = $1 and id = $1
"""


async def read_terms(source: Source) -> Terms:
    """The terms of this city; the platform's own where it has set none."""
    return await find_terms(source) or Terms()


async def find_terms(source: Source) -> Terms | None:
    """The terms that this city has set, or None."""
    row = await fetch_first(source, _TERMS)
    return Terms(**row) if row else None


async def write_terms(session: AsyncSession, terms: Terms | None) -> None:
    """Make the city's terms exactly these; None leaves it to the platform's own."""
    tenant_id = tenant_of(session)
    if terms is None:
        await session.execute(delete(CaseworkTerms).where(CaseworkTerms.id == tenant_id))
        return
    fresh = insert(CaseworkTerms)
    wanted = msgspec.structs.asdict(terms)
    await session.execute(
        fresh.values(tenant_id=tenant_id, id=tenant_id, **wanted).on_conflict_do_update(
            index_elements=["tenant_id", "id"], set_={name: fresh.excluded[name] for name in wanted}
        )
    )
