"""Who asks, and how the city shows itself: what every page of every face begins with, in one statement."""

import msgspec

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import token_digest
from seoul_learn.tenant_plane.branding.queries import SITE_COLUMNS, site_from
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson

_RECOGNISE = f"""
    select {SITE_COLUMNS},
           s.id as session_id, p.id as person_id, p.email, p.display_name, p.language,
           array(select g.role from tenant.role_grant g
                  where g.tenant_id = $1 and g.person_id = p.id) as roles
      from (select 1) as always
      left join tenant.branding b on b.tenant_id = $1 and b.id = $1
      left join (tenant.person_session s
                 join tenant.person p on p.tenant_id = $1 and p.id = s.person_id and p.active)
             on s.tenant_id = $1 and s.token_digest = $2 and s.expires_at > $3
"""  # noqa: S608  # the columns are a constant of ours


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """`site` is None for a city whose bundle was never applied.

    `person` is None when the token is unknown or over, of another tenant, of somebody switched off, or not there.
    """

    site: Site | None
    person: SignedInPerson | None


async def recognise(source: Source, *, token: str | None, clock: Clock) -> Recognised:
    """The city, and whose session a cookie's token is."""
    digest = token_digest(token) if token else None
    (row,) = await fetch_all(source, _RECOGNISE, digest, clock.now())
    person = row["person_id"] and SignedInPerson(
        person_id=row["person_id"],
        session_id=row["session_id"],
        email=row["email"],
        display_name=row["display_name"],
        language=row["language"],
        roles=frozenset(Role(role) for role in row["roles"]),
    )
    return Recognised(site=site_from(row) if row["revision"] is not None else None, person=person)
