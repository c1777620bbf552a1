"""The check without an account: nothing is kept, nothing stands in an address; answers come along on consent."""

import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.web.portal.said import Said, seal_said, unseal_said
from tests.conftest import Database
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, code_for, sign_in

ENGLISH = {"accept-language": "en"}


async def check(browser: Browser, slug: str, **answers: Any) -> list[str]:
    """Answer one question a page; what is not answered here is not known. The facts that were asked."""
    asked = []
    await browser.get(f"/check/{slug}", headers=ENGLISH)
    while fact := browser.hidden("asking"):
        asked.append(fact)
        assert len(asked) < 20
        said = answers.get(fact.replace(".", "_"))
        fields = {"action": "unknown"} if said is None else {"action": "answer"}
        fields |= said if isinstance(said, dict) else {"answer": said} if said is not None else {}
        await send(browser, slug, {"asking": fact, **fields})
    return asked


async def send(browser: Browser, slug: str, fields: dict[str, Any], to: str = "") -> None:
    hidden: dict[str, Any] = {}
    form = browser.page.text.split("<form")[-1 if to else 1 :]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', "".join(form)):
        if name.startswith("told.") or name == "unknown":
            hidden.setdefault(name, [])
            if value not in hidden[name]:
                hidden[name].append(value)
    await browser.post(f"/check/{slug}{to}", {**hidden, **fields}, headers=ENGLISH)


