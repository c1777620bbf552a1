"""What goes wrong is answered by a page of the city's own, on every path, telling nobody more than they may know."""

import json
from typing import Any

import httpx2
import pytest
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, TooManyRequestsException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from structlog.testing import capture_logs

from seoul_learn.control_plane.tenants.values import Lifecycle
from seoul_learn.tenant_plane.database.errors import IsolationBroken, NotFound, Refused
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.shared.denials import Forbidden
from seoul_learn.web.shared.work import Work

from .conftest import Open, SignIn

_FAULTS: dict[str, Exception] = {
    "absent": NotFound(),
    "forbidden": Forbidden(),
    "refused": Refused("Choose at most %(most)s offerings.", most=3),
    "too-many": TooManyRequestsException(headers={"retry-after": "60"}),
    "broken": RuntimeError("kim@example.test has the code 123456"),
    "leaking": IsolationBroken("A row of another tenant was added to a transaction."),
    "away": ConnectionRefusedError("the database is away"),
    "teapot": HTTPException(status_code=418, detail="a secret detail"),
}


@get("/fails/{how:str}", opt={"access": "anyone"})
async def fails(work: NamedDependency[Work], how: FromPath[str]) -> str:
    raise _FAULTS[how]


@get("/things/{number:int}", opt={"access": "anyone"})
async def thing(work: NamedDependency[Work], number: FromPath[int]) -> str:
    raise NotFound


@get("/pages", opt={"access": "anyone"})
async def pages(work: NamedDependency[Work], number: FromQuery[int]) -> str:
    return str(number)


@post("/small", opt={"access": "anyone", "exclude_from_csrf": True}, request_max_body_size=100)
async def small(work: NamedDependency[Work], data: URLEncodedBody[dict[str, str]]) -> str:
    return data.get("text", "")


@post("/form", opt={"access": "anyone"})
async def form(work: NamedDependency[Work]) -> str:
    return "sent"


@get("/mine", opt={"access": "signed_in"})
async def mine(work: NamedDependency[Work], request: Request[Any, Any, Any]) -> str:
    return "mine"


ROUTES: list[Any] = [fails, thing, pages, small, form, mine]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/fails/absent", 404, "페이지를 찾을 수 없어요"),
        ("/no/such/page", 404, "페이지를 찾을 수 없어요"),
        ("/console/no/such/page", 404, "페이지를 찾을 수 없어요"),
        ("/things/none", 404, "페이지를 찾을 수 없어요"),
        ("/theme/seoul-000000000000.css", 404, "페이지를 찾을 수 없어요"),
        ("/static/000000000000/none.css", 404, "페이지를 찾을 수 없어요"),
        ("/static/000000000000/../../pyproject.toml", 404, "페이지를 찾을 수 없어요"),
        ("/form", 405, "이 화면은 그렇게 쓸 수 없어요"),
        ("/fails/forbidden", 403, "이 화면을 열 수 없어요"),
        ("/fails/refused", 422, "지금은 할 수 없어요"),
        ("/fails/too-many", 429, "시도가 너무 많았어요"),
        ("/fails/broken", 500, "저희 쪽에 문제가 생겼어요"),
        ("/fails/leaking", 500, "저희 쪽에 문제가 생겼어요"),
        ("/fails/away", 503, "지금은 기록을 불러올 수 없어요"),
        ("/fails/teapot", 418, "보낸 내용을 읽지 못했어요"),
        ("/pages?number=many", 400, "보낸 내용을 읽지 못했어요"),
        ("/pages?number=1&x=%00", 400, "보낸 내용을 읽지 못했어요"),
    ],
)
async def test_every_trouble_has_its_status_and_a_page_in_the_city_s_frame(
    open_city: Open, path: str, status: int, says: str
) -> None:
    async with open_city(ROUTES) as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert says in answer.text
    assert "한빛런 공식 누리집" in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    for secret in ("kim@example.test", "123456", "secret detail", "another tenant", "Traceback"):
        assert secret not in answer.text


