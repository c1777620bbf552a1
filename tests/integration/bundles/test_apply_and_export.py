"""A bundle makes the platform what it says: all of it or nothing, once, and can be written back."""

import shutil
from pathlib import Path

import msgspec
import pytest

from seoul_learn.bundles.apply_bundle import Platform, apply_description, plan_description
from seoul_learn.bundles.describe_tenant import describe_tenant
from seoul_learn.bundles.description import Description
from seoul_learn.bundles.export_bundle import export_bundle
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.control_plane.tenants.errors import HostTaken, IllegalTransition
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.control_plane.tenants.values import Lifecycle
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.branding.errors import UnusableLogoError
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.enrolments.queries import seat_counts
from tests.integration.conftest import TENANTS

CITIES = ("seoul", "pyeongchang", "chungbuk", "osaka")


async def on_platform(platform: Platform, slug: str) -> Description | None:
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug=slug)
    assert tenant is not None
    async with platform.tenants.transaction(tenant.id) as session:
        return await describe_tenant(session, tenant)


@pytest.mark.parametrize("city", CITIES)
async def test_a_city_is_applied_and_applying_it_again_changes_nothing(
    city: str, platform: Platform, plugins: Plugins
) -> None:
    opened = open_bundle(TENANTS / city, plugins)
    assert await plan_description(opened.description, platform)
    first = await apply_description(opened.description, opened.shared, platform)
    assert first.changed
    assert first.tenant.lifecycle is Lifecycle.LIVE
    assert await plan_description(opened.description, platform) == ()
    assert (await apply_description(opened.description, opened.shared, platform)).changed == ()


@pytest.mark.parametrize("city", CITIES)
async def test_what_is_exported_is_a_bundle_that_differs_in_nothing(
    city: str, platform: Platform, plugins: Plugins, tmp_path: Path
) -> None:
    opened = open_bundle(TENANTS / city, plugins)
    await apply_description(opened.description, opened.shared, platform)
    described = await on_platform(platform, city)
    assert described is not None
    shutil.copytree(TENANTS / "_catalogue", tmp_path / "_catalogue")
    shutil.copytree(TENANTS / "_standards", tmp_path / "_standards")
    export_bundle(described, tmp_path / city)
    assert await plan_description(open_bundle(tmp_path / city, plugins).description, platform) == ()


async def test_a_city_with_facts_and_tables_of_its_own_goes_both_ways(
    platform: Platform, plugins: Plugins, tmp_path: Path
) -> None:
    for name in ("_catalogue", "_standards", "maple-county"):
        shutil.copytree(TENANTS / name, tmp_path / name)
    county = tmp_path / "maple-county"
    table = (TENANTS / "_standards" / "us.school_meals.toml").read_text("utf-8")
    (county / "standards").mkdir()
    own = county / "standards" / "maple-county.meals.toml"
    own.write_text(table.replace('"us.school_meals"', '"maple-county.meals"'), "utf-8")
    opened = open_bundle(county, plugins)
    await apply_description(opened.description, opened.shared, platform)
    assert await plan_description(opened.description, platform) == ()
    described = await on_platform(platform, "maple-county")
    assert described is not None
    facts, written = (county / "facts.toml").read_text("utf-8"), own.read_text("utf-8")
    shutil.rmtree(county)
    export_bundle(described, county)
    assert (county / "facts.toml").read_text("utf-8") == facts
    assert [(file.name, file.read_text("utf-8")) for file in (county / "standards").iterdir()] == [(own.name, written)]
    assert await plan_description(open_bundle(county, plugins).description, platform) == ()


async def test_the_facts_of_a_city_are_known_in_that_city_alone(platform: Platform, plugins: Plugins) -> None:
    engine = Engine(plugins)
    known = {}
    for city in ("maple-county", "osaka"):
        opened = open_bundle(TENANTS / city, plugins)
        applied = await apply_description(opened.description, opened.shared, platform)
        async with platform.tenants.transaction(applied.tenant.id) as session:
            facts = (await ground_of(session, engine)).facts
        known[city] = ("snap" in facts["household.benefits"].choices, "US-XM-001" in facts["learner.residence"].choices)
    assert known == {"maple-county": (True, True), "osaka": (False, False)}


