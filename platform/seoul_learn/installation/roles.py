"""The three roles of the platform's database: an owner nobody signs in as, and one role for each plane."""

from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from seoul_learn.kit.tokens import derive_key

OWNER = "seoul_learn_owner"
CONTROL = "seoul_learn_control"
TENANT = "seoul_learn_tenant"


def role_password(secret_key: str, role: str) -> str:
    """The password of a role, made from the platform's secret so that one setting opens one whole installation."""
    return derive_key(secret_key, f"database role {role}").hex()


def address_as(owner_url: str, role: str, *, secret_key: str) -> str:
    """The connection address of the same database under one of the platform's roles."""
    parts = urlsplit(owner_url)
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{role_password(secret_key, role)}@{server}"))


def create_roles(connection: psycopg.Connection, *, secret_key: str) -> None:
    """Make or mend the roles, the schemas and their rights; repeatable. Needs a superuser or CREATEROLE."""
    # Roles belong to the whole server: two installations started at once would trip over each other.
    connection.execute("select pg_advisory_xact_lock(7303014)")
    for role in (OWNER, CONTROL, TENANT):
        known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        if not known:
            connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
    connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(OWNER)))
    connection.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(OWNER)))
    for role in (CONTROL, TENANT):
        _take_powers_away(connection, role)
        password = sql.Literal(role_password(secret_key, role))
        connection.execute(sql.SQL("alter role {} login password {}").format(sql.Identifier(role), password))
    database = connection.execute("select current_database()").fetchone()
    assert database is not None  # noqa: S101  # a select without from gives one row
    connection.execute(
        sql.SQL("grant connect, create on database {} to {}").format(sql.Identifier(database[0]), sql.Identifier(OWNER))
    )
    for schema, reader in (("control", CONTROL), ("tenant", TENANT), ("app", TENANT)):
        connection.execute(
            sql.SQL("create schema if not exists {} authorization {}").format(
                sql.Identifier(schema), sql.Identifier(OWNER)
            )
        )
        connection.execute(
            sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(schema), sql.Identifier(reader))
        )
    connection.execute(sql.SQL("create schema if not exists jobs authorization {}").format(sql.Identifier(OWNER)))
    for reader in (CONTROL, TENANT):
        connection.execute(sql.SQL("grant usage on schema jobs to {}").format(sql.Identifier(reader)))


def _take_powers_away(connection: psycopg.Connection, role: str) -> None:
    # Naming a power, even to say that it is not there, takes the power itself; most installers have none of them.
    row = connection.execute(
        "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = %s", [role]
    ).fetchone()
    if row and row[0]:
        connection.execute(
            sql.SQL("alter role {} nosuperuser nobypassrls nocreaterole nocreatedb").format(sql.Identifier(role))
        )
