"""Installing does not take a superuser, with the administrator's roles or without."""

from pathlib import Path

import psycopg
import pytest

from seoul_learn.installation.doctor import examine
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.migrate import DatabaseAway, RolesRefused, migrate
from tests.conftest import SECRET_KEY
from tests.integration.installation.conftest import make_database

_ROLES = Path(__file__).parents[3] / "infra" / "postgres" / "roles.sql"


def _as(role: str, server: EmbeddedPostgres, database: str) -> str:
    return f"postgresql://{role}:{role}@127.0.0.1:{server.start().port}/{database}"


def _installer(server: EmbeddedPostgres, name: str, powers: str) -> str:
    with psycopg.connect(server.start().url(), autocommit=True) as connection:
        connection.execute(f"create role {name} login {powers} password '{name}'".encode())
    make_database(server, f"of_{name}", f"owner {name}")
    return _as(name, server, f"of_{name}")


def _forget_roles(server: EmbeddedPostgres, *databases: str) -> None:
    for database in (*databases, "postgres"):
        with psycopg.connect(server.start().url(database), autocommit=True) as connection:
            for role in ("seoul_learn_owner", "seoul_learn_control", "seoul_learn_tenant"):
                if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                    connection.execute(f"drop owned by {role} cascade".encode())
                    if database == "postgres":
                        connection.execute(f"drop role {role}".encode())


async def test_a_role_that_may_create_roles_installs_the_platform(own_server: EmbeddedPostgres) -> None:
    url = _installer(own_server, "alone", "createrole")
    await migrate(url, secret_key=SECRET_KEY)
    assert [found for found in await examine(url, secret_key=SECRET_KEY) if found.mend] == []
    _forget_roles(own_server, "of_alone")


async def test_it_installs_with_the_roles_that_the_administrator_made(own_server: EmbeddedPostgres) -> None:
    url = _installer(own_server, "helped", "createrole")
    with psycopg.connect(own_server.start().url(), autocommit=True) as superuser:
        # `:"installer"` is psql's way to fill a name in.
        superuser.execute(_ROLES.read_text().replace(':"installer"', '"helped"').encode())
    await migrate(url, secret_key=SECRET_KEY)
    await migrate(url, secret_key=SECRET_KEY)
    assert [found for found in await examine(url, secret_key=SECRET_KEY) if found.mend] == []
    _forget_roles(own_server, "of_helped")


async def test_a_role_that_may_not_create_roles_is_told_what_it_needs(own_server: EmbeddedPostgres) -> None:
    url = _installer(own_server, "weak", "")
    with pytest.raises(RolesRefused, match="CREATEROLE"):
        await migrate(url, secret_key=SECRET_KEY)


async def test_a_database_that_is_away_is_named() -> None:
    with pytest.raises(DatabaseAway, match="DATABASE_URL"):
        await migrate("postgresql://nobody@127.0.0.1:1/none", secret_key=SECRET_KEY)
