"""An administrator takes up an identity provider, tries it, changes it and gives it up."""

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.oidc_queries import list_identity_providers
from seoul_learn.tenant_plane.people.oidc_values import IdentityProvider
from seoul_learn.tenant_plane.people.values import Role
from tests.identity_provider.running import CLIENT_ID, CLIENT_SECRET, RunningProvider
from tests.integration.portal.conftest import Browser
from tests.integration.portal.oidc.conftest import sign_in_with
from tests.integration.portal.oidc.liar import Liar

PATH = "/console/identity-providers"


async def enter(browser: Browser, runtime: Runtime, tenant: TenantRef, role: Role) -> None:
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await add_person(
            session, email=f"{role.value}@city.example", language="ko", roles=[role], clock=runtime.clock
        )
        signed_in = await begin_session(session, person_id, by="code", clock=runtime.clock)
    browser.http.cookies.set("session", signed_in.token, domain="seoul.localhost")


@pytest.fixture
async def administrator(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> AsyncIterator[Browser]:
    await enter(browser, runtime, cities["seoul"], Role.administrator)
    yield browser
    async with runtime.tenants.transaction(cities["seoul"].id) as session:
        await session.execute(
            text("delete from tenant.oidc_provider where tenant_id = :t"), {"t": cities["seoul"].id}
        )


@pytest.fixture
def seoul(cities: dict[str, TenantRef]) -> TenantRef:
    return cities["seoul"]


def typed(issuer: str, **changes: str) -> dict[str, str]:
    return {
        "label-ko": "시민 계정", "label-en": "Citizen account", "issuer": issuer, "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET, "scopes": "openid email profile", "name_claim": "name", **changes,
    }  # fmt: skip


async def providers(runtime: Runtime, tenant: TenantRef) -> list[IdentityProvider]:
    async with runtime.tenants.transaction(tenant.id) as session:
        return await list_identity_providers(session)


async def test_a_provider_is_added_tried_and_signed_in_through(
    administrator: Browser, runtime: Runtime, seoul: TenantRef, real_provider: RunningProvider
) -> None:
    await administrator.get(PATH)
    assert "아직 제공자가 없어요" in administrator.text
    assert "http://seoul.localhost:8000/sign-in/back" in administrator.text
    await administrator.get(f"{PATH}/new")
    await administrator.post(f"{PATH}/new", typed(real_provider.issuer))
    assert "저장했어요" in administrator.text
    assert CLIENT_SECRET not in administrator.page.text
    (provider,) = await providers(runtime, seoul)
    assert provider.has_secret
    await administrator.post(f"{PATH}/{provider.id}/test")
    assert "쓸 수 있어요" in administrator.text
    administrator.http.cookies.delete("session")
    await sign_in_with(administrator, provider.id, "console@resident.example")
    assert administrator.path == "/applications"


async def test_every_wrong_field_is_named_and_what_was_typed_stays_but_the_secret(
    administrator: Browser, runtime: Runtime, seoul: TenantRef
) -> None:
    await administrator.get(f"{PATH}/new")
    wrong = {
        "label-ko": "", "label-en": "x" * 41, "issuer": "login.city.example", "client_id": "",
        "client_secret": "x" * 501, "scopes": "email", "name_claim": "", "for_officers": "yes",
    }  # fmt: skip
    shown = await administrator.post(f"{PATH}/new", wrong)
    assert shown.status_code == 422
    named = re.findall(r'<li><a href="#([a-z_-]+)">', shown.text)
    assert named == ["label-ko", "label-en", "issuer", "client_id", "client_secret", "scopes", "name_claim"]
    assert 'value="login.city.example"' in shown.text
    assert "x" * 501 not in shown.text
    assert await providers(runtime, seoul) == []


async def test_an_empty_secret_keeps_the_old_one_and_another_client_forgets_it(
    administrator: Browser, runtime: Runtime, seoul: TenantRef, liar: Liar
) -> None:
    await administrator.get(f"{PATH}/new")
    await administrator.post(f"{PATH}/new", typed(liar.issuer))
    (provider,) = await providers(runtime, seoul)
    await administrator.post(f"{PATH}/{provider.id}", typed(liar.issuer, client_secret="", for_officers="yes"))
    (provider,) = await providers(runtime, seoul)
    assert provider.has_secret
    assert provider.terms.for_officers
    await administrator.post(f"{PATH}/{provider.id}", typed(liar.issuer, client_secret="", client_id="another"))
    assert "비밀값이 없어요" in administrator.text
    (provider,) = await providers(runtime, seoul)
    assert not provider.has_secret


async def test_a_provider_stands_once(administrator: Browser, liar: Liar) -> None:
    await administrator.get(f"{PATH}/new")
    await administrator.post(f"{PATH}/new", typed(liar.issuer))
    await administrator.get(f"{PATH}/new")
    shown = await administrator.post(f"{PATH}/new", typed(liar.issuer))
    assert shown.status_code == 422
    assert "이미 있는 제공자예요" in administrator.text


async def test_a_test_says_in_words_what_is_wrong(
    administrator: Browser, runtime: Runtime, seoul: TenantRef, liar: Liar
) -> None:
    await administrator.get(f"{PATH}/new")
    await administrator.post(f"{PATH}/new", typed(liar.issuer))
    (provider,) = await providers(runtime, seoul)
    liar.metadata["issuer"] = "https://evil.example"
    await administrator.post(f"{PATH}/{provider.id}/test")
    assert "https://evil.example" in administrator.text
    liar.metadata["issuer"] = liar.issuer
    liar.metadata["jwks_uri"] = f"{liar.issuer}/nothing"
    await administrator.post(f"{PATH}/{provider.id}/test")
    assert "키를 읽을 수 없어요" in administrator.text


async def test_a_provider_is_given_up_and_everything_about_it_is_on_record(
    administrator: Browser, runtime: Runtime, seoul: TenantRef, liar: Liar
) -> None:
    await administrator.get(f"{PATH}/new")
    await administrator.post(f"{PATH}/new", typed(liar.issuer))
    (provider,) = await providers(runtime, seoul)
    await administrator.post(f"{PATH}/{provider.id}/remove")
    assert (administrator.path, await providers(runtime, seoul)) == (PATH, [])
    async with runtime.tenants.transaction(seoul.id) as session:
        entries = await session.execute(
            text("select action, detail from tenant.audit_entry where tenant_id = :t and subject_id = :p "
                 "order by number"), {"t": seoul.id, "p": provider.id},
        )  # fmt: skip
        recorded = {entry.action: entry.detail for entry in entries}
    assert list(recorded) == ["identity_provider.kept", "identity_provider.removed"]
    assert recorded["identity_provider.kept"]["secret"] == "new"
    assert CLIENT_SECRET not in str(recorded)


@pytest.mark.parametrize("role", [Role.caseworker, Role.catalogue_manager, Role.applicant])
async def test_nobody_but_an_administrator_sees_or_changes_a_provider(
    browser: Browser, runtime: Runtime, seoul: TenantRef, liar: Liar, role: Role
) -> None:
    await enter(browser, runtime, seoul, role)
    for path in (PATH, f"{PATH}/new", f"{PATH}/{seoul.id}"):
        assert (await browser.get(path)).status_code == 403
    for path in (f"{PATH}/new", *(f"{PATH}/{seoul.id}{step}" for step in ("", "/test", "/remove"))):
        assert (await browser.post(path, typed(liar.issuer))).status_code == 403
    assert await providers(runtime, seoul) == []
    assert liar.asked == []
