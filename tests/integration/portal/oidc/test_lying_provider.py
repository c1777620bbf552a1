"""A provider that lies, is slow, talks without end or sends us elsewhere signs nobody in, and everybody is told so."""

import asyncio
import base64
import gzip
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx2
import pytest

from seoul_learn.app import Runtime
from seoul_learn.plugin_api.outgoing.pinned import PinnedTransport
from seoul_learn.tenant_plane.people import oidc_wire, rates
from tests.identity_provider.running import CLIENT_ID
from tests.integration.portal.conftest import Browser
from tests.integration.portal.oidc.conftest import PYEONGCHANG_RETURN, Configure, set_out
from tests.integration.portal.oidc.liar import Liar, http_answer

METADATA = "/.well-known/openid-configuration"


@pytest.fixture
async def provider(configure: Configure, liar: Liar) -> UUID:
    return await configure(liar.issuer)


async def sent(browser: Browser, provider: UUID) -> dict[str, str]:
    """What the browser carries to the provider."""
    return dict(parse_qsl(urlsplit(await set_out(browser, provider)).query))


async def come_back(browser: Browser, state: str, **said: str) -> httpx2.Response:
    answer = await browser.http.get(
        "/sign-in/back", params={"state": state, "code": "a-code", **said}, follow_redirects=False
    )
    browser.page = answer
    return answer


async def told(browser: Browser, liar: Liar, provider: UUID, **claims: Any) -> httpx2.Response:
    """Come back with a token that has these claims."""
    gone = await sent(browser, provider)
    liar.says(gone["nonce"], **claims)
    return await come_back(browser, gone["state"])


def expect_refused(browser: Browser, answer: httpx2.Response, words: str = "제공자의 응답을 믿을 수 없어요") -> None:
    assert answer.status_code in (502, 503)
    assert words in browser.text
    assert not browser.http.cookies.get("session")


async def test_one_that_tells_the_truth_signs_in(browser: Browser, liar: Liar, provider: UUID) -> None:
    assert (await told(browser, liar, provider)).status_code == 303
    assert browser.http.cookies.get("session")
    assert liar.posted["grant_type"] == ["authorization_code"]
    assert liar.posted["redirect_uri"] == ["http://seoul.localhost:8000/sign-in/back"]
    assert len(liar.posted["code_verifier"][0]) == 43
    assert "client_secret" not in liar.posted


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client", "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another-client"]},
        {"nonce": "the nonce of another attempt"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"sub": ""},
    ],
    ids=str,
)
async def test_a_token_with_a_wrong_claim_signs_nobody_in(
    browser: Browser, liar: Liar, provider: UUID, claims: dict[str, Any]
) -> None:
    expect_refused(browser, await told(browser, liar, provider, **claims))


async def test_a_token_a_minute_past_its_end_signs_nobody_in(
    browser: Browser, liar: Liar, provider: UUID, runtime: Runtime
) -> None:
    past = int(runtime.clock.now().timestamp()) - 60
    expect_refused(browser, await told(browser, liar, provider, exp=past, iat=past - 300))


async def test_an_unsigned_token_signs_nobody_in(browser: Browser, liar: Liar, provider: UUID) -> None:
    gone = await sent(browser, provider)
    liar.says(gone["nonce"])
    parts = [json.dumps(one).encode() for one in ({"alg": "none"}, liar.claims)]
    liar.token = ".".join([*(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts), ""])
    expect_refused(browser, await come_back(browser, gone["state"]))


async def test_the_token_of_one_attempt_does_not_serve_another(browser: Browser, liar: Liar, provider: UUID) -> None:
    first = await sent(browser, provider)
    liar.says(first["nonce"])
    second = await sent(browser, provider)
    expect_refused(browser, await come_back(browser, second["state"]))


@pytest.mark.parametrize("named", [None, "https://evil.example"])
async def test_metadata_without_an_issuer_or_with_another_is_not_worked_with(
    browser: Browser, liar: Liar, provider: UUID, named: str | None
) -> None:
    gone = await sent(browser, provider)
    # From here on: with a token that agrees with the lie.
    liar.says(gone["nonce"], iss=named or "https://evil.example")
    if named is None:
        del liar.metadata["issuer"]
    else:
        liar.metadata["issuer"] = named
    expect_refused(browser, await come_back(browser, gone["state"]), "제대로 설정되지 않았어요")
    assert "/token" not in liar.asked
    shown = await browser.get(f"/sign-in/with/{provider}")
    assert shown.status_code == 502


async def test_an_answer_that_names_another_issuer_is_not_exchanged(
    browser: Browser, liar: Liar, provider: UUID
) -> None:
    gone = await sent(browser, provider)
    expect_refused(browser, await come_back(browser, gone["state"], iss="https://evil.example"))
    liar.metadata["authorization_response_iss_parameter_supported"] = True
    gone = await sent(browser, provider)
    expect_refused(browser, await come_back(browser, gone["state"]))
    assert "/token" not in liar.asked


async def test_what_userinfo_says_of_another_subject_is_nobodys(browser: Browser, liar: Liar, provider: UUID) -> None:
    liar.metadata["userinfo_endpoint"] = f"{liar.issuer}/userinfo"
    liar.userinfo = {"sub": "somebody-else", "email": "victim@resident.example", "email_verified": True}
    expect_refused(browser, await told(browser, liar, provider, email=None, email_verified=None))


