"""Four eyes through to "in force": two officers announce, and the day or two officers bring into force what passes."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.jobs.look_after_tenant import LookingAfter, look_after_tenant
from seoul_learn.kit.clock import FixedClock
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from tests.conftest import Database
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_policy_editor import (
    CITY,
    actions,
    ask,
    begin,
    build,
    cover,
    edit_case,
    forget_cases,
    officer,
    preview,
    send,
    versions,
)


@pytest.fixture
async def ann(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "ann")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def ben(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "ben")
    yield browser
    await browser.http.aclose()


async def announce(ann: Browser, ben: Browser, day: str, runtime: Runtime, tenant: TenantRef) -> str:
    """What ann asks for and ben confirms: the id of an announced version."""
    draft = await begin(ann, day)
    await build(ann, draft, day)
    await cover(ann, draft)
    await preview(ann, draft, runtime, tenant)
    await ask(ann, draft, status="announced", transition="redetermine")
    assert ann.page.status_code == 200, ann.text
    await send(ben, f"{draft}/publication", {"action": "confirm"})
    assert ben.path == "/console/policies", ben.text
    return draft.rpartition("/")[2]


async def force(browser: Browser, version_id: str, action: str, **fields: str) -> None:
    """Press one of the buttons beside the version."""
    await browser.get("/console/policies")
    read = {"proposal": browser.hidden("proposal"), **fields}
    await browser.post(f"/console/policies/versions/{version_id}/force", {"action": action, **read})


async def status_of(runtime: Runtime, tenant: TenantRef, version_id: str) -> PolicyStatus:
    return PolicyStatus(next(one.status for one in await versions(runtime, tenant) if str(one.id) == version_id))


async def work(runtime: Runtime, tenant: TenantRef) -> None:
    provisioning = Provisioning(
        database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=runtime.clock
    )
    await look_after_tenant(tenant.id, LookingAfter(provisioning=provisioning, engine=runtime.engine))


def let_it_be(clock: FixedClock, day: date) -> None:
    clock.advance(datetime(day.year, day.month, day.day, 3, tzinfo=UTC) - clock.now())


async def sign_in_again(browser: Browser, name: str, app: Any, runtime: Runtime, tenant: TenantRef) -> None:
    """After some days a session is over."""
    fresh = await officer(app, runtime, tenant, name)
    browser.http.cookies.clear()
    browser.http.cookies.update(fresh.http.cookies)
    await fresh.http.aclose()


async def test_one_officer_alone_brings_nothing_into_force_and_two_do(
    ann: Browser, ben: Browser, runtime: Runtime, cities: dict[str, TenantRef], database: Database
) -> None:
    tenant = cities[CITY]
    version_id = await announce(ann, ben, "2026-12-01", runtime, tenant)
    await force(ann, version_id, "confirm")
    assert ann.page.status_code == 422
    await force(ann, version_id, "ask")
    assert ann.path == "/console/policies", ann.text
    assert "waits for a second officer" in ann.text
    # Who asked does not confirm, though she was not the one who confirmed the announcement.
    await force(ann, version_id, "confirm")
    assert ann.page.status_code == 422
    assert "You asked for this yourself." in ann.text
    await force(ben, version_id, "confirm", proposal="00000000-0000-0000-0000-000000000001")
    assert ben.page.status_code == 422
    await force(ben, version_id, "withdraw")
    await force(ben, version_id, "confirm")
    assert ben.page.status_code == 422
    await force(ben, version_id, "ask")
    # A case that fails meanwhile bars it.
    draft = f"/console/policies/drafts/{version_id}"
    await edit_case(ann, draft, "two", expect="eligible")
    await force(ann, version_id, "confirm")
    assert ann.page.status_code == 422
    assert "does not pass the examination any more" in ann.text
    assert await status_of(runtime, tenant, version_id) is PolicyStatus.ANNOUNCED
    await edit_case(ann, draft, "two", expect="ineligible")
    await force(ann, version_id, "confirm")
    assert ann.page.status_code == 200, ann.text
    assert await status_of(runtime, tenant, version_id) is PolicyStatus.IN_FORCE
    with psycopg.connect(database.owner_url) as owner:
        kept = owner.execute(
            "select p.status, o.display_name, c.display_name from tenant.policy_publication p "
            "join tenant.person o on o.tenant_id = p.tenant_id and o.id = p.proposed_by "
            "join tenant.person c on c.tenant_id = p.tenant_id and c.id = p.confirmed_by "
            "where p.policy_version_id = %s order by p.id",
            [version_id],
        ).fetchall()
    assert kept == [("announced", "ann", "ben"), ("in_force", "ben", "ann")]
    told = actions(database, tenant)
    assert told[-1] == "policy.brought_into_force"
    assert told.count("policy.force_asked") == 2
    await ann.get(f"/console/policies/versions/{version_id}")
    assert "asked for by ann, confirmed by ben" in ann.text
    assert "asked for by ben, confirmed by ann" in ann.text
    await forget_cases(ann, draft, "three", "two", "silent")


async def test_what_two_announced_comes_into_force_on_its_day_by_itself_if_it_still_passes(
    ann: Browser, ben: Browser, app: Any, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock,
    database: Database,
) -> None:  # fmt: skip
    tenant = cities[CITY]
    version_id = await announce(ann, ben, "2026-12-10", runtime, tenant)
    draft = f"/console/policies/drafts/{version_id}"
    let_it_be(module_clock, date(2026, 12, 9))
    await work(runtime, tenant)
    assert await status_of(runtime, tenant, version_id) is PolicyStatus.ANNOUNCED
    await sign_in_again(ann, "ann", app, runtime, tenant)
    await edit_case(ann, draft, "two", expect="eligible")
    let_it_be(module_clock, date(2026, 12, 10))
    await work(runtime, tenant)
    assert await status_of(runtime, tenant, version_id) is PolicyStatus.ANNOUNCED
    await sign_in_again(ann, "ann", app, runtime, tenant)
    await ann.get("/console")
    assert "A policy does not decide although its day has come" in ann.text
    await ann.get("/console/policies")
    assert "The version of December 10, 2026 should decide since then, and does not" in ann.text
    assert "two:" in ann.text
    # Late, but as soon as it passes.
    let_it_be(module_clock, date(2026, 12, 12))
    await sign_in_again(ann, "ann", app, runtime, tenant)
    await edit_case(ann, draft, "two", expect="ineligible")
    await ann.get("/console/policies")
    assert "Nothing bars it." in ann.text
    await work(runtime, tenant)
    assert await status_of(runtime, tenant, version_id) is PolicyStatus.IN_FORCE
    assert [one.status for one in await versions(runtime, tenant)][-2:] == [
        PolicyStatus.SUPERSEDED,
        PolicyStatus.IN_FORCE,
    ]
    before = actions(database, tenant)
    await work(runtime, tenant)
    assert actions(database, tenant) == before
    await ann.get("/console")
    assert "A policy does not decide" not in ann.text
    await forget_cases(ann, draft, "three", "two", "silent")


async def test_what_a_bundle_announced_waits_for_two_officers_and_tells_them_so(
    ann: Browser, ben: Browser, app: Any, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock,
    database: Database,
) -> None:  # fmt: skip
    tenant = cities[CITY]
    day = (module_clock.now() + timedelta(days=8)).date()
    version_id = await announce(ann, ben, day.isoformat(), runtime, tenant)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute(
            "update tenant.policy_publication set proposed_by = null, confirmed_by = null where policy_version_id = %s",
            [UUID(version_id)],
        )
    let_it_be(module_clock, day)
    await work(runtime, tenant)
    for browser, name in ((ann, "ann"), (ben, "ben")):
        await sign_in_again(browser, name, app, runtime, tenant)
    assert await status_of(runtime, tenant, version_id) is PolicyStatus.ANNOUNCED
    await ann.get("/console/policies")
    assert "was not announced by two officers" in ann.text
    await force(ann, version_id, "ask")
    await force(ben, version_id, "confirm")
    assert await status_of(runtime, tenant, version_id) is PolicyStatus.IN_FORCE
    await forget_cases(ann, f"/console/policies/drafts/{version_id}", "three", "two", "silent")


async def test_an_announced_version_is_as_absent_to_every_form_as_one_in_force(
    ann: Browser, ben: Browser, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock
) -> None:
    from tests.integration.portal.test_policy_editor import nothing_changes

    tenant = cities[CITY]
    day = (module_clock.now() + timedelta(days=30)).date()
    version_id = await announce(ann, ben, day.isoformat(), runtime, tenant)
    await nothing_changes(ann, f"/console/policies/drafts/{version_id}", runtime, tenant)
