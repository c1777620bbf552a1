"""The rules of the tenant schema, read from the database's own catalogue (docs/adr/0003)."""

from collections.abc import Iterator

import psycopg
import pytest

from seoul_learn.tenant_plane.database.columns import data_class_of
from seoul_learn.tenant_plane.tables import metadata

# Tables of schema `tenant` that hold nothing of a tenant, each with its reason.
_NOT_A_TENANT_TABLE = {"migration": "Alembic's own note of what has run"}


@pytest.fixture
def owner(owner_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(owner_url) as connection:
        yield connection


@pytest.fixture
def tables(owner: psycopg.Connection) -> list[str]:
    rows = owner.execute(
        "select relname from pg_class where relnamespace = 'tenant'::regnamespace and relkind in ('r', 'p')"
    ).fetchall()
    return [name for (name,) in rows if name not in _NOT_A_TENANT_TABLE]


def test_the_database_has_exactly_the_tables_of_the_models(tables: list[str]) -> None:
    assert sorted(tables) == sorted(table.name for table in metadata.tables.values())


def test_every_primary_key_is_tenant_then_id(owner: psycopg.Connection, tables: list[str]) -> None:
    for table in tables:
        key = _columns_of(owner, table, "p")
        assert key == [["tenant_id", "id"]], table


def test_every_unique_constraint_and_unique_index_begins_with_the_tenant(
    owner: psycopg.Connection, tables: list[str]
) -> None:
    rows = owner.execute(
        """
        select i.indrelid::regclass::text, a.attname from pg_index i
          join pg_class c on c.oid = i.indrelid and c.relnamespace = 'tenant'::regnamespace
          left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
         where i.indisunique or i.indisexclusion
        """
    ).fetchall()
    assert len(rows) >= len(tables)
    for table, first in rows:
        assert table == "tenant.migration" or first == "tenant_id", table


def test_every_foreign_key_is_tenant_and_id_on_both_sides(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        """
        select conrelid::regclass::text, confrelid::regclass::text,
               (select array_agg(attname::text order by n) from unnest(conkey) with ordinality k(attnum, n)
                  join pg_attribute a on a.attrelid = conrelid and a.attnum = k.attnum),
               (select array_agg(attname::text order by n) from unnest(confkey) with ordinality k(attnum, n)
                  join pg_attribute a on a.attrelid = confrelid and a.attnum = k.attnum),
               confdeltype::text
          from pg_constraint where contype = 'f' and connamespace = 'tenant'::regnamespace
        """
    ).fetchall()
    assert rows
    for child, parent, child_columns, parent_columns, on_delete in rows:
        assert parent.startswith("tenant."), child
        assert child_columns[0] == "tenant_id", child
        assert parent_columns == ["tenant_id", "id"], child
        # a = no action, r = restrict, c = cascade; n and d would set columns of the key
        assert on_delete in {"a", "r", "c"}, child


def test_every_tenant_table_forces_row_level_security_with_one_policy_for_reading_and_writing(
    owner: psycopg.Connection, tables: list[str]
) -> None:
    for table in tables:
        enabled, forced = owner.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", [f"tenant.{table}"]
        ).fetchone() or (None, None)
        assert (enabled, forced) == (True, True), table
        policies = owner.execute(
            "select permissive, cmd, qual, with_check from pg_policies where schemaname = 'tenant' and tablename = %s",
            [table],
        ).fetchall()
        assert len(policies) == 1, table
        permissive, command, using, check = policies[0]
        assert (permissive, command) == ("PERMISSIVE", "ALL"), table
        assert using == check, table
        assert "app.tenant_id" in using, table
        assert "tenant_id" in using, table


def test_tenant_id_is_filled_from_the_transaction(owner: psycopg.Connection, tables: list[str]) -> None:
    for table in tables:
        default, nullable = owner.execute(
            """select column_default, is_nullable from information_schema.columns
                where table_schema = 'tenant' and table_name = %s and column_name = 'tenant_id'""",
            [table],
        ).fetchone() or (None, None)
        assert "app.tenant_id" in (default or ""), table
        assert nullable == "NO", table


def test_the_tenant_role_owns_nothing_and_cannot_bypass_isolation(owner: psycopg.Connection) -> None:
    role = owner.execute(
        """select rolsuper, rolbypassrls, rolcreaterole,
                  (select count(*) from pg_class where relowner = r.oid),
                  (select count(*) from pg_auth_members where member = r.oid)
             from pg_roles r where rolname = 'seoul_learn_tenant'"""
    ).fetchone()
    assert role == (False, False, False, 0, 0)


def test_neither_plane_may_read_the_other(owner: psycopg.Connection) -> None:
    for role, schema in (("seoul_learn_tenant", "control"), ("seoul_learn_control", "tenant")):
        assert owner.execute("select has_schema_privilege(%s, %s, 'usage')", [role, schema]).fetchone() == (False,)


def test_append_only_tables_grant_no_change(owner: psycopg.Connection) -> None:
    for right in ("update", "delete", "truncate"):
        assert owner.execute(
            "select has_table_privilege('seoul_learn_tenant', 'tenant.audit_entry', %s)", [right]
        ).fetchone() == (False,)


def test_no_trigger_holds_a_business_rule(owner: psycopg.Connection) -> None:
    assert owner.execute(
        """select count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = 'tenant'::regnamespace and not t.tgisinternal"""
    ).fetchone() == (0,)


def test_the_function_that_sets_the_tenant_is_not_immutable(owner: psycopg.Connection) -> None:
    assert owner.execute(
        "select distinct provolatile::text from pg_proc where pronamespace = 'app'::regnamespace"
    ).fetchall() == [("v",)]


def test_no_extension_is_needed_beyond_the_core(owner: psycopg.Connection) -> None:
    assert owner.execute("select extname from pg_extension").fetchall() == [("plpgsql",)]


def test_every_column_says_what_class_of_data_it_holds() -> None:
    for table in metadata.tables.values():
        for column in table.columns:
            assert data_class_of(column), f"{table.name}.{column.name}"


def _columns_of(owner: psycopg.Connection, table: str, kind: str) -> list[list[str]]:
    rows = owner.execute(
        """select (select array_agg(attname::text order by n) from unnest(conkey) with ordinality k(attnum, n)
                     join pg_attribute a on a.attrelid = conrelid and a.attnum = k.attnum)
             from pg_constraint where contype = %s and conrelid = %s::regclass""",
        [kind, f"tenant.{table}"],
    ).fetchall()
    return [columns for (columns,) in rows]
