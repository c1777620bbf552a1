"""The runtime role may see nothing that row-level security would hide: checked before the first request."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from seoul_learn.tenant_plane.database.errors import IsolationBroken

_POWERS = text("""
    select r.rolname, r.rolsuper, r.rolbypassrls,
           exists (select from pg_class c where c.relowner = r.oid) as owns_tables,
           exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid
                   where m.member = r.oid) as is_member
      from pg_roles r where r.rolname = current_user
""")


async def refuse_a_role_that_sees_too_much(connection: AsyncConnection) -> None:
    """Raises IsolationBroken when the current role is a superuser, has BYPASSRLS, owns a table or inherits a role."""
    powers = (await connection.execute(_POWERS)).one()
    for found, power in (
        (powers.rolsuper, "is a superuser"),
        (powers.rolbypassrls, "has BYPASSRLS"),
        (powers.owns_tables, "owns tables"),
        (powers.is_member, "is a member of another role"),
    ):
        if found:
            raise IsolationBroken(
                "The database role %(role)s %(power)s and could see every tenant. Run `seoul-learn doctor`.",
                role=powers.rolname,
                power=power,
            )
