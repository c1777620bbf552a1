"""People sign in through a real OpenID provider, and come in as nobody but themselves."""

import asyncio
import base64
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.recognise import recognise
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from tests.identity_provider.running import CLIENT_ID, CLIENT_SECRET, RunningProvider
from tests.integration.portal.conftest import Browser
from tests.integration.portal.oidc.conftest import (
    SEOUL_RETURN,
    Configure,
    OffsetClock,
    at_provider,
    set_out,
    sign_in_with,
)


async def whoever(browser: Browser, runtime: Runtime, tenant: TenantRef) -> SignedInPerson | None:
    """Who is signed in in this browser."""
    token = browser.http.cookies.get("session")
    if not token:
        return None
    async with runtime.tenants.transaction(tenant.id) as session:
        return (await recognise(session, token=token, clock=runtime.clock)).person


async def known(runtime: Runtime, tenant: TenantRef, email: str, roles: Collection[Role]) -> UUID:
    async with runtime.tenants.transaction(tenant.id) as session:
        return await add_person(session, email=email, language="ko", roles=roles, clock=runtime.clock)


async def rows(runtime: Runtime, tenant: TenantRef, statement: str) -> list[Any]:
    async with runtime.tenants.transaction(tenant.id) as session:
        return list(await session.execute(text(statement), {"t": tenant.id}))


