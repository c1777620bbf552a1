"""How places stand everywhere, in figures, and where officers can give some."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.applications.settle_places import is_over
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.queries import policy_from


class PlacesOfVersion(msgspec.Struct, frozen=True, kw_only=True):
    """How the places of one version stand, in figures."""

    version_id: UUID
    programme_id: UUID
    effective_from: date
    places: int
    taken: int
    waiting: int
    undetermined: int


_COUNTS = """
    select policy_version_id, state, count(*) as many from tenant.placing
     where tenant_id = $1 and state <> 'ended' group by policy_version_id, state
"""
_VERSIONS = """
    select v.id, v.programme_id, v.effective_from, v.status, v.digest, v.text from tenant.policy_version v
     where v.tenant_id = $1 and v.status in ('in_force', 'superseded') order by v.effective_from desc
"""


async def count_places(source: Source, engine: Engine) -> list[PlacesOfVersion]:
    """Every version with a quota that has decided or decides, the newest first."""
    counts: dict[UUID, dict[str, int]] = {}
    for row in await fetch_all(source, _COUNTS):
        counts.setdefault(row["policy_version_id"], {})[row["state"]] = row["many"]
    found = []
    for stored in map(policy_from, await fetch_all(source, _VERSIONS)):
        quota = engine.policy(stored).quota
        if quota is not None:
            own = counts.get(stored.id, {})
            found.append(
                PlacesOfVersion(
                    version_id=stored.id, programme_id=stored.programme_id, effective_from=stored.effective_from,
                    places=quota.places, taken=own.get("admitted", 0), waiting=own.get("waiting", 0),
                    undetermined=own.get("undetermined", 0),
                )
            )
    return found


_TO_GIVE = """
    select v.id, v.programme_id, v.effective_from, v.status, v.digest, v.text, count(*) as many
      from tenant.placing p
      join tenant.policy_version v on v.tenant_id = $1 and v.id = p.policy_version_id
     where p.tenant_id = $1 and p.state = 'waiting' and p.listed_at is null
     group by v.id, v.programme_id, v.effective_from, v.status, v.digest, v.text
"""


async def places_to_give(source: Source, engine: Engine, *, timezone: str, now: datetime) -> dict[UUID, int]:
    """How many wait for officers to give places, by version, where they may now."""
    found: dict[UUID, int] = {}
    for row in await fetch_all(source, _TO_GIVE):
        policy = engine.policy(policy_from(row))
        ends = policy.window is not None and policy.window.closes is not None
        if not ends or is_over(policy, timezone=timezone, now=now):
            found[row["id"]] = row["many"]
    return found
