"""A city whose people sign in through a provider: a real one, and one of our own that tells lies."""

import html
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit
from uuid import UUID

import httpx2
import msgspec
import pytest
from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.keep_identity_provider import keep_identity_provider
from seoul_learn.tenant_plane.people.oidc_values import ProviderTerms
from tests.identity_provider.running import CLIENT_ID, CLIENT_SECRET, RunningProvider, running_provider
from tests.integration.portal.conftest import Browser
from tests.integration.portal.oidc.liar import Liar

SEOUL_RETURN = "http://seoul.localhost:8000/sign-in/back"
PYEONGCHANG_RETURN = "http://pyeongchang.localhost:8000/sign-in/back"

Configure = Callable[..., Coroutine[Any, Any, UUID]]


class OffsetClock:
    """The machine's clock, as a real provider has it too, until it is put forward."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


@pytest.fixture(scope="module")
def module_clock() -> OffsetClock:
    return OffsetClock()


@pytest.fixture
def later(module_clock: OffsetClock) -> Iterator[OffsetClock]:
    """The clock, which is right again when the test is over."""
    yield module_clock
    module_clock.offset = timedelta()


@pytest.fixture(scope="session")
def real_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    log = tmp_path_factory.mktemp("provider") / "provider.log"
    with running_provider([SEOUL_RETURN, PYEONGCHANG_RETURN], log) as running:
        yield running


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    async with Liar(client_id=CLIENT_ID).listening() as listening:
        yield listening


@pytest.fixture
async def configure(runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Configure]:
    """`await configure(issuer, ...)`: the id of a provider of a city, taken away again afterwards."""
    kept: list[str] = []

    async def keep(issuer: str, *, city: str = "seoul", **terms: Any) -> UUID:
        tenant = cities[city].id
        wanted = ProviderTerms(issuer=issuer, client_id=CLIENT_ID, label={"ko": "시민 계정", "en": "Citizen"}, **terms)
        kept.append(city)
        async with runtime.tenants.transaction(tenant) as session:
            return await keep_identity_provider(
                session, None, wanted, secret=CLIENT_SECRET, actor=Actor(kind="command"),
                seal=runtime.sealing.of_tenant(tenant), clock=runtime.clock,
            )  # fmt: skip

    yield keep
    for city in kept:
        async with runtime.tenants.transaction(cities[city].id) as session:
            for table in ("oidc_provider", "person_identity"):
                await session.execute(
                    text(f"delete from tenant.{table} where tenant_id = :t"),  # noqa: S608  # names of our own
                    {"t": cities[city].id},
                )


class Answer(msgspec.Struct, frozen=True):
    """How the provider sends somebody back: what a browser would open next."""

    address: str

    @property
    def path(self) -> str:
        parts = urlsplit(self.address)
        return f"{parts.path}?{parts.query}"

    @property
    def said(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.address).query))

    def without(self, name: str) -> str:
        return "/sign-in/back?" + str(httpx2.QueryParams({k: v for k, v in self.said.items() if k != name}))


async def set_out(browser: Browser, provider_id: UUID, *, back: str = "/") -> str:
    """Where the city sends the browser."""
    answer = await browser.http.get(f"/sign-in/with/{provider_id}", params={"next": back}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def at_provider(address: str, login: str, *, cancel: bool = False) -> Answer:
    """Sign in at the real provider as `login` and agree, or leave; by its own pages, as a browser would."""
    async with httpx2.AsyncClient(follow_redirects=False, trust_env=False) as http:
        answer = await http.get(address)
        for _ in range(20):
            if "location" in answer.headers:
                address = urljoin(str(answer.url), answer.headers["location"])
                if urlsplit(address).hostname != "127.0.0.1":
                    return Answer(address)
                answer = await http.get(address)
                continue
            assert answer.status_code == 200, answer.text
            if cancel:
                found = re.search(r'href="([^"]*/abort)"', answer.text)
                assert found is not None, answer.text
                answer = await http.get(urljoin(str(answer.url), html.unescape(found[1])))
                continue
            # What is asked for, and then whether it may be told.
            form = re.search(r'action="([^"]*)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]*)"', answer.text)
            assert form is not None, answer.text
            assert prompt is not None, answer.text
            fields = {"prompt": prompt[1], "login": login, "password": "any"}
            answer = await http.post(urljoin(str(answer.url), html.unescape(form[1])), data=fields)
    raise AssertionError("the provider never sent anybody back")


async def sign_in_with(
    browser: Browser, provider_id: UUID, login: str, *, back: str = "/applications"
) -> httpx2.Response:
    """There and back, as one person; the page that follows."""
    answer = await at_provider(await set_out(browser, provider_id, back=back), login)
    return await browser.get(answer.path)
