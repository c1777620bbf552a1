"""Every route that takes an id, asked by another city's people: as absent as an id that never was, nothing written.

The routes are read from the application itself, so that a new one is swept without anybody thinking of it.
"""

import re
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from seoul_learn.app import Runtime, create_tenants_app
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.keep_identity_provider import keep_identity_provider
from seoul_learn.tenant_plane.people.oidc_values import ProviderTerms
from seoul_learn.tenant_plane.people.values import OFFICER_ROLES, Role
from tests.conftest import Database
from tests.integration.portal.conftest import Browser

_ID = re.compile(r"\{(\w+):uuid\}")
_WORDS = {"{fact:str}": "household.size", "{slug:str}": "learn", "{name:str}": "x"}
# Tables whose rows count the asking itself and belong to whoever asks.
_ABOUT_THE_ASKING = {"sign_in_rate", "person_session"}


def routes_with_ids(runtime: Runtime) -> list[tuple[str, str]]:
    found = []
    for route in create_tenants_app(runtime).routes:
        for handler in getattr(route, "route_handlers", ()):
            if _ID.search(route.path_format) or ":uuid}" in route.path:
                found += [(method, route.path) for method in handler.http_methods if method in ("GET", "POST")]
    return sorted(set(found))


@pytest.fixture(scope="module")
async def ids_of_seoul(runtime: Runtime, cities: dict[str, TenantRef], database: Database) -> list[UUID]:
    """The ids of real rows of Seoul, of every table."""
    from seoul_learn.tenant_plane.applications.begin import begin
    from seoul_learn.tenant_plane.programmes.queries import find_programme

    async with runtime.tenants.transaction(cities["seoul"].id) as session:
        person_id = await add_person(
            session, email="swept@demo.example", language="ko", roles=(Role.applicant,), clock=runtime.clock
        )
        programme = await find_programme(session, "learn")
        await begin(
            session, programme, person_id=person_id, timezone="Asia/Seoul", engine=runtime.engine, clock=runtime.clock
        )
        await keep_identity_provider(
            session, None, ProviderTerms(issuer="https://login.city.example", client_id="x", label={"ko": "시민"}),
            secret="a secret", actor=Actor(kind="command"), seal=runtime.sealing.of_tenant(cities["seoul"].id),
            clock=runtime.clock,
        )  # fmt: skip
    with psycopg.connect(database.owner_url) as owner:
        tables = _tables(owner)
        found = [
            row[0]
            for table in tables
            for row in owner.execute(
                sql.SQL("select id from tenant.{} where tenant_id = %s limit 2").format(sql.Identifier(table)),
                [cities["seoul"].id],
            )
        ]
    assert len(found) > 10
    return found


async def everybody_of_pyeongchang(app: Any, runtime: Runtime, tenant: TenantRef) -> Browser:
    """Somebody with every role there is, in the other city."""
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await add_person(
            session, email="all-roles@demo.example", language="ko", roles=(*OFFICER_ROLES, Role.applicant, Role.mentor),
            clock=runtime.clock,
        )  # fmt: skip
        signed_in = await begin_session(session, person_id, by="code", clock=runtime.clock)
    browser = Browser(app, "pyeongchang.localhost")
    browser.http.follow_redirects = False
    browser.http.cookies.set("session", signed_in.token, domain="pyeongchang.localhost")
    await browser.get("/applications")
    return browser


async def test_there_are_routes_to_sweep(runtime: Runtime) -> None:
    assert len(routes_with_ids(runtime)) >= 19


async def test_an_id_of_another_city_is_as_absent_as_one_that_never_was(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef], ids_of_seoul: list[UUID], database: Database
) -> None:
    browser = await everybody_of_pyeongchang(app, runtime, cities["pyeongchang"])
    token = browser.hidden("_csrf_token")
    before = _counts(database)
    for method, path in routes_with_ids(runtime):
        for foreign in ids_of_seoul:
            seen = await _ask(browser, method, _filled(path, foreign), token)
            absent = await _ask(browser, method, _filled(path, new_id()), token)
            assert seen.status_code == absent.status_code == 404, (method, path, seen.status_code)
            assert seen.content == absent.content, (method, path)
    assert _counts(database) == before
    await browser.http.aclose()


async def _ask(browser: Browser, method: str, path: str, token: str) -> Any:
    if method == "GET":
        return await browser.http.get(path)
    return await browser.http.post(path, data={"_csrf_token": token, "action": "answer", "answer": "4", "reason": "x"})


def _filled(path: str, one: UUID) -> str:
    for written, value in _WORDS.items():
        path = path.replace(written, value)
    return _ID.sub(str(one), path)


def _tables(owner: psycopg.Connection) -> list[str]:
    rows = owner.execute(
        "select relname from pg_class where relnamespace = 'tenant'::regnamespace and relkind = 'r' "
        "and relname <> 'migration'"
    ).fetchall()
    return [row[0] for row in rows]


def _counts(database: Database) -> dict[str, int]:
    with psycopg.connect(database.owner_url) as owner:
        counted = {}
        for table in _tables(owner):
            if table not in _ABOUT_THE_ASKING:
                counting = sql.SQL("select count(*) from tenant.{}").format(sql.Identifier(table))
                row = owner.execute(counting).fetchone()
                counted[table] = row[0] if row else 0
        return counted
