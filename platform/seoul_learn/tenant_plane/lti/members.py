"""Who learns under a contract, for its tool (Names and Role Provisioning Services 2.0)."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.lti.values import Member

_MEMBERS = """
    select e.id as enrolment_id, e.person_id, p.display_name, p.email
      from tenant.enrolment e
      join tenant.person p on p.tenant_id = $1 and p.id = e.person_id
     where e.tenant_id = $1 and e.contract_id = $2 and e.state = 'active' and e.ends_on >= $3
       and ($4::uuid is null or e.id > $4)
     order by e.id limit $5
"""


async def members_of(
    session: AsyncSession, contract_id: UUID, *, today: date, after: UUID | None, most: int
) -> list[Member]:
    """One page of them, and one more where there are more. What of them may be told is the caller's to say."""
    rows = await fetch_all(session, _MEMBERS, contract_id, today, after, most + 1)
    return [
        Member(
            enrolment_id=row["enrolment_id"], person_id=row["person_id"], name=row["display_name"], email=row["email"]
        )
        for row in rows
    ]
