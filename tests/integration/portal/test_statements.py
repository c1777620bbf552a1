"""How many statements a page costs: round trips are the main cost, so their number is held."""

from typing import Any

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in
from tests.statements import counted_statements


async def test_the_first_page_of_a_stranger_costs_three_statements(browser: Browser, runtime: Runtime) -> None:
    await browser.get("/")
    with counted_statements(runtime.tenants) as seen:
        await browser.get("/")
    assert len(seen) == 3, seen  # the tenant; the city; its programmes


async def test_the_first_page_of_an_applicant_costs_three_as_well(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "counted@demo.example")
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    with counted_statements(runtime.tenants) as seen:
        await browser.get("/")
    assert len(seen) == 3, seen  # the tenant; the city and who she is; its programmes and her applications


async def test_the_determination_costs_four_and_the_choice_seven(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    browser = Browser(app, "pyeongchang.localhost")
    await sign_in(browser, runtime, cities["pyeongchang"], "counted-twice@demo.example")
    await browser.get("/programmes/pyeongchang-learn")
    await browser.post("/programmes/pyeongchang-learn/apply")
    await answer(
        browser, learner_residence="KR-51-760", learner_school_stage="middle", learner_grade="2",
        learner_birth_date=HANUL["learner_birth_date"], household_size="4", household_recognised_income="1000000",
        learner_categories=[],
    )  # fmt: skip
    await browser.post(browser.path.replace("/check", "/submit"))
    assert browser.path.endswith("/outcome")
    start = browser.path.removesuffix("/outcome")
    with counted_statements(runtime.tenants) as seen:
        await browser.get(f"{start}/outcome")
    assert len(seen) == 4, seen  # the tenant; the city and who she is; its facts and tables; the whole of her case
    with counted_statements(runtime.tenants) as seen:
        await browser.get(f"{start}/choose")
    assert browser.page.status_code == 200
    assert len(seen) == 7, seen  # and where she stands, and what the city offers, with what is left of it
    await browser.http.aclose()


async def test_every_statement_of_the_hot_pages_names_the_tenant(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "counted-again@demo.example")
    with counted_statements(runtime.tenants) as seen:
        await browser.get("/")
    begin, *reads = seen
    assert begin.startswith("begin read only; select app.set_tenant(")
    assert reads
    assert all("tenant_id = $1" in one for one in reads)