def counts(database: Database) -> dict[str, tuple[int, str]]:
    """How many rows every table of every schema has, and a digest of them."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("set row_security = off")
        tables = owner.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('tenant', 'control', 'jobs')"
        ).fetchall()
        assert len(tables) > 30
        counted = "select count(*), coalesce(md5(string_agg(t::text, '' order by t::text)), '') from {} t"
        return {
            f"{schema}.{table}": owner.execute(
                sql.SQL(counted).format(sql.Identifier(schema, table))
            ).fetchone()  # type: ignore[misc]  # an aggregate always has a row
            for schema, table in tables
        }


@pytest.fixture(scope="module")
def sees_all(database: Database, cities: dict[str, TenantRef]) -> Database:
    """Row-level security binds the owner too: for counting it is lifted from her, never from the platform."""
    del cities
    with psycopg.connect(database.owner_url) as owner:
        for (table,) in owner.execute("select tablename from pg_tables where schemaname = 'tenant'").fetchall():
            owner.execute(sql.SQL("alter table tenant.{} no force row level security").format(sql.Identifier(table)))
    return database


async def test_a_whole_check_changes_no_row_of_any_table_and_sets_no_session(
    browser: Browser, sees_all: Database
) -> None:
    await browser.get("/", headers=ENGLISH)
    before = counts(sees_all)
    asked = await check(browser, "learn", **HANUL)
    assert len(asked) >= 4
    assert "You can probably get it" in browser.text
    assert counts(sees_all) == before
    assert {cookie.name for cookie in browser.http.cookies.jar} <= {"csrf"}


async def test_no_answer_stands_in_an_address(browser: Browser) -> None:
    addresses: list[str] = []
    browser.http.event_hooks["request"].append(lambda request: _note(addresses, str(request.url)))
    await check(browser, "learn", **HANUL)
    assert addresses
    assert not [one for one in addresses if "?" in one or "3896843" in one or "KR-11" in one]


async def _note(addresses: list[str], address: str) -> None:
    addresses.append(address)


async def test_answers_in_the_address_are_not_looked_at(browser: Browser) -> None:
    await browser.get("/check/learn?told.learner.residence=KR-11-110", headers=ENGLISH)
    first = browser.hidden("asking")
    await browser.get("/check/learn", headers=ENGLISH)
    assert browser.hidden("asking") == first


async def test_only_what_can_change_the_answer_is_asked(browser: Browser) -> None:
    elsewhere = {**HANUL, "learner_residence": "KR-26"}
    asked = await check(browser, "learn", **elsewhere)
    assert "household.recognised_income" not in asked
    assert "You probably cannot get it this time" in browser.text
    assert "not met" in browser.text


async def test_an_answer_that_cannot_be_is_refused_where_it_was_typed(browser: Browser) -> None:
    await check(browser, "learn", learner_residence=HANUL["learner_residence"])
    await browser.get("/check/learn", headers=ENGLISH)
    while browser.hidden("asking") != "learner.birth_date":
        fact = browser.hidden("asking")
        await send(browser, "learn", {"asking": fact, "action": "answer", "answer": HANUL[fact.replace(".", "_")]})
    tomorrow = {"answer-year": "2026", "answer-month": "11", "answer-day": "25"}
    await send(browser, "learn", {"asking": "learner.birth_date", "action": "answer", **tomorrow})
    assert browser.page.status_code == 422
    assert "This date is in the future" in browser.text
    assert 'value="2026"' in browser.page.text
    assert "told.learner.residence" in browser.page.text


async def test_what_is_not_known_leaves_it_to_an_officer_and_names_what_would_settle_it(browser: Browser) -> None:
    some = {name: HANUL[name] for name in ("learner_residence", "learner_birth_date")}
    await check(browser, "learn", **some)
    assert "An officer would have to look" in browser.text
    assert "would settle it" in browser.text


async def test_an_answer_can_be_changed_at_the_end(browser: Browser) -> None:
    await check(browser, "learn", **HANUL)
    await send(browser, "learn", {"again": "learner.residence"})
    assert browser.hidden("asking") == "learner.residence"
    await send(browser, "learn", {"asking": "learner.residence", "action": "answer", "answer": "KR-26"})
    assert "You probably cannot get it this time" in browser.text


async def test_a_tampered_form_is_asked_again(browser: Browser) -> None:
    await browser.get("/check/learn", headers=ENGLISH)
    await browser.post(
        "/check/learn",
        {"told.learner.residence": "nowhere!", "told.no.such.fact": "x", "asking": "no.such.fact", "answer": "x"},
        headers=ENGLISH,
    )
    assert browser.page.status_code == 200
    assert browser.hidden("asking")
    assert "no.such.fact" not in browser.page.text


async def test_somebody_from_a_partner_citys_place_is_pointed_there(browser: Browser) -> None:
    await check(browser, "learn", **{**HANUL, "learner_residence": "KR-51-760"})
    assert "Another city serves the place where you live" in browser.text
    assert 'href="http://pyeongchang.localhost"' in browser.page.text
    await check(browser, "learn", **{**HANUL, "learner_residence": "KR-26"})
    assert "Another city serves" not in browser.text


async def test_the_answers_come_along_through_signing_in_on_consent(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await check(browser, "learn", **HANUL)
    await send(browser, "learn", {}, to="/take")
    assert browser.path == "/sign-in", browser.text
    (cookie,) = [one for one in browser.http.cookies.jar if one.name == "check"]
    assert "3896843" not in str(cookie.value)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert not cookie.domain_specified
    email = "carried@demo.example"
    await browser.post("/sign-in", {"email": email, "next": browser.hidden("next")})
    await browser.post("/sign-in/code", {"code": await code_for(runtime, cities["seoul"], email)})
    assert browser.path == "/check/learn/carry", browser.text
    assert "3,896,843" in browser.text
    await browser.post("/check/learn/carry", {"action": "carry"}, headers=ENGLISH)
    assert browser.path.endswith("/check"), (browser.path, browser.text)
    assert "3,896,843" in browser.text
    assert "check" not in {one.name for one in browser.http.cookies.jar}


async def test_forgotten_answers_are_gone(browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    await check(browser, "learn", **HANUL)
    await send(browser, "learn", {}, to="/take")
    await sign_in(browser, runtime, cities["seoul"], "forgets@demo.example")
    await browser.get("/check/learn/carry")
    await browser.post("/check/learn/carry", {"action": "forget"})
    assert browser.path == "/programmes/learn"
    await browser.get("/check/learn/carry")
    assert browser.path == "/programmes/learn"


async def test_signing_out_forgets_them_on_a_shared_tablet(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await check(browser, "learn", **HANUL)
    await send(browser, "learn", {}, to="/take")
    await sign_in(browser, runtime, cities["seoul"], "tablet@demo.example")
    await browser.post("/sign-out")
    assert "check" not in {one.name for one in browser.http.cookies.jar}


async def test_carried_answers_last_half_an_hour(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "late@demo.example")
    await check(browser, "learn", **HANUL)
    await send(browser, "learn", {}, to="/take")
    assert browser.path == "/check/learn/carry"
    module_clock.advance(timedelta(minutes=31))
    try:
        await browser.get("/check/learn/carry")
        assert browser.path == "/programmes/learn"
    finally:
        module_clock.advance(timedelta(minutes=-31))


def test_carried_answers_are_sealed_for_one_city_and_one_programme(
    runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    now, keys, said = runtime.clock.now(), runtime.sealing, Said({"learner.residence": ("KR-11",)}, ("household.size",))
    seoul, other = cities["seoul"].id, cities["pyeongchang"].id
    sealed = seal_said(said, "learn", tenant_id=seoul, keys=keys, now=now)
    assert sealed is not None
    assert unseal_said(sealed, "learn", tenant_id=seoul, keys=keys, now=now) == said
    assert unseal_said(sealed, "learn", tenant_id=other, keys=keys, now=now) is None
    assert unseal_said(sealed, "multichild-pilot", tenant_id=seoul, keys=keys, now=now) is None
    assert unseal_said(sealed[:-8] + "AAAAAAA=", "learn", tenant_id=seoul, keys=keys, now=now) is None
    assert unseal_said("", "learn", tenant_id=seoul, keys=keys, now=now) is None
