"""The Host header alone decides whose portal answers, on routed and unrouted paths."""

import base64
import hashlib
from typing import Any

import pytest
from litestar import Litestar, Request, get
from litestar.testing import AsyncTestClient

from seoul_learn.api.health import health_router
from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.ids import new_id
from seoul_learn.web.hosts import HostGate, host_of

_SEOUL = TenantRef(id=new_id(), slug="seoul", lifecycle=Lifecycle.LIVE)


_started: list[str] = []


@get("/", opt={"access": "anyone"})
async def _whose(request: Request[Any, Any, Any]) -> str:
    tenant: TenantRef = request.scope["state"]["tenant"]
    return tenant.slug


@get("/", opt={"access": "anyone"})
async def _operators() -> str:
    return "operators"


async def _broken() -> None:
    raise OSError("the database is away")


async def _well() -> None:
    return None


def _client(probe: Any = _well) -> AsyncTestClient[Any]:
    tenants = Litestar(
        [_whose, health_router({"database": probe})],
        openapi_config=None,
        on_startup=[lambda: _started.append("tenants")],
    )
    operators = Litestar([_operators], openapi_config=None, on_startup=[lambda: _started.append("operators")])
    hosts = {"seoul.localhost": _SEOUL, "operator.localhost": _SEOUL}
    return AsyncTestClient(
        HostGate(tenants=tenants, operators=operators, find=hosts.get, operator_host="operator.localhost")
    )


@pytest.mark.parametrize(
    ("host", "whose"),
    [
        ("seoul.localhost", "seoul"),
        ("seoul.localhost:8000", "seoul"),
        ("SEOUL.localhost", "seoul"),
        ("seoul.localhost.", "seoul"),
        ("operator.localhost:8000", "operators"),
    ],
)
async def test_a_known_host_is_answered_by_its_tenant(host: str, whose: str) -> None:
    async with _client() as client:
        answer = await client.get("/", headers={"host": host})
    assert (answer.status_code, answer.text) == (200, whose)


@pytest.mark.parametrize("path", ["/", "/no/such/page", "/console"])
@pytest.mark.parametrize("host", ["busan.localhost", "localhost", "seoul.localhost.evil.test", "seoul.localhost:x", ""])
async def test_an_unknown_host_gets_its_own_page_on_every_path(host: str, path: str) -> None:
    async with _client() as client:
        answer = await client.get(path, headers={"host": host})
    assert answer.status_code == 404
    assert "주소를 찾을 수 없어요" in answer.text
    assert "We cannot find this address" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("host", "status"), [("seoul.localhost", 200), ("busan.localhost", 404)])
async def test_a_question_for_the_headers_alone_is_answered_without_a_body(host: str, status: int) -> None:
    async with _client() as client:
        whole, head = [await client.request(method, "/", headers={"host": host}) for method in ("GET", "HEAD")]
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


async def test_an_unknown_host_s_page_may_load_nothing_but_its_own_style() -> None:
    async with _client() as client:
        answer = await client.get("/", headers={"host": "busan.localhost"})
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]


async def test_the_process_starts_the_tenants_application_once_and_the_operators_not() -> None:
    _started.clear()
    async with _client():
        pass
    assert _started == ["tenants"]


def test_two_host_headers_name_no_host() -> None:
    assert host_of([(b"host", b"seoul.localhost"), (b"host", b"osaka.localhost")]) is None


async def test_health_is_answered_on_any_host() -> None:
    async with _client() as client:
        live = await client.get("/health/live", headers={"host": "10.0.0.7"})
        ready = await client.get("/health/ready", headers={"host": "10.0.0.7"})
    assert (live.json()["status"], ready.json()["status"]) == ("ok", "ok")


async def test_a_process_that_cannot_serve_says_what_is_missing_and_nothing_more() -> None:
    async with _client(_broken) as client:
        ready = await client.get("/health/ready", headers={"host": "10.0.0.7"})
    assert ready.status_code == 503
    assert ready.json() == {"status": "unavailable", "missing": ["database"]}
