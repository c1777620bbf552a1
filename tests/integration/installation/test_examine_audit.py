"""Whatever is done to an audit log behind the platform's back, the walk over all of them says so."""

from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from seoul_learn.installation.examine_audit import NotesUnreadable, examine_audit, read_heads, write_heads
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.transaction import TenantDatabase


@pytest.fixture
async def tenant_id(tenant_database: TenantDatabase, clock: FixedClock, owner_url: str) -> UUID:
    """A tenant with three entries, known to the control plane."""
    made = new_id()
    with psycopg.connect(owner_url) as owner:
        owner.execute(
            "insert into control.tenant (id, slug, name, lifecycle, timezone, created_at, changed_at) "
            "values (%s, %s, '{}', 'live', 'Asia/Seoul', now(), now())",
            [made, f"t-{made.hex[-12:]}"],
        )
    await _add(tenant_database, made, clock, 3)
    return made


async def _add(database: TenantDatabase, tenant_id: UUID, clock: FixedClock, entries: int) -> None:
    for _ in range(entries):
        async with database.transaction(tenant_id) as session:
            await record(session, actor=Actor(kind="command"), action="tested", subject="test", clock=clock)


async def _seen(owner_url: str, database: TenantDatabase, tenant_id: UUID, file: Path) -> str:
    findings, _ = await examine_audit(owner_url, database, noted=read_heads(file))
    (found,) = [one for one in findings if str(tenant_id) in one.what]
    assert (found.mend is None) is found.seen.endswith("intact")
    return found.seen


@pytest.mark.parametrize(
    ("statements", "seen"),
    [
        ([], "3 entries, intact"),
        (["update tenant.audit_entry set action = 'other' where number = 2 and"], "entry 2 was altered"),
        (["delete from tenant.audit_entry where number = 2 and"], "entry 2 is missing"),
        (["delete from tenant.audit_entry where number > 1 and"], "entry 2 is missing"),
        (["delete from tenant.audit_head where"], "entry 4 is missing"),
        (
            ["delete from tenant.audit_head where", "delete from tenant.audit_entry where"],
            "no entry at all, and the first bundle of every tenant leaves one",
        ),
    ],
    ids=["nothing", "altered", "taken out", "cut off", "without its head", "all gone"],
)
async def test_a_change_is_named(
    owner_url: str, tenant_database: TenantDatabase, tenant_id: UUID, tmp_path: Path, statements: list[str], seen: str
) -> None:
    with psycopg.connect(owner_url) as owner:
        for statement in statements:
            owner.execute(f"{statement} tenant_id = %s".encode(), [tenant_id])
    assert await _seen(owner_url, tenant_database, tenant_id, tmp_path / "heads.json") == seen


async def test_heads_noted_outside_tell_of_entries_cut_off_together_with_the_head(
    owner_url: str, tenant_database: TenantDatabase, tenant_id: UUID, tmp_path: Path
) -> None:
    file = tmp_path / "heads.json"
    write_heads(file, (await examine_audit(owner_url, tenant_database))[1])
    with psycopg.connect(owner_url) as owner:
        owner.execute("delete from tenant.audit_entry where number > 1 and tenant_id = %s", [tenant_id])
        owner.execute(
            "update tenant.audit_head set (number, chain) = (select number, chain from tenant.audit_entry e "
            "where e.tenant_id = %s) where tenant_id = %s",
            [tenant_id, tenant_id],
        )
    assert await _seen(owner_url, tenant_database, tenant_id, tmp_path / "none.json") == "1 entries, intact"
    seen = await _seen(owner_url, tenant_database, tenant_id, file)
    assert seen == "entries 2 to 3 are missing: they were there when heads were noted"


async def test_heads_noted_outside_tell_of_a_log_that_was_written_anew(
    owner_url: str, tenant_database: TenantDatabase, tenant_id: UUID, clock: FixedClock, tmp_path: Path
) -> None:
    file = tmp_path / "heads.json"
    write_heads(file, (await examine_audit(owner_url, tenant_database))[1])
    with psycopg.connect(owner_url) as owner:
        owner.execute("delete from tenant.audit_entry where tenant_id = %s", [tenant_id])
        owner.execute("delete from tenant.audit_head where tenant_id = %s", [tenant_id])
    clock.advance(clock.now() - clock.now().replace(hour=0))
    await _add(tenant_database, tenant_id, clock, 5)
    seen = await _seen(owner_url, tenant_database, tenant_id, file)
    assert seen == "an entry up to 3 was altered and the chain after it written anew"


async def test_a_log_that_only_grew_agrees_with_its_noted_head(
    owner_url: str, tenant_database: TenantDatabase, tenant_id: UUID, clock: FixedClock, tmp_path: Path
) -> None:
    file = tmp_path / "heads.json"
    write_heads(file, (await examine_audit(owner_url, tenant_database))[1])
    await _add(tenant_database, tenant_id, clock, 2)
    assert await _seen(owner_url, tenant_database, tenant_id, file) == "5 entries, intact"


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "heads.json").write_text("no notes")
    with pytest.raises(NotesUnreadable, match=r"heads\.json"):
        read_heads(tmp_path / "heads.json")
