"""The lock under which places of a policy version are given and given back, one transaction after another."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.reading import fetch_all

_LOG = "select id from tenant.audit_head where tenant_id = $1 for update"
# Not the whole row: whoever refers to the version, as every new application does, is not held up.
_PLACES = """
    select id from tenant.policy_version where tenant_id = $1 and id = any($2::uuid[])
     order by id for no key update
"""


async def hold_places(session: AsyncSession, versions: Iterable[UUID]) -> None:
    """Hold the places of these versions until the transaction ends.

    In one order everywhere: an application, the audit log, the places. The log comes first because officers' pages
    write to it before anything is determined; were the places to come first elsewhere, the two would wait for each
    other.
    """
    await fetch_all(session, _LOG)
    await fetch_all(session, _PLACES, list(versions))
