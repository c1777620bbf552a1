"""A published policy cannot be changed by any route: not by the use cases, and not by the role that they work under."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import TenantDatabase, Transaction
from seoul_learn.tenant_plane.eligibility.change_draft import change_draft
from seoul_learn.tenant_plane.eligibility.discard_draft import discard_draft
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of, replace_draft
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged
from seoul_learn.tenant_plane.eligibility.models import PolicyPublication, PolicyVersion
from seoul_learn.tenant_plane.eligibility.propose_policy import withdraw_proposal
from seoul_learn.tenant_plane.eligibility.publish import PolicyStays
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText
from seoul_learn.tenant_plane.eligibility.write_policies import write_policies
from seoul_learn.tenant_plane.programmes.models import Programme
from seoul_learn.tenant_plane.programmes.values import ProgrammeStatus, ProgrammeTerms
from seoul_learn.tenant_plane.programmes.write_programmes import ProgrammeInUse, write_programmes

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
JULY = date(2024, 7, 1)


@pytest.fixture
def owner(owner_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(owner_url) as connection:
        yield connection


@pytest.fixture
def tenant_id() -> UUID:
    return new_id()


def version(status: PolicyStatus, *, source: str = "a test", day: date = JULY) -> PolicyText:
    said = f'[policy]\nprogramme = "learn"\neffective_from = {day}\nstatus = "{status.value}"\nsource = "{source}"\n'
    return PolicyText(programme="learn", effective_from=day, status=status, text=said)


async def write(session: Transaction, *policies: PolicyText) -> None:
    terms = ProgrammeTerms(slug="learn", name={"ko": "배움"}, summary={"ko": "배움"}, status=ProgrammeStatus.PUBLISHED)
    await write_programmes(session, [terms])
    programme_id = (await session.scalars(select(Programme.id))).one()
    await write_policies(session, policies, {"learn": programme_id}, at=NOW)


async def test_a_draft_changes_freely_and_then_moves_on_step_by_step(
    tenant_database: TenantDatabase, tenant_id: UUID
) -> None:
    steps = (
        version(PolicyStatus.DRAFT, source="one"),
        version(PolicyStatus.DRAFT, source="two"),
        version(PolicyStatus.ANNOUNCED, source="two"),
        version(PolicyStatus.IN_FORCE, source="two"),
        version(PolicyStatus.SUPERSEDED, source="two"),
    )
    for step in steps:
        async with tenant_database.transaction(tenant_id) as session:
            await write(session, step)
    async with tenant_database.transaction(tenant_id) as session:
        (row,) = await session.scalars(select(PolicyVersion))
        published = await session.scalars(select(PolicyPublication.status).order_by(PolicyPublication.id))
        assert (row.status, 'source = "two"' in row.text) == ("superseded", True)
        assert list(published) == ["announced", "in_force", "superseded"]


async def test_a_use_case_refuses_to_change_take_away_or_move_back(
    tenant_database: TenantDatabase, tenant_id: UUID
) -> None:
    async with tenant_database.transaction(tenant_id) as session:
        await write(session, version(PolicyStatus.IN_FORCE))
    refused = ((version(PolicyStatus.IN_FORCE, source="other"),), (version(PolicyStatus.DRAFT),), ())
    for policies in refused:
        with pytest.raises(PolicyStays):
            async with tenant_database.transaction(tenant_id) as session:
                await write(session, *policies)


PUBLISHED = (PolicyStatus.ANNOUNCED, PolicyStatus.IN_FORCE, PolicyStatus.SUPERSEDED)


@pytest.mark.parametrize("status", PUBLISHED)
async def test_no_use_case_of_the_console_finds_a_published_version(
    tenant_database: TenantDatabase, tenant_id: UUID, status: PolicyStatus
) -> None:
    async with tenant_database.transaction(tenant_id) as session:
        await write(session, version(PolicyStatus.IN_FORCE if status is PolicyStatus.SUPERSEDED else status))
        if status is PolicyStatus.SUPERSEDED:
            await write(session, version(status))
        (row,) = await session.scalars(select(PolicyVersion))
    actor, clock, mark = Actor(kind="person"), FixedClock(NOW), mark_of(row.text)
    ways: tuple[Callable[[Transaction], Awaitable[object]], ...] = (
        lambda session: change_draft(session, row.id, str.upper, made_from=mark, actor=actor, clock=clock),
        lambda session: replace_draft(session, row.id, row.text.upper(), made_from=mark),
        lambda session: discard_draft(session, row.id, actor=actor, clock=clock),
        lambda session: withdraw_proposal(session, row.id, actor=actor, clock=clock),
    )
    for way in ways:
        with pytest.raises(NotFound):
            async with tenant_database.transaction(tenant_id) as session:
                await way(session)
    async with tenant_database.transaction(tenant_id) as session:
        (kept,) = await session.scalars(select(PolicyVersion))
        assert (kept.id, kept.text, kept.status) == (row.id, row.text, status)


async def test_of_two_who_save_a_draft_at_the_same_moment_one_is_told_and_nothing_is_lost(
    tenant_database: TenantDatabase, tenant_id: UUID
) -> None:
    async with tenant_database.transaction(tenant_id) as session:
        await write(session, version(PolicyStatus.DRAFT))
        (row,) = await session.scalars(select(PolicyVersion))
    draft_id, mark, both = row.id, mark_of(row.text), asyncio.Barrier(2)

    async def save(who: str) -> str | None:
        """What is there now where she is told that a colleague was first, None where it is hers."""
        try:
            async with tenant_database.transaction(tenant_id) as session:
                await both.wait()
                await change_draft(
                    session, draft_id, lambda text: f"{text}# of {who}\n", made_from=mark, actor=Actor(kind="person"),
                    clock=FixedClock(NOW),
                )  # fmt: skip
        except DraftChanged as told:
            return told.now
        return None

    seen = await asyncio.gather(save("ann"), save("ben"))
    async with tenant_database.transaction(tenant_id) as session:
        kept = (await get_draft(session, draft_id)).text
    assert sorted(seen, key=str) == sorted([None, kept], key=str)
    assert kept.count("# of ") == 1


async def test_who_has_read_a_draft_in_this_transaction_does_not_save_over_what_a_colleague_saved_since(
    tenant_database: TenantDatabase, tenant_id: UUID
) -> None:
    actor, clock = Actor(kind="person"), FixedClock(NOW)
    async with tenant_database.transaction(tenant_id) as session:
        await write(session, version(PolicyStatus.DRAFT))
        (row,) = await session.scalars(select(PolicyVersion))
    draft_id, mark = row.id, mark_of(row.text)
    with pytest.raises(DraftChanged):
        async with tenant_database.transaction(tenant_id) as late:
            read = await late.get_one(PolicyVersion, (tenant_id, draft_id))
            async with tenant_database.transaction(tenant_id) as session:
                await change_draft(
                    session, draft_id, lambda text: f"{text}# hers\n", made_from=mark, actor=actor, clock=clock
                )
            assert "# hers" not in read.text
            await change_draft(late, draft_id, lambda text: f"{text}# late\n", made_from=mark, actor=actor, clock=clock)
    async with tenant_database.transaction(tenant_id) as session:
        assert "# hers" in (await get_draft(session, draft_id)).text


@pytest.mark.parametrize("field", ["text", "digest", "effective_from", "programme_id", "made_in"])
async def test_the_role_may_update_nothing_of_a_version_but_its_status(
    tenant_database: TenantDatabase, tenant_id: UUID, field: str
) -> None:
    async with tenant_database.transaction(tenant_id) as session:
        await write(session, version(PolicyStatus.IN_FORCE))
    with pytest.raises(DBAPIError, match="permission denied"):
        async with tenant_database.transaction(tenant_id) as session:
            await session.execute(text(f"update tenant.policy_version set {field} = {field}"))  # noqa: S608  # a column


async def test_a_published_version_cannot_be_deleted_nor_its_publication(
    tenant_database: TenantDatabase, tenant_id: UUID
) -> None:
    async with tenant_database.transaction(tenant_id) as session:
        await write(session, version(PolicyStatus.IN_FORCE))
    with pytest.raises(DBAPIError, match="policy_publication"):
        async with tenant_database.transaction(tenant_id) as session:
            await session.execute(delete(PolicyVersion))
    for statement in (delete(PolicyPublication), update(PolicyPublication).values(status="announced")):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with tenant_database.transaction(tenant_id) as session:
                await session.execute(statement)


async def test_a_programme_with_a_published_policy_stays(tenant_database: TenantDatabase, tenant_id: UUID) -> None:
    async with tenant_database.transaction(tenant_id) as session:
        await write(session, version(PolicyStatus.ANNOUNCED))
    with pytest.raises(ProgrammeInUse):
        async with tenant_database.transaction(tenant_id) as session:
            await write_programmes(session, [])


def test_the_catalogue_grants_the_update_of_one_column(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        """select column_name from information_schema.column_privileges
            where table_schema = 'tenant' and table_name = 'policy_version'
              and grantee = 'seoul_learn_tenant' and privilege_type = 'UPDATE'"""
    ).fetchall()
    assert rows == [(column,) for column in PolicyVersion.may_update]
    for right in ("update", "delete", "truncate"):
        assert owner.execute(
            "select has_table_privilege('seoul_learn_tenant', 'tenant.policy_publication', %s)", [right]
        ).fetchone() == (False,)