@pytest.mark.parametrize("word", ["true", 1, None, False])
async def test_only_the_word_true_verifies_an_address(
    browser: Browser, liar: Liar, provider: UUID, word: object
) -> None:
    answer = await told(browser, liar, provider, email="claimed@resident.example", email_verified=word)
    assert answer.status_code == 403
    assert not browser.http.cookies.get("session")


@pytest.mark.parametrize("email", ["no address", "half\x00@resident.example", "\ud800@resident.example", 7])
async def test_an_address_that_is_none_brings_nobody_in(
    browser: Browser, liar: Liar, provider: UUID, email: object
) -> None:
    assert (await told(browser, liar, provider, email=email)).status_code == 403


async def test_a_name_that_cannot_be_stored_is_shown_without_what_is_wrong_in_it(
    browser: Browser, liar: Liar, provider: UUID
) -> None:
    assert (
        await told(browser, liar, provider, sub="odd-name", email="odd@resident.example", name="\x00\ud800 하늘\n")
    ).status_code == 303
    await browser.get("/applications")
    assert "하늘" in browser.text


def elsewhere(liar: Liar, path: str) -> bytes:
    """Where it sends us, the right answer would be waiting."""
    del liar
    return http_answer(b"", status="307 Temporary Redirect", headers=f"location: /elsewhere{path}\r\n")


def without_end(liar: Liar, path: str) -> bytes:
    """The right answer, and then nothing but spaces."""
    return http_answer(liar.right(path) + b" " * 300_000)


def packed(liar: Liar, path: str) -> bytes:
    """The right answer, packed."""
    return http_answer(gzip.compress(liar.right(path)), headers="content-encoding: gzip\r\n")


def broken(liar: Liar, path: str) -> bytes:
    """The right answer under a status that says it is none."""
    return http_answer(liar.right(path), status="500 Internal Server Error")


def no_json(liar: Liar, path: str) -> bytes:
    del liar, path
    return http_answer(b"not json")


def no_object(liar: Liar, path: str) -> bytes:
    del liar, path
    return http_answer(b"[1]")


@pytest.mark.parametrize("path", [METADATA, "/token", "/keys"])
@pytest.mark.parametrize("answer", [elsewhere, without_end, packed, broken, no_json, no_object])
async def test_an_answer_that_is_none_signs_nobody_in(
    browser: Browser, liar: Liar, provider: UUID, path: str, answer: Callable[[Liar, str], bytes]
) -> None:
    gone = await sent(browser, provider)
    liar.says(gone["nonce"], sub="none", email="none@resident.example")
    liar.answers[path] = answer(liar, path)
    shown = await come_back(browser, gone["state"])
    assert shown.status_code in (502, 503)
    assert not browser.http.cookies.get("session")
    assert 'href="/sign-in"' in shown.text


async def test_one_that_does_not_answer_in_time_holds_no_transaction(
    browser: Browser, liar: Liar, provider: UUID, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc_wire, "_SECONDS_FOR_ALL", 0.2)
    held: list[int] = []

    async def hang(*_: object) -> None:
        held.append(runtime.tenants.engine.pool.checkedout())  # type: ignore[attr-defined]  # the pool that serves
        await asyncio.Event().wait()

    monkeypatch.setattr(PinnedTransport, "handle_async_request", hang)
    shown = await browser.get(f"/sign-in/with/{provider}")
    assert shown.status_code == 503
    assert "제공자가 응답하지 않아요" in browser.text
    assert held == [0]


async def test_one_that_is_not_there_is_said_to_be_unreachable(browser: Browser, configure: Configure) -> None:
    provider = await configure("http://127.0.0.1:1")
    shown = await browser.get(f"/sign-in/with/{provider}")
    assert shown.status_code == 503
    assert shown.headers["content-security-policy"].count("form-action 'self'") == 1


async def test_it_is_asked_only_for_what_the_city_wants_and_names_people_by_the_claim_it_chose(
    browser: Browser, liar: Liar, configure: Configure
) -> None:
    provider = await configure(liar.issuer, scopes=("openid", "email", "nick"), name_claim="nickname")
    gone = await sent(browser, provider)
    assert gone["scope"] == "openid email nick"
    liar.says(gone["nonce"], sub="nick", email="nick@resident.example", name="Legal", nickname="별이")
    await come_back(browser, gone["state"])
    await browser.get("/applications")
    assert "별이" in browser.text
    assert "Legal" not in browser.text


async def test_one_that_wants_the_secret_in_the_form_gets_it_there(
    browser: Browser, liar: Liar, provider: UUID
) -> None:
    liar.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert (await told(browser, liar, provider, sub="post", email="post@resident.example")).status_code == 303
    assert liar.posted["client_id"] == [CLIENT_ID]
    assert "client_secret" in liar.posted


async def test_each_city_returns_to_its_own_host(app: Any, liar: Liar, configure: Configure) -> None:
    provider = await configure(liar.issuer, city="pyeongchang")
    browser = Browser(app, "pyeongchang.localhost")
    assert (await sent(browser, provider))["redirect_uri"] == PYEONGCHANG_RETURN
    await browser.http.aclose()


async def test_too_many_tries_from_one_address_are_stopped(
    browser: Browser, provider: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rates._PER_ADDRESS, rates.Step.set_out, rates._Limit(0, rates._WINDOW))
    assert (await browser.get(f"/sign-in/with/{provider}")).status_code == 429
