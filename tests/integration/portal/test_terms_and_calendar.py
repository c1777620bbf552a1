"""An administrator changes how her office works, sees what runs out in time, and asks a place back."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from seoul_learn.app import Runtime
from seoul_learn.bundles.apply_bundle import Platform, plan_description
from seoul_learn.bundles.describe_tenant import describe_tenant
from seoul_learn.bundles.export_bundle import export_bundle
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.casework.what_runs_out import RunsOut, RunsOutKind, what_runs_out
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.operator.health import Health, health_of
from seoul_learn.web.operator.parts import OperatorParts
from tests.integration.conftest import TENANTS
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_policy_editor import officer

GOOD = {
    "review_within_days": "10", "appeals_decided_within_days": "", "four_eyes": "yes", "within_days": "60",
    "law": "Article 7 of an invented ordinance", "documents_kept_days": "90", "drafts_kept_days": "120",
    "attestation_notice_days": "45",
}  # fmt: skip


@pytest.fixture
async def ann(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities["pyeongchang"], "ann")
    yield browser
    await browser.http.aclose()


async def test_terms_typed_in_the_console_hold_are_on_record_and_come_back_out_of_the_export(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], plugins: Plugins, tmp_path: Path
) -> None:
    tenant = cities["pyeongchang"]
    await ann.get("/console/terms")
    await ann.post("/console/terms", GOOD)
    assert ann.page.status_code == 200, ann.text
    assert "Saved" in ann.text
    async with runtime.tenants.transaction(tenant.id) as session:
        assert await read_terms(session) == Terms(
            review_within_days=10, four_eyes=True, documents_kept_days=90, drafts_kept_days=120,
            attestation_notice_days=45,
        )  # fmt: skip
        noted = await fetch_all(
            session,
            "select detail from tenant.audit_entry where tenant_id = $1 and action = 'casework.terms_changed'",
        )
    assert len(noted) == 1
    assert set(noted[0]["detail"]["changed"]) >= {"appeals", "review_within_days", "attestation_notice_days"}
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=runtime.clock)
    async with runtime.control.transaction() as unit:
        known = await find_tenant(unit, slug="pyeongchang")
    assert known is not None
    async with runtime.tenants.transaction(tenant.id) as session:
        described = await describe_tenant(session, known)
    assert described is not None
    for shared in ("_catalogue", "_standards"):
        shutil.copytree(TENANTS / shared, tmp_path / shared)
    export_bundle(described, tmp_path / "pyeongchang")
    exported = open_bundle(tmp_path / "pyeongchang", plugins).description
    assert await plan_description(exported, platform) == ()
    # What the city said itself is not called invented any more.
    assert "casework" not in exported.identity.notes
    assert exported.identity.appeals == {"within_days": 60, "law": "Article 7 of an invented ordinance"}
    before = msgspec.structs.replace(exported, casework=Terms())
    planned = {(one.part, one.field) for one in await plan_description(before, platform)}
    assert ("casework", "drafts_kept_days") in planned


async def test_saving_the_terms_as_they_are_changes_nothing_and_notes_nothing(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await ann.get("/console/terms")
    await ann.post("/console/terms", GOOD)
    count = "select count(*) as n from tenant.audit_entry where tenant_id = $1 and action = 'casework.terms_changed'"
    async with runtime.tenants.transaction(cities["pyeongchang"].id) as session:
        before = (await fetch_all(session, count))[0]["n"]
    await ann.get("/console/terms")
    await ann.post("/console/terms", GOOD)
    async with runtime.tenants.transaction(cities["pyeongchang"].id) as session:
        assert (await fetch_all(session, count))[0]["n"] == before


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("review_within_days", "", "from 1 to 365"),
        ("review_within_days", "0", "from 1 to 365"),
        ("review_within_days", "soon", "from 1 to 365"),
        ("review_within_days", "９", "from 1 to 365"),
        ("appeals_decided_within_days", "366", "from 1 to 365"),
        ("drafts_kept_days", "29", "from 30 to 3,650"),
        ("documents_kept_days", "9" * 5000, "from 1 to 3,650"),
        ("within_days", "-3", "from 1 to 730"),
        ("within_days", "", "or leave the article empty too"),
        ("law", "x" * 201, "at most 200"),
    ],
)
async def test_what_cannot_be_a_term_is_told_at_its_field_and_nothing_is_kept(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], field: str, typed: str, said: str
) -> None:
    async with runtime.tenants.transaction(cities["pyeongchang"].id) as session:
        before = await read_terms(session)
    await ann.get("/console/terms")
    await ann.post("/console/terms", {**GOOD, "review_within_days": "11", field: typed})
    assert ann.page.status_code == 422
    assert said.replace(",", "") in ann.text.replace(",", "")
    assert f'href="#{field}"' in ann.page.text
    async with runtime.tenants.transaction(cities["pyeongchang"].id) as session:
        assert await read_terms(session) == before


@pytest.mark.parametrize("path", ["/console/terms", "/console/not-given-back"])
async def test_terms_and_places_are_no_business_of_a_caseworker(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef], path: str
) -> None:
    browser = await officer(app, runtime, cities["pyeongchang"], "carl", Role.caseworker)
    await browser.get(path)
    assert browser.page.status_code in (403, 404)
    await browser.http.aclose()


async def ends_of(runtime: Runtime, tenant: TenantRef, today: date) -> tuple[RunsOut, ...]:
    async with runtime.tenants.transaction(tenant.id) as session:
        return await what_runs_out(session, runtime.engine, today=today)


async def test_a_table_is_told_of_ninety_days_before_its_end_with_what_it_hits(
    runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    seoul = cities["seoul"]
    last = date(2027, 12, 31)

    async def tables(today: date) -> list[RunsOut]:
        return [one for one in await ends_of(runtime, seoul, today) if one.kind is RunsOutKind.STANDARD]

    assert [one for one in await tables(last - timedelta(days=91)) if one.last == last] == []
    told = await tables(last - timedelta(days=90))
    (learn,) = [one for one in told if one.programme["en"] == "Seoul Learn online learning"]
    assert (learn.last, learn.standard) == (last, "kr.median_income")
    assert learn.criteria
    (missing,) = [one for one in await tables(last + timedelta(days=1)) if one.programme == learn.programme]
    assert missing.last is None


async def test_what_ends_first_stands_first(runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    ends = [one.last or date.min for one in await ends_of(runtime, cities["seoul"], date(2027, 12, 1))]
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2025, 10, 2), False), (date(2025, 10, 3), True), (date(2026, 1, 1), True), (date(2026, 4, 1), True),
        (date(2026, 4, 2), False),
    ],
)  # fmt: skip
async def test_an_announced_version_is_told_of_around_its_day(
    runtime: Runtime, cities: dict[str, TenantRef], today: date, told: bool
) -> None:
    announced = [one.last for one in await ends_of(runtime, cities["seoul"], today) if one.kind == "announced"]
    assert announced == ([date(2026, 1, 1)] if told else [])


async def test_a_programme_for_which_no_version_decides_is_told_of(
    runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    kinds = {one.kind for one in await ends_of(runtime, cities["pyeongchang"], date(2001, 1, 1))}
    assert RunsOutKind.NOBODY_DECIDES in kinds


async def test_operators_see_what_of_a_citys_law_runs_out(runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    async with runtime.control.transaction() as unit:
        seoul = await find_tenant(unit, slug=cities["seoul"].slug)
    assert seoul is not None

    async def health_on(day: datetime) -> Health:
        parts = SimpleNamespace(tenants=runtime.tenants, engine=runtime.engine, clock=FixedClock(day))
        health = await health_of(cast("OperatorParts", parts), seoul)
        assert health is not None
        return health

    assert (await health_on(datetime(2026, 11, 24, tzinfo=UTC))).ends == ()
    late = await health_on(datetime(2027, 12, 1, tzinfo=UTC))
    assert "kr.median_income" in {one.standard for one in late.ends}
    assert not late.well


async def test_every_officer_reads_the_calendar_and_the_list_of_places(
    app: Any, ann: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await ann.get("/console/calendar")
    assert ann.page.status_code == 200
    assert "What runs out" in ann.text
    await ann.get("/console/not-given-back")
    assert ann.page.status_code == 200
    assert "Every place is back" in ann.text
    auditor = await officer(app, runtime, cities["pyeongchang"], "olga", Role.caseworker)
    await auditor.get("/console/calendar")
    assert auditor.page.status_code == 200
    await auditor.http.aclose()
