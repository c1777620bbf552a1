"""Identity providers come with a bundle, and their secrets never do."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from seoul_learn.bundles.apply_bundle import Platform, apply_description, plan_description
from seoul_learn.bundles.describe_tenant import describe_tenant
from seoul_learn.bundles.description import Description
from seoul_learn.bundles.export_bundle import export_bundle
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.people.keep_identity_provider import keep_identity_provider
from seoul_learn.tenant_plane.people.oidc_queries import list_identity_providers
from seoul_learn.tenant_plane.people.oidc_values import IdentityProvider, ProviderTerms
from tests.integration.conftest import TENANTS

CITIZEN = ProviderTerms(
    issuer="https://login.city.example", client_id="learn", label={"ko": "시민 계정", "en": "Citizen account"}
)
STAFF = ProviderTerms(
    issuer="https://staff.city.example", client_id="learn", label={"ko": "직원 계정", "en": "Staff account"},
    scopes=("openid", "email"), name_claim="nickname", links_by_email=True, for_officers=True,
)  # fmt: skip
KEYS = SealingKeys("a secret for throw-away databases, 40 letters")


@pytest.fixture
async def opened(platform: Platform, plugins: Plugins) -> AsyncIterator[OpenedBundle]:
    bundle = open_bundle(TENANTS / "pyeongchang", plugins)
    yield bundle
    await apply_description(bundle.description, bundle.shared, platform)


def with_providers(opened: OpenedBundle, *providers: ProviderTerms) -> Description:
    return msgspec.structs.replace(opened.description, sign_in=providers)


async def providers_of(platform: Platform, slug: str = "pyeongchang") -> list[IdentityProvider]:
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug=slug)
    assert tenant is not None
    async with platform.tenants.transaction(tenant.id) as session:
        return await list_identity_providers(session)


async def give_secret(platform: Platform, opened: OpenedBundle, wanted: Description) -> None:
    """What an administrator does in the console."""
    applied = await apply_description(wanted, opened.shared, platform)
    (provider, *_) = await providers_of(platform)
    async with platform.tenants.transaction(applied.tenant.id) as session:
        await keep_identity_provider(
            session, provider.id, provider.terms, secret="a secret", actor=Actor(kind="command"),
            seal=KEYS.of_tenant(applied.tenant.id), clock=platform.clock,
        )  # fmt: skip


async def test_providers_are_applied_in_their_order_and_offered_to_nobody_without_a_secret(
    platform: Platform, opened: OpenedBundle
) -> None:
    wanted = with_providers(opened, STAFF, CITIZEN)
    await apply_description(wanted, opened.shared, platform)
    assert [(one.terms, one.has_secret) for one in await providers_of(platform)] == [(STAFF, False), (CITIZEN, False)]
    assert await plan_description(wanted, platform) == ()
    turned = with_providers(opened, CITIZEN, STAFF)
    assert {one.field for one in await plan_description(turned, platform)} == {"position"}
    await apply_description(turned, opened.shared, platform)
    assert [one.terms for one in await providers_of(platform)] == [CITIZEN, STAFF]


async def test_what_is_exported_says_the_same_and_has_no_secret(
    platform: Platform, plugins: Plugins, opened: OpenedBundle, tmp_path: Path
) -> None:
    await give_secret(platform, opened, with_providers(opened, CITIZEN, STAFF))
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug="pyeongchang")
    assert tenant is not None
    async with platform.tenants.transaction(tenant.id) as session:
        described = await describe_tenant(session, tenant)
    assert described is not None
    for shared in ("_catalogue", "_standards"):
        shutil.copytree(TENANTS / shared, tmp_path / shared)
    export_bundle(described, tmp_path / "pyeongchang")
    written = (tmp_path / "pyeongchang" / "tenant.toml").read_text("utf-8")
    assert written.count("[[sign_in]]") == 2
    assert "secret" not in written
    again = open_bundle(tmp_path / "pyeongchang", plugins)
    assert again.description.sign_in == (CITIZEN, STAFF)
    assert await plan_description(again.description, platform) == ()


async def test_a_secret_outlives_every_change_but_that_of_its_client(
    platform: Platform, opened: OpenedBundle
) -> None:
    await give_secret(platform, opened, with_providers(opened, CITIZEN))
    renamed = msgspec.structs.replace(CITIZEN, label={"ko": "새 이름", "en": "New name"}, links_by_email=True)
    await apply_description(with_providers(opened, renamed), opened.shared, platform)
    assert [one.has_secret for one in await providers_of(platform)] == [True]
    other = msgspec.structs.replace(renamed, client_id="another")
    await apply_description(with_providers(opened, other), opened.shared, platform)
    assert [one.has_secret for one in await providers_of(platform)] == [False]


async def test_a_provider_that_is_no_longer_in_the_bundle_is_given_up(
    platform: Platform, opened: OpenedBundle
) -> None:
    await give_secret(platform, opened, with_providers(opened, CITIZEN))
    planned = await plan_description(opened.description, platform)
    assert {one.part for one in planned} == {f"sign_in {CITIZEN.issuer}"}
    assert not any("a secret" in str(one) for one in planned)
    await apply_description(opened.description, opened.shared, platform)
    assert await providers_of(platform) == []


async def test_the_secret_is_sealed_in_its_row(platform: Platform, opened: OpenedBundle) -> None:
    await give_secret(platform, opened, with_providers(opened, CITIZEN))
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug="pyeongchang")
    assert tenant is not None
    async with platform.tenants.transaction(tenant.id) as session:
        stored = await session.scalar(
            text("select client_secret from tenant.oidc_provider where tenant_id = :t"), {"t": tenant.id}
        )
    assert b"a secret" not in bytes(stored)