async def test_absent_and_forbidden_cannot_be_told_apart(open_city: Open, sign_in: SignIn) -> None:
    async with open_city(ROUTES, cookies=await sign_in(Role.applicant)) as client:
        await client.get("/things/1")  # the browser now has every cookie it will have
        one, other, unrouted = [await client.get(path) for path in ("/things/1", "/things/999", "/nothing/here")]
    assert one.content == other.content == unrouted.content
    assert one.headers == other.headers == unrouted.headers


async def test_a_fault_of_ours_is_logged_by_kind_place_and_number_and_without_what_it_says(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        with capture_logs() as logs:
            answer = await client.get("/fails/broken")
    (line,) = [one for one in logs if one["event"] == "request.failed"]
    assert line["error"] == ["RuntimeError"]
    assert line["reference"] in answer.text
    assert "test_errors.py" in line["where"][-1]
    assert "kim@example.test" not in json.dumps(line)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [("/api/v1/none", "*/*", 404), ("/fails/refused", "application/json", 422), ("/mine", "application/json", 401)],
)
async def test_a_machine_gets_problem_details(open_city: Open, path: str, accept: str, status: int) -> None:
    async with open_city(ROUTES) as client:
        answer = await client.get(path, headers={"accept": accept}, follow_redirects=False)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    if status == 422:
        assert problem["detail"] == "Choose at most 3 offerings."


async def test_what_a_header_asks_for_is_kept(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        assert (await client.get("/fails/too-many")).headers["retry-after"] == "60"
        assert (await client.get("/fails/away")).headers["retry-after"] == "300"
        assert "POST" in (await client.get("/form")).headers["allow"]


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        answer = await client.post("/small", data={"text": "x" * 1000})
    assert answer.status_code == 413
    assert "파일이 너무 커요" in answer.text


@pytest.mark.parametrize("body", [b"text=a%00b", b"%00=a", b"text=%ED%A0%80", b"text=%FF%FE", b"=&&&===", b"\xff\xfe"])
async def test_a_hostile_form_is_never_a_fault_of_ours(open_city: Open, body: bytes) -> None:
    async with open_city(ROUTES) as client:
        answer = await client.post(
            "/small", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
        )
    assert answer.status_code < 500
    if b"%00" in body:
        assert answer.status_code == 400


async def test_while_the_database_is_away_there_is_still_a_page(open_city: Open) -> None:
    away = TenantDatabase("postgresql://nobody@127.0.0.1:1/none", pool_size=1)
    async with open_city(ROUTES, database=away) as client:
        answer = await client.get("/mine", headers={"accept-language": "en"})
        unrouted = await client.get("/nothing/here")
    await away.close()
    assert answer.status_code == 503
    assert "We cannot reach our records right now" in answer.text
    assert unrouted.status_code == 404


async def test_the_page_of_a_city_in_preparation_wears_its_colours(open_city: Open) -> None:
    async with open_city(ROUTES, lifecycle=Lifecycle.PREPARING) as client:
        page = await client.get("/mine")
        sheet = page.text.partition('href="/theme/')[2].partition('"')[0]
        theme = await client.get(f"/theme/{sheet}")
    assert (theme.status_code, "--band: #0e6e5a" in theme.text) == (200, True)


async def test_a_form_without_its_token_is_refused_and_with_it_is_taken(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        page = await client.get("/fails/absent")
        token = client.cookies["csrf"]
        without = await client.post("/form")
        stolen = await client.post("/form", data={"_csrf_token": "0" * 128})
        taken = await client.post("/form", data={"_csrf_token": token})
    assert page.status_code == 404
    assert (without.status_code, "본인이 보낸 것인지 확인하지 못했어요" in without.text) == (403, True)
    assert stolen.status_code == 403
    assert taken.status_code == 201


def _cookie(answer: httpx2.Response, name: str) -> str:
    return next(value for value in answer.headers.get_list("set-cookie") if value.startswith(f"{name}="))


async def test_cookies_are_host_only_and_out_of_reach_of_scripts(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        plain = _cookie(await client.get("/pages?number=1"), "csrf")
    async with open_city(ROUTES, secure=True) as client:
        answer = await client.get("/pages?number=1")
        locked = _cookie(answer, "__Host-csrf")
    for cookie in (plain, locked):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert "Secure" not in plain
    assert "Secure" in locked
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
