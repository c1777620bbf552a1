"""What a reader sees first: every programme of the city, the policy that decides on it, and how her own application to
it stands, in one statement.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.queries import policy_from
from seoul_learn.tenant_plane.eligibility.values import DECIDING, StoredPolicy
from seoul_learn.tenant_plane.programmes.queries import IN_ORDER, PROGRAMME_COLUMNS, programme_from
from seoul_learn.tenant_plane.programmes.values import Programme

# Nobody has no application: `$2` is null for a stranger.
_STANDINGS = f"""
    select {PROGRAMME_COLUMNS}, a.id as application_id, a.state,
           (select d.outcome from tenant.determination d
             where d.tenant_id = $1 and d.application_id = a.id order by d.number desc limit 1) as outcome,
           exists(select from tenant.placing q where q.tenant_id = $1 and q.application_id = a.id
                     and q.state in ('undetermined', 'waiting')) as waits,
           v.version_id, v.programme_id, v.effective_from, v.status, v.digest, v.text
      from tenant.programme p
      left join tenant.application a
             on a.tenant_id = $1 and a.programme_id = p.id and a.person_id = $2 and a.state <> 'withdrawn'
            and a.closed_at is null
      left join lateral (
           select w.id as version_id, w.programme_id, w.effective_from, w.status, w.digest, w.text
             from tenant.policy_version w
            where w.tenant_id = $1 and w.programme_id = p.id and w.effective_from <= $3 and w.status = any($4::text[])
            order by w.effective_from desc limit 1) v on true
     where p.tenant_id = $1 order by {IN_ORDER}
"""  # noqa: S608  # constants


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """A person's running application to a programme, its newest outcome, and whether it waits for a place."""

    application_id: UUID
    state: ApplicationState
    outcome: Outcome | None
    waits: bool = False


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A programme, the version that decides on the day, and the reader's own application."""

    programme: Programme
    policy: StoredPolicy | None
    own: Own | None


async def list_standings(source: Source, person_id: UUID | None, day: date) -> list[Standing]:
    """Every programme, drafts too, in the city's own order, on a day of the law."""
    rows = await fetch_all(source, _STANDINGS, person_id, day, [status.value for status in DECIDING])
    return [
        Standing(
            programme=programme_from(row),
            policy=policy_from({**row, "id": row["version_id"]}) if row["version_id"] else None,
            own=_own(row) if row["application_id"] else None,
        )
        for row in rows
    ]


def _own(row: Mapping[str, Any]) -> Own:
    return Own(
        application_id=row["application_id"],
        state=ApplicationState(row["state"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        waits=row["waits"],
    )
