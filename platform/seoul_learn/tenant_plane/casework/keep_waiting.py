"""A case with more than one paper to read waits until the last of them is read."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.reading import fetch_all

_PAPERS = """
    update tenant.application a set state = 'submitted'
     where a.tenant_id = $1 and a.id = $2 and a.state = 'determined'
       and exists (select from tenant.evidence v
                     join tenant.entitlement e on e.tenant_id = $1 and e.application_id = a.id and e.state = 'active'
                     join lateral (select w.verdict, w.valid_until, w.attested_at from tenant.attestation w
                                    where w.tenant_id = $1 and w.application_id = a.id and w.fact = v.fact
                                    order by w.attested_at desc, w.id desc limit 1) word on true
                    where v.tenant_id = $1 and v.application_id = a.id and v.state = 'waiting'
                      and word.verdict = 'confirmed' and word.valid_until <= e.words_told_until)
"""


async def keep_waiting_for_papers(session: AsyncSession, application_id: UUID) -> None:
    """One fact vouched for determines anew; the paper for another that runs out is still to be read."""
    await fetch_all(session, _PAPERS, application_id)
