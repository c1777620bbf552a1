"""How long somebody's word for a fact counts, by the city's own terms; after that it is a declaration again."""

from datetime import date

import msgspec
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.spans import months_later
from seoul_learn.tenant_plane.applications.models import AttestationTerms as TermsRow
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.transaction import tenant_of

_TERMS = "select months, by_fact from tenant.attestation_terms where tenant_id = $1 and id = $1"


class AttestationTerms(msgspec.Struct, frozen=True, kw_only=True):
    """For so many `months`, and for the facts `by_fact` for as many as stand there."""

    months: int = 12
    by_fact: dict[str, int] = {}


async def read_attestation_terms(source: Source) -> AttestationTerms:
    """The terms of this city; the platform's own where it has set none."""
    return await find_attestation_terms(source) or AttestationTerms()


async def find_attestation_terms(source: Source) -> AttestationTerms | None:
    """The terms that this city has set, or None."""
    row = await fetch_first(source, _TERMS)
    if row is None:
        return None
    return AttestationTerms(months=row["months"], by_fact=row["by_fact"])


async def write_attestation_terms(session: AsyncSession, terms: AttestationTerms | None) -> None:
    """Make the city's terms exactly these; None leaves it to the platform's own."""
    tenant_id = tenant_of(session)
    if terms is None:
        await session.execute(delete(TermsRow).where(TermsRow.id == tenant_id))
        return
    fresh = insert(TermsRow)
    await session.execute(
        fresh.values(
            tenant_id=tenant_id, id=tenant_id, months=terms.months, by_fact=terms.by_fact
        ).on_conflict_do_update(
            index_elements=["tenant_id", "id"],
            set_={"months": fresh.excluded.months, "by_fact": fresh.excluded.by_fact},
        )
    )


def last_valid_day(terms: AttestationTerms, fact: str, attested_on: date) -> date:
    """The last day on which a word of that day counts."""
    return months_later(attested_on, terms.by_fact.get(fact, terms.months))
