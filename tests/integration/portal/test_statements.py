"""How many statements a page costs: round trips are the main cost, so their number is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in


@contextmanager
def statements(runtime: Runtime) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = runtime.tenants.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_the_first_page_of_a_stranger_costs_three_statements(browser: Browser, runtime: Runtime) -> None:
    await browser.get("/")
    with statements(runtime) as seen:
        await browser.get("/")
    assert len(seen) == 3, seen  # the tenant, the city, its programmes


async def test_the_first_page_of_an_applicant_costs_six(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "counted@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    with statements(runtime) as seen:
        await browser.get("/")
    assert len(seen) == 6, seen  # and who she is, her applications, their outcomes


async def test_the_determination_costs_twelve(browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    await sign_in(browser, runtime, cities["seoul"], "counted-twice@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    await answer(browser, **HANUL)
    await browser.post(browser.path.replace("/check", "/submit"))
    assert browser.path.endswith("/outcome")
    with statements(runtime) as seen:
        await browser.get(browser.path)
    assert len(seen) == 12, seen  # one of them for the facts and tables of the city
