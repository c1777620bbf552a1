"""A determination replayed gives the same bytes, whatever became of the law since; or it says what differs."""

from uuid import UUID

import msgspec
import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.manifest import Manifest
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.models import Determination
from seoul_learn.tenant_plane.applications.replay import Cause, Replay, replay
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.models import PolicyVersion, StandardText
from tests.conftest import Database
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in


async def determined(browser: Browser, runtime: Runtime, tenant: TenantRef, email: str) -> UUID:
    """The newest determination of somebody who applied to Seoul's programme."""
    await sign_in(browser, runtime, tenant, email)
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    await answer(browser, **HANUL)
    await browser.post(browser.path.replace("/check", "/submit"))
    assert browser.path.endswith("/outcome"), browser.text
    application = UUID(browser.path.split("/")[2])
    async with runtime.tenants.transaction(tenant.id) as session:
        found = await session.scalar(
            select(Determination.id)
            .where(Determination.application_id == application)
            .order_by(Determination.number.desc())
        )
    assert found is not None
    return found


async def replayed(
    runtime: Runtime, tenant: TenantRef, determination: UUID, plugins: Plugins | None = None
) -> Replay:  # fmt: skip
    means = Determining(
        engine=Engine(plugins or runtime.plugins), keys=runtime.sealing, timezone="Asia/Seoul", clock=runtime.clock
    )
    async with runtime.tenants.transaction(tenant.id) as session:
        return await replay(session, determination, means, actor=Actor(kind="command"))


async def test_a_replay_gives_the_same_bytes(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["seoul"]
    found = await replayed(runtime, tenant, await determined(browser, runtime, tenant, "again@demo.example"))
    assert found.differences == ()
    assert found.was == found.now
    assert found.same


async def test_policy_and_table_may_change_afterwards(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["seoul"]
    determination = await determined(browser, runtime, tenant, "later@demo.example")
    async with runtime.tenants.transaction(tenant.id) as session:
        versions = list(await session.scalars(select(PolicyVersion)))
        texts = list(await session.scalars(select(StandardText)))
        before = {one.id: one.status for one in versions}, {one.id: (one.text, one.digest) for one in texts}
        for version in versions:
            version.status = "superseded"
        for table in texts:
            table.text, table.digest = table.text.replace("6494738", "6494739"), "0" * 64
    try:
        assert (await replayed(runtime, tenant, determination)).same
    finally:
        async with runtime.tenants.transaction(tenant.id) as session:
            for row_id, status in before[0].items():
                await session.execute(update(PolicyVersion).where(PolicyVersion.id == row_id).values(status=status))
            for row_id, (was, digest) in before[1].items():
                await session.execute(
                    update(StandardText).where(StandardText.id == row_id).values(text=was, digest=digest)
                )


async def test_a_newer_plugin_and_what_it_changes_are_named(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["seoul"]
    determination = await determined(browser, runtime, tenant, "plugin@demo.example")
    age = type(runtime.plugins.criteria["age"])
    newer: Manifest = msgspec.structs.replace(age.manifest, version="9.0")
    changed = type("Age", (age,), {"manifest": newer})()
    plugins = msgspec.structs.replace(runtime.plugins, criteria={**runtime.plugins.criteria, "age": changed})
    found = await replayed(runtime, tenant, determination, plugins)
    assert not found.same
    assert [(one.cause, one.where, one.was, one.now) for one in found.differences] == [
        (Cause.PLUGIN, "age", age.manifest.version, "9.0"),
        (Cause.FIELD, "plugins.age", age.manifest.version, "9.0"),
    ]


async def test_a_table_that_was_tampered_with_is_named(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], database: Database
) -> None:
    tenant = cities["seoul"]
    determination = await determined(browser, runtime, tenant, "tampered@demo.example")

    def swap(one: str, other: str) -> None:
        # Nobody but the owner could, and only with row-level security out of the way.
        with psycopg.connect(database.owner_url) as owner:
            owner.execute("alter table tenant.law_text no force row level security")
            owner.execute("update tenant.law_text set text = replace(text, %s, %s)", (one, other))
            owner.execute("alter table tenant.law_text force row level security")

    swap("6494738", "6000000")
    try:
        found = await replayed(runtime, tenant, determination)
        swap("6000000", "1")
        unreadable = await replayed(runtime, tenant, determination)
    finally:
        swap("5359036, 1,", "5359036, 6494738,")
    assert unreadable.now is None
    assert {one.cause for one in unreadable.differences} == {Cause.STANDARD}
    causes = {(one.cause, one.where) for one in found.differences}
    assert (Cause.STANDARD, "kr.median_income") in causes
    assert any(cause is Cause.FIELD and where.startswith("reasons[low_income]") for cause, where in causes)


async def test_the_law_that_was_used_cannot_be_changed_by_the_platform(
    runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    for statement in ("update tenant.law_text set text = ''", "delete from tenant.law_text"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with runtime.tenants.transaction(cities["seoul"].id) as session:
                await session.execute(text(statement))


async def test_another_citys_determination_is_not_there(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    determination = await determined(browser, runtime, cities["seoul"], "elsewhere@demo.example")
    for wanted in (determination, new_id()):
        with pytest.raises(NotFound):
            await replayed(runtime, cities["pyeongchang"], wanted)
