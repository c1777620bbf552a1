"""Each thing that can be wrong with a database is broken on purpose: the doctor names it, and its mend mends it."""

from datetime import timedelta

import psycopg
import pytest

from seoul_learn.installation.doctor import Finding, examine, judge_version
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.migrate import migrate
from seoul_learn.kit.clock import FixedClock, SystemClock
from tests.conftest import SECRET_KEY
from tests.integration.installation.conftest import make_database


@pytest.fixture(scope="module")
async def url(own_server: EmbeddedPostgres) -> str:
    """A migrated database on a server whose roles may be broken."""
    made = make_database(own_server, "examined")
    await migrate(made, secret_key=SECRET_KEY)
    return made


async def _to_mend(url: str) -> dict[str, Finding]:
    return {found.what: found for found in await examine(url, secret_key=SECRET_KEY) if found.mend}


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


async def test_a_migrated_database_is_well(url: str) -> None:
    assert await _to_mend(url) == {}


@pytest.mark.parametrize(
    ("what", "broken", "seen", "mend"),
    [
        (
            "role seoul_learn_tenant", "alter role seoul_learn_tenant superuser", "is a superuser",
            "alter role seoul_learn_tenant nosuperuser",
        ),
        (
            "role seoul_learn_control", "alter role seoul_learn_control bypassrls", "has BYPASSRLS",
            "alter role seoul_learn_control nobypassrls",
        ),
        (
            "role seoul_learn_tenant", "create table public.mine (n int); alter table mine owner to seoul_learn_tenant",
            "owns tables", "reassign owned by seoul_learn_tenant to seoul_learn_owner",
        ),
        (
            "role seoul_learn_tenant", "grant pg_read_all_data to seoul_learn_tenant", "is a member of another role",
            "revoke pg_read_all_data from seoul_learn_tenant",
        ),
        (
            "role seoul_learn_owner", "alter role seoul_learn_owner login", "can sign in",
            "alter role seoul_learn_owner nologin",
        ),
        (
            "isolation of tenants", "alter table tenant.person no force row level security",
            "not enforced on tenant.person", "alter table tenant.person force row level security",
        ),
        (
            "isolation of tenants", "alter table tenant.mail disable row level security",
            "not enforced on tenant.mail", "alter table tenant.mail enable row level security",
        ),
        (
            "waiting jobs",
            """insert into jobs.procrastinate_jobs (queue_name, task_name, scheduled_at)
               values ('default', 'x', now() - interval '20 minutes')""",
            "the oldest waits for 20 minutes", "delete from jobs.procrastinate_jobs",
        ),
        (
            "failed jobs",
            "insert into jobs.procrastinate_jobs (queue_name, task_name, status) values ('default', 'x', 'failed')",
            "1 were given up", "delete from jobs.procrastinate_jobs where status = 'failed'",
        ),
    ],
)  # fmt: skip
async def test_what_is_broken_is_named_and_its_mend_mends_it(
    url: str, what: str, broken: str, seen: str, mend: str
) -> None:
    _run(url, broken)
    found = await _to_mend(url)
    _run(url, mend)
    assert {name: one.seen for name, one in found.items()} == {what: seen}
    assert await _to_mend(url) == {}


@pytest.mark.parametrize("role", ["seoul_learn_control", "seoul_learn_tenant"])
async def test_another_secret_key_is_found_by_the_sign_in_and_a_migration_sets_the_password(
    url: str, role: str
) -> None:
    _run(url, f"alter role {role} password 'made from another secret'")
    found = await _to_mend(url)
    assert list(found) == [f"sign-in as {role}"]
    assert "SECRET_KEY" in (found[f"sign-in as {role}"].mend or "")
    await migrate(url, secret_key=SECRET_KEY)
    assert await _to_mend(url) == {}


async def test_a_bare_database_is_told_to_migrate(own_server: EmbeddedPostgres) -> None:
    found = await _to_mend(make_database(own_server, "bare"))
    assert found["migrations"].mend == "Run `seoul-learn migrate`."


async def test_a_missing_extension_and_a_foreign_encoding_are_named(own_server: EmbeddedPostgres) -> None:
    odd = make_database(own_server, "odd", "template template0 encoding 'SQL_ASCII'")
    _run(odd, "drop extension plpgsql")
    found = await _to_mend(odd)
    assert found["extensions"].seen == "plpgsql missing"
    assert found["extensions"].mend == "As a superuser: create extension plpgsql"
    assert found["encoding of the database"].seen == "SQL_ASCII"


async def test_missing_roles_are_named(own_server: EmbeddedPostgres) -> None:
    # Roles belong to a server, and that of the module has them by now: rename one for a moment.
    url = make_database(own_server, "roleless")
    await migrate(url, secret_key=SECRET_KEY)
    _run(url, "alter role seoul_learn_tenant rename to away")
    try:
        found = await _to_mend(url)
    finally:
        _run(url, "alter role away rename to seoul_learn_tenant")
        await migrate(url, secret_key=SECRET_KEY)
    assert found["role seoul_learn_tenant"].seen == "missing"
    assert found["role seoul_learn_tenant"].mend == "Run `seoul-learn migrate`."


async def test_clocks_that_differ_are_named(url: str) -> None:
    late = FixedClock(SystemClock().now() - timedelta(seconds=90))
    (found,) = [one for one in await examine(url, secret_key=SECRET_KEY, clock=late) if one.mend]
    assert found.what == "clocks"
    assert found.mend == "Let both machines follow the same time server."


@pytest.mark.parametrize(("number", "well"), [(140019, False), (149999, False), (150000, True), (180001, True)])
def test_servers_before_15_are_refused(number: int, well: bool) -> None:
    assert (judge_version(number).mend is None) is well


async def test_a_server_that_does_not_answer_is_named() -> None:
    (found,) = await examine("postgresql://nobody@127.0.0.1:1/none", secret_key=SECRET_KEY)
    assert found.what == "connection"
    assert "DATABASE_URL" in (found.mend or "")