async def test_exporting_over_the_bundle_it_came_from_changes_no_file(
    platform: Platform, plugins: Plugins, tmp_path: Path
) -> None:
    opened = open_bundle(TENANTS / "osaka", plugins)
    await apply_description(opened.description, opened.shared, platform)
    described = await on_platform(platform, "osaka")
    assert described is not None
    copy = shutil.copytree(TENANTS / "osaka", tmp_path / "osaka")
    export_bundle(described, copy)
    for file in sorted(path for path in (TENANTS / "osaka").rglob("*") if path.is_file()):
        assert (copy / file.relative_to(TENANTS / "osaka")).read_bytes() == file.read_bytes(), file.name


async def changed(platform: Platform, opened: OpenedBundle, **changes: object) -> Description:
    await apply_description(opened.description, opened.shared, platform)
    return msgspec.structs.replace(opened.description, **changes)


async def test_a_plan_names_the_field_that_differs(platform: Platform, plugins: Plugins) -> None:
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    identity = msgspec.structs.replace(opened.description.identity, colour="#112233")
    wanted = await changed(platform, opened, identity=identity)
    (difference,) = await plan_description(wanted, platform)
    assert (difference.part, difference.field) == ("identity", "colour")
    assert difference.after == "#112233"
    await apply_description(opened.description, opened.shared, platform)


async def test_a_logo_that_cannot_be_drawn_applies_nothing(platform: Platform, plugins: Plugins) -> None:
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    identity = msgspec.structs.replace(opened.description.identity, logo_source=b"no picture", colour="#112233")
    wanted = await changed(platform, opened, identity=identity)
    with pytest.raises(UnusableLogoError):
        await apply_description(wanted, opened.shared, platform)
    assert await plan_description(opened.description, platform) == ()


async def test_a_host_of_another_city_applies_nothing_in_either_plane(platform: Platform, plugins: Plugins) -> None:
    seoul, pyeongchang = (open_bundle(TENANTS / city, plugins) for city in ("seoul", "pyeongchang"))
    await apply_description(seoul.description, seoul.shared, platform)
    identity = msgspec.structs.replace(pyeongchang.description.identity, colour="#112233")
    wanted = await changed(platform, pyeongchang, hosts=("seoul.localhost",), identity=identity)
    with pytest.raises(HostTaken):
        await apply_description(wanted, pyeongchang.shared, platform)
    assert await plan_description(pyeongchang.description, platform) == ()


async def test_a_lifecycle_that_leads_back_is_refused(platform: Platform, plugins: Plugins) -> None:
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    wanted = await changed(platform, opened, lifecycle="preparing")
    with pytest.raises(IllegalTransition):
        await apply_description(wanted, opened.shared, platform)
    assert await plan_description(opened.description, platform) == ()


async def test_there_are_as_many_seats_as_the_contract_says(platform: Platform, plugins: Plugins) -> None:
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    applied = await apply_description(opened.description, opened.shared, platform)
    async with platform.tenants.transaction(applied.tenant.id) as session:
        counts = await seat_counts(session)
    assert sorted(count.seats for count in counts.values()) == [40, 80, 100]
    fewer = tuple(msgspec.structs.replace(one, seats=10) for one in opened.description.contracts)
    wanted = msgspec.structs.replace(opened.description, contracts=fewer)
    await apply_description(wanted, opened.shared, platform)
    async with platform.tenants.transaction(applied.tenant.id) as session:
        counts = await seat_counts(session)
    assert [count.seats for count in counts.values()] == [10, 10, 10]
    await apply_description(opened.description, opened.shared, platform)