async def test_somebody_new_comes_in_and_is_where_she_wanted_to_be(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    await browser.get("/sign-in?next=/applications")
    assert "시민 계정 로그인" in browser.text
    assert f'href="/sign-in/with/{provider}?next=/applications"' in browser.page.text
    answer = await sign_in_with(browser, provider, "new@resident.example")
    assert (answer.status_code, browser.path) == (200, "/applications")
    person = await whoever(browser, runtime, cities["seoul"])
    assert person is not None
    assert (person.email, person.display_name) == ("new@resident.example", "Invented new")
    assert (person.language, person.roles) == ("ko", frozenset({Role.applicant}))
    audited = await rows(
        runtime, cities["seoul"],
        "select action, detail from tenant.audit_entry where tenant_id = :t order by number desc limit 4",
    )  # fmt: skip
    assert [row.action for row in audited] == ["person.signed_in", "identity.linked", "role.granted", "person.added"]
    assert audited[0].detail == {"by": "provider"}


async def test_she_comes_in_again_as_the_same_person_also_when_her_address_there_is_another(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    await sign_in_with(browser, provider, "moved@resident.example")
    first, token = await whoever(browser, runtime, cities["seoul"]), browser.http.cookies["session"]
    await rows(runtime, cities["seoul"], "update tenant.person set email = 'away@resident.example' "
               "where tenant_id = :t and email = 'moved@resident.example' returning id")  # fmt: skip
    await browser.get("/applications")
    await browser.post("/sign-out")
    await sign_in_with(browser, provider, "moved@resident.example")
    second = await whoever(browser, runtime, cities["seoul"])
    assert first is not None
    assert second is not None
    assert second.person_id == first.person_id
    assert browser.http.cookies["session"] != token


async def test_what_is_sent_to_the_provider_is_code_flow_with_pkce_state_and_nonce(
    browser: Browser, configure: Configure, real_provider: RunningProvider
) -> None:
    address = urlsplit(await set_out(browser, await configure(real_provider.issuer)))
    sent = dict(parse_qsl(address.query))
    assert f"{address.scheme}://{address.netloc}" == real_provider.issuer
    assert (sent["response_type"], sent["client_id"], sent["redirect_uri"]) == ("code", CLIENT_ID, SEOUL_RETURN)
    assert (sent["code_challenge_method"], sent["scope"]) == ("S256", "openid email profile")
    assert min(len(sent[name]) for name in ("state", "nonce", "code_challenge")) == 43
    assert "client_secret" not in sent


async def test_nothing_secret_stands_in_the_tables(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    sent = dict(parse_qsl(urlsplit(await set_out(browser, await configure(real_provider.issuer))).query))
    stored = await rows(
        runtime, cities["seoul"],
        "select a::text as row from tenant.oidc_attempt a where a.tenant_id = :t "
        "union all select p::text from tenant.oidc_provider p where p.tenant_id = :t",
    )  # fmt: skip
    assert len(stored) >= 2
    for row in stored:
        for secret in (sent["state"], sent["nonce"], CLIENT_SECRET, CLIENT_SECRET.encode().hex()):
            assert secret not in row.row


async def test_whoever_says_no_at_the_provider_reads_so_and_can_take_a_code_instead(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    answer = await at_provider(await set_out(browser, provider, back="/learning"), "x", cancel=True)
    assert answer.said["error"] == "access_denied"
    shown = await browser.get(answer.path)
    assert shown.status_code == 403
    assert "로그인하지 않았어요" in browser.text
    assert 'href="/sign-in?next=/learning"' in shown.text
    assert f'href="/sign-in/with/{provider}?next=/learning"' in shown.text
    assert await whoever(browser, runtime, cities["seoul"]) is None


async def test_an_answer_is_heard_once(
    browser: Browser, app: Any, configure: Configure, real_provider: RunningProvider
) -> None:
    answer = await at_provider(await set_out(browser, await configure(real_provider.issuer)), "once@resident.example")
    kept = browser.http.cookies["sign-in-with"]
    await browser.get(answer.path)
    assert browser.http.cookies.get("session")
    browser.http.cookies.delete("session")
    browser.http.cookies.set("sign-in-with", kept, domain="seoul.localhost")
    again = await browser.get(answer.path)
    assert again.status_code == 400
    assert "끝난 로그인이에요" in browser.text
    assert not browser.http.cookies.get("session")


async def test_of_two_answers_at_the_same_moment_one_is_heard(
    browser: Browser, configure: Configure, real_provider: RunningProvider
) -> None:
    answer = await at_provider(await set_out(browser, await configure(real_provider.issuer)), "twice@resident.example")
    both = await asyncio.gather(*(browser.http.get(answer.path, follow_redirects=False) for _ in range(2)))
    assert sorted(one.status_code for one in both) == [303, 400]


async def test_an_answer_is_good_for_ten_minutes(
    browser: Browser, configure: Configure, real_provider: RunningProvider, later: OffsetClock
) -> None:
    answer = await at_provider(await set_out(browser, await configure(real_provider.issuer)), "late@resident.example")
    later.offset = timedelta(minutes=10)
    assert (await browser.get(answer.path)).status_code == 400


@pytest.mark.parametrize("cookie", ["none", "garbled", "of another attempt"])
async def test_an_answer_in_another_browser_is_not_heard(
    app: Any, configure: Configure, real_provider: RunningProvider, cookie: str
) -> None:
    provider = await configure(real_provider.issuer)
    attacker, victim = Browser(app, "seoul.localhost"), Browser(app, "seoul.localhost")
    answer = await at_provider(await set_out(attacker, provider), f"{cookie[:2]}.attacker@resident.example")
    if cookie == "garbled":
        victim.http.cookies.set("sign-in-with", "AAAA", domain="seoul.localhost")
    if cookie == "of another attempt":
        await set_out(victim, provider)
    shown = await victim.get(answer.path)
    assert shown.status_code == 400
    assert not victim.http.cookies.get("session")
    # And it was not used up by that.
    assert (await attacker.http.get(answer.path, follow_redirects=False)).status_code == 303
    await attacker.http.aclose()
    await victim.http.aclose()


@pytest.mark.parametrize("missing", ["state", "code"])
async def test_an_answer_without_its_parts_is_not_heard(
    browser: Browser, configure: Configure, real_provider: RunningProvider, missing: str
) -> None:
    answer = await at_provider(await set_out(browser, await configure(real_provider.issuer)), "part@resident.example")
    shown = await browser.get(answer.without(missing))
    assert shown.status_code in (400, 502)
    assert not browser.http.cookies.get("session")


async def test_an_attempt_of_one_city_is_of_no_use_on_the_host_of_another(
    browser: Browser, app: Any, runtime: Runtime, configure: Configure, real_provider: RunningProvider
) -> None:
    seoul = await configure(real_provider.issuer)
    pyeongchang = await configure(real_provider.issuer, city="pyeongchang")
    answer = await at_provider(await set_out(browser, seoul), "between@resident.example")
    elsewhere = Browser(app, "pyeongchang.localhost")
    assert (await elsewhere.http.get(f"/sign-in/with/{seoul}", follow_redirects=False)).status_code == 404
    # With Seoul's cookie, with one of its own, and with one sealed for it that holds Seoul's token.
    elsewhere.http.cookies.set("sign-in-with", browser.http.cookies["sign-in-with"], domain="pyeongchang.localhost")
    assert (await elsewhere.get(answer.path)).status_code == 400
    elsewhere.http.cookies.set("sign-in-with", resealed(runtime, browser), domain="pyeongchang.localhost")
    assert (await elsewhere.get(answer.path)).status_code == 400
    await set_out(elsewhere, pyeongchang)
    assert (await elsewhere.get(answer.path)).status_code == 400
    assert not elsewhere.http.cookies.get("session")
    await elsewhere.http.aclose()


def resealed(runtime: Runtime, browser: Browser) -> str:
    """Seoul's cookie as Pyeongchang would have sealed it: what a leak of the key of one city would allow."""
    seoul, pyeongchang = (runtime.directory.find(f"{city}.localhost") for city in ("seoul", "pyeongchang"))
    assert seoul is not None
    assert pyeongchang is not None
    sealed = base64.urlsafe_b64decode(browser.http.cookies["sign-in-with"])
    content = runtime.sealing.of_tenant(seoul.id).unseal(sealed, table="cookie", row=seoul.id, column="sign_in_with")
    again = runtime.sealing.of_tenant(pyeongchang.id).seal(
        content, table="cookie", row=pyeongchang.id, column="sign_in_with"
    )
    return base64.urlsafe_b64encode(again).decode()


async def test_a_session_that_was_there_ends_and_its_token_is_not_kept(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    answer = await at_provider(await set_out(browser, provider), "second@resident.example")
    other = Browser(browser.http._transport.app, "seoul.localhost")  # type: ignore[attr-defined]  # the same city
    await sign_in_with(other, provider, "first@resident.example")
    former = other.http.cookies["session"]
    # Somebody else comes back on the same tablet.
    browser.http.cookies.set("session", former, domain="seoul.localhost")
    await browser.get(answer.path)
    person = await whoever(browser, runtime, cities["seoul"])
    assert person is not None
    assert person.email == "second@resident.example"
    assert await whoever(other, runtime, cities["seoul"]) is None
    await other.http.aclose()


async def test_without_a_verified_address_nobody_new_comes_in(
    browser: Browser, configure: Configure, real_provider: RunningProvider
) -> None:
    provider = await configure(real_provider.issuer, links_by_email=True)
    for login in ("unverified/liar@resident.example", "nameless/x"):
        shown = await sign_in_with(browser, provider, login)
        assert shown.status_code == 403
        assert "이메일 주소를 확인해 주지 않았어요" in browser.text
    assert not browser.http.cookies.get("session")


async def test_an_address_does_not_lead_to_an_account_unless_the_city_lets_it(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    owner = await known(runtime, cities["seoul"], "owner@resident.example", [Role.applicant])
    provider = await configure(real_provider.issuer)
    shown = await sign_in_with(browser, provider, "owner@resident.example")
    assert shown.status_code == 409
    assert await whoever(browser, runtime, cities["seoul"]) is None
    await rows(runtime, cities["seoul"], "update tenant.oidc_provider set links_by_email = true "
               "where tenant_id = :t returning id")  # fmt: skip
    await sign_in_with(browser, provider, "owner@resident.example")
    person = await whoever(browser, runtime, cities["seoul"])
    assert person is not None
    assert person.person_id == owner


async def test_an_address_that_was_given_to_somebody_else_does_not_lead_to_its_former_holder(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer, links_by_email=True)
    await sign_in_with(browser, provider, "recycled@resident.example")
    await browser.get("/applications")
    await browser.post("/sign-out")
    shown = await sign_in_with(browser, provider, "other/recycled@resident.example")
    assert shown.status_code == 409
    assert await whoever(browser, runtime, cities["seoul"]) is None


async def test_officers_come_in_only_where_the_city_lets_them_and_bring_no_role_along(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    await known(runtime, cities["seoul"], "caseworker@city.example", [Role.caseworker])
    provider = await configure(real_provider.issuer, links_by_email=True)
    await browser.get("/console/sign-in")
    assert "/sign-in/with/" not in browser.page.text
    shown = await sign_in_with(browser, provider, "caseworker@city.example", back="/console")
    assert shown.status_code == 403
    assert 'href="/console/sign-in?next=/console"' in shown.text
    await rows(runtime, cities["seoul"], "update tenant.oidc_provider set for_officers = true "
               "where tenant_id = :t returning id")  # fmt: skip
    await browser.get("/console/sign-in")
    assert "/sign-in/with/" in browser.page.text
    shown = await sign_in_with(browser, provider, "caseworker@city.example", back="/console")
    assert (shown.status_code, browser.path) == (200, "/console")
    person = await whoever(browser, runtime, cities["seoul"])
    assert person is not None
    assert person.roles == frozenset({Role.caseworker})


async def test_whoever_becomes_an_officer_later_is_stopped_too(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    await sign_in_with(browser, provider, "promoted@resident.example")
    await known(runtime, cities["seoul"], "promoted@resident.example", [Role.caseworker])
    await browser.get("/applications")
    await browser.post("/sign-out")
    assert (await sign_in_with(browser, provider, "promoted@resident.example")).status_code == 403
    assert await whoever(browser, runtime, cities["seoul"]) is None


async def test_whoever_was_switched_off_stays_out(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    await sign_in_with(browser, provider, "off@resident.example")
    await rows(runtime, cities["seoul"], "update tenant.person set active = false "
               "where tenant_id = :t and email = 'off@resident.example' returning id")  # fmt: skip
    shown = await sign_in_with(browser, provider, "off@resident.example")
    assert shown.status_code == 403
    assert "중지된 계정" in browser.text


async def test_a_provider_without_its_secret_is_offered_to_nobody(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    await rows(runtime, cities["seoul"], "update tenant.oidc_provider set client_secret = null "
               "where tenant_id = :t returning id")  # fmt: skip
    await browser.get("/sign-in")
    assert "/sign-in/with/" not in browser.page.text
    assert (await browser.get(f"/sign-in/with/{provider}")).status_code == 404


async def test_a_wrong_client_secret_is_the_citys_fault_and_says_so(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], configure: Configure,
    real_provider: RunningProvider,
) -> None:  # fmt: skip
    provider = await configure(real_provider.issuer)
    wrong = runtime.sealing.of_tenant(cities["seoul"].id).seal(
        b"another secret", table="oidc_provider", row=provider, column="client_secret"
    )
    async with runtime.tenants.transaction(cities["seoul"].id) as session:
        await session.execute(
            text("update tenant.oidc_provider set client_secret = :s where tenant_id = :t"),
            {"t": cities["seoul"].id, "s": wrong},
        )
    shown = await sign_in_with(browser, provider, "anybody@resident.example")
    assert shown.status_code == 502
    assert "제대로 설정되지 않았어요" in browser.text


async def test_nobody_is_sent_to_another_host_afterwards(
    browser: Browser, configure: Configure, real_provider: RunningProvider
) -> None:
    provider = await configure(real_provider.issuer)
    answer = await at_provider(await set_out(browser, provider, back="//evil.example/x"), "back@resident.example")
    back = await browser.http.get(answer.path, follow_redirects=False)
    assert back.headers["location"] == "/"
