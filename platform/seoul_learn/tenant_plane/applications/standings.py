"""What a reader sees first: every programme of the city and how her own application to it stands, in one statement."""

from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.programmes.queries import IN_ORDER, PROGRAMME_COLUMNS, list_programmes, programme_from
from seoul_learn.tenant_plane.programmes.values import Programme

_STANDINGS = f"""
    select {PROGRAMME_COLUMNS}, a.id as application_id, a.state,
           (select d.outcome from tenant.determination d
             where d.tenant_id = $1 and d.application_id = a.id order by d.number desc limit 1) as outcome
      from tenant.programme p
      left join tenant.application a
             on a.tenant_id = $1 and a.programme_id = p.id and a.person_id = $2 and a.state <> 'withdrawn'
     where p.tenant_id = $1 order by {IN_ORDER}
"""  # noqa: S608  # constants


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A person's running application to a programme, and its newest outcome."""

    application_id: UUID
    state: ApplicationState
    outcome: Outcome | None


async def list_standings(source: Source, person_id: UUID | None) -> list[tuple[Programme, Standing | None]]:
    """Every programme, drafts too, in the city's own order; nobody has no application."""
    if person_id is None:
        return [(programme, None) for programme in await list_programmes(source)]
    return [
        (
            programme_from(row),
            Standing(
                application_id=row["application_id"],
                state=ApplicationState(row["state"]),
                outcome=Outcome(row["outcome"]) if row["outcome"] else None,
            )
            if row["application_id"]
            else None,
        )
        for row in await fetch_all(source, _STANDINGS, person_id)
    ]
