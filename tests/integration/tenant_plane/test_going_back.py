"""Migrations go back, as the owner that row-level security binds, where rows say what the older schema cannot."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from seoul_learn.installation.roles import OWNER
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.migrate import migrate_tenant_plane, revert_tenant_plane

_ANSWER = """
    insert into tenant.fact_answer (tenant_id, id, application_id, name, state, answered_at)
    values (:tenant, :id, :id, 'household.size', 'looked_up', now())
"""
_PUBLICATION = """
    insert into tenant.policy_publication (tenant_id, id, policy_version_id, status, published_at, for_losers,
                                           for_losers_until)
    values (:tenant, :id, :id, 'in_force', now(), 'until_day', '2027-01-31')
"""
_PROPOSAL = """
    insert into tenant.policy_proposal (tenant_id, id, policy_version_id, status, proposed_by, proposed_at, for_losers,
                                        for_losers_until)
    values (:tenant, :id, :id, 'in_force', :id, now(), 'until_day', '2027-01-31')
"""


@pytest.fixture
def connection(owner_url: str) -> Iterator[Connection]:
    """A transaction that is taken back whatever happens in it."""
    engine = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as opened:
        yield opened
        opened.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    ("insert", "table", "to", "kept"),
    [
        (_ANSWER, "fact_answer", "0017", {"state": "unknown"}),
        (_PUBLICATION, "policy_publication", "0015", {"for_losers": "grace"}),
        (_PROPOSAL, "policy_proposal", "0015", {"for_losers": "grace"}),
    ],
    ids=["a question left to a register", "a published rule with a day", "a proposed rule with a day"],
)
def test_what_the_older_schema_cannot_say_is_said_as_it_can_and_goes_forward_again(
    connection: Connection, insert: str, table: str, to: str, kept: dict[str, str]
) -> None:
    connection.execute(text("set local session_replication_role = replica"))  # a row whose parents are not there
    connection.execute(text(insert), {"tenant": new_id(), "id": new_id()})
    connection.execute(text(f"set local role {OWNER}"))
    revert_tenant_plane(connection, to=to)
    migrate_tenant_plane(connection)
    connection.execute(text("reset role"))
    row = connection.execute(text(f"select * from tenant.{table}")).mappings().one()  # noqa: S608  # named above
    assert {name: row[name] for name in kept} == kept
    forced = text("select relforcerowsecurity from pg_class where oid = cast(:name as regclass)")
    assert connection.scalar(forced, {"name": f"tenant.{table}"})
