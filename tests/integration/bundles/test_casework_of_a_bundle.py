"""The terms of a city's casework go from a bundle to the platform and back."""

from pathlib import Path

import msgspec
import tomlkit

from seoul_learn.bundles.apply_bundle import Platform, apply_description, plan_description
from seoul_learn.bundles.describe_tenant import describe_tenant
from seoul_learn.bundles.export_bundle import export_bundle
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.casework.values import Terms
from tests.integration.conftest import TENANTS


async def test_what_a_bundle_says_of_casework_holds_and_is_exported(
    platform: Platform, plugins: Plugins, tmp_path: Path
) -> None:
    opened = open_bundle(TENANTS / "chungbuk", plugins)
    applied = await apply_description(opened.description, opened.shared, platform)
    async with platform.tenants.transaction(applied.tenant.id) as session:
        assert await read_terms(session) == Terms(review_within_days=14, four_eyes=True)
    wanted = msgspec.structs.replace(opened.description, casework=Terms(review_within_days=21))
    planned = {(one.part, one.field, one.after) for one in await plan_description(wanted, platform)}
    assert planned == {("casework", "review_within_days", "21"), ("casework", "four_eyes", "false")}
    await apply_description(wanted, opened.shared, platform)
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug="chungbuk")
    assert tenant is not None
    async with platform.tenants.transaction(tenant.id) as session:
        described = await describe_tenant(session, tenant)
    assert described is not None
    export_bundle(described, tmp_path / "chungbuk")
    written = tomlkit.parse((tmp_path / "chungbuk" / "tenant.toml").read_text("utf-8")).unwrap()
    assert written["casework"]["review_within_days"] == 21
    assert "four_eyes" not in written["casework"]


async def test_a_bundle_that_says_nothing_leaves_it_to_the_platform(platform: Platform, plugins: Plugins) -> None:
    opened = open_bundle(TENANTS / "chungbuk", plugins)
    await apply_description(opened.description, opened.shared, platform)
    silent = msgspec.structs.replace(opened.description, casework=None)
    applied = await apply_description(silent, opened.shared, platform)
    async with platform.tenants.transaction(applied.tenant.id) as session:
        assert await read_terms(session) == Terms()
    assert await plan_description(silent, platform) == ()
