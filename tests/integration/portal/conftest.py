"""The tenants' application on this module's database, with two cities, asked without a network in between."""

import html
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from seoul_learn.app import Runtime, create_app, make_runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.import_codes import GivenCode, import_codes
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from tests.conftest import SECRET_KEY, Database
from tests.integration.conftest import TENANTS


class Browser:
    """A visitor's browser on one host: keeps cookies, sends a form's hidden fields along, follows redirects."""

    def __init__(self, app: Any, host: str) -> None:
        self.http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url=f"http://{host}", follow_redirects=True
        )
        self.page: httpx2.Response

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        self.page = await self.http.get(path, **options)
        return self.page

    async def post(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> httpx2.Response:
        hidden = {"_csrf_token": self.hidden("_csrf_token")}
        self.page = await self.http.post(path, data={**hidden, **(fields or {})}, **options)
        return self.page

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page.text)
        return html.unescape(found[1]) if found else ""

    @property
    def path(self) -> str:
        return self.page.url.path

    @property
    def text(self) -> str:
        """What a reader sees."""
        shown = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", self.page.text, flags=re.DOTALL)
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)))


@pytest.fixture(scope="module")
def module_clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
async def runtime(database: Database, module_clock: FixedClock) -> AsyncIterator[Runtime]:
    settings = Settings(secret_key=SECRET_KEY, tenants_folder=TENANTS)
    made = make_runtime(settings, control_url=database.control_url, tenant_url=database.tenant_url, clock=module_clock)
    await made.open()
    yield made
    await made.close()


@pytest.fixture(scope="module")
async def cities(runtime: Runtime, plugins: Plugins) -> dict[str, TenantRef]:
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=runtime.clock)
    refs = {}
    for city in ("seoul", "pyeongchang"):
        opened = open_bundle(TENANTS / city, plugins)
        refs[city] = (await apply_description(opened.description, opened.shared, platform)).tenant
        async with runtime.tenants.transaction(refs[city].id) as session:
            for contract in await list_contracts(session):
                codes = [GivenCode(f"{contract.terms.offering}-{number:03}") for number in range(5)]
                await import_codes(
                    session, contract.id, codes, actor=Actor(kind="command"), keys=runtime.sealing, clock=runtime.clock
                )
    await runtime.directory.refresh()
    return refs


@pytest.fixture(scope="module")
def app(runtime: Runtime, cities: dict[str, TenantRef]) -> Any:
    del cities
    return create_app(runtime)


@pytest.fixture
async def browser(app: Any) -> AsyncIterator[Browser]:
    opened = Browser(app, "seoul.localhost")
    yield opened
    await opened.http.aclose()
