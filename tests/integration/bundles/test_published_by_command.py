"""A published policy stays, also for who has the command line and the files."""

import asyncio
import shutil
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from seoul_learn.bundles.apply_bundle import Platform
from seoul_learn.commands.tenant import tenant_commands
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.eligibility.begin_draft import begin_draft
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from tests.conftest import SECRET_KEY, Database
from tests.integration.conftest import TENANTS

CITY = "pyeongchang"


async def command(database: Database, *words: str) -> tuple[int, str]:
    """What `seoul-learn tenant ...` says, and how it ends."""
    settings = {"DATABASE_URL": database.owner_url, "SECRET_KEY": SECRET_KEY, "COLUMNS": "300"}
    # A command has a loop of its own.
    ended = await asyncio.to_thread(CliRunner().invoke, tenant_commands, list(words), env=settings)
    return ended.exit_code, ended.output


async def test_neither_plan_nor_apply_changes_what_is_published_and_both_say_what_is_left_alone(
    database: Database, platform: Platform, tmp_path: Path
) -> None:
    for name in ("_catalogue", "_standards", CITY):
        shutil.copytree(TENANTS / name, tmp_path / name)
    city = tmp_path / CITY
    assert (await command(database, "apply", str(city)))[0] == 0
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug=CITY)
    assert tenant is not None
    async with platform.tenants.transaction(tenant.id) as session:
        before = await list_policies(session)
        (programme,) = await list_programmes(session)
        await begin_draft(
            session, programme, effective_from=date(2027, 3, 2), like=None, actor=Actor(kind="person"),
            clock=platform.clock,
        )  # fmt: skip
    for words in ("plan", "apply"):
        code, said = await command(database, words, str(city))
        assert code == 0, said
        assert "nothing to change" in said
        assert "left as it is: the draft of 2027-03-02" in said
    code, said = await command(database, "export", CITY, "--to", str(tmp_path / "out" / CITY))
    assert code == 0, said
    assert "not written: the draft of 2027-03-02" in said
    assert not list((tmp_path / "out").rglob("2027-03-02.toml"))
    (policy,) = (city / "policies").rglob("20*.toml")
    policy.write_text(policy.read_text("utf-8").replace('lasts = "12 months"', 'lasts = "6 months"'), "utf-8")
    for words in ("plan", "apply"):
        code, said = await command(database, words, str(city))
        assert code != 0
        assert "its text stays as it is" in said
    async with platform.tenants.transaction(tenant.id) as session:
        assert [one for one in await list_policies(session) if one.status != "draft"] == before
