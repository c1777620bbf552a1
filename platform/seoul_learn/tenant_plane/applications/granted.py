"""What a person may have now, by what was determined: the grants of her entitlements that still run."""

from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.applications.person_seal import read_person_seal
from seoul_learn.tenant_plane.applications.values import Entitled
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.eligibility.record import RecordedGrant, read_record

_RUNNING = """
    select e.id, e.application_id, e.slots, e.at_most, e.starts_on, e.ends_on, p.name as programme,
           d.id as determination_id, d.record
      from tenant.entitlement e
      join tenant.application a on a.tenant_id = $1 and a.id = e.application_id
      join tenant.programme p on p.tenant_id = $1 and p.id = a.programme_id
      join tenant.determination d on d.tenant_id = $1 and d.id = e.determination_id
     where e.tenant_id = $1 and e.person_id = $2 and e.state = 'active'
     order by e.starts_on, e.id
"""


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """A grant, the programme that gave it, and from when until when."""

    programme: dict[str, str]
    entitled: Entitled
    grant: RecordedGrant


async def granted_to(source: Source, person_id: UUID, *, keys: SealingKeys) -> tuple[Granted, ...]:
    """The grants of this person, the oldest first."""
    rows = await fetch_all(source, _RUNNING, person_id)
    if not rows:
        return ()
    seal = await read_person_seal(source, keys, person_id)
    found = []
    for row in rows:
        record = read_record(
            seal.unseal(row["record"], table="determination", row=row["determination_id"], column="record")
        )
        if record.grant is not None:
            entitled = Entitled(
                id=row["id"], application_id=row["application_id"], person_id=person_id, slots=tuple(row["slots"]),
                at_most=row["at_most"], starts_on=row["starts_on"].isoformat(), ends_on=row["ends_on"].isoformat(),
                active=True,
            )  # fmt: skip
            found.append(Granted(programme=row["programme"], entitled=entitled, grant=record.grant))
    return tuple(found)
